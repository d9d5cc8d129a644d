"""What must hold for a flow before it may run, checked when its file is read.

The order of the checks is the order of a reader's questions: is it written, does it hold together,
does it only say and do what it may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nawba.assistant.flows import graph
from nawba.assistant.flows.model import (
    REASONS,
    Ask,
    Branch,
    Call,
    Confirm,
    Done,
    Flow,
    FlowBook,
    HandOver,
    Step,
    Text,
)
from nawba.assistant.flows.references import (
    Reference,
    has_stray_brace,
    references,
    whole_reference,
)
from nawba.assistant.flows.scope import Scope
from nawba.domain.faults import Faults
from nawba.domain.kinds import KINDS, fits
from nawba.domain.operations import Level, Operation, Risk
from nawba.domain.yaml_lines import Path

MAX_SENTENCE = 1_000
FIELD_KINDS = (frozenset(KINDS) - {"identity", "masked"}) | {"choice"}

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_FORM = re.compile(r"[A-Z0-9#@./ _-]*[#@][A-Z0-9#@./ _-]*")
_DAY = re.compile(r"today([+-]\d{1,4})?")
_COMPARED = ("number", "amount", "date", "time")


@dataclass
class Check:
    """One flow being checked, with everything that its parts may refer to."""

    faults: Faults
    flow: Flow
    book: FlowBook
    languages: Sequence[str]
    scope: Scope

    def steps(self) -> Iterator[tuple[Path, Step]]:
        return ((("steps", place), step) for place, step in enumerate(self.flow.steps))

    def text(self, path: Path, text: Text, *, at: str = "", own: Iterable[str] = ()) -> None:
        """A sentence in each language that names only what is known at step ``at``."""
        for language in self.languages:
            said = text.get(language, "").strip()
            self.faults.need(bool(said), path, f"is missing in '{language}'", "Write it.")
            fine = len(said) <= MAX_SENTENCE
            self.faults.need(fine, (*path, language), "is too long", "Shorten it to 1000.")
        for language, said in text.items():
            here = (*path, language)
            self.faults.known(here, language, self.languages, "language")
            remedy = "Name a value as {amount} or {step.amount}; write no other braces."
            self.faults.need(not has_stray_brace(said), here, "has a brace too many", remedy)
            for one in references(said):
                self.named(here, one, at, own)

    def named(self, path: Path, one: Reference, at: str, own: Iterable[str]) -> None:
        """``one`` may be shown at step ``at``."""
        if not one.step and one.name in own:
            return
        if (
            (problem := self.scope.unknown(one))
            or (at and (problem := self.scope.too_early(one, at)))
            or (problem := self.scope.unspeakable(one, at))
        ):
            self.faults.add(path, *problem)


def check_flow(faults: Faults, flow: Flow, book: FlowBook, languages: Sequence[str]) -> None:
    """Add everything that is wrong with ``flow`` to ``faults``."""
    check = Check(faults, flow, book, languages, Scope(flow, book))
    _check_head(check)
    _check_fields(check)
    before = len(faults.found)
    _check_names(check)
    if len(faults.found) > before:
        return  # a graph with unknown steps or operations would only repeat these faults
    for each in (_check_graph, _check_texts, _check_calls, _check_confirms, _check_ends):
        each(check)


def _check_head(check: Check) -> None:
    flow, need = check.flow, check.faults.need
    remedy = "Use lower-case letters, digits and dashes, such as dispute-invoice."
    need(bool(_ID.fullmatch(flow.id)), ("id",), f"'{flow.id}' cannot be an id", remedy)
    brand = check.book.operations.brand
    need(flow.brand == brand, ("brand",), f"is '{flow.brand}' among flows of '{brand}'",
         "Correct it, or move the file.")  # fmt: skip
    need(flow.version >= 1, ("version",), f"{flow.version} is too small", "Count from 1.")
    need(bool(flow.owner.strip()), ("owner",), "is empty", "Name who answers for this flow.")
    need(1 <= flow.timeout_minutes <= 1440, ("timeout_minutes",), "will not do",
         "Write 1 to 1440 minutes.")  # fmt: skip
    need(bool(re.fullmatch("[A-Z]{3}", flow.currency)), ("currency",), "is no currency",
         "Write the three letters of ISO 4217, such as MAD.")  # fmt: skip
    need(bool(re.fullmatch(r"\+\d{1,4}", flow.dialling)), ("dialling",), "is no dialling code",
         "Write it as +212.")  # fmt: skip
    led = bool(flow.intents or flow.phrases)
    granting = flow.grants is not Level.NONE
    need(led != granting, ("grants" if granting else "intents",),
         "an authentication flow has no intents" if granting else "nothing leads to this flow",
         "Name the intents that start it, or the level that it grants, not both.")  # fmt: skip
    check.text(("title",), flow.title)
    for language in flow.phrases:
        check.faults.known(("phrases", language), language, check.languages, "language")


def _check_fields(check: Check) -> None:
    for name, one in check.flow.fields.items():
        path = ("fields", name)
        remedy = "Use lower-case letters, digits and underscores, such as charged_on."
        check.faults.need(bool(_FIELD.fullmatch(name)), path, f"'{name}' cannot be a name", remedy)
        if not check.faults.known((*path, "kind"), one.kind, FIELD_KINDS, "kind"):
            continue
        check.text((*path, "name"), one.name)
        if one.invalid:
            check.text((*path, "invalid"), one.invalid)
        _check_values(check, path, name)
        _check_bounds(check, path, name)


def _check_values(check: Check, path: Path, name: str) -> None:
    """Options belong to a choice, a form to an id; a list to choose from gives the right kind."""
    one, need = check.flow.fields[name], check.faults.need
    need(bool(one.options) == (one.kind == "choice"), (*path, "options"),
         "do not fit the kind", "Give a `choice` its options, and no other kind any.")  # fmt: skip
    for place, option in enumerate(one.options):
        check.text((*path, "options", place, "label"), option.label)
        need(fits("id", option.value), (*path, "options", place, "value"), "cannot be a value",
             "Use letters, digits and dashes.")  # fmt: skip
    if one.kind == "id" and not one.choices:
        need(bool(one.form), path, "has no form", "Write how it looks: `form: F-####-####`.")
    if one.form:
        fine = one.kind == "id" and bool(_FORM.fullmatch(one.form))
        need(fine, (*path, "form"), "is no form of an id", "Write # for a digit, @ for a letter.")
    if one.choices:
        _check_choices(check, (*path, "choices"), name)


def _check_choices(check: Check, path: Path, name: str) -> None:
    one = check.flow.fields[name]
    choices = one.choices
    assert choices is not None
    step, _, result = choices.of.partition(".")
    records = check.scope.records(Reference(result, step))
    if records is None:
        check.faults.add((*path, "of"), f"'{choices.of}' is no list of an operation's result",
                         "Write step.result of a call that returns a list.")  # fmt: skip
        return
    if check.faults.known((*path, "value"), choices.value, records, "value"):
        kind = records[choices.value]
        check.faults.need(kind == one.kind, (*path, "value"), f"is of kind {kind}",
                          f"Choose a value of kind {one.kind}, or change the field.")  # fmt: skip
    check.text((*path, "label"), choices.label, own=records)


def _check_bounds(check: Check, path: Path, name: str) -> None:
    one = check.flow.fields[name]
    for key in ("at_least", "at_most"):
        bound, here = getattr(one, key), (*path, key)
        if bound is None:
            continue
        if not check.faults.need(one.kind in _COMPARED, here, f"a {one.kind} has no bounds",
                                 "Remove the line."):  # fmt: skip
            continue
        reference = whole_reference(bound)
        if reference is not None:
            _check_kind(check, here, reference, one.kind)
            continue
        day = one.kind == "date" and isinstance(bound, str) and bool(_DAY.fullmatch(bound))
        check.faults.need(day or fits(one.kind, bound), here, f"'{bound}' is no {one.kind}",
                          _example(one.kind))  # fmt: skip


def _example(kind: str) -> str:
    written = {"amount": '"250.00"', "date": "2026-11-15, today or today-60", "time": '"09:30"'}
    return f"Write it as {written.get(kind, 'the kind wants')}."


def _check_kind(check: Check, path: Path, one: Reference, kind: str) -> None:
    if problem := check.scope.unknown(one):
        check.faults.add(path, *problem)
        return
    found = check.scope.kind(one)
    fitting = found == kind or {found, kind} == {"choice", "id"}
    check.faults.need(fitting, path, f"{{{one}}} is of kind {found}",
                      f"Give a value of kind {kind}.")  # fmt: skip


def _check_names(check: Check) -> None:
    """Every step, field and operation that a step names exists."""
    ids = [step.id for step in check.flow.steps]
    calls = {*check.book.operations.operation}
    for path, step in check.steps():
        remedy = "Use lower-case letters, digits and dashes, such as ask-amount."
        check.faults.need(bool(_ID.fullmatch(step.id)), (*path, "id"),
                          f"'{step.id}' cannot be an id", remedy)  # fmt: skip
        check.faults.need(ids.count(step.id) == 1, (*path, "id"), f"'{step.id}' is used twice",
                          "Give each step its own id.")  # fmt: skip
        if isinstance(step, Ask):
            check.faults.known((*path, "ask"), step.ask, check.flow.fields, "field")
        if isinstance(step, Call):
            check.faults.known((*path, "call"), step.call, calls, "operation")
        if isinstance(step, HandOver) and step.approve:
            check.faults.known((*path, "approve", "call"), step.approve.call, calls, "operation")
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
        check.faults.need(step.id in found, path, f"no step leads to '{step.id}'",
                          "Lead there, or remove it.")  # fmt: skip
    if ring := graph.loop_without_input(check.flow):
        place = next(i for i, step in enumerate(check.flow.steps) if step.id == ring[0])
        check.faults.add(("steps", place), f"runs in a ring: {', '.join(ring)}",
                         "Ask something on the way (`ask: …` with `again: true`).")  # fmt: skip
    asked = {step.ask for step in check.flow.steps if isinstance(step, Ask)}
    for name in check.flow.fields.keys() - asked:
        check.faults.add(("fields", name), "is never asked for", "Ask for it, or remove it.")


def _check_texts(check: Check) -> None:
    for path, step in check.steps():
        if isinstance(step, Ask):
            _check_question(check, step)
        for key in ("say", "text", "done", "end"):
            text = getattr(step, key, None)
            if isinstance(text, dict):
                check.text((*path, key), text, at=step.id)
        if isinstance(step, Branch):
            _check_branch(check, path, step)
    for name, words in check.flow.labels.items():
        step_id, _, result = name.partition(".")
        if problem := check.scope.unknown(Reference(result, step_id)):
            check.faults.add(("labels", name), *problem)
        for value, label in words.items():
            check.text(("labels", name, value), label)


def _check_question(check: Check, step: Ask) -> None:
    """What a field's question and choices name is known wherever the field is asked."""
    one, path = check.flow.fields[step.ask], ("fields", step.ask)
    check.text((*path, "ask"), one.ask, at=step.id)
    named = [("choices", one.choices.of)] if one.choices else []
    named += [(key, str(getattr(one, key)).strip("{}")) for key in ("at_least", "at_most")
              if whole_reference(getattr(one, key))]  # fmt: skip
    for key, name in named:
        first, _, second = name.partition(".")
        reference = Reference(second, first) if second else Reference(first)
        known = check.scope.unknown(reference) is None
        if known and (problem := check.scope.too_early(reference, step.id)):
            check.faults.add((*path, key), *problem)


