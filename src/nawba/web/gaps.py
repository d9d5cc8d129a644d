"""The routes behind the editor's gaps: what was not answered, and one click to a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import numpy as np
from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.engine import Connection

from nawba.actions import gaps as verbs
from nawba.actions.drafts import create_draft
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.gaps import Gap, GapState, Question
from nawba.domain.permissions import permit
from nawba.domain.purposes import TRAINING
from nawba.domain.words import Actor, Json
from nawba.knowledge.from_advisers import Beginning, RealAnswer, begin_drafts, begin_from_heard
from nawba.privacy import redact
from nawba.privacy.personal import find_personal
from nawba.store.decisions import read_decisions
from nawba.store.drafts import read_draft
from nawba.store.gaps import (
    read_cursor,
    read_examples,
    read_gap,
    read_gaps,
    read_heard,
    read_questions,
)
from nawba.store.rows import read_articles, read_messages
from nawba.web.assistant_page import decided_json
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.draft_views import draft_json
from nawba.web.drafts import check_article_id, new_article_id
from nawba.web.gap_views import (
    answer_of,
    contact_details,
    gap_line,
    heard_json,
    item_json,
    talk_json,
)
from nawba.web.house import House
from nawba.web.knowledge_house import Names, brands_of, day_of
from nawba.web.scope import contacts_seen
from nawba.web.views import iso

router = APIRouter(prefix="/api/knowledge/gaps")

Reader = Annotated[Actor, needs("read_knowledge")]
Writer = Annotated[Actor, needs("draft_article")]

_MOST_ITEMS = 200
_NEAR = 5
_EXPIRES_AFTER = timedelta(days=365)


class Wanted(Body):
    article: Annotated[str, Field(max_length=120)] | None = None


class Dismissal(Body):
    reason: Annotated[str, Field(max_length=2_000)]


class Merged(Body):
    gaps: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=100)]


class Split(Body):
    items: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=10_000)]


@router.get("")
def show_gaps(
    house: TheHouse, actor: Reader, brand: str = "", language: str = "", state: str = ""
) -> Json:
    """The gaps in scope, the most asked and most recent first.

    ``learns``: whether the register lets the house read what has ended since.
    """
    wanted = _states(state)
    brands = brands_of(house.centre, actor)
    now = house.store.clock()
    with house.store.read() as connection:
        every = read_gaps(connection, list(brands))
        shown = [one for one in every if one.state in wanted and brand in ("", one.brand)]
        questions = _by_gap(connection, {one.brand for one in shown})
        lines = [gap_line(connection, one, questions.get(one.id, []), now) for one in shown]
        _, fresh_at = read_cursor(connection)
    kept = [
        one
        for one in lines
        if language in ("", *one["languages"]) and (one["contacts"] or one["state"] != "open")
    ]
    kept.sort(key=lambda one: (-one["score"], one["id"]))
    counts = {one.value: sum(gap.state is one for gap in every) for one in GapState}
    learns = house.may_process(TRAINING)
    return {"gaps": kept, "counts": counts, "fresh_at": iso(fresh_at), "learns": learns}


def _states(state: str) -> tuple[GapState, ...]:
    if state == "all":
        return tuple(GapState)
    if state == "":
        return (GapState.OPEN, GapState.DRAFTED)
    if state not in {one.value for one in GapState}:
        raise Invalid(f"'{state}' is no state: {', '.join(GapState)}, all.", field="state")
    return (GapState(state),)


def _by_gap(connection: Connection, brands: set[str]) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = {}
    for brand in sorted(brands):
        for one in read_questions(connection, brand=brand):
            if one.gap is not None:
                found.setdefault(one.gap, []).append(one)
    return found


@router.post("/refresh")
def refresh(house: TheHouse, actor: Writer) -> Json:
    """Read on what has ended since, at once; the house does it by itself too."""
    found = house.gap_keeper.read_on()
    house.gap_keeper.settle()
    return asdict(found)


@router.post("/merge")
def merge(house: TheHouse, actor: Writer, wanted: Merged) -> Json:
    """Make one gap of several of one brand."""
    kept = verbs.merge_gaps(house.store, actor, wanted.gaps)
    return _line(house, kept)


@router.get("/{gap}")
def show_gap(house: TheHouse, actor: Reader, gap: str) -> Json:
    """One gap: its questions, what advisers really answered, why the assistant did not."""
    with house.store.read() as connection:
        found = _found(connection, actor, gap)
        own = read_questions(connection, gap=gap)
        shown = _within(house, connection, actor, own)[-_MOST_ITEMS:]
        items = [item_json(house, connection, one) for one in reversed(shown)]
        taught = sum(row.gap == gap for row in read_examples(connection))
        line = gap_line(connection, found, own, house.store.clock())
        near = _near(connection, found)
        said = heard_json(connection, gap)
    return {**line, "items": items, "examples": taught, "near": near, "said": said}


def _within(
    house: House, connection: Connection, actor: Actor, questions: Sequence[Question]
) -> list[Question]:
    """Those of contacts that the actor may be shown: a gap is of its brand, a contact of a site."""
    contacts = {one.asked.contact for one in questions}
    seen = contacts_seen(connection, actor, house.history_centre, contacts)
    return [one for one in questions if one.asked.contact in seen]


def _found(connection: Connection, actor: Actor, gap: str) -> Gap:
    found = read_gap(connection, gap)
    if found is None:
        raise NotFound(f"There is no gap {gap}. It may have been merged into another.")
    permit(actor, "read_knowledge", brand=found.brand)
    return found


def _near(connection: Connection, gap: Gap) -> list[Json]:
    """The gaps of the brand whose questions mean most nearly the same, to be merged by hand."""
    groups = _by_gap(connection, {gap.brand})
    if gap.id not in groups:
        return []
    means = {
        name: np.mean([one.asked.vector for one in own], axis=0) for name, own in groups.items()
    }
    own_mean = means.pop(gap.id)
    alike = {name: _cosine(own_mean, mean) for name, mean in means.items()}
    nearest = sorted(alike, key=lambda name: (-alike[name], name))[:_NEAR]
    return [
        {"id": name, "title": _title(connection, name, groups), "likeness": alike[name]}
        for name in nearest
    ]


def _cosine(one: np.ndarray, other: np.ndarray) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return round(float(one @ other) / max(lengths, 1e-9), 3)


def _title(connection: Connection, name: str, groups: dict[str, list[Question]]) -> str:
    gap = read_gap(connection, name)
    central = None if gap is None else gap.central
    own = groups[name]
    return next((one.asked.text for one in own if one.id == central), own[-1].asked.text)


@router.get("/{gap}/items/{item}")
def show_item(house: TheHouse, actor: Reader, gap: str, item: str) -> Json:
    """The contact behind a question, redacted, and every decision of the assistant in it."""
    with house.store.read() as connection:
        _found(connection, actor, gap)
        questions = _within(house, connection, actor, read_questions(connection, gap=gap))
        own = {one.id: one for one in questions}
        if item not in own:
            raise NotFound(f"There is no question {item} in this gap. It may have been moved.")
        one = own[item]
        contact = one.asked.contact
        details = contact_details(connection, contact)
        messages = read_messages(connection, contact, notes=False)
        decisions = [decided_json(each) for each in read_decisions(connection, contact)]
        shown = item_json(house, connection, one)
    talk = talk_json(house.history_centre, messages, details)
    return {**shown, "messages": talk, "decisions": decisions}


@router.post("/{gap}/draft", status_code=201)
def draft(house: TheHouse, actor: Writer, gap: str, wanted: Wanted) -> Json:
    """Drafts of an article that closes the gap, one for each language it was asked in."""
    with house.store.read() as connection:
        found = _found(connection, actor, gap)
        beginnings = _beginnings(house, connection, actor, found)
    if not beginnings:
        raise Invalid("This gap has no question any more. Write an article from nothing.")
    article = wanted.article or found.article
    if article is None:
        titles = [one.text.title for one in beginnings]
        article = new_article_id(house, found.brand, titles)
    check_article_id(article)
    ids = [_begin(house, actor, found, article, one) for one in beginnings]
    with house.store.read() as connection:
        drafts = [read_draft(connection, one) for one in ids]
        shown = [draft_json(house, connection, actor, one) for one in drafts if one is not None]
    return {"gap": _line(house, gap), "drafts": shown}


def _begin(house: House, actor: Actor, gap: Gap, article: str, one: Beginning) -> str:
    text = None if _is_served(house, gap.brand, article, one.language) else one.text
    made, _ = create_draft(
        house.store,
        actor,
        gap.brand,
        article,
        one.language,
        text,
        gap=gap.id,
        origins=one.origins,
    )
    return made


def _is_served(house: House, brand: str, article: str, language: str) -> bool:
    """Whether the draft changes a version in force: then it begins with that one's words."""
    with house.store.read() as connection:
        there = read_articles(connection, brand)
    return any((one.id, one.language) == (article, language) for one in there)


