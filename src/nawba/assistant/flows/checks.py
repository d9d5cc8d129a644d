"""What must hold for a flow before it may run, checked when its file is read.

Three modules, in the order of a reader's questions: is it written (here and ``check_fields``), does
it hold together (here), does it only say and do what it may (``check_steps``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nawba.assistant.flows import graph
from nawba.assistant.flows.check_fields import check_fields
from nawba.assistant.flows.check_steps import check_steps
from nawba.assistant.flows.checking import Check
from nawba.assistant.flows.model import Ask, Call, Flow, FlowBook, HandOver
from nawba.domain.faults import Faults
from nawba.domain.operations import Level
from nawba.domain.yaml_lines import Path

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CURRENCY = re.compile("[A-Z]{3}")
_DIALLING = re.compile(r"\+\d{1,4}")


def check_flow(faults: Faults, flow: Flow, book: FlowBook, languages: Sequence[str]) -> None:
    """Add everything that is wrong with ``flow``, one of ``book``, to ``faults``."""
    check = Check(faults, flow, book, languages)
    _check_head(check)
    _check_ways_in(check)
    check_fields(check)
    before = len(faults.found)
    _check_names(check)
    if len(faults.found) > before:
        return  # a graph with unknown steps or operations would only repeat these faults
    _check_graph(check)
    check_steps(check)


def _check_head(check: Check) -> None:
    flow, need, brand = check.flow, check.need, check.book.operations.brand
    remedy = "Use lower-case letters, digits and dashes, such as dispute-invoice."
    need(_ID.fullmatch(flow.id), ("id",), f"'{flow.id}' cannot be an id", remedy)
    problem = f"is '{flow.brand}' among flows of '{brand}'"
    need(flow.brand == brand, ("brand",), problem, "Correct it, or move the file.")
    need(flow.version >= 1, ("version",), f"{flow.version} is too small", "Count from 1.")
    need(flow.owner.strip(), ("owner",), "is empty", "Name who answers for this flow.")
    fine, remedy = 1 <= flow.timeout_minutes <= 1440, "Write 1 to 1440 minutes."
    need(fine, ("timeout_minutes",), f"{flow.timeout_minutes} will not do", remedy)
    faults = check.faults
    faults.known(("on_silence",), flow.on_silence, ("pause", "end"), "way to take silence")
    remedy = "Write the three letters of ISO 4217, such as MAD."
    need(_CURRENCY.fullmatch(flow.currency), ("currency",), "is no currency", remedy)
    remedy = 'Write it as "+212".'
    need(_DIALLING.fullmatch(flow.dialling), ("dialling",), "is no dialling code", remedy)
    check.text(("title",), flow.title)


def _check_ways_in(check: Check) -> None:
    """Customers come by intents or phrases; authentication flows are run by the house."""
    flow, granting = check.flow, check.flow.grants is not Level.NONE
    led = bool(flow.intents or flow.phrases)
    problem = "an authentication flow has no intents" if granting else "nothing leads here"
    remedy = "Name the intents or phrases that start it, or the level it grants; not both."
    check.need(led != granting, ("grants" if granting else "intents",), problem, remedy)
    for language in flow.phrases:
        check.faults.known(("phrases", language), language, check.languages, "language")


def _check_names(check: Check) -> None:
    """Every step, field and operation that a step names exists."""
    ids = [step.id for step in check.flow.steps]
    known, operations = check.faults.known, {*check.book.operations.operation}
    for path, step in check.steps():
        remedy = "Use lower-case letters, digits and dashes, such as ask-amount."
        check.need(_ID.fullmatch(step.id), (*path, "id"), f"'{step.id}' cannot be an id", remedy)
        problem = f"'{step.id}' is used twice"
        check.need(ids.count(step.id) == 1, (*path, "id"), problem, "Give each its own id.")
        if isinstance(step, Ask):
            known((*path, "ask"), step.ask, check.flow.fields, "field")
        if isinstance(step, Call):
            known((*path, "call"), step.call, operations, "operation")
        if isinstance(step, HandOver) and step.approve:
            known((*path, "approve", "call"), step.approve.call, operations, "operation")
        for edge in graph.edges(check.flow, step):
            _check_target(check, path, edge, ids)


def _check_target(check: Check, path: Path, edge: graph.Edge, ids: Sequence[str]) -> None:
    if not edge.target:
        check.faults.add(path, "leads nowhere", "Write `next: …`, or a step below it.")
    else:
        check.faults.known(path, edge.target, ids, "step")


def _check_graph(check: Check) -> None:
    found = graph.reachable(check.flow)
    for path, step in check.steps():
        problem = f"no step leads to '{step.id}'"
        check.need(step.id in found, path, problem, "Lead there, or remove it.")
    if ring := graph.loop_without_input(check.flow):
        place = [step.id for step in check.flow.steps].index(ring[0])
        remedy = "Ask something on the way (`ask: …` with `again: true`)."
        check.faults.add(("steps", place), f"runs in a ring: {', '.join(ring)}", remedy)
    asked = {step.ask for step in check.flow.steps if isinstance(step, Ask)}
    for name in check.flow.fields.keys() - asked:
        check.faults.add(("fields", name), "is never asked for", "Ask for it, or remove it.")
