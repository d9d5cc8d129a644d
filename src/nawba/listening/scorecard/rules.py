"""Whether a condition of a scorecard holds in a contact: yes with quotes, no, or cannot be told.

Three values, because silence proves nothing where nobody could hear: a language without phrases,
a speaker who is not known, a measure that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from nawba.domain.recordings import Quote
from nawba.listening.measures import Measures
from nawba.listening.scorecard.document import Condition
from nawba.listening.scorecard.scene import Moment, Scene

_MOST_QUOTES = 3
ORDERS = ("preceded_by", "not_preceded_by", "followed_by", "not_followed_by")


@dataclass(frozen=True)
class Held:
    """``holds`` is None where it cannot be told; ``lacks`` then says what is missing."""

    holds: bool | None
    quotes: tuple[Quote, ...] = ()
    lacks: str = ""


def held(condition: Condition, scene: Scene) -> Held:
    """Whether ``condition`` holds in ``scene``."""
    if condition.measure:
        return _measured(condition, scene.contact.measures)
    if condition.all:
        return _all([held(one, scene) for one in condition.all])
    if condition.none:
        return _all([_not(held(one, scene)) for one in condition.none])
    return _met(condition, scene)


def _all(parts: list[Held]) -> Held:
    if any(one.holds is False for one in parts):
        return Held(False)
    if unknown := next((one for one in parts if one.holds is None), None):
        return Held(None, lacks=unknown.lacks)
    quotes = tuple(quote for one in parts for quote in one.quotes)
    return Held(True, quotes[:_MOST_QUOTES])


def _not(one: Held) -> Held:
    return one if one.holds is None else Held(not one.holds)


def _measured(condition: Condition, measures: Measures) -> Held:
    value = value_of(measures, condition.measure)
    if value is None:
        return Held(None, lacks="no_measure")
    above = condition.above is None or value > condition.above
    below = condition.below is None or value < condition.below
    return Held(above and below)


def value_of(measures: Measures, name: str) -> float | None:
    """A measure as conditions name it (``checks.MEASURES``)."""
    listed: dict[str, Callable[[], float | None]] = {
        "overlap_s": lambda: measures.overlap_s,
        "longest_silence_s": lambda: measures.longest_silence_s,
        "first_response_s": lambda: measures.first_response_s,
        "longest_response_s": lambda: (measures.response_s or {}).get("longest"),
        "holds": lambda: len(measures.holds),
        "longest_hold_s": lambda: max((end - start for start, end in measures.holds), default=0.0),
        "transfers": lambda: len(measures.transfers),
        "interruptions": lambda: _by_adviser(measures),
        "dead_air": lambda: len(measures.dead_air) if measures.spoken else None,
        "seconds": lambda: measures.seconds,
        "talk_adviser": lambda: (measures.talk or {}).get("adviser"),
        "pace_adviser": lambda: measures.pace_wpm.get("adviser"),
    }
    return listed[name]()


def _by_adviser(measures: Measures) -> int | None:
    if measures.interruptions is None:
        return None
    return sum(one.by == "adviser" for one in measures.interruptions)


def _met(condition: Condition, scene: Scene) -> Held:
    """Whether the cue was met at a moment as it is asked for."""
    orders = [name for name in map(condition.__getattribute__, ORDERS) if name]
    moments = scene.moments(condition.cue, condition.by)
    fitting = [one for one in moments if _lies(one, condition, scene)]
    blind = [name for name in orders if not scene.can_tell(name)]
    if not fitting:
        can_tell = scene.can_tell(condition.cue, condition.by)
        return Held(False) if can_tell else Held(None, lacks="no_words")
    ordered = [one for one in fitting if _ordered(one, condition, scene)]
    if blind and not _sure(ordered, condition):
        return Held(None, lacks="no_words")
    quotes = tuple(one.quote for one in ordered if one.quote)
    return Held(bool(ordered), quotes[:_MOST_QUOTES])


def _sure(ordered: list[Moment], condition: Condition) -> bool:
    """Whether it holds because of what was met, and not because of what was not."""
    absent = condition.not_preceded_by or condition.not_followed_by
    return bool(ordered) and not absent


def _lies(one: Moment, condition: Condition, scene: Scene) -> bool:
    """Whether it lies where it is asked for: seconds from the ends, turns of its speaker."""
    if condition.within is not None and one.start > scene.begins + condition.within:
        return False
    if condition.ending is not None and one.end < scene.ends - condition.ending:
        return False
    if condition.first is None and condition.last is None:
        return True
    if one.turn < 0:
        return False
    first, last = scene.numbers(one.turn)
    return first <= (condition.first or first) and last <= (condition.last or last)


def _ordered(one: Moment, condition: Condition, scene: Scene) -> bool:
    near = partial(_near, one, condition.gap)
    before = partial(near, is_before=True)
    behind = partial(near, is_before=False)
    return (
        (not condition.preceded_by or before(scene.moments(condition.preceded_by)))
        and (not condition.followed_by or behind(scene.moments(condition.followed_by)))
        and not (condition.not_preceded_by and before(scene.moments(condition.not_preceded_by)))
        and not (condition.not_followed_by and behind(scene.moments(condition.not_followed_by)))
    )


def _near(one: Moment, gap: float | None, others: Iterable[Moment], *, is_before: bool) -> bool:
    """Whether one of ``others`` comes before (behind) ``one``, at most ``gap`` seconds away."""
    for other in others:
        first, second = (other, one) if is_before else (one, other)
        away = second.start - first.end
        if first.place < second.place and (gap is None or away <= gap):
            return True
    return False
