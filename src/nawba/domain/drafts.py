"""A draft of an article: what an editor writes, what stops it, and what a second person decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nawba.domain.documents import MAX_BODY, MAX_QUESTIONS
from nawba.domain.words import Article

MAX_TITLE = 200
MAX_QUESTION = 500
_PLACEHOLDER = re.compile(r"\[[A-Z]{2,}(?:_\d+)?\]|\{\{?[^{}\n]{0,60}\}\}?|<[A-Z_]{3,}>|\bX{3,}\b")


class DraftState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    REJECTED = "rejected"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class DraftText:
    """What is written; the fields of an ``Article`` that an editor fills."""

    title: str = ""
    body: str = ""
    questions: tuple[str, ...] = ()
    owner: str = ""
    expires_on: str | None = None


@dataclass(frozen=True)
class Origin:
    """A sentence of a draft and the adviser's message that it was taken from, word for word."""

    contact: str
    message: str
    sentence: str


@dataclass(frozen=True)
class DraftComment:
    id: str
    by: str
    text: str
    at: datetime


@dataclass(frozen=True)
class ArticleDraft:
    """``authors`` are the ids of all who ever saved it; none of them may approve it.

    ``based_on`` is the version it changes, None for a new article; ``by`` fields are ``kind:id``.
    """

    id: str
    brand: str
    article: str
    language: str
    text: DraftText
    author: str
    authors: tuple[str, ...]
    state: DraftState
    revision: int
    created_at: datetime
    changed_at: datetime
    changed_by: str
    based_on: int | None = None
    gap: str | None = None
    origins: tuple[Origin, ...] = ()
    proposed_at: datetime | None = None
    proposed_by: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    published_version: int | None = None

    @property
    def as_article(self) -> Article:
        """The article that approving it would publish; its version is still to be given."""
        text = self.text
        return Article(
            self.article,
            self.brand,
            self.language,
            text.title,
            text.body,
            text.questions,
            text.owner,
            text.expires_on,
        )


def text_of(article: Article) -> DraftText:
    """What an editor would begin with to change ``article``."""
    return DraftText(
        article.title, article.body, article.questions, article.owner, article.expires_on
    )


@dataclass(frozen=True)
class Place:
    """Characters ``start`` to ``end`` of a field; ``index`` says of which question."""

    field: str
    start: int
    end: int
    kind: str
    index: int | None = None


@dataclass(frozen=True)
class Stop:
    """Why a text cannot be proposed: a code, in which field; ``size`` is more than ``most``."""

    name: str
    field: str
    message: str
    remedy: str
    size: int = 0
    most: int = 0
    places: tuple[Place, ...] = ()


def stops(text: DraftText, today: date) -> list[Stop]:
    """Everything that keeps ``text`` from being proposed on the day ``today`` of its brand."""
    return [*_empty(text), *_too_long(text), *_expired(text, today), *_unfilled(text)]


def _empty(text: DraftText) -> Iterator[Stop]:
    for field, told in (("title", "The title"), ("body", "The answer")):
        if not getattr(text, field).strip():
            yield Stop("empty", field, f"{told} is empty.", "Write it.")


def _too_long(text: DraftText) -> Iterator[Stop]:
    longest = max((len(question) for question in text.questions), default=0)
    sizes = (
        ("title", len(text.title), MAX_TITLE, "characters in the title"),
        ("owner", len(text.owner), MAX_TITLE, "characters in the owner's name"),
        ("body", len(text.body), MAX_BODY, "characters in the answer"),
        ("questions", len(text.questions), MAX_QUESTIONS, "questions"),
        ("questions", longest, MAX_QUESTION, "characters in one question"),
    )
    for field, size, most, what in sizes:
        if size > most:
            remedy = f"Keep it to {most}; a long answer is two articles."
            yield Stop("too_long", field, f"{size} {what}.", remedy, size, most)


def _expired(text: DraftText, today: date) -> Iterator[Stop]:
    if text.expires_on is None:
        return
    try:
        over = date.fromisoformat(text.expires_on) < today
    except ValueError:
        remedy = "Write a day as YYYY-MM-DD, such as 2028-12-31."
        yield Stop("expired", "expires_on", f"'{text.expires_on}' is no date.", remedy)
        return
    if over:
        message = f"It would have expired already, on {text.expires_on}."
        yield Stop("expired", "expires_on", message, "Give a later day, or none.")


def _unfilled(text: DraftText) -> Iterator[Stop]:
    places = tuple(
        Place(field, match.start(), match.end(), match.group(), index)
        for field, index, written in written_in(text)
        for match in _PLACEHOLDER.finditer(written)
    )
    if places:
        message = f"{places[0].kind} stands for words that are not there."
        yield Stop("placeholders", places[0].field, message, "Write them, or take it out.",
                   places=places)  # fmt: skip


def written_in(text: DraftText) -> Iterator[tuple[str, int | None, str]]:
    """Each text that customers may see: its field, which question it is, and the words."""
    yield "title", None, text.title
    yield "body", None, text.body
    for index, question in enumerate(text.questions):
        yield "questions", index, question
