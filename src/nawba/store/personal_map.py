"""Where personal data lives: every table, with what is left of its rows after an erasure.

One table for export, erasure, retention and the law's question "where is it?". A test walks all
tables of the database and fails for a column that stands in neither ``HELD`` nor ``NOBODY``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import (
    api_tables,
    diagnosis_tables,
    identity_tables,
    knowledge_tables,
    listening_tables,
    review_tables,
    tables,
)

CONTACT, CUSTOMER, RUN, OPERATION = "contact", "customer", "run", "operation"


@dataclass(frozen=True)
class Held:
    """Words of customers in ``table``.

    ``words`` maps each column that has some to what stands there afterwards; with ``delete`` whole
    rows go. ``link`` is the column that leads to a ``through``: a contact, a customer, a flow run
    or an operation. ``kind`` says how long it is kept (``Retention``), ``at`` the column that
    counts where that is not the contact's closing. ``plain`` are the columns without words.
    """

    table: sa.Table
    link: str
    through: str
    words: Mapping[str, Any]
    plain: Sequence[str] = ()
    kind: str = "conversations"
    at: str | None = None
    delete: bool = False

    @property
    def name(self) -> str:
        return self.table.name

    def of(self, customers: Sequence[str], contacts: Sequence[str]) -> sa.ColumnElement[bool]:
        """The rows of ``customers`` and of their ``contacts``."""
        column = self.table.c[self.link]
        if self.through == CUSTOMER:
            return column.in_(customers)
        if self.through == CONTACT:
            return column.in_(contacts)
        owner = tables.flow_runs if self.through == RUN else tables.operations
        return column.in_(sa.select(owner.c.id).where(owner.c.contact.in_(contacts)))

    def has_words(self) -> sa.ColumnElement[bool]:
        """Whether there is still something to erase in a row."""
        if self.delete:
            return sa.true()
        return sa.or_(*(_differs(self.table, name, left) for name, left in self.words.items()))


def _differs(table: sa.Table, name: str, left: Any) -> sa.ColumnElement[bool]:
    column = table.c[name]
    if isinstance(left, Own):
        return column.is_distinct_from(left.of(table))
    if isinstance(column.type, sa.JSON):
        if left is None:
            return column.is_not(None)
        return sa.cast(column, sa.Text) != json.dumps(left)
    if isinstance(column.type, sa.LargeBinary):
        return sa.func.length(column) > 0
    return column.is_not(None) if left is None else column != left


@dataclass(frozen=True)
class Own:
    """A value that only has to be unique: the row's own id, with ``before`` in front."""

    before: str = ""

    def of(self, table: sa.Table) -> sa.ColumnElement[Any]:
        return sa.literal(self.before) + table.c.id