def _check_branch(check: Check, path: Path, step: Branch) -> None:
    last = len(step.branch) - 1
    check.faults.need(bool(step.branch), (*path, "branch"), "is empty", "Write its cases.")
    for place, case in enumerate(step.branch):
        here = (*path, "branch", place)
        tests = [case.equals, case.above, case.below, case.empty]
        count = sum(test is not None for test in tests)
        fine = (count == 0 and not case.value) if place == last else (count == 1 and case.value)
        check.faults.need(bool(fine), here, "is no case",
                          "Give each case `value` and one test; the last one only `go`.")  # fmt: skip
        if not case.value:
            continue
        one = whole_reference(case.value)
        if one is None:
            check.faults.add((*here, "value"), "names nothing", "Write a value in braces.")
        elif problem := check.scope.unknown(one) or check.scope.too_early(one, step.id):
            optional = not one.step and case.empty is not None
            if not optional or check.scope.unknown(one):
                check.faults.add((*here, "value"), *problem)
        else:
            _check_compared(check, here, case.equals, case.above, case.below, one)


def _check_compared(check: Check, path: Path, equals: Any, above: Any, below: Any,
                    one: Reference) -> None:  # fmt: skip
    kind = check.scope.kind(one)
    for key, bound in (("equals", equals), ("above", above), ("below", below)):
        if bound is None:
            continue
        if key != "equals":
            check.faults.need(kind in _COMPARED, (*path, key), f"a {kind} is not compared so",
                              "Use `equals`.")  # fmt: skip
        other = whole_reference(bound)
        if other is not None:
            _check_kind(check, (*path, key), other, kind)
        elif kind in KINDS:
            check.faults.need(fits(kind, bound), (*path, key), f"'{bound}' is no {kind}",
                              _example(kind))  # fmt: skip