def _beginnings(house: House, connection: Connection, actor: Actor, gap: Gap) -> list[Beginning]:
    questions = _within(house, connection, actor, read_questions(connection, gap=gap.id))
    brand = house.centre.brand[gap.brand]
    spoken = [one for one in questions if one.asked.language in brand.languages]
    expires = day_of(brand, house.store.clock()) + _EXPIRES_AFTER
    if not questions:
        owner = Names(house.history_centre, connection)(str(actor))
        said = [one for one in read_heard(connection, gap.id)[1] if one.language in brand.languages]
        return begin_from_heard(said, _is_personal, owner, expires.isoformat())
    return begin_drafts(
        spoken,
        _answers(connection, spoken),
        house.reading.searcher.embed,
        _is_personal,
        Names(house.history_centre, connection)(str(actor)),
        expires.isoformat(),
    )


def _is_personal(text: str) -> bool:
    return bool(find_personal(text))


def _answers(connection: Connection, questions: Sequence[Question]) -> list[RealAnswer]:
    found = []
    for one in questions:
        message = answer_of(connection, one)
        if message is not None:
            details = contact_details(connection, one.asked.contact)
            text = redact([message.text], details).texts[0]
            found.append(RealAnswer(one.id, one.asked.contact, message.id, text))
    return found


@router.post("/{gap}/dismiss")
def dismiss(house: TheHouse, actor: Writer, gap: str, said: Dismissal) -> Json:
    """Write nothing for it, and say why; it comes back when it has grown by half."""
    verbs.dismiss_gap(house.store, actor, gap, said.reason)
    return _line(house, gap)


@router.post("/{gap}/open")
def open_again(house: TheHouse, actor: Writer, gap: str) -> Json:
    """Open a dismissed or closed gap again."""
    verbs.open_gap(house.store, actor, gap)
    return _line(house, gap)


@router.post("/{gap}/split")
def split(house: TheHouse, actor: Writer, gap: str, wanted: Split) -> Json:
    """Take questions out into a gap of their own."""
    new = verbs.split_gap(house.store, actor, gap, wanted.items)
    return {"gap": _line(house, gap), "new": _line(house, new)}


def _line(house: House, gap: str) -> Json:
    with house.store.read() as connection:
        found = read_gap(connection, gap)
        assert found is not None, "a gap just changed is there"
        own = read_questions(connection, gap=gap)
        return gap_line(connection, found, own, house.store.clock())
