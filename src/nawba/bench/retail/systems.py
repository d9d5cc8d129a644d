"""The shop behind the flows' operations: reads wishes itself, leaves the rest to ``counter``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nawba.bench.retail.addresses import Move, resolve_moves
from nawba.bench.retail.counter import OPERATIONS, SWAP, Fields
from nawba.bench.retail.owned import Impossible, Owned, Unclear
from nawba.bench.retail.resolving import Job, resolve
from nawba.bench.retail.shop import Refused, Shop
from nawba.domain.operations import OperationResult, OperationStatus

Work = Job | Move
_MOST_SHOWN = 200  # characters that a read-back shows of one value
_ONCE = ("change", "return", "cancel")
"""Kinds of which an order allows one."""
WISHES = {
    "change-address": "move",
    "change-how-paid": "pay",
    "change-items": "change",
    "return-items": "return",
    "cancel-order": "cancel",
}
"""The kind of wish that each flow serves, in the order in which they are served."""


@dataclass
class Systems:
    """Answers the operations of ``operations.yaml`` for one contact.

    ``wishes`` are the customer's clauses by kind, ``jobs`` what came of them and is still to do.
    ``unsure`` tells what stood in the way of a wish that was not surely read.
    """

    shop: Shop
    wishes: dict[str, list[str]] = field(default_factory=dict)
    jobs: dict[str, list[Work]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)

    def call(self, operation: str, fields: Fields) -> OperationResult:
        """Do ``operation``. The engine has checked its fields, the customer and their yes."""
        if operation.startswith("wish-to-"):
            return self._wish(operation.removeprefix("wish-to-"), fields)
        try:
            return _done(OPERATIONS[operation](self.shop, fields))
        except Refused as error:
            self.unsure.append(str(error))
            return _refused("no-match" if operation.startswith("find") else "rule")

    def finish(self, kind: str) -> bool:
        """Take the first job of ``kind`` off; whether another one waits."""
        self.jobs[kind] = self.jobs.get(kind, [])[1:]
        return bool(self.jobs[kind])

    def _wish(self, kind: str, fields: Fields) -> OperationResult:
        """The first job of ``kind``; of a wish that is not sure, why."""
        owned = Owned(self.shop, str(fields["customer"]))
        try:
            if not self.jobs.get(kind):
                self.jobs[kind] = self._read(owned, kind, str(fields.get("details", "")))
                if self._conflicts(owned, kind):
                    return _refused("conflict")
            return _done(_told(owned, self.jobs[kind][0]))
        except Unclear as error:
            self.unsure.append(f"{error.word!r} in {error.clause!r}")
            return _refused("unclear")
        except Impossible as error:
            self.unsure.append(str(error))
            return _refused("impossible")

    def _read(self, owned: Owned, kind: str, details: str) -> list[Work]:
        """The jobs of ``kind``: ``details`` belong to the clause that was not clear without."""
        clauses = self.wishes[kind]
        try:
            return resolved(owned, kind, clauses)
        except Unclear as error:
            if not details:
                raise
            return _with_details(owned, kind, clauses, error, details)

    def _conflicts(self, owned: Owned, kind: str) -> bool:
        """Whether an order of these jobs is meant by a wish of another kind too."""
        mine = {job.order for job in self.jobs[kind]}
        others = [one for one in _ONCE if one != kind and self.wishes.get(one)]
        return kind in _ONCE and any(mine & self._orders(owned, other) for other in others)

    def _orders(self, owned: Owned, kind: str) -> set[str]:
        try:
            return {job.order for job in resolved(owned, kind, self.wishes[kind])}
        except (Unclear, Impossible):
            return set()


def resolved(owned: Owned, kind: str, clauses: list[str]) -> list[Work]:
    """The jobs of clauses of one kind. Raises Unclear and Impossible."""
    if kind == "move":
        return list(resolve_moves(owned, clauses))
    return list(resolve(owned, kind, clauses))


def _with_details(
    owned: Owned, kind: str, clauses: list[str], error: Unclear, details: str
) -> list[Work]:
    """Details may tell more of what there is, before it, or of what it is to become, behind it."""
    found = []
    for more in (f"{error.clause} . {details}", f"{details} . {error.clause}"):
        try:
            tried = [more if one == error.clause else one for one in clauses]
            found.append(resolved(owned, kind, tried))
        except Unclear as later:
            error.word = later.word
    if not found or any(one != found[0] for one in found):
        raise error
    return found[0]


def _told(owned: Owned, job: Work) -> dict[str, Any]:
    order = job.order.removeprefix("#")
    if isinstance(job, Move):
        whose = "order" if order else "customer"
        return {"whose": whose, "order": order or "none", "address": _fitting(job.written)}
    told: dict[str, Any] = {"order": order}
    if job.items:
        told["items"] = _fitting(job.shown)
    if job.kind == "change":
        told["status"] = owned.shop.order(job.order)["status"]
    return told


def _fitting(shown: str) -> str:
    """What is read back is read back whole."""
    short = shown if len(shown) <= _MOST_SHOWN else _bare(shown)
    if len(short) > _MOST_SHOWN:
        raise Unclear("too much to read back")
    return short


def _bare(shown: str) -> str:
    return "; ".join(match.group() for match in SWAP.finditer(shown))


def _done(data: Mapping[str, Any]) -> OperationResult:
    return OperationResult(OperationStatus.DONE, data, data.get("done"), "journal")


def _refused(reason: str) -> OperationResult:
    return OperationResult(OperationStatus.REFUSED, {"reason": reason})
