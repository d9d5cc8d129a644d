"""Operations: what the assistant may ask of a brand's own systems, declared before it is possible.

A brand's ``operations.yaml`` is an allow-list. Each entry says how the call is made (HTTP method
and path, or an MCP tool), what goes in and out, how risky it is, and how well the customer must be
known first. What is not declared cannot be called; what comes back undeclared is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from nawba.domain.kinds import Value


class Risk(StrEnum):
    """What can go wrong: nothing but a look, something one can undo, something one cannot."""

    READ = "read"
    REVERSIBLE = "reversible"
    IRREVERSIBLE = "irreversible"


class Level(StrEnum):
    """How well the customer is authenticated.

    ``known``: what they said matches the data on file. ``verified``: they typed a one-time code
    that was sent to the contact data on file.
    """

    NONE = "none"
    KNOWN = "known"
    VERIFIED = "verified"

    def reaches(self, other: Level) -> bool:
        """Whether this level is ``other`` or above."""
        order = tuple(Level)
        return order.index(self) >= order.index(other)


class OperationStatus(StrEnum):
    """How a call ended. Only ``done`` may ever be told to the customer as done.

    ``refused``: the system understood and said no, with a reason. ``unknown``: a write went out
    and its answer was lost or made no sense; it may or may not have happened. ``failed``: nothing
    happened (a read that failed, a write that never left).
    """

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True)
class OperationResult:
    """``data`` holds declared result fields only; of a refusal, ``{"reason": code}``.

    ``reference`` is the brand's own name for what was done, to be quoted to the customer. ``id``
    is that of the operation in our journal, from which commitments are checked; empty outside it.
    """

    status: OperationStatus
    data: Mapping[str, Any] = field(default_factory=dict)
    reference: str | None = None
    id: str = ""


@dataclass(frozen=True)
class Operation:
    """One call to a brand's system. Field and result kinds are those of ``domain/kinds.py``.

    HTTP: fields named in ``path`` as ``{field}`` go there, the others into the query (GET, DELETE)
    or the JSON body. MCP: ``tool`` instead of ``method`` and ``path``. ``arguments`` renames
    fields for the system, ``answer`` says where in its answer a result stands (``data.amount``);
    a field or result without an entry has its own name. A result whose kind is fields with kinds
    is a list of such records.
    """

    name: str
    risk: Risk
    system: str
    """Which of the brand's systems; the operator's settings say where it is."""
    method: str = ""
    path: str = ""
    tool: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    """Fields that may be left out."""
    result: dict[str, str | dict[str, str]] = field(default_factory=dict)
    arguments: dict[str, str] = field(default_factory=dict)
    answer: dict[str, str] = field(default_factory=dict)
    reference: str = ""
    """The result that names what was done, such as a case number."""
    refusals: tuple[str, ...] = ()
    """Reason codes of the system on which flows may branch; any other arrives as ``other``."""
    personal: tuple[str, ...] = ()
    """Results that are personal data."""
    authentication: Level = Level.NONE
    """What the customer must have reached before the call."""
    grants: Level = Level.NONE
    """What the customer has reached once it is done."""
    undo: str = ""
    """For reversible: the operation that takes it back."""
    lookup: str = ""
    """A read that says whether a write with a lost answer happened. It gets the write's fields of
    the same names and the idempotency key as ``key``, and gives all of the write's results. Not
    found is no proof that nothing happened: the write may still be on its way."""
    timeout_seconds: float = 5.0

    @property
    def writes(self) -> bool:
        return self.risk is not Risk.READ

    @cached_property
    def identity(self) -> tuple[str, ...]:
        """Fields that only the authentication may fill, never the customer's words."""
        return tuple(name for name, kind in self.fields.items() if kind == "identity")


@dataclass(frozen=True)
class BrandOperations:
    """All that the assistant may ask of one brand's systems."""

    brand: str
    operations: tuple[Operation, ...]

    @cached_property
    def operation(self) -> dict[str, Operation]:
        return {one.name: one for one in self.operations}


Fields = Mapping[str, Value]
"""Field name -> value, as an operation receives them."""
