"""What a customer's words say about one field: candidates with their place, in the house's form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

from nawba.assistant.flows.hearing import ordinal, says_no, says_yes
from nawba.assistant.flows.model import Flow, FlowField
from nawba.assistant.flows.showing import plain
from nawba.assistant.normalise import western, words
from nawba.domain.kinds import Value, amount, fits


class Extracted(Protocol):
    """A value found in a text at ``text[start:end]``, written as ``assistant.fields`` does."""

    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Extract(Protocol):
    """Reads values of ``kinds`` from a text; bare numbers and names only of the ``asked`` kind."""

    def __call__(
        self, text: str, kinds: Sequence[str], language: str, today: date, *, asked: str = ""
    ) -> Iterable[Extracted]: ...


@dataclass(frozen=True)
class Candidate:
    """A value that the words may mean. ``shown`` is the label of the choice that it is."""

    value: Value
    start: int
    end: int
    shown: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads the fields of one flow from texts of one customer, on one day."""

    flow: Flow
    extract: Extract
    language: str
    today: date

    def read(
        self,
        name: str,
        text: str,
        *,
        asked: bool,
        offered: Sequence[tuple[Mapping[str, Any], str]] = (),
    ) -> list[Candidate]:
        """What ``text`` may say about field ``name``, in order, each value once.

        ``asked``: it was just asked for, so that bare numbers and names count. ``offered`` are
        the records to choose from, each with the label that the customer sees.
        """
        field = self.flow.fields[name]
        found: Iterable[Candidate]
        if field.choices is not None:
            found = self._chosen(field, text, offered, asked)
        elif field.kind == "choice":
            found = self._options(field, text, asked)
        else:
            found = self._plain(field, text, asked)
        unique: dict[Value, Candidate] = {}
        for one in found:
            unique.setdefault(one.value, one)
        return list(unique.values())

    def _plain(self, field: FlowField, text: str, asked: bool) -> Iterator[Candidate]:
        if field.kind == "id":
            return _ids(field.form, text, asked)
        if field.kind == "code":
            return _codes(text) if asked else iter(())
        if field.kind == "text":
            whole = Candidate(plain(text), 0, len(text))
            return iter([whole] if asked and fits("text", whole.value) else [])
        if field.kind == "boolean":
            return _truth(text) if asked else iter(())
        return self._extracted(field, text, asked)

    def _extracted(self, field: FlowField, text: str, asked: bool) -> Iterator[Candidate]:
        kind = "past_date" if field.past and field.kind == "date" else field.kind
        known = kind if asked else ""
        for one in self.extract(text, [kind], self.language, self.today, asked=known):
            value = self.form(field.kind, one.value)
            if value is not None:
                yield Candidate(value, one.start, one.end)

    def form(self, kind: str, written: str) -> Value | None:
        """What extraction wrote, in the form of ``domain/kinds.py``; None if it does not fit."""
        value: Value = written
        if kind == "amount":
            figure, _, currency = written.partition(" ")
            if currency not in ("", self.flow.currency):
                return None
            value = amount(figure)
        elif kind == "phone":
            value = self.flow.dialling + written[1:] if written.startswith("0") else written
        elif kind == "number":
            value = int(written) if written.lstrip("-").isdigit() else written
        return value if fits(kind, value) else None

    def _options(self, field: FlowField, text: str, asked: bool) -> list[Candidate]:
        labels = [option.label.get(self.language, option.value) for option in field.options]
        if asked and (place := picked(text, labels)) is not None:
            return [Candidate(field.options[place].value, 0, len(text), labels[place])]
        place = _by_number(text, [option.value for option in field.options])
        if asked and place is not None:
            return [Candidate(field.options[place].value, 0, len(text), labels[place])]
        found = []
        for option, label in zip(field.options, labels, strict=True):
            named = (option.value, *option.label.values(), *option.words)
            if span := find_words(text, *named):
                found.append(Candidate(option.value, *span, label))
        return _outermost(found)

    def _chosen(
        self,
        field: FlowField,
        text: str,
        offered: Sequence[tuple[Mapping[str, Any], str]],
        asked: bool,
    ) -> list[Candidate]:
        """The offered record that ``text`` names: by place, label, value, or what it says."""
        choices = field.choices
        assert choices is not None
        labels = [label for _, label in offered]
        if asked and (place := picked(text, labels)) is not None:
            return [Candidate(offered[place][0][choices.value], 0, len(text), labels[place])]
        if field.form and (ids := list(_ids(field.form, text, asked))):
            known = {record[choices.value]: label for record, label in offered}
            return [Candidate(c.value, c.start, c.end, known.get(c.value, "")) for c in ids]
        said = self._said(text)
        if not said:
            return []
        start, end = min(s for _, s, _ in said), max(e for _, _, e in said)
        values = {value for value, _, _ in said}
        most = max((len(values.intersection(record.values())) for record, _ in offered), default=0)
        return [
            Candidate(record[choices.value], start, end, label)
            for record, label in offered
            if most and len(values.intersection(record.values())) == most
        ]

    def _said(self, text: str) -> list[tuple[Value, int, int]]:
        """Dates, times and amounts in ``text``, by which customers tell records apart."""
        found = []
        for kind in ("date", "past_date", "time", "amount"):
            for one in self.extract(text, [kind], self.language, self.today, asked=""):
                value = self.form("date" if kind == "past_date" else kind, one.value)
                if value is not None:
                    found.append((value, one.start, one.end))
        return found


