"""Whether the steps of a flow only say what is known and done, and only do what they may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nawba.assistant.flows import graph
from nawba.assistant.flows.checking import COMPARED, Check
from nawba.assistant.flows.hearing import holds
from nawba.assistant.flows.model import (
    REASONS,
    Ask,
    Branch,
    Call,
    Case,
    Confirm,
    Done,
    HandOver,
    Step,
    Text,
)
from nawba.assistant.flows.references import Reference, whole_reference
from nawba.domain.operations import Level, Operation, Risk
from nawba.domain.yaml_lines import Path


def check_steps(check: Check) -> None:
    """Each step by its kind; every step, field and operation it names is known to exist."""
    for path, step in check.steps():
        for key in ("say", "text", "done", "end"):
            if isinstance(text := getattr(step, key, None), dict):
                check.text((*path, key), text, at=step.id)
                if key != "done":
                    _check_claims(check, (*path, key), text)
        match step:
            case Ask():
                _check_question(check, step)
            case Branch():
                _check_branch(check, path, step)
            case Call():
                _check_call(check, path, step)
            case Confirm():
                _check_confirm(check, path, step)
            case HandOver():
                _check_hand_over(check, path, step)
            case Done():
                _check_done(check, path, step)
    _check_labels(check)


def _check_claims(check: Check, path: Path, text: Text) -> None:
    """Only a `done` step says that something was done: the others may be reached without it."""
    for language, said in text.items():
        remedy = "Say it in a step `done: …` with `after:` the operation that did it."
        check.need(not holds(said, "claim"), (*path, language), "claims that it is done", remedy)


def _check_question(check: Check, step: Ask) -> None:
    """What a field's question, choices and bounds name is known wherever the field is asked."""
    field, path = check.flow.fields[step.ask], ("fields", step.ask)
    check.text((*path, "ask"), field.ask, at=step.id)
    named = {key: whole_reference(getattr(field, key)) for key in ("at_least", "at_most")}
    if field.choices:
        first, _, second = field.choices.of.partition(".")
        named["choices"] = Reference(second, first)
    for key, one in named.items():
        if one is not None and check.scope.unknown(one) is None:
            check.none((*path, key), check.scope.too_early(one, step.id))


def _check_branch(check: Check, path: Path, step: Branch) -> None:
    last = len(step.branch) - 1
    check.need(step.branch, (*path, "branch"), "is empty", "Write its cases.")
    for place, case in enumerate(step.branch):
        here = (*path, "branch", place)
        tests = len([*_tests(case)]) + (case.empty is not None)
        fine = (tests, bool(case.value)) == ((0, False) if place == last else (1, True))
        remedy = "Give each case `value` and one test, and the last one only `go`."
        check.need(fine, here, "is no case", remedy)
        if case.value:
            _check_case(check, here, step.id, case)


def _tests(case: Case) -> Iterator[tuple[str, Any]]:
    """The comparisons of ``case`` that are written."""
    for key in ("equals", "above", "below"):
        if (bound := getattr(case, key)) is not None:
            yield key, bound


def _check_case(check: Check, path: Path, at: str, case: Case) -> None:
    one = whole_reference(case.value)
    if one is None:
        check.faults.add((*path, "value"), "names nothing", "Write a value in braces.")
        return
    if not check.none((*path, "value"), check.scope.unknown(one)):
        return
    if one.step or case.empty is None:  # whether a field is empty may be asked at any time
        check.none((*path, "value"), check.scope.too_early(one, at))
    kind = check.scope.kind(one)
    for key, bound in _tests(case):
        fine = key == "equals" or kind in COMPARED
        check.need(fine, (*path, key), f"a {kind} is not compared so", "Use `equals`.")
        check.value((*path, key), bound, kind)


def _check_call(check: Check, path: Path, step: Call) -> None:
    operation = check.book.operation(step)
    if operation.risk is Risk.IRREVERSIBLE:
        remedy = "Let a person approve it: `hand_over: approval_needed` with `approve:`."
        check.faults.add((*path, "call"), f"'{step.call}' cannot be undone", remedy)
    if operation.risk is Risk.REVERSIBLE:
        _check_read_back(check, path, step)
    _check_sent(check, (*path, "send"), step.id, step.send, operation)
    _check_level(check, path, operation)
    for reason in step.refused:
        known = {*operation.refusals, "other"}
        check.faults.known((*path, "refused", reason), reason, known, "reason")


