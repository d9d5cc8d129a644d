"""The assistant's decisions as rows: one for each turn it took, erased with its contact."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from nawba.domain.decisions import Asked, Decided, Decision, Did, Reading, Retrieved
from nawba.store import statements, tables
from nawba.store.statements import Row

_PLAIN = ("reason", "language", "group", "threshold", "version", "milliseconds")
_ASKED = TypeAdapter(Asked)


def keep_decision(connection: Connection, decided: Decided) -> None:
    """Add the row of ``decided``. For actions only, in the transaction of the turn."""
    decision = decided.decision
    statements.add(
        connection,
        tables.decisions,
        contact=decided.contact,
        message=decided.message,
        at=decided.at,
        did=decision.did.value,
        retrieved=[asdict(one) for one in decision.retrieved],
        readings=[asdict(one) for one in decision.readings],
        asked=None if decision.asked is None else _ASKED.dump_python(decision.asked, mode="json"),
        **{name: getattr(decision, name) for name in _PLAIN},
    )


def read_decisions(connection: Connection, contact: str) -> list[Decided]:
    """Every decision about ``contact``, in the order of its turns."""
    rows = statements.find_all(connection, tables.decisions, ("at", "message"), contact=contact)
    return [_decided(row) for row in rows]


def _decided(row: Row) -> Decided:
    plain: dict[str, Any] = {name: row._mapping[name] for name in _PLAIN}
    decision = Decision(
        Did(row.did),
        retrieved=tuple(Retrieved(**one) for one in row.retrieved),
        readings=tuple(Reading(**one) for one in row.readings),
        asked=None if row.asked is None else _ASKED.validate_python(row.asked),
        **plain,
    )
    return Decided(row.contact, row.message, row.at, decision)
