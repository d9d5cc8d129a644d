"""What a step may name: which fields and results exist, when they are known, who may hear them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nawba.assistant.flows import graph
from nawba.assistant.flows.model import Call, Done, Flow, FlowBook
from nawba.assistant.flows.references import Reference
from nawba.domain.building import suggest
from nawba.domain.operations import Operation

Problem = tuple[str, str]
"""What is wrong, and what mends it."""

UNSPEAKABLE = frozenset({"text", "name", "code", "identity"})
"""Kinds of result that could carry somebody else's sentence, a secret or an internal key."""


@dataclass(frozen=True)
class Scope:
    """The names of one flow."""

    flow: Flow
    book: FlowBook

    @cached_property
    def calls(self) -> dict[str, Operation]:
        """The operation of each call step that names a known one."""
        known = self.book.operations.operation
        return {
            step.id: known[step.call]
            for step in self.flow.steps
            if isinstance(step, Call) and step.call in known
        }

    def unknown(self, one: Reference) -> Problem | None:
        if not one.step:
            if one.name in self.flow.fields:
                return None
            return f"unknown field '{one.name}'", suggest(one.name, self.flow.fields)
        if one.step not in self.calls:
            return f"no call step '{one.step}'", suggest(one.step, self.calls)
        known = self.calls[one.step].result
        if one.name in known:
            return None
        return f"'{one.step}' has no result '{one.name}'", suggest(one.name, known)

    def kind(self, one: Reference) -> str:
        """The kind of a known reference; ``list`` for records."""
        if not one.step:
            return self.flow.fields[one.name].kind
        kind = self.calls[one.step].result[one.name]
        return kind if isinstance(kind, str) else "list"

    def records(self, one: Reference) -> dict[str, str] | None:
        """The kinds of a list's records, or None when ``one`` is no list."""
        found = self.calls[one.step].result.get(one.name) if one.step in self.calls else None
        return found if isinstance(found, dict) else None

    def too_early(self, one: Reference, at: str) -> Problem | None:
        """That ``one`` may not be known yet when step ``at`` is taken."""
        if one.step:
            if at in graph.only_after_done(self.flow, one.step):
                return None
            remedy = f"Lead to '{at}' only after '{one.step}' was done."
            return f"{{{one}}} may not be known at '{at}'", remedy
        if self.flow.fields[one.name].required and at in graph.only_after_ask(self.flow, one.name):
            return None
        remedy = "Ask for it on every way that leads here; a field that may stay empty cannot be."
        return f"{{{one}}} may be empty at '{at}'", remedy

    def unspeakable(self, one: Reference, at: str) -> Problem | None:
        """That ``one`` may not be part of a sentence said at step ``at``."""
        kind = self.kind(one)
        if kind == "list":
            return f"{{{one}}} is a list", "Offer it as `choices` of a field."
        if one.step and kind in UNSPEAKABLE:
            return f"{{{one}}} of kind {kind} is not said", "Word it yourself with `branch`."
        if not one.step and kind == "code":
            return f"{{{one}}} is a secret", "Do not repeat it."
        step = self.flow.step.get(at)
        claimed = isinstance(step, Done) and step.after == one.step
        if one.step and self.calls[one.step].writes and not claimed:
            return (
                f"{{{one}}} claims what '{one.step}' did",
                f"Use `done` with `after: {one.step}`.",
            )
        return None
