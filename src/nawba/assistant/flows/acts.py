"""The two ends of a running flow as values: what happens to it, and what it wants done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nawba.domain.kinds import Value
from nawba.domain.operations import OperationResult


@dataclass(frozen=True)
class Words:
    """What the customer wrote. ``article`` is the one that search would surely serve, or None."""

    text: str
    article: str | None = None


@dataclass(frozen=True)
class Result:
    """How the operation ended that the flow asked for last."""

    result: OperationResult


@dataclass(frozen=True)
class TimeOut:
    """The customer has been silent for the flow's ``timeout_minutes``."""


Input = Words | Result | TimeOut


@dataclass(frozen=True)
class Say:
    """Words for the customer, with choices as buttons under them.

    ``claims`` is the id of the operation whose being done the words claim, else empty.
    """

    text: str
    choices: tuple[str, ...] = ()
    claims: str = ""


@dataclass(frozen=True)
class Call:
    """Call ``operation`` with ``fields``; give the result back. A retry repeats ``key``."""

    operation: str
    fields: Mapping[str, Value]
    key: str
    step: str


@dataclass(frozen=True)
class Digress:
    """Answer with this article now; the question that is still open follows."""

    article: str


@dataclass(frozen=True)
class Approval:
    """An irreversible operation that a person may approve, filled in."""

    operation: str
    fields: Mapping[str, Value]
    key: str
    step: str


@dataclass(frozen=True)
class HandOver:
    """A person must go on. ``reason`` is one of ``model.REASONS``.

    ``flow`` is its id, ``fields`` what is known, by its name in the adviser's words: the fields'
    names in the customer's language. ``done`` are the operations that were done, with references.
    """

    reason: str
    flow: str
    fields: Mapping[str, str] = field(default_factory=dict)
    done: tuple[Commitment, ...] = ()
    approval: Approval | None = None
    person_requested: bool = False


@dataclass(frozen=True)
class Commitment:
    """That ``operation`` was done: ``result`` is its id in the journal, to be checked there."""

    operation: str
    result: str
    reference: str | None = None


@dataclass(frozen=True)
class Done:
    """The flow has reached its end."""

    flow: str
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True)
class Cancelled:
    """The flow ended without its end: the customer dropped it, or it led to no operation."""

    flow: str
    by_customer: bool = True


@dataclass(frozen=True)
class Paused:
    """The flow waits for the customer to come back; its state can be kept for days."""

    flow: str


Act = Say | Call | Digress | HandOver | Done | Cancelled | Paused