HELD: tuple[Held, ...] = (
    Held(
        tables.customers, "id", CUSTOMER,
        {"name": None, "email": None, "phone": None, "reference": None},
        ("id", "brand"),
    ),
    Held(
        # Their secret to the contact goes too: the link of an erased customer opens nothing.
        tables.contacts, "id", CONTACT, {"token_hash": Own("erased:")},
        ("id", "cell", "brand", "channel", "customer", "client_id", "language", "arm", "state",
         "queue", "entry_queue", "direct_adviser", "close_reason", "outcome", "turn_due",
         "wrap_up_code"),
    ),
    Held(
        tables.messages, "contact", CONTACT, {"text": "", "choices": [], "client_id": Own()},
        ("id", "contact", "author", "author_id", "kind", "sources"),
    ),
    Held(
        tables.attachments, "contact", CONTACT,
        {"name": "", "content": b"", "sha256": "", "size": 0},
        ("id", "contact", "message", "media_type", "uploaded_by"),
    ),
    Held(tables.briefs, "contact", CONTACT, {"document": None}, ("contact",), delete=True),
    Held(tables.feedback, "contact", CONTACT, {"comment": None}, ("contact",), delete=True),
    Held(
        tables.wrap_ups, "contact", CONTACT, {"summary": "", "follow_ups": ""},
        ("contact", "code", "by"),
    ),
    Held(tables.flow_states, "run", RUN, {"document": {}}, ("run",)),
    Held(
        tables.operation_contents, "operation", OPERATION,
        {"fields": {}, "data": {}, "comment": ""}, ("operation",),
    ),
    Held(
        # Ids and numbers only, and yet: what was read into somebody's words is analysis of them.
        tables.decisions, "contact", CONTACT, {"retrieved": None, "readings": None},
        ("contact", "message", "did", "reason", "language", "group", "asked", "asked_back"),
        kind="analysis", at="at", delete=True,
    ),
    Held(
        knowledge_tables.gap_examples, "contact", CONTACT, {"text": "", "key": ""},
        ("id", "gap", "contact", "brand", "article", "language"),
        kind="training", at="at", delete=True,
    ),
    Held(
        knowledge_tables.gap_questions, "contact", CONTACT, {"text": "", "key": "", "vector": b""},
        ("id", "contact", "message", "brand", "language", "reason", "answer", "gap"),
        kind="training", at="at", delete=True,
    ),
    Held(
        knowledge_tables.heard_examples, "contact", CONTACT, {"text": ""},
        ("id", "gap", "brand", "reason", "item", "contact", "language"),
        kind="training", at="at", delete=True,
    ),
    Held(
        # What was said in it lies in its folder, which goes as well: see actions.listening_erasure.
        listening_tables.recorded_contacts, "contact", CONTACT,
        {"contact": "", "name": "", "message": "", "further": {}, "events": []},
        ("id", "intake", "adviser", "site", "queue", "brand", "intent", "language", "kind",
         "audio", "state", "stage", "reason", "finding_kinds"),
        kind="analysis",
    ),
    Held(
        review_tables.reviews, "contact", CONTACT, {"machine": {}, "note": ""},
        ("id", "item", "contact", "brand", "site", "scorecard", "question", "because",
         "answered_by", "answer"),
        kind="analysis", at="asked_at", delete=True,
    ),
    Held(
        review_tables.contests, "contact", CONTACT, {"machine": {}, "words": "", "reason": ""},
        ("id", "item", "contact", "brand", "site", "adviser", "scorecard", "question", "answer",
         "decided_by"),
        kind="scoring_log", at="contested_at", delete=True,
    ),
    Held(
        diagnosis_tables.diagnosed_contacts, "contact", CONTACT, {"evidence": {}},
        ("diagnosis", "item", "contact", "verdict", "cohorts"),
        kind="analysis", at="at", delete=True,
    ),
    Held(
        # Answers to repeated requests: unreadable without the caller's key, and gone after a day.
        api_tables.idempotency_keys, "contact", CONTACT, {"answer": None},
        ("id", "attempt", "fingerprint", "contact"), delete=True,
    ),
)  # fmt: skip
"""In the order in which they may be changed: nothing that refers comes after what it refers to."""


@dataclass(frozen=True)
class Aged:
    """Rows of ``table`` that go when ``at`` is older than the ``kind`` of ``Retention`` says."""

    table: sa.Table
    at: str
    kind: str

    @property
    def name(self) -> str:
        return self.table.name


AGED: tuple[Aged, ...] = (Aged(identity_tables.access_log, "at", "access_log"),)
"""Logs and the like: no words of customers, and yet not for ever."""

