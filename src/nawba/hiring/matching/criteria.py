"""Whether a criterion is met, not met or not stated: one plain function per kind of criterion.

What a document does not mention is never taken for a no. ``not_met`` needs a line that says so:
a level below, a length too short, a date too late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nawba.hiring.matching.degrees import years_of_study
from nawba.hiring.matching.job import LEVELS, Criterion, Kind
from nawba.hiring.matching.months import Span, months, span
from nawba.hiring.matching.plain import plain
from nawba.hiring.matching.visible import Visible

Met = Literal["met", "not_met", "not_stated"]


@dataclass(frozen=True)
class Answer:
    """``lines`` and ``facts`` are what it rests on, none if it is not stated anywhere.

    ``found`` is what was read in the criterion's own terms: a level, a number of months (or two:
    at least, at most), a date, names.
    """

    criterion: str
    met: Met
    lines: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()
    found: str = ""


def answer(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    """``today`` is the day the document came in: what lasts still ends then."""
    return _ANSWERS[criterion.kind](criterion, facts, today)


def _of(facts: Iterable[Visible], *kinds: str) -> list[Visible]:
    return [one for one in facts if one.kind in kinds]


def _told(criterion: Criterion, met: Met, by: Iterable[Visible], found: str = "") -> Answer:
    rest = list(by)
    lines = sorted({line for one in rest for line in one.lines})
    return Answer(criterion.id, met, tuple(lines), tuple(one.fact for one in rest), found)


def _language(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    named = [one for one in _of(facts, "language") if one.value["language"] == criterion.language]
    if not named:
        return _told(criterion, "not_stated", ())
    if not criterion.level:
        return _told(criterion, "met", named)
    levelled = [one for one in named if one.value["level"] in LEVELS]
    if not levelled:
        return _told(criterion, "not_stated", named)
    best = max(levelled, key=lambda one: LEVELS.index(one.value["level"]))
    enough = LEVELS.index(best.value["level"]) >= LEVELS.index(criterion.level)
    return _told(criterion, "met" if enough else "not_met", [best], best.value["level"])


def _experience(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    every = _of(facts, "experience")
    fitting = [one for one in every if _fits(criterion, one)]
    if not fitting:
        return _told(criterion, "not_stated", ())
    needed = max(1, criterion.months or 1)
    spans = {one.fact: _span(one, today) for one in fitting}
    sure, possible = months(one for one in spans.values() if one)
    found = str(sure) if sure == possible else f"{sure}–{possible}"
    if sure >= needed or not criterion.months:
        return _told(criterion, "met", fitting, found)
    undated = any(one is None for one in spans.values())
    short = possible < needed and not undated
    return _told(criterion, "not_met" if short else "not_stated", fitting, found)


def _span(fact: Visible, today: date) -> Span | None:
    value = fact.value
    return span(
        value["start"] or "", value["end"] or "", current=bool(value["current"]), today=today
    )


def _fits(criterion: Criterion, fact: Visible) -> bool:
    if criterion.contact_centre and not fact.value["contact_centre"]:
        return False
    if criterion.channels and not set(criterion.channels) & set(fact.value["channels"] or ()):
        return False
    return not criterion.sectors or fact.value["sector"] in criterion.sectors


def _education(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    named = _of(facts, "education")
    if criterion.any_of:
        return _named(criterion, named, ("degree", "area"))
    years = [(years_of_study(one.value["degree"] or ""), one) for one in named]
    known = [(number, one) for number, one in years if number is not None]
    if not known:
        return _told(criterion, "not_stated", named)
    most, best = max(known, key=lambda pair: pair[0])
    enough = most >= (criterion.years or 0)
    # A degree whose length is unknown may be the higher one.
    short = len(known) == len(named)
    met: Met = "met" if enough else "not_met" if short else "not_stated"
    return _told(criterion, met, [best], str(most))


def _certificate(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    return _named(criterion, _of(facts, "certificate"), ("name",))


def _skill(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    return _named(criterion, _of(facts, "skill", "tool"), ("id",))


def _named(criterion: Criterion, facts: Iterable[Visible], fields: Sequence[str]) -> Answer:
    wanted = [plain(name) for name in criterion.any_of]
    found = [
        one
        for one in facts
        if any(name in plain(one.value[key] or "") for name in wanted for key in fields)
    ]
    return _told(criterion, "met" if found else "not_stated", found)


def _availability(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    """A fact without a date (``""``, not None) says: at once."""
    dated = [one for one in _of(facts, "availability") if one.value["from"] is not None]
    if not dated or criterion.by is None:
        return _told(criterion, "not_stated", _of(facts, "availability"))
    first = min(dated, key=lambda one: one.value["from"])
    in_time = first.value["from"] <= criterion.by.isoformat()
    return _told(criterion, "met" if in_time else "not_met", [first], first.value["from"])


def _shift(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    wanted = set(criterion.shifts)
    named = [one for one in _of(facts, "shift") if wanted & set(one.value["kinds"] or ())]
    stated = {kind for one in named for kind in one.value["kinds"]}
    return _told(criterion, "met" if wanted <= stated else "not_stated", named)


def _site(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    wanted = {plain(place) for place in criterion.places}
    named = [one for one in _of(facts, "site") if plain(one.value["city"] or "") in wanted]
    return _told(criterion, "met" if named else "not_stated", named)


def _notice(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    known = [one for one in _of(facts, "notice") if one.value["days"] is not None]
    if not known:
        return _told(criterion, "not_stated", _of(facts, "notice"))
    longest = max(known, key=lambda one: one.value["days"])
    enough = longest.value["days"] <= (criterion.days or 0)
    found = str(longest.value["days"])
    return _told(criterion, "met" if enough else "not_met", [longest], found)


def _right_to_work(criterion: Criterion, facts: Sequence[Visible], today: date) -> Answer:
    named = [
        one for one in _of(facts, "right_to_work") if one.value["country"] == criterion.country
    ]
    return _told(criterion, "met" if named else "not_stated", named)


_ANSWERS: dict[Kind, Callable[[Criterion, Sequence[Visible], date], Answer]] = {
    "language": _language,
    "experience": _experience,
    "education": _education,
    "certificate": _certificate,
    "skill": _skill,
    "tool": _skill,
    "availability": _availability,
    "shift": _shift,
    "site": _site,
    "notice": _notice,
    "right_to_work": _right_to_work,
}
