"""How often the assistant would ask which article was meant, and whether asking helps.

Counted on labelled cases, one message each, as the driver would read them. Of many wordings of one
sentence only the first counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nawba.assistant.acts import Answer, Facts, Turn
from nawba.assistant.cases import Case
from nawba.assistant.clarifying import CLOSE, TOGETHER, close_readings
from nawba.assistant.dialogue import respond
from nawba.assistant.gate.homes import Today
from nawba.assistant.gathering import gather, provable
from nawba.assistant.judging import doubt
from nawba.domain.ports import Progress, Search

GRID = (0.5, 0.6, 0.7, 0.8, 0.9)

Threshold = Callable[[str, str, str], float | None]
"""From a brand, a language and an article to the score from which it may be served."""


@dataclass(frozen=True)
class Heard:
    """One case: the ``answers`` given, the parts it was taken into, and its readings."""

    case: Case
    turn: Turn
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Asking:
    """Of the cases of one brand and language, at one least sum of shares (``together``).

    ``cases`` and ``oos_cases`` are those in scope and out of scope; of the former ``answered``
    were sure, ``asked`` were asked about, ``among`` with the right article among the choices.
    """

    brand: str
    language: str
    together: float
    cases: int
    answered: int
    asked: int
    among: int
    choices: int
    oos_cases: int
    oos_asked: int


@dataclass(frozen=True)
class Apart:
    """Messages in scope that were taken apart; ``met`` had the right article among the answers."""

    cases: int
    several: int
    answered: int
    met: int


def hear(
    cases: Sequence[Case],
    search: Search,
    threshold: Threshold,
    today: Today,
    progress: Progress | None = None,
) -> list[Heard]:
    """Every case as the assistant reads it; ``progress`` counts them, up to three searches each."""
    seen: set[tuple[str, str, str]] = set()
    heard = []
    for place, case in enumerate(cases, start=1):
        key = (case.brand, case.language, case.cluster)
        if key not in seen:
            seen.add(key)
            heard.append(_hear(case, search, threshold, today))
        if progress:
            progress(place, len(cases))
    return heard


def _hear(case: Case, search: Search, threshold: Threshold, today: Today) -> Heard:
    def limit(article: str) -> float | None:
        return threshold(case.brand, case.language, article)

    day = today(case.brand)
    seen = gather(
        case.text, lambda words: search(words, case.brand, case.language, today=day), limit
    )
    turn = Turn(
        text=case.text,
        message="",
        language=case.language,
        allowed=(case.language,),
        brand=case.brand,
        assistant_name="",
        threshold=limit(seen.found[0].article.id if seen.found else ""),
        facts=Facts(greeted=True),
        found=seen.found,
        parts=seen.parts,
        provable=provable(seen, limit),
    )
    given = [act.article.id for act in respond(turn).acts if isinstance(act, Answer)]
    return Heard(case, turn, tuple(given))


def count_asking(heard: Sequence[Heard], together: float = TOGETHER) -> list[Asking]:
    """What would be asked at ``together``, for each brand and language."""
    places = sorted({(one.case.brand, one.case.language) for one in heard})
    return [
        _asking([one for one in heard if (one.case.brand, one.case.language) == place], together)
        for place in places
    ]


def _asking(heard: Sequence[Heard], together: float) -> Asking:
    asked = [(one.case, choices) for one in heard if (choices := _choices(one, together))]
    inside = [one for one in heard if one.case.intent is not None]
    right = [(case, choices) for case, choices in asked if case.intent is not None]
    return Asking(
        heard[0].case.brand,
        heard[0].case.language,
        together,
        cases=len(inside),
        answered=sum(bool(one.answers) for one in inside),
        asked=len(right),
        among=sum(case.intent in choices for case, choices in right),
        choices=sum(len(choices) for _, choices in right),
        oos_cases=len(heard) - len(inside),
        oos_asked=len(asked) - len(right),
    )


def _choices(one: Heard, together: float) -> tuple[str, ...]:
    if one.answers or doubt(one.turn) not in CLOSE:
        return ()
    offered = close_readings(one.turn.found, one.turn.provable, (), together)
    return tuple(found.article.id for found in offered)


def count_apart(heard: Sequence[Heard]) -> Apart:
    """What taking messages apart does to those in scope."""
    inside = [one for one in heard if one.case.intent is not None]
    several = [one for one in inside if one.turn.parts]
    return Apart(
        len(inside),
        len(several),
        sum(bool(one.answers) for one in several),
        sum(one.case.intent in one.answers for one in several),
    )
