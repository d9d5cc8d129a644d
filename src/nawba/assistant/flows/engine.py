"""Runs flows, one input at a time: a pure function from a state and what happened to the next.

``start`` and ``advance`` never read, write or wait. Their driver keeps the state in a row, says
what is to be said, calls the operation that is asked for and gives its result back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nawba.assistant.flows.acts import Act, Input, Result, Words
from nawba.assistant.flows.answering import hear
from nawba.assistant.flows.filling import prefill
from nawba.assistant.flows.given import read_given
from nawba.assistant.flows.hearing import tidy
from nawba.assistant.flows.model import Call
from nawba.assistant.flows.resuming import fall_silent, is_outdated, renew
from nawba.assistant.flows.run import Run, Setting
from nawba.assistant.flows.state import Frame, Identity, Kept, State, digest
from nawba.assistant.flows.walking import follow, stop, walk
from nawba.domain.kinds import fits
from nawba.domain.operations import Level, Operation, OperationResult, OperationStatus

__all__ = ["advance", "start"]

_MOST_TURNS = 60
_MOST_REFUSALS = 3  # of one step: a person helps better than a fourth try

Advanced = tuple[State, tuple[Act, ...]]


def start(
    setting: Setting,
    flow: str,
    *,
    contact: str,
    run: str,
    heard: Sequence[str] = (),
    given: Mapping[str, str] | None = None,
    identity: Identity | None = None,
) -> Advanced:
    """Begin ``flow`` for ``contact``: its first state and acts.

    ``run`` names this run and must be new. ``heard`` is what the customer has said so far, from
    which fields are filled that allow it; ``given`` are words of theirs that the customer has
    confirmed to be about a field; ``identity`` is what an earlier flow of the contact found.
    Raises KeyError for an unknown flow.
    """
    begun = setting.book.flow[flow]
    frame = Frame(flow, begun.version, begun.steps[0].id)
    state = State(contact, run, (frame,), identity=identity or Identity())
    made = Run(setting, state)
    said = tidy("\n".join(heard))
    _prefill_below(made, said)
    known = prefill(made, said) | (read_given(setting, flow, given or {}) or {})
    for name, held in known.items():
        made.hold(name, held)
    walk(made)
    return made.state, tuple(made.acts)


def _prefill_below(made: Run, said: str) -> None:
    """What was said for the authentication flows, kept until one of them is run."""
    for flow in made.setting.book.granting.values():
        frame = Frame(flow.id, flow.version, flow.steps[0].id)
        other = Run(made.setting, replace(made.state, frames=(frame,)))
        spare = {**made.state.spare, **prefill(other, said)}
        made.state = replace(made.state, spare=spare)


def advance(setting: Setting, state: State, given: Input) -> Advanced:
    """The state and the acts after ``given``. Pure: the same input always gives the same output.

    A result that no call waits for, and anything said after the end, changes nothing.
    """
    if state.is_over:
        return state, ()
    made = Run(setting, replace(state, turns=state.turns + 1))
    if is_outdated(setting.book, state) and not renew(made, given):
        return made.state, tuple(made.acts)
    if made.state.turns > _MOST_TURNS:
        stop(made, "too_often")
    elif isinstance(given, Words):
        hear(made, given)
    elif isinstance(given, Result):
        _receive(made, given.result)
    else:
        fall_silent(made)
    return made.state, tuple(made.acts)


def _receive(made: Run, result: OperationResult) -> None:
    """Take note of how the awaited operation ended, and go on from there."""
    call = made.state.call
    if call is None or made.state.waiting != "result":
        return
    operation = made.setting.book.operations.operation[call.operation]
    kept = _checked(operation, digest(call.operation, call.fields), result)
    step, frame = made.step, made.frame
    assert isinstance(step, Call), "only calls wait for a result"
    refusals = frame.refusals.get(step.id, 0) + (kept.status == "refused")
    frame = replace(frame, results={**frame.results, step.id: kept},
                    refusals={**frame.refusals, step.id: refusals})  # fmt: skip
    made.state = replace(made.state.with_frame(frame), call=None, waiting="start", accepted="")
    made.drop_codes()
    if kept.status == "done":
        made.state = replace(made.state, identity=_identity(made.state, operation, kept))
    if refusals >= _MOST_REFUSALS:
        stop(made, "too_often")
        return
    follow(made, step, kept)
    if not made.state.is_over:
        walk(made)


def _checked(operation: Operation, sent: str, result: OperationResult) -> Kept:
    """``result`` reduced to what was declared; a "done" that lacks some of it is none."""
    status, data = result.status, {n: v for n, v in result.data.items() if n in operation.result}
    if status is OperationStatus.DONE and not _is_whole(operation, data):
        status, data = OperationStatus.UNKNOWN, {}
    if status is OperationStatus.UNKNOWN and not operation.writes:
        status = OperationStatus.FAILED
    if status is OperationStatus.REFUSED:
        reason = result.data.get("reason")
        data = {"reason": reason if reason in operation.refusals else "other"}
    reference = result.reference if fits("id", result.reference) else None
    return Kept(sent, status.value, data, reference, result.id)


def _is_whole(operation: Operation, data: Mapping[str, Any]) -> bool:
    return all(_is_of(kind, data.get(name)) for name, kind in operation.result.items())


def _is_of(kind: str | dict[str, str], value: Any) -> bool:
    if isinstance(kind, str):
        return fits(kind, value)
    return isinstance(value, list) and all(
        isinstance(record, dict) and all(fits(of, record.get(name)) for name, of in kind.items())
        for record in value
    )


def _identity(state: State, operation: Operation, kept: Kept) -> Identity:
    """Who the customer is after ``operation``, which may have recognised them."""
    if not operation.grants.reaches(Level.KNOWN):
        return state.identity
    named = [name for name, kind in operation.result.items() if kind == "identity"]
    customer = str(kept.data[named[0]]) if named else state.identity.customer
    return Identity(operation.grants, customer)
