"""Whether the fields of a flow are written in full, and have values that a customer can give."""

from __future__ import annotations

import re

from nawba.assistant.flows.checking import COMPARED, Check
from nawba.assistant.flows.model import FlowField
from nawba.assistant.flows.references import Reference
from nawba.domain.kinds import KINDS, fits
from nawba.domain.yaml_lines import Path

FIELD_KINDS = (frozenset(KINDS) - {"identity", "masked"}) | {"choice"}

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FORM = re.compile(r"[A-Z0-9#@./ _-]*[#@][A-Z0-9#@./ _-]*")
_DAY = re.compile(r"today([+-]\d{1,4})?")


def check_fields(check: Check) -> None:
    """Names, kinds, sentences, options, forms, lists to choose from, and bounds."""
    for name, field in check.flow.fields.items():
        path = ("fields", name)
        remedy = "Use lower-case letters, digits and underscores, such as charged_on."
        check.need(_NAME.fullmatch(name), path, f"'{name}' cannot be a name", remedy)
        if not check.faults.known((*path, "kind"), field.kind, FIELD_KINDS, "kind"):
            continue
        check.text((*path, "name"), field.name)
        for key in ("invalid", "why"):
            if text := getattr(field, key):
                check.text((*path, key), text)
        for part in (_check_options, _check_form, _check_choices, _check_bounds):
            part(check, path, field)


def _check_options(check: Check, path: Path, field: FlowField) -> None:
    remedy = "Give a `choice` its options, and no other kind any."
    fine = bool(field.options) == (field.kind == "choice")
    check.need(fine, (*path, "options"), "do not fit the kind", remedy)
    values = [option.value for option in field.options]
    for place, option in enumerate(field.options):
        here = (*path, "options", place)
        check.text((*here, "label"), option.label)
        fine = fits("id", option.value) and values.count(option.value) == 1
        remedy = "Use letters, digits and dashes, and each value once."
        check.need(fine, (*here, "value"), f"'{option.value}' cannot be a value", remedy)


def _check_form(check: Check, path: Path, field: FlowField) -> None:
    if field.kind == "id" and field.choices is None:
        check.need(field.form, path, "has no form", "Write how it looks: `form: F-####-####`.")
    if field.form:
        fine = field.kind == "id" and _FORM.fullmatch(field.form)
        remedy = "Write it in capitals and digits, # for a digit and @ for a letter."
        check.need(fine, (*path, "form"), "is no form of an id", remedy)


def _check_choices(check: Check, path: Path, field: FlowField) -> None:
    """A list to choose from exists and gives values of the field's kind."""
    choices, here = field.choices, (*path, "choices")
    if choices is None:
        return
    step, _, result = choices.of.partition(".")
    records = check.scope.records(Reference(result, step))
    if records is None:
        remedy = "Write step.result of a call that returns a list."
        check.faults.add((*here, "of"), f"'{choices.of}' is no list of results", remedy)
        return
    if check.faults.known((*here, "value"), choices.value, records, "value"):
        kind = records[choices.value]
        remedy = f"Choose a value of kind {field.kind}, or change the field."
        check.need(kind == field.kind, (*here, "value"), f"is of kind {kind}", remedy)
    check.text((*here, "label"), choices.label, own=records)


def _check_bounds(check: Check, path: Path, field: FlowField) -> None:
    for key in ("at_least", "at_most"):
        bound, here = getattr(field, key), (*path, key)
        if bound is None:
            continue
        is_day = field.kind == "date" and bool(_DAY.fullmatch(str(bound)))
        problem = f"a {field.kind} has no bounds"
        if check.need(field.kind in COMPARED, here, problem, "Remove the line.") and not is_day:
            check.value(here, bound, field.kind)
