"""What diagnoses say of recorded contacts, for lists and for one contact."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import Json
from nawba.store.diagnoses import verdict_of
from nawba.store.diagnosis_tables import diagnosed_contacts as told
from nawba.store.diagnosis_tables import diagnoses
from nawba.store.statements import Row

CHANCES = ("p_human", "p_technology", "p_process", "p_none")


def verdicts_of(connection: Connection, items: Sequence[str]) -> dict[str, str]:
    """The verdict of each of ``items`` that a diagnosis knows: the latest one's."""
    wanted = sa.select(told.c.item, told.c.verdict).join(diagnoses).where(told.c.item.in_(items))
    rows = connection.execute(wanted.order_by(diagnoses.c.made_at, diagnoses.c.id))
    return {row.item: row.verdict for row in rows}


def with_verdict(verdict: str) -> sa.Select[tuple[str]]:
    """The items of which the last diagnosis says ``verdict``."""
    return sa.select(told.c.item).where(told.c.diagnosis == _last(), told.c.verdict == verdict)


def verdicts_there(connection: Connection) -> list[str]:
    """What the last diagnosis says of its contacts, each once."""
    wanted = sa.select(told.c.verdict).where(told.c.diagnosis == _last()).distinct()
    return sorted(str(one) for one in connection.execute(wanted).scalars())


def verdict_json(connection: Connection, item: str) -> Json | None:
    """How probable each cause is, on what evidence; None where no diagnosis knows ``item``."""
    row = verdict_of(connection, item)
    if row is None:
        return None
    made = sa.select(diagnoses.c.made_at).where(diagnoses.c.id == row.diagnosis)
    made_at = connection.execute(made).scalar_one()
    return {**chances(row), "diagnosis": row.diagnosis, "made_at": made_at.isoformat()}


def chances(row: Row) -> Json:
    """The verdict of a row with what lies behind it."""
    shares = {name: getattr(row, name) for name in CHANCES}
    return {**shares, "verdict": row.verdict, "evidence": dict(row.evidence)}


def _last() -> sa.ScalarSelect[str]:
    newest = diagnoses.c.made_at.desc(), diagnoses.c.id.desc()
    return sa.select(diagnoses.c.id).order_by(*newest).limit(1).scalar_subquery()
