"""From contacts that ended to gaps: read the stream on, redact, embed, group, keep.

A worker of the house calls ``refresh`` every few seconds, the command line when asked. Each reads
on where the last one stopped; two at once do the work once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.engine import Connection

from nawba.actions.gaps import keep_questions, place_questions
from nawba.domain.errors import Conflict
from nawba.domain.gaps import Asked, Gap, GapState, Placing, Question
from nawba.domain.ports import Embed, Progress, Vectors
from nawba.domain.words import Actor, Arm, CustomerDetails, Message
from nawba.domain.writing import Redacted
from nawba.knowledge.darija import with_standard
from nawba.knowledge.grouping import Clump, Numbers, Space, central, group
from nawba.knowledge.telling import Telling
from nawba.knowledge.unanswered import Story, Unanswered, find_unanswered
from nawba.store import Store
from nawba.store.decisions import read_decisions
from nawba.store.gaps import read_cursor, read_gaps, read_questions, told_since, unplaced_brands
from nawba.store.rows import read_articles, read_messages
from nawba.store.statements import Row
from nawba.store.stories import details_of, ended_contacts, same_customer

GAP_FINDER = Actor("system", "gap-finder")
Redact = Callable[[Sequence[str], CustomerDetails], Redacted]

_AT_ONCE = 500  # contacts read between two writes
_MOST_WORDS = 1_000  # characters of a question that are kept
_BATCH = 256
_ENOUGH, _LENGTH_WEIGHS = 200, 0.25


@dataclass(frozen=True)
class Refreshed:
    """How many contacts were read, questions and gaps are new, and seconds it took."""

    read: int
    questions: int
    gaps: int
    seconds: float


def refresh(
    store: Store, embed: Embed, kept: Embed, redact: Redact, progress: Progress | None = None
) -> Refreshed:
    """Read on what has ended since the last time, and group what was not answered.

    ``kept`` embeds the articles' words, which do not change; ``progress`` counts questions.
    """
    started = time.perf_counter()
    read = questions = 0
    more = True
    while more:
        contacts, new, more = _read_on(store, embed, redact)
        read, questions = read + contacts, questions + new
        if progress:
            progress(questions, questions)
    gaps = regroup(store, kept)
    return Refreshed(read, questions, gaps, time.perf_counter() - started)


def _read_on(store: Store, embed: Embed, redact: Redact) -> tuple[int, int, bool]:
    """How many contacts were read and questions new, and whether there is more to read."""
    with store.read() as connection:
        since, _ = read_cursor(connection)
        told, until, more = told_since(connection, since, _AT_ONCE)
        stories = [_story(connection, row) for row in ended_contacts(connection, told)]
    if until == since:
        return 0, 0, False
    found = [one for story in stories for one in find_unanswered(story)]
    try:
        new = keep_questions(store, GAP_FINDER, _asked(found, embed, redact), since, until)
    except Conflict:  # another process has done it
        return 0, 0, False
    return len(stories), new, more


def _story(connection: Connection, row: Row) -> Story:
    return Story(
        row.id,
        row.brand,
        row.language,
        Arm(row.arm),
        read_messages(connection, row.id, notes=False),
        read_decisions(connection, row.id),
        details_of(connection, row.customer),
        row.rating,
        row.solved,
        bool(same_customer(connection, row, later=True)),
    )


def _asked(found: Sequence[Unanswered], embed: Embed, redact: Redact) -> list[Asked]:
    texts = [redact([one.text], one.story.details).texts[0][:_MOST_WORDS] for one in found]
    vectors = embed_as_heard(texts, embed)
    return [
        Asked(
            one.story.contact,
            one.message,
            one.story.brand,
            one.language,
            one.reason,
            text,
            vector,
            one.at,
            real_answer(vector, one, embed, redact),
            one.version,
        )
        for one, text, vector in zip(found, texts, vectors, strict=True)
    ]


def embed_as_heard(texts: Sequence[str], embed: Embed) -> Vectors:
    """Unit rows: of Arabic of any kind, the middle of its own words and of the standard ones."""
    heard = [with_standard(text) for text in texts]
    flat = [said for ways in heard for said in ways]
    rows = [embed(flat[at : at + _BATCH]) for at in range(0, len(flat), _BATCH)]
    if not rows:
        return embed([])
    starts = np.cumsum([0, *map(len, heard)])[:-1]
    sums = np.add.reduceat(np.concatenate(rows), starts)
    unit: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return unit


def real_answer(vector: Vectors, one: Unanswered, embed: Embed, redact: Redact) -> str | None:
    """The adviser's message that answers best: near the question, and more than a word.

    Cosine, and up to a quarter more for 200 characters: "one moment, please" is near nothing, and
    "yes" says nothing.
    """
    if not one.replies:
        return None
    texts = list(redact([reply.text for reply in one.replies], one.story.details).texts)
    rows = embed_as_heard(texts, embed)
    length = np.array([min(len(text), _ENOUGH) / _ENOUGH for text in texts])
    best: Message = one.replies[int((rows @ vector + _LENGTH_WEIGHS * length).argmax())]
    return best.id


def regroup(store: Store, kept: Embed) -> int:
    """Place every question that stands in no gap; returns how many gaps are new."""
    with store.read() as connection:
        brands = unplaced_brands(connection)
    return sum(_regroup(store, kept, brand) for brand in brands)


def _regroup(store: Store, kept: Embed, brand: str) -> int:
    with store.read() as connection:
        questions = read_questions(connection, brand=brand)
        gaps = read_gaps(connection, [brand])
        articles = read_articles(connection, brand)
    asked = [(text, one.id) for one in articles for text in (one.title, *one.questions)]
    texts = [text for text, _ in asked]
    vectors = embed_as_heard(texts, kept) if texts else np.zeros((0, 1), np.float32)
    space = Space.fit(vectors, [article for _, article in asked])
    placings = place(brand, questions, gaps, space)
    return place_questions(store, GAP_FINDER, placings) if placings else 0


def place(
    brand: str, questions: Sequence[Question], gaps: Sequence[Gap], space: Space
) -> list[Placing]:
    """What changes when the ``questions`` of a brand are grouped on from its ``gaps``."""
    rows = space(np.stack([one.asked.vector for one in questions]))
    telling = Telling([one.asked.text for one in questions])
    clumps = group(rows, space.threshold, _clumps(questions, gaps))
    return [
        _placing(brand, one, questions, rows, telling)
        for one in clumps
        if one.merged or one.gap is None or _has_new(one, questions)
    ]


def _clumps(questions: Sequence[Question], gaps: Sequence[Gap]) -> list[Clump]:
    members: dict[str, list[int]] = {gap.id: [] for gap in gaps}
    for at, one in enumerate(questions):
        if one.gap in members:
            members[one.gap].append(at)
    return [
        Clump(members[gap.id], gap.id, gap.by_hand or gap.state is not GapState.OPEN)
        for gap in gaps
        if members[gap.id]
    ]


def _has_new(clump: Clump, questions: Sequence[Question]) -> bool:
    return any(questions[at].gap is None for at in clump.members)


def _placing(
    brand: str, clump: Clump, questions: Sequence[Question], rows: Numbers, telling: Telling
) -> Placing:
    return Placing(
        brand,
        clump.gap,
        [questions[at].id for at in clump.members if questions[at].gap is None],
        questions[central(rows, clump.members)].id,
        telling.of(clump.members),
        clump.merged,
    )