def _check_read_back(check: Check, path: Path, step: Call) -> None:
    """The only way to a change is the yes to a read-back of that very change."""
    ways = [one for one in graph.all_edges(check.flow) if one.target == step.id]
    first = check.flow.steps[0].id == step.id
    fine = ways and not first and all(one.outcome == "yes" for one in ways)
    problem = f"'{step.call}' can run without a read-back and an explicit yes"
    remedy = f"Lead to it only from a step `confirm: {step.id}`."
    check.need(fine, (*path, "call"), problem, remedy)


def _check_sent(
    check: Check, path: Path, at: str, send: dict[str, Any], operation: Operation
) -> None:
    """All that the operation needs is sent, in its kinds; identities come from nobody's words."""
    own = {name: kind for name, kind in operation.fields.items() if kind != "identity"}
    for name in own.keys() - {*operation.optional} - send.keys():
        check.faults.add(path, f"'{operation.name}' needs '{name}'", f"Write `{name}: …`.")
    for name, value in send.items():
        here = (*path, name)
        remedy = "Remove the line: who the customer is comes from the authentication."
        if not check.need(name not in operation.identity, here, "cannot be sent", remedy):
            continue
        if check.faults.known(here, name, own, "field"):
            check.value(here, value, own[name])
            one = whole_reference(value)
            optional = name in operation.optional and one is not None and not one.step
            if one is not None and not optional and check.scope.unknown(one) is None:
                check.none(here, check.scope.too_early(one, at))


def _check_level(check: Check, path: Path, operation: Operation) -> None:
    """The level that ``operation`` needs can be reached, and not by way of itself."""
    needed, own = operation.authentication, check.flow.grants
    if needed is Level.NONE:
        return
    problem = f"'{operation.name}' needs '{needed}', which no flow grants"
    remedy = f"Write a flow with `grants: {needed}`."
    check.need(needed in check.book.granting, path, problem, remedy)
    problem = f"'{operation.name}' needs what this flow is to grant"
    below = own is Level.NONE or not needed.reaches(own)
    check.need(below, path, problem, "Authenticate with operations that need less.")


def _check_confirm(check: Check, path: Path, step: Confirm) -> None:
    """A read-back shows every value that will be sent, under a name the customer understands."""
    send = sent_by(check.flow.step[step.confirm])
    if send is None:
        remedy = "Name a step with `call` or `approve`."
        check.faults.add((*path, "confirm"), f"'{step.confirm}' sends nothing", remedy)
        return
    for name, value in send.items():
        one = whole_reference(value)
        shown = name in step.names or (one is not None and not one.step)
        remedy = f"Write it under `names: {{{name}: …}}`."
        check.need(shown, path, f"does not name '{name}' to the customer", remedy)
    for name, text in step.names.items():
        check.faults.known((*path, "names", name), name, send, "value")
        check.text((*path, "names", name), text)


def sent_by(step: Step) -> dict[str, Any] | None:
    """What ``step`` sends to an operation or proposes for approval; None if it does neither."""
    if isinstance(step, Call):
        return step.send
    return step.approve.send if isinstance(step, HandOver) and step.approve else None


def _check_hand_over(check: Check, path: Path, step: HandOver) -> None:
    check.faults.known((*path, "hand_over"), step.hand_over, REASONS, "reason")
    if step.approve is None:
        fine, remedy = step.hand_over != "approval_needed", "Write `approve: {call: …}`."
        check.need(fine, (*path, "hand_over"), "names nothing to approve", remedy)
        return
    operation, here = check.book.operation(step.approve), (*path, "approve")
    problem = f"'{operation.name}' is {operation.risk}: nobody has to approve it"
    fine = operation.risk is Risk.IRREVERSIBLE
    check.need(fine, (*here, "call"), problem, "Use a step `call: …`.")
    _check_sent(check, (*here, "send"), step.id, step.approve.send, operation)
    _check_level(check, path, operation)


def _check_done(check: Check, path: Path, step: Done) -> None:
    """What is claimed was done on every way that leads to the claim."""
    calls, here = {*check.scope.calls}, (*path, "after")
    if not check.faults.known(here, step.after, calls, "call step"):
        return
    sure = step.id in graph.only_after_done(check.flow, step.after)
    problem = f"'{step.id}' can be reached without '{step.after}' being done"
    check.need(sure, here, problem, "Lead to it only from there, when it is done.")
    granted, operation = check.flow.grants, check.scope.calls[step.after]
    if granted is not Level.NONE:
        remedy = "Name a call whose operation grants it."
        fine = operation.grants.reaches(granted)
        check.need(fine, here, f"'{operation.name}' does not grant '{granted}'", remedy)


def _check_labels(check: Check) -> None:
    for name, words in check.flow.labels.items():
        step, _, result = name.partition(".")
        check.none(("labels", name), check.scope.unknown(Reference(result, step)))
        for value, label in words.items():
            check.text(("labels", name, value), label)
