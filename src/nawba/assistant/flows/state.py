"""Where a run of a flow stands: a value that can be kept as JSON in a row and taken up later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError

from nawba.assistant.flows.acts import Call, Commitment
from nawba.domain.errors import Invalid
from nawba.domain.kinds import Value
from nawba.domain.operations import Level

Waiting = str
"""``start``, ``answer`` (to a question), ``yes`` (to a read-back), ``change`` (what to correct),
``result`` (of an operation), ``return`` (paused) or ``end``."""

FOR_THE_CUSTOMER = ("answer", "yes", "change")
"""What only the customer can give: after a while without it the flow is put aside."""


@dataclass(frozen=True)
class Identity:
    """Who the customer turned out to be, and how surely."""

    level: Level = Level.NONE
    customer: str = ""


@dataclass(frozen=True)
class Held:
    """A field's value. ``shown`` is the label it was chosen by, if it was; None was skipped."""

    value: Value | None
    shown: str = ""


@dataclass(frozen=True)
class Kept:
    """An operation's end: of which fields (``digest``), how, and with what."""

    digest: str
    status: str
    data: dict[str, Any] = field(default_factory=dict)
    reference: str | None = None
    id: str = ""


@dataclass(frozen=True)
class Frame:
    """One flow on the way: an authentication flow lies on top of the one that needs it.

    ``order`` are the fields in the order in which they were last filled; ``said`` the sentences
    already said, by step, so that a way taken again after a correction does not repeat them.
    """

    flow: str
    version: int
    step: str
    fields: dict[str, Held] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    results: dict[str, Kept] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    """How often each call has been refused."""

    def holding(self, name: str, held: Held) -> Frame:
        order = (*(one for one in self.order if one != name), name)
        return replace(self, fields={**self.fields, name: held}, order=order)

    def without(self, name: str) -> Frame:
        kept = {one: held for one, held in self.fields.items() if one != name}
        return replace(self, fields=kept, order=tuple(one for one in self.order if one != name))


@dataclass(frozen=True)
class PendingCall:
    """The operation that was asked for and has not answered, exactly as it was asked for."""

    operation: str
    fields: dict[str, Value]
    key: str
    step: str


@dataclass(frozen=True)
class State:
    """A run. ``again`` says that known answers are being walked through a second time."""

    contact: str
    run: str
    frames: tuple[Frame, ...]
    waiting: Waiting = "start"
    identity: Identity = field(default_factory=Identity)
    call: PendingCall | None = None
    accepted: str = ""
    """The digest of what the customer said yes to: nothing else may be sent."""
    again: bool = False
    spare: dict[str, Held] = field(default_factory=dict)
    """Answers heard before an authentication flow asks for them."""
    misses: int = 0
    turns: int = 0
    commitments: tuple[Commitment, ...] = ()

    @property
    def frame(self) -> Frame:
        return self.frames[-1]

    @property
    def flow(self) -> str:
        """The id of the flow that the customer came for."""
        return self.frames[0].flow

    @property
    def is_over(self) -> bool:
        return self.waiting == "end"

    def with_frame(self, frame: Frame) -> State:
        return replace(self, frames=(*self.frames[:-1], frame))


def to_json(state: State) -> dict[str, Any]:
    """``state`` as plain data that ``from_json`` turns back into an equal value."""
    return _ADAPTER.dump_python((state,), mode="json")[0]  # type: ignore[no-any-return]


def from_json(value: Any) -> State:
    """Raises Invalid for what is no state: a row written by something else, or damaged."""
    try:
        return _ADAPTER.validate_json(json.dumps([value]))[0]
    except (ValidationError, TypeError, ValueError) as error:
        raise Invalid("This is no state of a flow. Hand the contact over to a person.") from error


# A tuple around the class lets the configuration reach standard dataclasses at every depth.
_ADAPTER: TypeAdapter[tuple[State]] = TypeAdapter(tuple[State], config=ConfigDict(extra="forbid"))


def pending_call(state: State) -> Call | None:
    """The operation that is still to be answered, to be called again after a crash."""
    one = state.call
    return Call(one.operation, one.fields, one.key, one.step) if one else None


def digest(operation: str, fields: Mapping[str, Value]) -> str:
    """What is sent, in 32 hexadecimal digits: equal for equal operations and fields."""
    body = json.dumps([operation, dict(sorted(fields.items()))], ensure_ascii=True)
    return hashlib.sha256(body.encode()).hexdigest()[:32]


def idempotency_key(state: State, step: str, sent: str, *, turn: int = 0) -> str:
    """The key of a call: of contact, run, step and what is ``sent``, and so equal in a retry.

    ``turn`` tells two wanted calls of the same thing apart, where one may want that: reads.
    """
    parts = json.dumps([state.contact, state.run, state.frame.flow, step, sent, turn])
    return "nawba-" + hashlib.sha256(parts.encode()).hexdigest()[:40]
