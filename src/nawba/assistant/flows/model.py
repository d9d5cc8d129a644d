"""What a flow is made of: fields to fill and steps to take, as a knowledge editor wrote them.

A flow never holds code. Texts may name values in braces: ``{amount}`` is a field of the flow,
``{found.amount}`` a result of its step ``found``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from nawba.domain.operations import BrandOperations, Level, Operation

Text = dict[str, str]
"""A sentence in each of the brand's languages."""

REASONS = frozenset(
    {
        "approval_needed",
        "flow_changed",  # it was published anew, and what it was is not kept
        "flow_defect",
        "not_authenticated",
        "not_understood",
        "operation_failed",
        "operation_refused",
        "operation_unknown",
        "person_requested",
        "rule",  # the flow's own: a person decides such cases
        "too_often",
    }
)
"""Why a flow hands over; each has its sentence ``brief_why_…`` for the adviser."""


@dataclass(frozen=True)
class Option:
    """One of few fixed values. ``words`` are other ways in which customers name it."""

    value: str
    label: Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choices:
    """Values to choose from that an operation returned: ``of`` is ``step.result``, a list.

    ``value`` is the record's value that is kept, ``label`` how one record is shown.
    """

    of: str
    value: str
    label: Text


@dataclass(frozen=True)
class FlowField:
    """One thing that the flow needs to know from the customer.

    ``kind`` is one of ``domain/kinds.py``, or ``choice`` (with ``options``). ``form`` is how an id
    is written: ``F-####-####``, ``#`` for a digit, ``@`` for a letter. ``at_least`` and
    ``at_most`` are a value, a reference in braces or, for dates, ``today``, ``today-60``.
    ``prefill``: may be taken from words said before it was asked for. ``past``: a date without a
    year is the last such day instead of the next.
    """

    kind: str
    name: Text
    ask: Text
    required: bool = True
    prefill: bool = False
    past: bool = False
    form: str = ""
    at_least: str | int | None = None
    at_most: str | int | None = None
    invalid: Text = field(default_factory=dict)
    why: Text = field(default_factory=dict)
    """What to say to a customer who asks what this is for."""
    options: tuple[Option, ...] = ()
    choices: Choices | None = None


@dataclass(frozen=True)
class Ask:
    """Ask for a field, unless it is known; ``again`` asks even then."""

    id: str
    ask: str
    again: bool = False
    next: str = ""


@dataclass(frozen=True)
class Say:
    id: str
    say: Text
    next: str = ""


@dataclass(frozen=True)
class Call:
    """Call an operation. ``send`` maps its fields to values or references in braces.

    ``next`` is where it goes on when the operation is done. ``refused`` maps the system's reasons
    to steps (``other`` for the rest), ``failed`` and ``unknown`` are steps; what is not said hands
    over, naming what happened.
    """

    id: str
    call: str
    send: dict[str, str | int | bool] = field(default_factory=dict)
    next: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    failed: str = ""
    unknown: str = ""


@dataclass(frozen=True)
class Case:
    """One way out of a branch: one test on ``value`` (a reference in braces), or none."""

    go: str
    value: str = ""
    equals: str | int | bool | None = None
    above: str | int | None = None
    below: str | int | None = None
    empty: bool | None = None


@dataclass(frozen=True)
class Branch:
    """Go to the first case that holds; the last one holds always."""

    id: str
    branch: tuple[Case, ...]


@dataclass(frozen=True)
class Confirm:
    """Read back what step ``confirm`` will send, and go there on an explicit yes only.

    ``names`` label sent values that are no field of the flow.
    """

    id: str
    confirm: str
    text: Text
    names: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Approve:
    """The irreversible operation that a person is asked to approve, with what it would send."""

    call: str
    send: dict[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class HandOver:
    """Hand over for one of ``REASONS``, saying ``text``; with ``approve``, everything filled in."""

    id: str
    hand_over: str
    text: Text
    approve: Approve | None = None


@dataclass(frozen=True)
class Done:
    """The end. ``done`` may claim what the operation of step ``after`` did, and only that."""

    id: str
    done: Text
    after: str


@dataclass(frozen=True)
class End:
    """An end at which nothing was done, and nothing is claimed."""

    id: str
    end: Text


Step = Ask | Say | Call | Branch | Confirm | HandOver | Done | End
STEPS: dict[str, type[Step]] = {
    "ask": Ask,
    "say": Say,
    "call": Call,
    "branch": Branch,
    "confirm": Confirm,
    "hand_over": HandOver,
    "done": Done,
    "end": End,
}
"""The word that makes a step what it is."""


@dataclass(frozen=True)
class Flow:
    """A deterministic procedure. ``intents`` (article ids) and ``phrases`` lead a customer here.

    ``grants``: an authentication flow, run by the engine before what needs that level; it has no
    intents. ``labels`` word values of results: ``{"found.status": {"sent": {"en": …}}}``.
    ``dialling`` completes national telephone numbers. After ``timeout_minutes`` without an answer
    the flow is put aside, or ends with ``on_silence`` "end".
    """

    id: str
    brand: str
    version: int
    owner: str
    title: Text
    intents: tuple[str, ...] = ()
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    grants: Level = Level.NONE
    currency: str = "MAD"
    dialling: str = "+212"
    timeout_minutes: int = 15
    on_silence: str = "pause"
    fields: dict[str, FlowField] = field(default_factory=dict)
    labels: dict[str, dict[str, Text]] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    @cached_property
    def step(self) -> dict[str, Step]:
        return {one.id: one for one in self.steps}

    def after(self, step: Step) -> str:
        """The id of the step that follows ``step``: its ``next``, else the one below it."""
        if isinstance(step, Ask | Say | Call) and step.next:
            return step.next
        place = self.steps.index(step) + 1
        return self.steps[place].id if place < len(self.steps) else ""


@dataclass(frozen=True)
class FlowBook:
    """All flows of one brand with the operations that they may call, checked together."""

    operations: BrandOperations
    flows: tuple[Flow, ...]

    @cached_property
    def flow(self) -> dict[str, Flow]:
        return {one.id: one for one in self.flows}

    @cached_property
    def by_intent(self) -> dict[str, Flow]:
        """Which flow an intent (an article's id) leads to."""
        return {intent: one for one in self.flows for intent in one.intents}

    @cached_property
    def granting(self) -> dict[Level, Flow]:
        """The authentication flow for each level above none."""
        return {one.grants: one for one in self.flows if one.grants is not Level.NONE}

    def operation(self, call: Call | Approve) -> Operation:
        return self.operations.operation[call.call]