def _check_calls(check: Check) -> None:
    for path, step in check.steps():
        if isinstance(step, Call):
            operation = check.book.operation(step)
            _check_risk(check, path, step, operation)
            _check_sent(check, (*path, "send"), step.id, step.send, operation)
            _check_level(check, path, operation)
            for reason in step.refused.keys() - {"other"}:
                check.faults.known((*path, "refused", reason), reason,
                                   {*operation.refusals, "other"}, "reason")  # fmt: skip
        elif isinstance(step, HandOver):
            _check_approval(check, path, step)


def _check_risk(check: Check, path: Path, step: Call, operation: Operation) -> None:
    if operation.risk is Risk.IRREVERSIBLE:
        check.faults.add((*path, "call"), f"'{step.call}' cannot be undone",
                         "Let a person approve it: `hand_over: approval_needed` with `approve:`.")  # fmt: skip
    if operation.risk is not Risk.REVERSIBLE:
        return
    entries = [one for one in graph.all_edges(check.flow) if one.target == step.id]
    confirmed = all(one.outcome == "yes" for one in entries)
    first = check.flow.steps[0].id == step.id
    check.faults.need(bool(entries) and confirmed and not first, (*path, "call"),
                      f"'{step.call}' can run without a read-back and an explicit yes",
                      f"Lead to it only from a step `confirm: {step.id}`.")  # fmt: skip


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
        if not check.faults.need(name not in operation.identity, here, "cannot be sent", remedy):
            continue
        if not check.faults.known(here, name, own, "field"):
            continue
        one = whole_reference(value)
        if one is None:
            check.faults.need(fits(own[name], value), here, f"'{value}' is no {own[name]}",
                              _example(own[name]))  # fmt: skip
            continue
        _check_kind(check, here, one, own[name])
        if check.scope.unknown(one) is None:
            optional = name in operation.optional and not one.step
            if not optional and (problem := check.scope.too_early(one, at)):
                check.faults.add(here, *problem)


