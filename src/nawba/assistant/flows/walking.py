"""Takes steps until something is needed from outside: an answer, a yes, an operation's result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nawba.assistant.flows import acts, model
from nawba.assistant.flows.filling import violation
from nawba.assistant.flows.references import whole_reference
from nawba.assistant.flows.run import Run, Unexpected
from nawba.assistant.flows.state import (
    Frame,
    Held,
    Kept,
    PendingCall,
    digest,
    idempotency_key,
)
from nawba.domain.kinds import Value
from nawba.domain.operations import Operation

_MOST_STEPS = 200  # without the customer: the checks forbid rings, this stops what they overlook


def walk(run: Run) -> None:
    """Go on from the step at which ``run`` stands until it waits or ends."""
    run.state = replace(run.state, waiting="start")
    try:
        for _ in range(_MOST_STEPS):
            run.setting.visit(run.flow.id, run.step.id)
            take(run, run.step)
            if run.state.waiting != "start":
                return
    except Unexpected:
        stop(run, "operation_failed")
        return
    stop(run, "flow_defect")


def stop(run: Run, reason: str) -> None:
    """Say why a person goes on, in the house's words, and hand over."""
    run.tell(f"flow_handover_{reason}")
    run.hand_over(reason)


def take(run: Run, step: model.Step) -> None:
    """One step: go on to another one, or wait, or end."""
    match step:
        case model.Ask():
            _ask(run, step)
        case model.Say():
            _say(run, step)
        case model.Call():
            _call(run, step)
        case model.Branch():
            run.go(_way(run, step))
        case model.Confirm():
            _confirm(run, step)
        case model.HandOver():
            _hand_over(run, step)
        case model.Done():
            _done(run, step)
        case model.End():
            run.say(run.fill(step.end))
            end(run, by_customer=False)


def end(run: Run, *, by_customer: bool) -> None:
    run.acts.append(acts.Cancelled(run.state.flow, by_customer))
    run.end()


def _ask(run: Run, step: model.Ask) -> None:
    """Ask, unless the answer is known and still fits."""
    held = run.frame.fields.get(step.ask)
    if held is not None and not step.again:
        told = None if held.value is None else violation(run, step.ask, held.value)
        if told is None:
            run.go(run.flow.after(step))
            return
        run.say(told)
    run.drop(step.ask)
    ask(run, step.ask)


def ask(run: Run, name: str) -> None:
    """The question for ``name``, with what there is to choose from."""
    field = run.flow.fields[name]
    run.say(run.fill(field.ask), *choices(run, name))
    run.wait("answer")
    run.state = replace(run.state, again=False)


def choices(run: Run, name: str) -> list[str]:
    field = run.flow.fields[name]
    labels = [run.word(option.label) for option in field.options]
    labels += [label for _, label in run.offered(name)]
    if field.kind == "boolean":
        labels += [run.text("flow_yes"), run.text("flow_no")]
    return labels if field.required else [*labels, run.text("flow_skip")]


def _say(run: Run, step: model.Say) -> None:
    said = run.fill(step.say)
    if not (run.state.again and run.frame.said.get(step.id) == said):
        run.say(said)
    run.put(replace(run.frame, said={**run.frame.said, step.id: said}))
    run.go(run.flow.after(step))


def _way(run: Run, step: model.Branch) -> str:
    return next(case.go for case in step.branch if _holds(run, case))


def _holds(run: Run, case: model.Case) -> bool:
    """Whether ``case`` is the way to go: its one test holds, or it has none."""
    if not case.value:
        return True
    value = run.resolve(case.value)
    if case.empty is not None:
        return (value in (None, [], "")) == case.empty
    if case.equals is not None:
        return bool(value == run.resolve(case.equals))
    bound = case.above if case.above is not None else case.below
    if value is None:
        return False
    mine, other = _comparable(value), _comparable(run.resolve(bound))
    return bool(mine > other if case.above is not None else mine < other)


def _comparable(value: Any) -> Any:
    """Amounts compare as numbers; dates and times as they are written."""
    try:
        return float(value)
    except ValueError:
        return value


def _call(run: Run, step: model.Call) -> None:
    """Ask for the operation, unless it was done already with the same values."""
    operation = run.setting.book.operation(step)
    if not authenticated(run, operation):
        return
    fields = run.sent(operation, step.send)
    sent = digest(operation.name, fields)
    kept = run.kept(step.id, sent)
    if kept is not None and _stands(run, operation, kept):
        follow(run, step, kept)
        return
    if operation.writes and run.state.accepted != sent:
        stop(run, "flow_defect")  # never send what was not read back and accepted word for word
        return
    turn = 0 if operation.writes else run.state.turns
    key = idempotency_key(run.state, step.id, sent, turn=turn)
    pending = PendingCall(operation.name, fields, key, step.id)
    run.state = replace(run.state, call=pending, waiting="result", again=False)
    run.acts.append(acts.Call(pending.operation, pending.fields, pending.key, pending.step))


