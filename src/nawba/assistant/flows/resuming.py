"""Flows that are left and taken up again: after silence, after days, after a new publication."""

from __future__ import annotations

from dataclasses import replace

from nawba.assistant.flows.acts import Input, Paused, Result
from nawba.assistant.flows.model import Call, FlowBook, FlowField
from nawba.assistant.flows.run import Run
from nawba.assistant.flows.state import FOR_THE_CUSTOMER, Frame, Held, Identity, State
from nawba.assistant.flows.walking import end, stop
from nawba.domain.kinds import fits


def pause(run: Run) -> None:
    """Keep what the customer told, forget who they were: somebody else may be at the screen.

    What an operation is being asked for is waited for first. Nothing that was read stays; what
    was done stays done and is not sent again.
    """
    if run.state.waiting in ("result", "return"):
        return
    writes = {name for name, one in run.setting.book.operations.operation.items() if one.writes}
    root = run.state.frames[0]
    flow = run.setting.book.flow[root.flow]
    changed = {step.id for step in flow.steps if isinstance(step, Call) and step.call in writes}
    results = {step: kept for step, kept in root.results.items() if step in changed}
    frame = replace(root, results=results, said={}, step=flow.steps[0].id)
    run.state = replace(
        run.state, frames=(frame,), identity=Identity(), accepted="", waiting="return", spare={}
    )
    run.tell("flow_paused")
    run.acts.append(Paused(run.state.flow))


def fall_silent(run: Run) -> None:
    """The customer says nothing any more: put the flow aside, or end it where it says so.

    While the house's own systems are waited for, or once it is put aside, silence is nothing new.
    """
    if run.state.waiting not in FOR_THE_CUSTOMER:
        return
    if run.setting.book.flow[run.state.flow].on_silence == "end":
        run.tell("flow_ended_silent")
        end(run, by_customer=True)
    else:
        pause(run)


def outdated(state: State) -> State:
    """``state`` as of another version than any there is, whatever its flows call themselves."""
    return replace(state, frames=tuple(replace(frame, version=0) for frame in state.frames))


def is_outdated(book: FlowBook, state: State) -> bool:
    """Whether a flow of ``state`` was published anew, or withdrawn, since the state was kept."""
    return any(
        frame.flow not in book.flow or book.flow[frame.flow].version != frame.version
        for frame in state.frames
    )


def renew(run: Run, given: Input) -> bool:
    """Bring an old state to today's flows. False when a person has to go on instead.

    A call on its way keeps its place if today's flow makes the same call there; otherwise its
    result has no meaning any more, and nobody claims anything.
    """
    state, book = run.state, run.setting.book
    if state.flow not in book.flow:
        stop(run, "flow_defect")
        return False
    if state.waiting == "result" and not _calls_the_same(book, state):
        if not isinstance(given, Result):
            return True
        run.state = replace(state, frames=(_renewed(book, state.frames[0]),))
        stop(run, "operation_unknown")
        return False
    if state.waiting == "result":
        frames = tuple(replace(f, version=book.flow[f.flow].version) for f in state.frames)
        run.state = replace(state, frames=frames)
        return True
    frames = (_renewed(book, state.frames[0]),)
    run.state = replace(state, frames=frames, waiting="return", accepted="")
    return True


def _calls_the_same(book: FlowBook, state: State) -> bool:
    if state.call is None or any(frame.flow not in book.flow for frame in state.frames):
        return False
    step = book.flow[state.frame.flow].step.get(state.frame.step)
    return isinstance(step, Call) and step.call == state.call.operation


def _renewed(book: FlowBook, frame: Frame) -> Frame:
    """``frame`` at the start of today's flow, with the answers that still mean something there."""
    flow = book.flow[frame.flow]
    kept = {
        name: held
        for name, held in frame.fields.items()
        if name in flow.fields and _still_fits(flow.fields[name], held)
    }
    order = tuple(name for name in frame.order if name in kept)
    results = {step: kept for step, kept in frame.results.items() if step in flow.step}
    return Frame(flow.id, flow.version, flow.steps[0].id, kept, order, results)


def _still_fits(field: FlowField, held: Held) -> bool:
    if held.value is None:
        return not field.required
    if field.kind == "choice":
        return held.value in {option.value for option in field.options}
    return fits(field.kind, held.value)
