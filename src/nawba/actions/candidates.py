"""The verbs on candidates: what they say after their document, what they ask, and their going.

What a candidate mends is never written over what was read: it stands beside it as a line of its own
with who wrote it down, so that both can be shown.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from nawba.actions.erasure_files import note_erasures
from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.candidates import FACT_KINDS, FactKind
from nawba.domain.errors import Invalid, NotFound, NotPermitted
from nawba.domain.permissions import permit
from nawba.domain.text import clean
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, hiring_tables, statements
from nawba.store.hiring import hash_link
from nawba.store.hiring_tables import (
    application_log,
    applications,
    candidate_keys,
    candidates,
    cv_documents,
    declared_groups,
)
from nawba.store.personal_map import hash_erased
from nawba.store.purging import purge

LINK_DAYS = 60
WITHDRAWN = "withdrawn"
"""The reason of an erasure by which the candidate withdraws from all that they applied for."""

MOST_WORDS = 500
ATTRIBUTES = ("gender", "age_group", "origin", "disability")


@dataclass(frozen=True)
class Statement:
    """What somebody said: ``words`` as they said it, ``value`` as facts of ``kind`` have it.

    It stands ``instead_of`` a fact that was read, where that is given; without a value it only
    takes that one back.
    """

    kind: FactKind
    words: str
    value: Json = field(default_factory=dict)
    instead_of: str = ""


def state_fact(store: Store, actor: Actor, candidate: str, statement: Statement) -> str:
    """Keep what a candidate said, to them or to a recruiter; returns the statement's id.

    Raises Invalid without words, NotFound, and NotPermitted for another's.
    """
    permit(actor, "state_fact")
    if statement.kind not in FACT_KINDS:
        raise Invalid(f"There is no kind of fact {statement.kind}.", field="kind")
    words = clean(statement.words, field="words", limit=MOST_WORDS)
    if not words:
        raise Invalid("Write what was said.", field="words")
    with store.write("state_fact", actor) as tx:
        _own(tx, actor, candidate)
        return _add(tx, candidate, statement, words)


def _add(tx: Transaction, candidate: str, statement: Statement, words: str) -> str:
    table = hiring_tables.statements
    said = new_id("st")
    count = sa.select(sa.func.count()).where(table.c.candidate == candidate)
    statements.add(
        tx.connection,
        table,
        id=said,
        candidate=candidate,
        number=int(tx.connection.execute(count).scalar_one()),
        kind=statement.kind,
        value=statement.value,
        words=words,
        instead_of=statement.instead_of,
        by=str(tx.actor),
        at=tx.now,
    )
    tx.emit(ev.FactStated(candidate, said))
    return said


def ask_for_human(store: Store, actor: Actor, candidate: str) -> None:
    """Note that the candidate wants a person to look at what was read. Twice is no error."""
    permit(actor, "speak_for_oneself")
    with store.write("ask_for_human", actor) as tx:
        row = _own(tx, actor, candidate)
        if row.human_asked_at is None:
            _change(tx, candidate, human_asked_at=tx.now)
            tx.emit(ev.HumanAsked(candidate))


def set_reserve(store: Store, actor: Actor, candidate: str, *, reserve: bool) -> None:
    """Keep whether the candidate agrees to be called for other jobs: theirs to say alone."""
    permit(actor, "speak_for_oneself")
    with store.write("set_reserve", actor) as tx:
        row = _own(tx, actor, candidate)
        if row.reserve != reserve:
            _change(tx, candidate, reserve=reserve)
            tx.emit(ev.ReserveChanged(candidate, reserve))


def declare_groups(store: Store, actor: Actor, candidate: str, groups: Mapping[str, str]) -> None:
    """Keep the groups a candidate says they belong to; an empty value takes one back.

    Raises Invalid for an attribute that is not asked.
    """
    permit(actor, "speak_for_oneself")
    unknown = [one for one in groups if one not in ATTRIBUTES]
    if unknown:
        raise Invalid(f"Nobody asks for {unknown[0]}: {', '.join(ATTRIBUTES)}.", field="groups")
    with store.write("declare_groups", actor) as tx:
        _own(tx, actor, candidate)
        for attribute, value in groups.items():
            where = {"candidate": candidate, "attribute": attribute}
            statements.remove(tx.connection, declared_groups, **where)
            if said := clean(value, field=attribute, limit=80):
                statements.add(tx.connection, declared_groups, **where, value=said, at=tx.now)
        tx.emit(ev.GroupsDeclared(candidate))


def invite_candidate(store: Store, actor: Actor, candidate: str) -> str:
    """A new secret for the address under which the candidate sees what was read of them.

    It is told once and kept as a hash; the one before ends. Raises NotFound.
    """
    permit(actor, "invite_candidate")
    secret = secrets.token_urlsafe(24)
    with store.write("invite_candidate", actor) as tx:
        _living(tx, candidate)
        ends = tx.now + timedelta(days=LINK_DAYS)
        _change(tx, candidate, link_hash=hash_link(secret), link_ends_at=ends)
    return secret


def erase_candidate(
    store: Store, actor: Actor, candidate: str, *, files: Sequence[Path], reason: str = "request"
) -> None:
    """Erase all words of a candidate, everywhere. Erasing twice is no error; raises NotFound.

    ``files`` are those of ``erasure_files``: a restore erases them anew. What stays of their
    applications is which criteria were met and who decided when, without a word of the person: the
    law wants that log.
    """
    permit(actor, "erase_candidate")
    with store.read() as connection:
        if statements.find(connection, candidates, id=candidate) is None:
            raise NotFound(f"There is no candidate {candidate}.")
    if actor.kind == "candidate" and actor.id != candidate:
        raise NotPermitted("That is another candidate.")
    at = store.clock().isoformat()
    line = {"customer_hash": hash_erased(candidate), "reason": reason, "at": at}
    note_erasures(files, [line])
    with store.write("erase_candidate", actor) as tx:
        forget_candidates(tx, [candidate], reason)
    purge(store, HELD_BY)


HELD_BY = (
    "candidates", "cv_documents", "candidate_keys", "candidate_statements", "applications",
    "application_log", "declared_groups",
)  # fmt: skip
"""The tables that had words of theirs: their bytes go from the files too."""


def forget_candidates(tx: Transaction, going: Sequence[str], reason: str) -> int:
    """Take out all words of these candidates within ``tx``; returns how many still had some."""
    count = 0
    for candidate in going:
        row = statements.find(tx.connection, candidates, id=candidate)
        if row is not None and row.erased_at is None:
            _forget(tx, candidate, reason)
            tx.emit(ev.CandidateErased(candidate, reason))
            count += 1
    return count


def _forget(tx: Transaction, candidate: str, reason: str) -> None:
    for one in statements.find_all(tx.connection, applications, candidate=candidate):
        _forget_application(tx, one, "withdrawn" if reason == WITHDRAWN else one.stage)
    for table in (hiring_tables.statements, candidate_keys, declared_groups, cv_documents):
        statements.remove(tx.connection, table, candidate=candidate)
    gone = {"language": "", "reserve": False, "link_hash": None, "link_ends_at": None}
    _change(tx, candidate, erased_at=tx.now, **gone)


def _forget_application(tx: Transaction, row: statements.Row, stage: str) -> None:
    for line in statements.find_all(tx.connection, application_log, application=row.id):
        plain = _without_words(line.document)
        where = {"id": line.id}
        statements.change(tx.connection, application_log, where, document=plain, words="")
    left = {"document": None, "score": _without_words(row.score), "stage": stage}
    where = {"id": row.id}
    statements.change(tx.connection, applications, where, updated_at=tx.now, **left)


def _without_words(document: Json) -> Json:
    """A score with nothing but which criterion was met, by which versions; a stage as it is."""
    kept = {name: value for name, value in document.items() if name not in _OF_THE_PERSON}
    if "answers" in document:
        kept["answers"] = [
            {"criterion": one["criterion"], "met": one["met"]} for one in document["answers"]
        ]
    return kept


_OF_THE_PERSON = ("inputs", "document", "answers")


def _own(tx: Transaction, actor: Actor, candidate: str) -> statements.Row:
    if actor.kind == "candidate" and actor.id != candidate:
        raise NotPermitted("That is another candidate.")
    return _living(tx, candidate)


def _living(tx: Transaction, candidate: str) -> statements.Row:
    row = statements.find(tx.connection, candidates, id=candidate)
    if row is None or row.erased_at is not None:
        raise NotFound(f"There is no candidate {candidate}, or they were erased.")
    return row


def _change(tx: Transaction, candidate: str, **values: object) -> None:
    where = {"id": candidate}
    statements.change(tx.connection, candidates, where, updated_at=tx.now, **values)
