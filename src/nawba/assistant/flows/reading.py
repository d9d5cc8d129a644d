"""What a customer's words say about one field, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from nawba.assistant.flows.candidates import Candidate, Extract, Offered, Values
from nawba.assistant.flows.choosing import choose_option, choose_record
from nawba.assistant.flows.hearing import says_no, says_yes
from nawba.assistant.flows.identifiers import read_codes, read_ids
from nawba.assistant.flows.model import Flow, FlowField
from nawba.assistant.flows.showing import plain
from nawba.domain.kinds import Value, fits


@dataclass(frozen=True)
class Reader:
    """Reads the fields of one flow from texts of one customer, on one day."""

    flow: Flow
    extract: Extract
    language: str
    today: date

    @property
    def values(self) -> Values:
        flow = self.flow
        return Values(self.extract, self.language, self.today, flow.currency, flow.dialling)

    def read(self, name: str, text: str, *, asked: bool, offered: Offered = ()) -> list[Candidate]:
        """What ``text`` may say about field ``name``, in order, each value once.

        ``asked``: it was just asked for, so that bare numbers and names count.
        """
        field = self.flow.fields[name]
        found: Iterable[Candidate]
        if field.choices is not None:
            found = choose_record(field, text, offered, asked, self.values)
        elif field.kind == "choice":
            found = choose_option(field, text, asked, self.language)
        else:
            found = self._plain(field, text, asked)
        unique: dict[Value, Candidate] = {}
        for one in found:
            unique.setdefault(one.value, one)
        return list(unique.values())

    def _plain(self, field: FlowField, text: str, asked: bool) -> Iterator[Candidate]:
        if field.kind == "id":
            return read_ids(field.form, text, asked)
        if field.kind in _ONLY_ASKED:
            return _ONLY_ASKED[field.kind](text) if asked else iter(())
        return self.values.read(field.kind, text, asked=asked, past=field.past)


def _whole(text: str) -> Iterator[Candidate]:
    if fits("text", plain(text)):
        yield Candidate(plain(text), 0, len(text))


def _truth(text: str) -> Iterator[Candidate]:
    tests: tuple[tuple[Callable[[str], bool], bool], ...] = ((says_yes, True), (says_no, False))
    for test, value in tests:
        if test(text):
            yield Candidate(value, 0, len(text))


_ONLY_ASKED: dict[str, Callable[[str], Iterator[Candidate]]] = {
    "code": read_codes,
    "text": _whole,
    "boolean": _truth,
}
"""Kinds that any line could be: read only as the answer to their question."""
