"""The operation journal: what was asked of a brand's systems, how it ended, what was promised.

A call is written down before it leaves and again when its answer is in, so that after any crash
the house knows what may have happened. The state of an entry moves so::

    irreversible:           awaiting ──► approved ──► started ──► done | refused | failed | unknown
                                   └───► declined
    read, reversible:                              ► started ──► done | refused | failed | unknown

From ``unknown`` and ``failed`` an attempt with the same key may follow; an irreversible operation
needs a new approval for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from nawba.domain.operations import OperationResult, OperationStatus, Risk

MAX_ATTEMPTS = 3
"""How often one key is tried by the house itself, first attempt included."""

_REFERENCE = re.compile(r"(?=.*[0-9])[A-Za-z][A-Za-z0-9._:-]{0,63}")


class OperationState(StrEnum):
    """Where an entry of the journal stands; the last four are those of ``OperationStatus``."""

    AWAITING = "awaiting"
    APPROVED = "approved"
    DECLINED = "declined"
    STARTED = "started"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    FAILED = "failed"


OPEN_STATES = (
    OperationState.AWAITING,
    OperationState.APPROVED,
    OperationState.STARTED,
    OperationState.UNKNOWN,
)
"""What somebody still has to do something about."""


@dataclass(frozen=True)
class Call:
    """An operation about to be asked for: by which flow run at which step, with which fields.

    ``key`` is the idempotency key: of one contact, equal keys are one operation.
    """

    name: str
    risk: Risk
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""
    step: str = ""


@dataclass(frozen=True)
class Entry:
    """One operation in the journal. ``fields``, ``data`` and ``comment`` are gone once erased."""

    id: str
    contact: str
    key: str
    name: str
    risk: Risk
    run: str
    step: str
    state: OperationState
    attempt: int
    reference: str | None
    decided_by: str | None
    asked_at: datetime
    started_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    fields: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    comment: str = ""

    @property
    def result(self) -> OperationResult | None:
        """How it ended; None while it has not. A declined one is a refusal by our own people."""
        if self.state is OperationState.DECLINED:
            return OperationResult(OperationStatus.REFUSED, {"reason": "declined"}, id=self.id)
        if self.state not in ENDED:
            return None
        status = OperationStatus(self.state.value)
        return OperationResult(status, self.data, self.reference, self.id)


ENDED = tuple(OperationState(status.value) for status in OperationStatus)


@dataclass(frozen=True)
class Begun:
    """``may_call`` says that this attempt is the caller's to make, and to end.

    Otherwise ``entry`` says why not: it has ended, waits for approval, or runs elsewhere.
    """

    entry: Entry
    may_call: bool


@dataclass(frozen=True)
class Commitment:
    """Something said to the customer as done: which text, and the operation that did it."""

    id: str
    contact: str
    operation: str
    name: str
    reference: str | None
    text_key: str
    at: datetime


def public_reference(reference: str | None) -> str | None:
    """``reference`` if it is fit for the event stream: a case number, not a person's number.

    Begins with a letter and holds a digit (``D-0007``); anything else stays in the erasable row.
    """
    return reference if reference and _REFERENCE.fullmatch(reference) else None
