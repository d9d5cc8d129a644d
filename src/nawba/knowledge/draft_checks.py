"""What an editor is told of a draft before proposing it: what stops it, and what to look at twice.

What stops it is decided by ``domain.drafts`` and enforced by the verb; the rest is advice, for the
author and for the second person. A contradiction is advice too: of two articles that are both about
to change, one must come first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from nawba.domain.drafts import ArticleDraft, Place, stops, written_in
from nawba.domain.words import Article, Brand
from nawba.knowledge.contradictions import Contradiction, contradictions_of
from nawba.privacy.personal import find_personal


@dataclass(frozen=True)
class Finding:
    """One thing about a draft. ``stops``: it cannot be proposed so; ``name`` is a code."""

    name: str
    stops: bool
    where: str
    message: str
    remedy: str
    places: tuple[Place, ...] = ()
    values: dict[str, object] = field(default_factory=dict)
    contradictions: tuple[Contradiction, ...] = ()


def check_draft(
    draft: ArticleDraft, brand: Brand, articles: Sequence[Article], today: date
) -> list[Finding]:
    """Everything to mend or to consider; ``articles`` are those of the brand in force."""
    return [
        *_stops(draft, today),
        *_stale(draft, articles),
        *_contradictions(draft, articles),
        *_personal(draft),
        *_missing_languages(draft, brand, articles),
        *_unset(draft),
    ]


def _stops(draft: ArticleDraft, today: date) -> Iterator[Finding]:
    for stop in stops(draft.text, today):
        values: dict[str, object] = {"size": stop.size, "most": stop.most} if stop.most else {}
        yield Finding(stop.name, True, stop.field, stop.message, stop.remedy, stop.places, values)


def _stale(draft: ArticleDraft, articles: Sequence[Article]) -> Iterator[Finding]:
    current = own_version(draft, articles)
    if current is not None and current.version != draft.based_on:
        yield Finding(
            "stale",
            False,
            "",
            f"Version {current.version} was published since this draft was begun.",
            "Look at what changed, and take over what should stay.",
            values={"version": current.version},
        )


def own_version(draft: ArticleDraft, articles: Sequence[Article]) -> Article | None:
    """The version in force of what ``draft`` changes."""
    same = (one for one in articles if one.id == draft.article and one.language == draft.language)
    return next(same, None)


def _contradictions(draft: ArticleDraft, articles: Sequence[Article]) -> Iterator[Finding]:
    others = [one for one in articles if one.id != draft.article]
    found = contradictions_of(draft.as_article, others)
    if found:
        other = found[0].other.article
        yield Finding(
            "contradiction",
            False,
            "body",
            f"It contradicts {other.id}: « {found[0].other.text} »",
            "Correct one of the two; neither is served while both say so.",
            contradictions=tuple(found),
        )


def _personal(draft: ArticleDraft) -> Iterator[Finding]:
    places = tuple(
        Place(name, found.start, found.end, found.type, index)
        for name, index, written in written_in(draft.text)
        for found in find_personal(written, draft.language)
    )
    if places:
        kinds = ", ".join(sorted({place.kind for place in places}))
        yield Finding(
            "personal",
            False,
            places[0].field,
            f"Something looks personal: {kinds}.",
            "Take it out, unless it is the company's own number or address.",
            places,
        )


def _missing_languages(
    draft: ArticleDraft, brand: Brand, articles: Sequence[Article]
) -> Iterator[Finding]:
    there = {one.language for one in articles if one.id == draft.article} | {draft.language}
    missing = [language for language in brand.languages if language not in there]
    if missing:
        yield Finding(
            "missing_languages",
            False,
            "",
            f"Customers also write in {', '.join(missing)}, and no article answers them there.",
            "Draft the article in these languages too.",
            values={"languages": missing},
        )


def _unset(draft: ArticleDraft) -> Iterator[Finding]:
    text = draft.text
    wanted = (
        ("no_questions", "questions", text.questions, "No question is given.",
         "Write how customers ask: five good ones help more than a long answer."),
        ("no_owner", "owner", text.owner.strip(), "Nobody owns it.",
         "Name who keeps it true."),
        ("no_expiry", "expires_on", text.expires_on, "It never expires.",
         "Give the day on which somebody should read it again."),
    )  # fmt: skip
    for name, where, value, message, remedy in wanted:
        if not value:
            yield Finding(name, False, where, message, remedy)
