"""How often it would be asked which was meant, counted on labelled cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nawba.assistant.cases import Case
from nawba.assistant.gate.asking import Apart, Asking, count_apart, count_asking, hear
from nawba.domain.ports import Found
from nawba.domain.words import Article

TRACK = Article("suivre", "waha", "fr", "Suivre un colis", "Ouvrez Suivi.")
LATE = Article("retard", "waha", "fr", "Mon colis est en retard", "Attendez.")
BOTH = "Comment suivre mon colis ? Pourquoi mon colis est en retard ?"
SHELF = {
    "sûr": (Found(TRACK, 0.9, 0.8), Found(LATE, 0.1)),
    "proche": (Found(LATE, 0.4, 0.05), Found(TRACK, 0.35)),
    "loin": (Found(LATE, 0.3, 0.2), Found(TRACK, 0.1)),
    "Comment suivre mon colis ?": (Found(TRACK, 0.9, 0.8),),
    "Pourquoi mon colis est en retard ?": (Found(LATE, 0.9, 0.8),),
}
CASES = [
    Case("sûr", "fr", "waha", "suivre", "1"),
    Case("proche", "fr", "waha", "suivre", "2"),
    Case("proche", "fr", "waha", "autre", "3"),
    Case("proche", "fr", "waha", "autre", "3"),  # another wording of the same sentence
    Case("loin", "fr", "waha", "retard", "4"),
    Case("proche", "fr", "waha", None, "5"),
    Case("loin", "fr", "waha", None, "6"),
    Case(BOTH, "fr", "waha", "retard", "7"),
]


def search(text: str, brand: str, language: str, limit: int = 5, *, today: date) -> Sequence[Found]:
    return SHELF.get(text, ())


def heard(threshold: float | None = 0.8) -> list[Asking]:
    return count_asking(
        hear(CASES, search, lambda *place: threshold, lambda brand: date(2026, 3, 2)), 0.7
    )


def test_each_case_counts_once_as_the_assistant_would_treat_it() -> None:
    assert heard() == [
        Asking("waha", "fr", 0.7, cases=5, answered=2, asked=2, among=1, choices=4,
               oos_cases=2, oos_asked=1)
    ]  # fmt: skip


def test_an_assist_only_brand_is_never_asked() -> None:
    (row,) = heard(None)
    assert (row.answered, row.asked, row.oos_asked) == (0, 0, 0)


def test_a_looser_sum_asks_more() -> None:
    read = hear(CASES, search, lambda *place: 0.8, lambda brand: date(2026, 3, 2))
    asked = [count_asking(read, at)[0].asked for at in (0.3, 0.7, 0.9)]
    assert asked == [3, 2, 0]


def test_messages_taken_apart_are_counted_and_progress_is_told() -> None:
    places: list[int] = []
    read = hear(
        CASES,
        search,
        lambda *place: 0.8,
        lambda brand: date(2026, 3, 2),
        lambda place, count: places.append(place),
    )
    assert count_apart(read) == Apart(cases=5, several=1, answered=1, met=1)
    assert places == list(range(1, len(CASES) + 1))
