"""A flow while it is being checked, and the questions that every check asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nawba.assistant.flows.model import Flow, FlowBook, Step, Text
from nawba.assistant.flows.references import (
    Reference,
    has_stray_brace,
    references,
    whole_reference,
)
from nawba.assistant.flows.scope import Problem, Scope
from nawba.domain.faults import Faults
from nawba.domain.kinds import KINDS, fits
from nawba.domain.yaml_lines import Path

COMPARED = ("number", "amount", "date", "time")
"""Kinds of which one value is more than another."""

_LONGEST = 1_000  # characters of a sentence
_WRITTEN = {
    "amount": 'as "250.00"',
    "date": "as 2026-11-15, today or today-60",
    "time": 'as "09:30"',
    "number": "in digits, without quotes",
    "boolean": "as true or false",
}


@dataclass
class Check:
    """One flow, with everything that its parts may refer to; faults are added on the way."""

    faults: Faults
    flow: Flow
    book: FlowBook
    languages: Sequence[str]

    @cached_property
    def scope(self) -> Scope:
        return Scope(self.flow, self.book)

    def need(self, holds: object, path: Path, problem: str, remedy: str) -> bool:
        return self.faults.need(bool(holds), path, problem, remedy)

    def none(self, path: Path, problem: Problem | None) -> bool:
        """Whether there is no ``problem``; a fault at ``path`` if there is one."""
        if problem is not None:
            self.faults.add(path, *problem)
        return problem is None

    def steps(self) -> Iterator[tuple[Path, Step]]:
        """Each step with its place in the file."""
        return ((("steps", place), step) for place, step in enumerate(self.flow.steps))

    def text(self, path: Path, text: Text, *, at: str = "", own: Iterable[str] = ()) -> None:
        """A sentence in each language, which names only what is known at step ``at``.

        ``own`` are the values of a record, for the label of a choice. Without either, none.
        """
        for language in self.languages:
            said = text.get(language, "").strip()
            self.need(said, path, f"is missing in '{language}'", "Write it.")
        for language, said in text.items():
            here = (*path, language)
            self.faults.known(here, language, self.languages, "language")
            self.need(len(said) <= _LONGEST, here, "is too long", f"Shorten it to {_LONGEST}.")
            remedy = "Name a value as {amount} or {step.amount}; write no other braces."
            self.need(not has_stray_brace(said), here, "has a brace too many", remedy)
            for one in references(said):
                if one.step or one.name not in own:
                    self.none(here, self._unsayable(one, at))

    def _unsayable(self, one: Reference, at: str) -> Problem | None:
        if problem := self.scope.unknown(one):
            return problem
        if not at:
            return f"names {{{one}}}, which is not known here", "Write it without."
        return self.scope.too_early(one, at) or self.scope.unspeakable(one, at)

    def value(self, path: Path, value: Any, kind: str) -> None:
        """A value written in the flow, or a reference to one, is of ``kind``."""
        one = whole_reference(value)
        if one is None:
            fine = kind not in KINDS or fits(kind, value)
            written = _WRITTEN.get(kind, f"as a {kind} is written")
            self.need(fine, path, f"'{value}' is no {kind}", f"Write it {written}.")
        elif self.none(path, self.scope.unknown(one)):
            found = self.scope.kind(one)
            fitting = found == kind or {found, kind} == {"choice", "id"}
            remedy = f"Give a value of kind {kind}."
            self.need(fitting, path, f"{{{one}}} is of kind {found}", remedy)
