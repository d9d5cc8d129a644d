"""Recorded contacts as lists: what a caller may see of them, narrowed, and how a line is told.

A recorded contact is of its brand and its site. Who works within some brands or sites sees those
only; one that tells neither is for who sees all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import Query
from sqlalchemy.engine import Connection

from nawba.domain.errors import NotFound
from nawba.domain.words import Actor, CustomerDetails, Json
from nawba.listening.centre_names import intent_titles
from nawba.privacy import redact
from nawba.store.listening_tables import recorded_contacts as contacts
from nawba.store.statements import Row
from nawba.web.listening_verdicts import verdicts_there, with_verdict

GONE = ("erasing", "erased")
_LOW, _HIGH = 0.5, 0.8
ScoreBand = Literal["low", "middle", "high", "knocked_out", "none"]
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Wanted:
    """Filters; empty: all. ``named`` is part of a contact's id, ``finding`` a kind or ``any``,
    ``verdict`` a cause, or several joined by ``+``."""

    named: Text = ""
    intake: Text = ""
    site: Text = ""
    queue: Text = ""
    intent: Text = ""
    language: Text = ""
    verdict: Text = ""
    finding: Text = ""
    score: ScoreBand | Literal[""] = ""
    failed: Literal["yes", "no", ""] = ""

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        named = ("intake", "site", "queue", "intent", "language")
        found = [contacts.c[one] == getattr(self, one) for one in named if getattr(self, one)]
        if self.named:
            found.append(contacts.c.contact.icontains(self.named, autoescape=True))
        if self.failed:
            found.append(contacts.c.failed.is_(self.failed == "yes"))
        if self.verdict:
            found.append(contacts.c.id.in_(with_verdict(self.verdict)))
        if self.finding:
            found.append(_has_finding(self.finding))
        return found + ([_SCORES[self.score]] if self.score else [])


_SCORES: Mapping[str, sa.ColumnElement[bool]] = {
    "low": contacts.c.score < _LOW,
    "middle": sa.and_(contacts.c.score >= _LOW, contacts.c.score < _HIGH),
    "high": contacts.c.score >= _HIGH,
    "knocked_out": contacts.c.knocked_out.is_(True),
    "none": contacts.c.score.is_(None),
}


def _has_finding(kind: str) -> sa.ColumnElement[bool]:
    if kind == "any":
        return contacts.c.findings > 0
    # Kinds are words of letters and "_", kept as a JSON list: its text holds each in quotes.
    return sa.cast(contacts.c.finding_kinds, sa.Text).contains(f'"{kind}"', autoescape=True)


def within(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """What of the recorded contacts is there for ``actor``."""
    found: list[sa.ColumnElement[bool]] = [contacts.c.state.not_in(GONE)]
    for name, reach in (("brand", actor.brands), ("site", actor.sites)):
        if reach is not None:
            found.append(contacts.c[name].in_(sorted(reach)))
    return found


def find_item(connection: Connection, actor: Actor, item: str) -> Row:
    """The row of ``item``. Raises NotFound where there is none for ``actor``."""
    row = connection.execute(sa.select(contacts).where(contacts.c.id == item, *within(actor)))
    found = row.first()
    if found is None:
        raise NotFound(f"There is no recorded contact {item}.")
    return found


def choices(connection: Connection, actor: Actor) -> Json:
    """What the list can be narrowed to: the values that occur, in their order, and what intents
    among them are called, by language."""
    conditions = within(actor)

    def values(name: str) -> list[str]:
        column = contacts.c[name]
        wanted = sa.select(column).where(column != "", *conditions).distinct().order_by(column)
        return [str(one) for one in connection.execute(wanted.limit(500)).scalars()]

    kinds = sa.select(sa.cast(contacts.c.finding_kinds, sa.Text)).where(
        contacts.c.findings > 0, *conditions
    )
    intents = values("intent")
    return {
        "sites": values("site"),
        "queues": values("queue"),
        "intents": intents,
        "intent_titles": {
            language: {one: titles[one] for one in intents if one in titles}
            for language, titles in intent_titles(connection).items()
        },
        "languages": values("language"),
        "verdicts": verdicts_there(connection),
        "kinds": _kinds(connection.execute(kinds.distinct().limit(2000)).scalars()),
    }


def _kinds(texts: Iterable[str]) -> list[str]:
    words = (one.strip(' []"') for text in texts for one in text.split(","))
    return sorted({one for one in words if one})


def file_of(name: str) -> str:
    """The file that a contact without a number came as; numbers in its name are taken out."""
    spaced = name.replace("_", " ")  # a number between two of them is none to who looks for words
    [redacted] = redact([spaced], CustomerDetails()).texts
    return name if redacted == spaced else redacted


def line(row: Row, verdict: str | None, names_people: bool) -> Json:
    """A recorded contact as lists tell it; its adviser only where ``names_people``."""
    told: dict[str, Any] = row._asdict()
    plain = (
        "id", "intake", "contact", "site", "queue", "brand", "intent", "language", "seconds",
        "kind", "failed", "state", "score", "knocked_out", "findings", "finding_kinds",
    )  # fmt: skip
    return {
        **{name: told[name] for name in plain},
        "file": "" if row.contact else file_of(row.name),
        "adviser": row.adviser if names_people else "",
        "started_at": row.started_at and row.started_at.isoformat(),
        "verdict": verdict,
    }
