"""The assistant's decisions as rows: one for each turn it took, erased with its contact."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from nawba.domain.decisions import (
    Asked,
    Decided,
    Decision,
    Did,
    PartDecision,
    Reading,
    Retrieved,
)
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
        asked_back=_asked_back(decision),
        asked=None if decision.asked is None else _ASKED.dump_python(decision.asked, mode="json"),
        **{name: getattr(decision, name) for name in _PLAIN},
    )


def _asked_back(decision: Decision) -> dict[str, Any] | None:
    """What few turns have, in one column; None for the others, as for those of older versions."""
    if not (decision.choices or decision.chosen or decision.parts):
        return None
    parts = [asdict(part) for part in decision.parts]
    return {"choices": decision.choices, "chosen": decision.chosen, "parts": parts}


def read_decisions(connection: Connection, contact: str) -> list[Decided]:
    """Every decision about ``contact``, in the order of its turns."""
    rows = statements.find_all(connection, tables.decisions, ("at", "message"), contact=contact)
    return [_decided(row) for row in rows]


def _decided(row: Row) -> Decided:
    plain: dict[str, Any] = {name: row._mapping[name] for name in _PLAIN}
    back = row.asked_back or {}
    decision = Decision(
        Did(row.did),
        choices=tuple(back.get("choices", ())),
        chosen=back.get("chosen"),
        parts=tuple(_part(**one) for one in back.get("parts", ())),
        retrieved=tuple(Retrieved(**one) for one in row.retrieved),
        readings=tuple(Reading(**one) for one in row.readings),
        asked=None if row.asked is None else _ASKED.validate_python(row.asked),
        **plain,
    )
    return Decided(row.contact, row.message, row.at, decision)


def _part(did: str, **rest: Any) -> PartDecision:
    return PartDecision(did=Did(did), **rest)