def _stands(run: Run, operation: Operation, kept: Kept) -> bool:
    """Whether an earlier answer serves again: a change is made once; a look, on the way back."""
    if operation.writes and kept.status == "done":
        return True
    return run.state.again and kept.status in ("done", "refused")


def authenticated(run: Run, operation: Operation) -> bool:
    """Whether the customer has reached what ``operation`` needs; if not, that comes first."""
    if run.state.identity.level.reaches(operation.authentication):
        return True
    flow = run.setting.book.granting[operation.authentication]
    below = run.frame
    known = {
        name: below.fields[name]
        for name, field in flow.fields.items()
        if name in below.fields and run.flow.fields[name].kind == field.kind
    }
    spare = {name: held for name, held in run.state.spare.items() if name in flow.fields}
    fields: dict[str, Held] = spare | known
    frame = Frame(flow.id, flow.version, flow.steps[0].id, fields, tuple(fields))
    run.state = replace(run.state, frames=(*run.state.frames, frame))
    return False


def follow(run: Run, step: model.Call, kept: Kept) -> None:
    """Go where the operation's end leads; what the flow does not say hands over."""
    if kept.status == "done":
        run.go(run.flow.after(step))
    elif kept.status == "refused":
        reason = str(kept.data.get("reason"))
        _leave(run, step.refused.get(reason) or step.refused.get("other", ""), "operation_refused")
    else:
        _leave(run, getattr(step, kept.status), f"operation_{kept.status}")


def _leave(run: Run, target: str, reason: str) -> None:
    if target:
        run.go(target)
    else:
        stop(run, reason)


def _confirm(run: Run, step: model.Confirm) -> None:
    """Read back what would be sent, unless exactly that was accepted or is done already."""
    target = run.flow.step[step.confirm]
    call = call_of(target)
    operation = run.setting.book.operation(call)
    if not authenticated(run, operation):
        return
    sent = digest(operation.name, run.sent(operation, call.send))
    kept = run.kept(target.id, sent)
    if run.state.accepted == sent or (kept is not None and kept.status == "done"):
        run.go(target.id)
        return
    read_back(run, step)


def call_of(step: model.Step) -> model.Call | model.Approve:
    """What ``step``, which a read-back leads to, sends or proposes."""
    call = step.approve if isinstance(step, model.HandOver) else step
    assert isinstance(call, model.Call | model.Approve), "checked when the flow was read"
    return call


def read_back(run: Run, step: model.Confirm) -> None:
    """Every value that would be sent, by its name, and the question for a yes."""
    lines = [run.fill(step.text), *_lines(run, step), run.text("flow_confirm_ask")]
    buttons = ("flow_choice_yes", "flow_choice_no", "flow_choice_cancel")
    run.say("\n".join(lines), *(run.text(key) for key in buttons))
    run.wait("yes")
    run.state = replace(run.state, again=False)


def _lines(run: Run, step: model.Confirm) -> list[str]:
    call = call_of(run.flow.step[step.confirm])
    kinds = run.setting.book.operation(call).fields
    lines = []
    for name, value in call.send.items():
        resolved = run.resolve(value)
        if resolved is not None:
            label, shown = _labelled(run, step, name, value, kinds[name], resolved)
            colon = " :" if run.setting.language == "fr" else ":"
            lines.append(f"• {label}{colon} {shown}")
    return lines


def _labelled(
    run: Run, step: model.Confirm, name: str, value: Any, kind: str, resolved: Value
) -> tuple[str, str]:
    """A sent value's name and itself, as the customer reads them."""
    one = whole_reference(value)
    if one is not None and not one.step:
        label = step.names.get(name) or run.flow.fields[one.name].name
        return run.word(label), run.shown_reference(one)
    if one is not None:
        return run.word(step.names[name]), run.shown_reference(one)
    return run.word(step.names[name]), run.shown_value(kind, resolved)


def _hand_over(run: Run, step: model.HandOver) -> None:
    if step.approve is None:
        run.say(run.fill(step.text))
        run.hand_over(step.hand_over)
        return
    operation = run.setting.book.operation(step.approve)
    if not authenticated(run, operation):
        return
    fields = run.sent(operation, step.approve.send)
    key = idempotency_key(run.state, step.id, digest(operation.name, fields))
    run.say(run.fill(step.text))
    run.hand_over(step.hand_over, acts.Approval(operation.name, fields, key, step.id))


def _done(run: Run, step: model.Done) -> None:
    """Claim what was done, by the id of its result; then the flow below goes on, or all ends."""
    kept = run.frame.results[step.after]
    operation = run.operation(step.after)
    if operation.writes:
        made = acts.Commitment(operation.name, kept.id, kept.reference)
        run.state = replace(run.state, commitments=(*run.state.commitments, made))
    run.say(run.fill(step.done), claims=kept.id if operation.writes else "")
    if len(run.state.frames) > 1:
        run.state = replace(run.state, frames=run.state.frames[:-1])
        return
    run.acts.append(acts.Done(run.state.flow, run.state.commitments))
    run.end()
