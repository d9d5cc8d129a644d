"""What one attempt at a call came to, in four words, and what that makes of the operation.

Each way to call (HTTP, MCP) judges its own protocol into one of the four; what they mean for a
read and for a write is decided here once. The careful reading: a write of which nothing certain is
known is ``unknown``, never ``failed`` and never ``done``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nawba.assistant.operations.answer import read_answer
from nawba.domain.operations import Operation, OperationResult, OperationStatus

OTHER = "other"
"""The reason of a refusal whose code the operation does not declare."""


@dataclass(frozen=True)
class Answered:
    """The system says that it did it; ``body`` is what it told, not yet looked at."""

    body: Mapping[str, Any]


@dataclass(frozen=True)
class Refused:
    """The system understood and said no; ``code`` is its reason."""

    code: str


@dataclass(frozen=True)
class Unsent:
    """Nothing happened there. ``is_outage``: because the system is not well."""

    why: str
    is_outage: bool = False


@dataclass(frozen=True)
class Lost:
    """It may have happened: no answer came, or one that cannot be understood."""

    why: str


Sent = Answered | Refused | Unsent | Lost


def settle(operation: Operation, sent: Sent) -> tuple[Sent, OperationResult]:
    """The operation's result, and ``sent`` again: an answer of the wrong form counts as lost."""
    match sent:
        case Answered(body):
            data = read_answer(operation, body)
            if data is None:
                return settle(operation, Lost("not what was agreed"))
            return sent, done(operation, data)
        case Refused(code):
            reason = code if code in operation.refusals else OTHER
            return sent, OperationResult(OperationStatus.REFUSED, {"reason": reason})
        case Unsent():
            return sent, OperationResult(OperationStatus.FAILED)
        case Lost():
            status = OperationStatus.UNKNOWN if operation.writes else OperationStatus.FAILED
            return sent, OperationResult(status)


def done(operation: Operation, data: Mapping[str, Any]) -> OperationResult:
    """``data`` as the result of an operation that happened."""
    named = data.get(operation.reference) if operation.reference else None
    return OperationResult(OperationStatus.DONE, data, None if named is None else str(named))


def is_outage(sent: Sent) -> bool:
    """Whether the attempt speaks against the health of the system (for the breaker)."""
    return isinstance(sent, Lost) or (isinstance(sent, Unsent) and sent.is_outage)
