"""The assistant's decisions as rows: one for each turn it took, erased with its contact."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from nawba.domain.decisions import Decided, Decision, Did, PartDecision, Reading, Retrieved
from nawba.store import statements, tables
from nawba.store.statements import Row

_PLAIN = ("reason", "language", "group", "threshold", "version", "milliseconds")


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
        asked=_asked(decision),
        **{name: getattr(decision, name) for name in _PLAIN},
    )


def _asked(decision: Decision) -> dict[str, Any] | None:
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
    asked = row.asked or {}
    decision = Decision(
        Did(row.did),
        choices=tuple(asked.get("choices", ())),
        chosen=asked.get("chosen"),
        parts=tuple(_part(**one) for one in asked.get("parts", ())),
        retrieved=tuple(Retrieved(**one) for one in row.retrieved),
        readings=tuple(Reading(**one) for one in row.readings),
        **plain,
    )
    return Decided(row.contact, row.message, row.at, decision)


def _part(did: str, **rest: Any) -> PartDecision:
    return PartDecision(did=Did(did), **rest)
