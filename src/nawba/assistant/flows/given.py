"""Values that somebody else found in the customer's words, read as the flow reads answers.

Whoever found them only points at words: what they mean, and whether they fit the field, is for the
flow's own readers to say. One that cannot be read, or can be in two ways, makes all of them void.
"""

from __future__ import annotations

from collections.abc import Mapping

from nawba.assistant.flows.filling import answers, violation
from nawba.assistant.flows.model import Flow, FlowField
from nawba.assistant.flows.run import Run, Setting
from nawba.assistant.flows.state import Frame, Held, State

_NEVER = frozenset({"code", "text", "boolean"})
"""Kinds that any words could be, or that nobody but the customer may hand in."""


def givable(flow: Flow) -> dict[str, FlowField]:
    """The fields of ``flow`` whose value may be taken from words said before it was asked for."""
    return {name: one for name, one in flow.fields.items() if _may_be_given(one)}


def _may_be_given(field: FlowField) -> bool:
    return field.prefill and field.choices is None and field.kind not in _NEVER


def read_given(setting: Setting, flow: str, given: Mapping[str, str]) -> dict[str, Held] | None:
    """What the words of ``given`` say about its fields; None unless each is one value that fits.

    Raises KeyError for a flow that the setting's book does not have. Pure.
    """
    run = _run(setting, flow)
    found = {name: _read(run, name, words) for name, words in given.items()}
    held = {name: one for name, one in found.items() if one is not None}
    return held if len(held) == len(found) else None


def _read(run: Run, name: str, words: str) -> Held | None:
    if name not in givable(run.flow):
        return None
    found = answers(run, name, words)
    if len(found) != 1 or violation(run, name, found[0].value) is not None:
        return None
    return Held(found[0].value, found[0].shown)


def show_given(setting: Setting, flow: str, held: Mapping[str, Held]) -> list[tuple[str, str]]:
    """Each held value with the name of its field, as the customer reads them."""
    run = _run(setting, flow)
    return [
        (run.word(run.flow.fields[name].name), run.shown(run.flow, name, one))
        for name, one in held.items()
    ]


def _run(setting: Setting, flow: str) -> Run:
    begun = setting.book.flow[flow]
    return Run(setting, State("", "", (Frame(flow, begun.version, begun.steps[0].id),)))