NOBODY: dict[str, str] = {
    **dict.fromkeys(
        (
            "skills",
            "sites",
            "brands",
            "queues",
            "wrap_up_codes",
            "pause_reasons",
            "canned_replies",
            "calendars",
            "retention",
            "sampling",
        ),
        "configured by the operator",
    ),
    **dict.fromkeys(
        ("advisers", "supervisors", "config_changes"), "staff, in the centre's configuration"
    ),
    **dict.fromkeys(("adviser_slots", "occupancy", "presence"), "staff at work: ids, codes, times"),
    "cells": "numbers and the name of a process",
    "events": "ids and facts; what a person wrote never enters one (rule 2)",
    **dict.fromkeys(("hands", "offers"), "ids, codes and times"),
    "flow_runs": "ids, codes and times; the answers are in flow_states",
    "operations": "ids, codes, times and the system's public reference",
    "commitments": "ids and the key of a text",
    **dict.fromkeys(
        ("assistant_parts", "assistant_versions", "assistant_current"),
        "made from approved material and its examples",
    ),
    "articles": "approved texts",
    **dict.fromkeys(
        ("article_drafts", "draft_comments"),
        "texts of editors; what they took from a contact has lost its names before",
    ),
    "gaps": "words of questions without names, ids, codes and times",
    "heard_gaps": "ids, counts and times",
    "gap_cursors": "numbers and times",
    **dict.fromkeys(
        (
            "accounts",
            "sessions",
            "sign_in_links",
            "sign_in_failures",
            "outside_subjects",
            "api_keys",
        ),
        "staff and programs that sign in",
    ),
    "access_log": "ids, codes, times and addresses of staff",
    "erased_contacts": "ids, codes and times",
    "erasures": "hashes of ids, counts, who and when",
    "legal_holds": "ids, codes and times",
    "consents": "ids, a yes or a no, and times",
    "purposes": "what the operator wrote about purposes",
    "retention_runs": "times and counts",
    "webhooks": "addresses and choices of administrators",
    "webhook_deliveries": "ids, codes and times: what is sent is read from the events",
    "measures": "ids, codes, times, figures, and what a supervisor wrote of sites and queues",
    "redispatch_limits": "numbers",
    "policy_choices": "names of policies, and why staff chose them",
    "dispatch_modes": "names, numbers and times",
    "learned_rates": "rates of queues and pools, of nobody alone",
    "returns": "ids and times; which contact was before is not kept",
    "planning_runs": "what planners had simulated: numbers, ids and their titles",
    "intakes": "where staff took recorded contacts from, numbers and times",
    "listening_work": "ids, codes and times",
    "diagnoses": "numbers, intents, sites and systems; of advisers only what the register allows",
    "worker_leases": "names of processes and times",
    **dict.fromkeys(("jobs", "job_versions", "cv_intakes"), "what recruiters wrote of jobs"),
    **dict.fromkeys(
        (
            "candidates",
            "cv_documents",
            "candidate_keys",
            "candidate_statements",
            "applications",
            "application_log",
            "declared_groups",
        ),
        "candidates, no customers: actions.candidates erases them",
    ),
}
"""Tables without words of customers, each with why."""


@dataclass(frozen=True)
class Person:
    """``customers`` are the rows of one person, ``contacts`` all contacts of these."""

    customers: tuple[str, ...]
    contacts: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


def find_held(connection: Connection, customers: Sequence[str]) -> Person:
    """What is held of ``customers``: their contacts, and rows with words by table."""
    contacts = tables.contacts
    found = sa.select(contacts.c.id).where(contacts.c.customer.in_(customers))
    ids = tuple(connection.execute(found.order_by(contacts.c.opened_at, contacts.c.id)).scalars())
    return Person(tuple(customers), ids, dict(count_held(connection, customers, ids)))


def hash_erased(id: str) -> str:
    """What the list of erasures keeps of an id; those it is about say nothing by themselves."""
    return hashlib.sha256(f"nawba-erasure:{id}".encode()).hexdigest()


def count_held(
    connection: Connection, customers: Sequence[str], contacts: Sequence[str]
) -> Iterator[tuple[str, int]]:
    """Rows that still hold words, by table; tables without any are left out."""
    for held in HELD:
        rows = sa.select(sa.func.count()).select_from(held.table)
        rows = rows.where(held.of(customers, contacts), held.has_words())
        if count := int(connection.execute(rows).scalar_one()):
            yield held.name, count


def forget(
    connection: Connection,
    held: Held,
    customers: Sequence[str],
    contacts: Sequence[str],
) -> int:
    """Take the words out of these rows of ``held``; returns how many had some. For actions only."""
    where = (held.of(customers, contacts), held.has_words())
    if held.delete:
        return int(connection.execute(held.table.delete().where(*where)).rowcount)
    left = {
        name: value.of(held.table) if isinstance(value, Own) else value
        for name, value in held.words.items()
    }
    return int(connection.execute(held.table.update().where(*where).values(left)).rowcount)