def _check_level(check: Check, path: Path, operation: Operation) -> None:
    """The level that ``operation`` needs can be reached, and not by way of itself."""
    needed, own = operation.authentication, check.flow.grants
    if needed is Level.NONE:
        return
    check.faults.need(needed in check.book.granting, path,
                      f"'{operation.name}' needs '{needed}', which no flow grants",
                      f"Write a flow with `grants: {needed}`.")  # fmt: skip
    below = own is Level.NONE or not needed.reaches(own)
    check.faults.need(below, path, f"'{operation.name}' needs what this flow is to grant",
                      "Authenticate with operations that need less.")  # fmt: skip


def _check_approval(check: Check, path: Path, step: HandOver) -> None:
    check.faults.known((*path, "hand_over"), step.hand_over, REASONS, "reason")
    if step.approve is None:
        check.faults.need(step.hand_over != "approval_needed", (*path, "hand_over"),
                          "names nothing to approve", "Write `approve: {call: …}`.")  # fmt: skip
        return
    operation = check.book.operation(step.approve)
    check.faults.need(operation.risk is Risk.IRREVERSIBLE, (*path, "approve", "call"),
                      f"'{operation.name}' is {operation.risk}: nobody has to approve it",
                      "Use a step `call: …`.")  # fmt: skip
    _check_sent(check, (*path, "approve", "send"), step.id, step.approve.send, operation)
    _check_level(check, path, operation)


def _check_confirms(check: Check) -> None:
    """A read-back shows every value that will be sent, under a name the customer understands."""
    for path, step in check.steps():
        if not isinstance(step, Confirm):
            continue
        send = sent_by(check.flow.step[step.confirm])
        if send is None:
            check.faults.add((*path, "confirm"), f"'{step.confirm}' sends nothing",
                             "Name a step with `call` or `approve`.")  # fmt: skip
            continue
        for name, value in send.items():
            one = whole_reference(value)
            shown = name in step.names or (one is not None and not one.step)
            check.faults.need(shown, path, f"does not name '{name}' to the customer",
                              f"Write it under `names: {{{name}: …}}`.")  # fmt: skip
        for name, text in step.names.items():
            check.faults.known((*path, "names", name), name, send, "value")
            check.text((*path, "names", name), text)


def sent_by(step: Step) -> dict[str, Any] | None:
    """What ``step`` sends to an operation or proposes for approval; None if it does neither."""
    if isinstance(step, Call):
        return step.send
    return step.approve.send if isinstance(step, HandOver) and step.approve else None


def _check_ends(check: Check) -> None:
    """What is claimed was done on every way that leads to the claim."""
    for path, step in check.steps():
        if not isinstance(step, Done):
            continue
        calls = {one.id for one in check.flow.steps if isinstance(one, Call)}
        if not check.faults.known((*path, "after"), step.after, calls, "call step"):
            continue
        sure = step.id in graph.only_after_done(check.flow, step.after)
        check.faults.need(sure, (*path, "after"),
                          f"'{step.id}' can be reached without '{step.after}' being done",
                          "Lead to it only from there, when it is done.")  # fmt: skip
    _check_grant(check)


def _check_grant(check: Check) -> None:
    """An authentication flow ends only after the operation that grants its level."""
    granted = check.flow.grants
    if granted is Level.NONE:
        return
    for path, step in check.steps():
        if isinstance(step, Done):
            call = check.flow.step.get(step.after)
            fine = isinstance(call, Call) and check.book.operation(call).grants.reaches(granted)
            check.faults.need(fine, (*path, "after"), f"does not grant '{granted}'",
                              "Name a call whose operation grants it.")  # fmt: skip


Checker = Callable[[Check], None]
