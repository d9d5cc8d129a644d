"""What the editor's pages are sent of gaps: lines in the order of their worth, and one in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from nawba.assistant.explaining import why
from nawba.domain.decisions import Decided
from nawba.domain.gaps import Gap, HeardExample, Missed, Question
from nawba.domain.words import Centre, CustomerDetails, Json, Message
from nawba.privacy import redact
from nawba.store import statements, tables
from nawba.store.decisions import read_decisions
from nawba.store.drafts import read_drafts
from nawba.store.gaps import read_heard, read_questions
from nawba.store.rows import messages_by_id
from nawba.store.stories import details_of
from nawba.web.house import House
from nawba.web.views import iso

WEEKS = 8
_HALVES_IN_DAYS = 30.0
_WEEK = timedelta(days=7)


def gap_line(connection: Connection, gap: Gap, own: Sequence[Question], now: datetime) -> Json:
    """A gap in the list, made of its ``own`` questions (the oldest first)."""
    named = next((one for one in own if one.id == gap.central), own[-1] if own else None)
    times = {one.asked.contact: one.asked.at for one in own}
    tried = [one.answered for one in own if one.answered is not None]
    drafts = read_drafts(connection, brands=[gap.brand], gap=gap.id)
    heard, said = read_heard(connection, gap.id)
    languages = Counter(one.asked.language for one in own) + Counter(one.language for one in said)
    return {
        "id": gap.id,
        "brand": gap.brand,
        "title": _first(gap, said) if named is None else named.asked.text,
        "language": _spoken(said) if named is None else named.asked.language,
        "words": list(gap.words),
        "languages": dict(languages),
        "contacts": len(times) + heard,
        "heard": heard,
        "questions": len({one.key for one in own}),
        "first_at": iso(own[0].asked.at) if own else None,
        "last_at": iso(own[-1].asked.at) if own else None,
        "trend": _trend(list(times.values()), now),
        "score": round(
            sum(_recent(at, now) for at in times.values()) + heard * _recent(gap.changed_at, now),
            3,
        ),
        "state": gap.state.value,
        "state_reason": gap.reason,
        "reopened": gap.reopened,
        "article": gap.article,
        "drafts": [one.id for one in drafts],
        "reasons": _reasons(own),
        "answered_now": sum(tried) if tried else None,
        "revision": gap.revision,
    }


def _first(gap: Gap, said: Sequence[HeardExample]) -> str:
    """What names a gap without a question of its own."""
    return said[0].text if said else " · ".join(gap.words)


def _spoken(said: Sequence[HeardExample]) -> str:
    return said[0].language if said else ""


def heard_json(connection: Connection, gap: str) -> list[Json]:
    """Redacted words of recorded contacts that listening put into the gap."""
    return [vars(one).copy() for one in read_heard(connection, gap)[1]]


def _trend(times: Sequence[datetime], now: datetime) -> list[int]:
    """Contacts of each of the last weeks, the earliest first."""
    weeks = Counter(int((now - at) / _WEEK) for at in times)
    return [weeks[week] for week in reversed(range(WEEKS))]


def _recent(at: datetime, now: datetime) -> float:
    """1 for a contact of this moment, half of it for one of 30 days ago."""
    return float(0.5 ** (max((now - at).total_seconds(), 0.0) / 86_400 / _HALVES_IN_DAYS))


def _reasons(own: Sequence[Question]) -> dict[str, int]:
    counts = Counter(one.asked.reason for one in own)
    return {reason.value: counts[reason] for reason in Missed}


def gap_title(connection: Connection, gap: Gap) -> str:
    """The question that names it."""
    own = read_questions(connection, gap=gap.id)
    named = [one.asked.text for one in own if one.id == gap.central]
    return next(iter([*named, *(one.asked.text for one in own)]), "")


def item_json(house: House, connection: Connection, one: Question) -> Json:
    """A question, what the adviser really answered, and why the assistant did not."""
    asked = one.asked
    found = _decided(connection, one)
    decision = None if found is None else found.decision
    readings = () if decision is None else decision.readings
    return {
        "id": one.id,
        "contact": asked.contact,
        "message": asked.message,
        "language": asked.language,
        "question": asked.text,
        "at": iso(asked.at),
        "reason": asked.reason.value,
        "answer": _answer(house.history_centre, connection, one),
        "readings": [{"intent": read.intent, "score": read.score} for read in readings],
        "did": None if decision is None else decision.did.value,
        "why": "" if decision is None else why(decision),
        "answered_now": one.answered,
    }


def _decided(connection: Connection, one: Question) -> Decided | None:
    found = read_decisions(connection, one.asked.contact)
    own = [decided for decided in found if decided.message == one.asked.message]
    return next(iter([*own, *found]), None)


def _answer(centre: Centre, connection: Connection, one: Question) -> Json | None:
    message = answer_of(connection, one)
    if message is None:
        return None
    details = contact_details(connection, one.asked.contact)
    return {
        "message": message.id,
        "number": message.number,
        "adviser": message.author_id,
        "adviser_name": centre.name_of(message.author.value, message.author_id),
        "text": redact([message.text], details).texts[0],
    }


def answer_of(connection: Connection, one: Question) -> Message | None:
    """The adviser's message that answered ``one``; None without, or once erased."""
    found = messages_by_id(connection, [one.asked.answer]) if one.asked.answer else []
    return next(iter(found), None)


def contact_details(connection: Connection, contact: str) -> CustomerDetails:
    row = statements.find(connection, tables.contacts, id=contact)
    return CustomerDetails() if row is None else details_of(connection, row.customer)


def talk_json(centre: Centre, messages: Sequence[Message], details: CustomerDetails) -> list[Any]:
    """A conversation as an editor may read it: redacted, advisers by name, the customer by none."""
    texts = redact([one.text for one in messages], details).texts
    return [
        {
            "id": one.id,
            "number": one.number,
            "author": one.author.value,
            "author_name": ""
            if one.author.value == "customer"
            else centre.name_of(one.author.value, one.author_id),
            "kind": one.kind.value,
            "text": text,
            "at": iso(one.at),
        }
        for one, text in zip(messages, texts, strict=True)
    ]
