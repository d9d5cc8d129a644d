"""A small library, cases enough to prove 5 %, and a search that goes by a word of each article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from house import small_centre
from nawba.assistant.cases import Case
from nawba.assistant.gate import Draft, Material, Trial, Wish, make_draft
from nawba.assistant.gate.draft import Last
from nawba.assistant.gate.scripts import Conversation, Line, Script
from nawba.assistant.normalise import fold
from nawba.domain.ports import Found, Search
from nawba.domain.words import Article

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday, within opening hours
TODAY = date(2026, 11, 23)

PARCEL = Article("colis", "waha", "fr", "Colis", "Votre colis arrive en 2 jours.", owner="Nadia")
REFUND = Article("remboursement", "waha", "fr", "Remboursement", "Remboursé sous 7 jours ouvrés.")
LIBRARY = (PARCEL, REFUND)
GROUPS = {"waha": {"colis": "parcels", "remboursement": "money"}}


def search_by_word(articles: Sequence[Article]) -> Search:
    """An article is found, surely, by its id in the text; else the first one is, hardly."""

    def search(text: str, brand: str, language: str, limit: int = 5, *, today: date) -> list[Found]:
        served = [one for one in articles if one.brand == brand]
        named = [one for one in served if one.id in fold(text)]
        return [Found(one, 0.95, 0.9) for one in named] or [Found(one, 0.1) for one in served[:1]]

    return search


class ByWord:
    """A ``Reads`` that learns nothing."""

    def of(self, articles: Sequence[Article], learned: bytes | None = None) -> Search:
        return search_by_word(articles)

    def learn(self, *lessons: object) -> None:
        return None


def cases(number: int = 320, outside: int = 400) -> list[Case]:
    """In-scope questions that name their article, then out-of-scope ones that name none."""
    named = [
        Case(f"question {i} sur mon {article.id}", "fr", "waha", article.id, f"c{article.id}{i}",
             id=f"{article.id}-{i}")
        for article in LIBRARY
        for i in range(number)
    ]  # fmt: skip
    return named + [
        Case(f"autre question {i}", "fr", "waha", None, f"o{i}", id=f"out-{i}")
        for i in range(outside)
    ]


def script(*lines: Line, state: str = "", name: str = "one") -> Script:
    return Script("waha", (Conversation(name, "fr", lines, state),))


ASKS = script(
    Line("où est mon colis", answers="colis"),
    Line("un conseiller svp", did="handed_over"),
    state="waiting",
    name="parcel",
)


def material(*scripts: Script, read: Sequence[Case] | None = None) -> Material:
    return Material(cases() if read is None else read, GROUPS, scripts or (ASKS,))


def draft(
    made_of: Material | None = None,
    articles: Sequence[Article] = LIBRARY,
    wish: Wish = Wish(budget=1),  # noqa: B008 - frozen
    last: Last = Last(),  # noqa: B008 - frozen
) -> Draft:
    return make_draft(
        articles, made_of or material(), wish, ByWord(), lambda brand: TODAY, None, last
    )


def trial(made_of: Material | None = None, **changes: object) -> Trial:
    """A sound trial, with ``changes`` to it."""
    known = made_of or material()
    sound = Trial(draft(known), known, small_centre(), NOW)
    return replace(sound, **changes)  # type: ignore[arg-type]


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
