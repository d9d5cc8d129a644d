"""Hours of the day: "14h30", "3 pm", "midi", "الساعة 3 ونصف ديال العشية"."""

from __future__ import annotations

from collections.abc import Iterator

from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.reading import Reading
from nawba.domain.folded import Folded

_QUARTERS = (("half", 30), ("quarter", 15))


def times(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Hours as said; an hour without its half of the day ("at 3") is not moved to the afternoon.

    A bare number is an hour only when an hour was asked for.
    """
    text = Reading(folded, asked)
    for at in range(len(text.tokens)):
        for name, value in (("noon", "12:00"), ("midnight", "00:00")):
            if length := text.said(at, "clock", name):
                yield Field("time", value, *text.span(at, at + length))
        if found := _hour(text, at, asked.bare and len(text.numbers) == 1):
            (hour, minute), behind = found
            yield Field("time", f"{hour:02}:{minute:02}", *text.span(at, behind))


def _hour(text: Reading, at: int, bare: bool) -> tuple[tuple[int, int], int] | None:
    start = at + text.said(at, "clock", "oclock")
    hour, behind = _figure(text, start, 24)
    if hour is None:
        return None
    minute, end = _minutes(text, behind)
    half, end = _half_of_day(text, end)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "evening" else 0)
    surely = bare or half or start > at or end > behind
    return ((hour, minute), end) if surely else None


def _figure(text: Reading, at: int, below: int) -> tuple[int | None, int]:
    number, behind = text.numbers.get(at, (below, at))
    word = text.words[at] if at < len(text.words) else ""
    if behind == at and word.isdigit() and len(word) <= 2:  # "14" of "14:30" is no number
        number, behind = int(word), at + 1
    return (number if number < below else None), behind


def _minutes(text: Reading, at: int) -> tuple[int, int]:
    """The minutes behind an hour, and the place behind them; ``at`` itself when none are said."""
    mark = text.said(at, "clock", "hour") or int(text.words[at : at + 1] == [":"])
    for name, value in _QUARTERS:
        if length := text.said(at + mark, "clock", name):
            return value, at + mark + length
    if not mark:
        return 0, at
    minute, behind = _figure(text, at + mark, 60)
    colon = text.words[at] == ":"
    if minute is None or (colon and len(text.words[at + mark]) != 2):
        return 0, at if colon else at + mark
    return minute, behind


def _half_of_day(text: Reading, at: int) -> tuple[str, int]:
    for name in ("morning", "evening"):
        if length := text.said(at, "clock", name):
            return name, at + length
    return "", at