def picked(text: str, labels: Sequence[str]) -> int | None:
    """The place of the label that ``text`` is, or names by its place ("2", "la deuxième")."""
    said = words(text)
    same = [place for place, label in enumerate(labels) if said == [*_words_of(label)] != []]
    return same[0] if same else ordinal(text, len(labels))


def _by_number(text: str, values: Sequence[str]) -> int | None:
    """The place of the only value that holds the only number in ``text``: "le 60", sahla-60."""
    numbers = re.findall(r"\d+", western(text))
    fitting = [place for place, value in enumerate(values) if numbers == re.findall(r"\d+", value)]
    return fitting[0] if numbers and len(fitting) == 1 else None


def find_words(text: str, *names: str) -> tuple[int, int] | None:
    """Where the longest of ``names`` that ``text`` holds stands in it, as typed; None if none does.

    Its words stand there one after the other, whatever their capitals and accents.
    """
    spans = [match.span() for match in re.finditer(r"[^\W_]+", text)]
    said = [" ".join(words(text[start:end])) for start, end in spans]
    found = [
        (spans[place][0], spans[place + len(wanted) - 1][1])
        for wanted in map(_words_of, names)
        for place in range(len(said) - len(wanted) + 1)
        if wanted and said[place : place + len(wanted)] == [*wanted]
    ]
    return max(found, key=lambda span: span[1] - span[0], default=None)


@lru_cache(maxsize=4096)
def _words_of(name: str) -> tuple[str, ...]:
    """The folded words of a label: there are few, and they are met in every turn."""
    return tuple(words(name))


def _outermost(found: Sequence[Candidate]) -> list[Candidate]:
    """Without those that lie inside another: "sahla 60" is not also "60"."""
    return [
        one
        for one in found
        if not any(
            other.start <= one.start and one.end <= other.end and other.end - other.start >
            one.end - one.start
            for other in found
        )
    ]  # fmt: skip


def _ids(form: str, text: str, asked: bool) -> Iterator[Candidate]:
    """Ids of ``form`` however they are typed: spaces, dashes, capitals; asked: digits alone."""
    for match in _form_pattern(form, asked).finditer(western(text)):
        typed = iter("".join(char for char in match.group(1) if char.isalnum()).upper())
        slots = form if len(re.sub(r"\W", "", match.group(1))) == _size(form) else _bare(form)
        filled = "".join(next(typed) if char.isalnum() or char in "#@" else char for char in slots)
        head = form[: len(form) - len(slots)]
        yield Candidate(head + filled, *match.span(1))


def _size(form: str) -> int:
    return sum(char.isalnum() or char in "#@" for char in form)


def _bare(form: str) -> str:
    """``form`` from its first ``#`` or ``@`` on: what is typed without the brand's letters."""
    return form[min(form.index(mark) for mark in "#@" if mark in form) :]


def _form_pattern(form: str, asked: bool) -> re.Pattern[str]:
    body = _body(form)
    if asked and _bare(form) != form:
        body = f"{body}|{_body(_bare(form))}"
    return re.compile(rf"(?<![A-Za-z0-9])({body})(?![A-Za-z0-9])", re.IGNORECASE)


def _body(form: str) -> str:
    slots = {"#": r"\d", "@": "[A-Za-z]"}
    return r"[\s./_-]*".join(
        slots.get(char, re.escape(char)) for char in form if char.isalnum() or char in slots
    )


def _codes(text: str) -> Iterator[Candidate]:
    for match in re.finditer(r"(?<!\d)\d(?:[ -]?\d){3,7}(?!\d)", western(text)):
        yield Candidate(re.sub(r"\D", "", match.group()), *match.span())


def _truth(text: str) -> Iterator[Candidate]:
    tests: tuple[tuple[Callable[[str], bool], bool], ...] = ((says_yes, True), (says_no, False))
    for test, value in tests:
        if test(text):
            yield Candidate(value, 0, len(text))
