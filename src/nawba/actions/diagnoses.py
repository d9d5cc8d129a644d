"""Keep why recorded contacts failed, and forget it again.

The last ``MOST`` diagnoses are kept. Nothing is said of a person unless the register lets advisers
be scored: such a diagnosis is refused, whoever brings it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.permissions import permit
from nawba.domain.purposes import LISTENING, SCORING
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, statements
from nawba.store.bulk import add_many
from nawba.store.diagnosis_tables import diagnosed_contacts, diagnoses
from nawba.store.personal import may_process

MOST = 12


@dataclass(frozen=True)
class DiagnosedContact:
    """A contact that failed; ``cohorts`` are ids, ``evidence`` is by language."""

    item: str
    contact: str
    at: datetime
    p_human: float
    p_technology: float
    p_process: float
    p_none: float
    verdict: str
    cohorts: tuple[str, ...]
    evidence: Mapping[str, str]


@dataclass(frozen=True)
class Diagnosed:
    """What is kept: the report by language, and each contact that failed.

    ``people``: whether anything in it is about a single adviser; ``named``: by their ids.
    """

    since: datetime
    until: datetime
    contacts: int
    failed: int
    people: bool
    named: bool
    document: Mapping[str, Json]
    each: Sequence[DiagnosedContact]


def keep_diagnosis(store: Store, actor: Actor, made: Diagnosed) -> str:
    """Keep it; returns its id. Raises Conflict where the register does not allow it."""
    permit(actor, "diagnose")
    with store.write("keep_diagnosis", actor) as tx:
        _check_register(tx, made)
        diagnosis = new_id("d")
        _make_room(tx)
        statements.add(
            tx.connection,
            diagnoses,
            id=diagnosis,
            made_at=tx.now,
            by=str(actor),
            since=made.since,
            until=made.until,
            contacts=made.contacts,
            failed=made.failed,
            named=made.named,
            document=dict(made.document),
        )
        add_many(tx.connection, diagnosed_contacts, [_row(diagnosis, one) for one in made.each])
        tx.emit(ev.ContactsDiagnosed(diagnosis, made.contacts, made.failed))
    return diagnosis


def forget_diagnosed(tx: Transaction, items: Sequence[str]) -> int:
    """Take ``items`` out of all diagnoses, within the transaction that erases them."""
    table = diagnosed_contacts
    return int(tx.run(sa.delete(table).where(table.c.item.in_(items))).rowcount)


def _check_register(tx: Transaction, made: Diagnosed) -> None:
    today = tx.now.date()
    for purpose, is_needed in ((LISTENING, True), (SCORING, made.people or made.named)):
        if is_needed and not may_process(tx.connection, purpose, today):
            raise Conflict(
                f"The register has no entry in force for '{purpose}'. Write one first: "
                f"nawba privacy register set {purpose}."
            )


def _row(diagnosis: str, one: DiagnosedContact) -> Json:
    cohorts = "".join(f"|{cohort}" for cohort in one.cohorts)
    return {
        **vars(one),
        "diagnosis": diagnosis,
        "cohorts": f"{cohorts}|" if cohorts else "",
        "evidence": dict(one.evidence),
    }


def _make_room(tx: Transaction) -> None:
    newest = diagnoses.c.made_at.desc(), diagnoses.c.id.desc()
    kept = list(tx.run(sa.select(diagnoses.c.id).order_by(*newest).limit(MOST - 1)).scalars())
    tx.run(sa.delete(diagnosed_contacts).where(diagnosed_contacts.c.diagnosis.not_in(kept)))
    tx.run(sa.delete(diagnoses).where(diagnoses.c.id.not_in(kept)))
