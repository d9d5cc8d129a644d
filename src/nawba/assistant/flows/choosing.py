"""Which of several choices the words mean: by place, by name, or by what tells it apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nawba.assistant.fields.vocabulary import numbered, tokens
from nawba.assistant.flows.candidates import (
    Candidate,
    Offered,
    Values,
    find_words,
    outermost,
    words_of,
)
from nawba.assistant.flows.hearing import holds, names_newest, ordinal
from nawba.assistant.flows.identifiers import read_ids
from nawba.assistant.flows.model import FlowField
from nawba.assistant.normalise import western, words
from nawba.domain.folded import Folded
from nawba.domain.kinds import fits

Record = Mapping[str, Any]
Fact = Callable[[Record], bool]
"""Something that the words say about a record, and that holds for it or does not."""

_PARTS = {"morning": ("00:00", "12:00"), "afternoon": ("12:00", "16:00"),
          "evening": ("16:00", "24:00")}  # fmt: skip


def choose_option(field: FlowField, text: str, asked: bool, language: str) -> list[Candidate]:
    """The options of ``field`` that ``text`` names."""
    labels = [option.label.get(language, option.value) for option in field.options]
    if asked:
        place = picked(text, labels)
        if place is None:
            place = _by_number(text, [option.value for option in field.options])
        if place is not None:
            return [Candidate(field.options[place].value, 0, len(text), labels[place])]
    found = []
    for option, label in zip(field.options, labels, strict=True):
        named = (option.value, *option.label.values(), *option.words)
        if span := find_words(text, *named):
            found.append(Candidate(option.value, *span, label))
    return outermost(found)


def picked(text: str, labels: Sequence[str]) -> int | None:
    """The place of the label that ``text`` is, or names by its place ("2", "la deuxième")."""
    said = words(text)
    same = [place for place, label in enumerate(labels) if said == [*words_of(label)] != []]
    return same[0] if same else ordinal(text, len(labels))


def _by_number(text: str, values: Sequence[str]) -> int | None:
    """The place of the only value that holds the only number in ``text``: "le 60", sahla-60."""
    numbers = re.findall(r"\d+", western(text))
    fitting = [place for place, value in enumerate(values) if numbers == re.findall(r"\d+", value)]
    return fitting[0] if numbers and len(fitting) == 1 else None


def choose_record(
    field: FlowField, text: str, offered: Offered, asked: bool, values: Values
) -> list[Candidate]:
    """The offered records that ``text`` means: by place, label, id, or what it says of them.

    An id counts even if it is not offered: the list may be shorter than the truth.
    """
    if field.form and (ids := list(read_ids(field.form, text, asked))):
        return [_candidate(field, one, offered) for one in ids]
    found = _newest(offered) if names_newest(text, *field.name.values()) else []
    if asked and not found and (place := picked(text, [label for _, label in offered])) is not None:
        found = [place]
    found = found or _fitting(offered, list(_facts(text, asked, values)))
    assert field.choices is not None, "only lists have records"
    key = field.choices.value
    return [Candidate(offered[n][0][key], 0, len(text), offered[n][1]) for n in found]


def _candidate(field: FlowField, one: Candidate, offered: Offered) -> Candidate:
    assert field.choices is not None, "only lists have records"
    key = field.choices.value
    label = next((label for record, label in offered if record[key] == one.value), "")
    return Candidate(one.value, one.start, one.end, label)


def _newest(offered: Offered) -> list[int]:
    """The records of the latest day, for "la dernière": of invoices that is not the last line."""
    days = [max(filter(_is_day, record.values()), default="") for record, _ in offered]
    if not any(days):
        return []
    return [place for place, day in enumerate(days) if day == max(days)]


def _is_day(value: Any) -> bool:
    return fits("date", value)


def _fitting(offered: Offered, facts: Sequence[Fact]) -> list[int]:
    """The records for which most facts hold, at least one."""
    counts = [sum(fact(record) for fact in facts) for record, _ in offered]
    most = max(counts, default=0)
    return [place for place, count in enumerate(counts) if most and count == most]


def _facts(text: str, asked: bool, values: Values) -> Iterator[Fact]:
    """Days, times and amounts in ``text``, months and parts of the day."""
    for one in values.read("time", text, asked=False):
        yield lambda record, value=one.value: _times(record)[:1] == [value]  # type: ignore[misc]
    for kind, past in (("date", False), ("date", True), ("amount", False)):
        bare = asked and kind == "amount"
        for one in values.read(kind, text, asked=bare, past=past):
            yield lambda record, value=one.value: value in record.values()  # type: ignore[misc]
    for month in _months(text, values.today.month):
        yield lambda record, month=month: _has_month(record, month)  # type: ignore[misc]
    for part, hours in _PARTS.items():
        if holds(text, part):
            yield lambda record, hours=hours: _starts_within(record, *hours)  # type: ignore[misc]


def _months(text: str, now: int) -> Iterator[int]:
    if holds(text, "this_month"):
        yield now
    if holds(text, "last_month"):
        yield now - 1 or 12
    said = [token.text for token in tokens(Folded.of(text))]
    for place in range(len(said)):
        if found := numbered("months").match(said, place):
            yield found[0]


def _has_month(record: Record, month: int) -> bool:
    return any(int(value[5:7]) == month for value in record.values() if _is_day(value))


def _starts_within(record: Record, earliest: str, end: str) -> bool:
    return any(earliest <= time < end for time in _times(record)[:1])


def _times(record: Record) -> list[str]:
    """The times in a record, the earliest first: what it starts at."""
    return sorted(value for value in record.values() if fits("time", value))
