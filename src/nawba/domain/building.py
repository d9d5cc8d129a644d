"""From plain values to the frozen dataclasses of the house, with every fault told in a sentence."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import json
from collections.abc import Iterable
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from nawba.domain.errors import DocumentError, Fault
from nawba.domain.yaml_lines import Document, Path

T = TypeVar("T")

_REMEDIES = {
    "string_type": ("must be text", "Write text here; put numbers and words like true in quotes."),
    "int_type": ("must be a whole number", "Write digits only, without quotes."),
    "int_from_float": ("must be a whole number", "Remove the decimal part."),
    "float_type": ("must be a number", "Write a number such as 0.8, without quotes."),
    "bool_type": ("must be true or false", "Write true or false, without quotes."),
    "tuple_type": ("must be a list", "Put each entry on its own line after a dash, or in [ ]."),
    "dict_type": ("must be fields with values", "Write one `name: value` per line, indented."),
    "dataclass_type": ("must be fields with values", "Write one `name: value` per line, indented."),
}


def build(cls: type[T], document: Document, *, at: Path = ()) -> T:
    """The value at path ``at`` of ``document`` as a ``cls``, a dataclass of ``domain/words.py``.

    Strict: no field that ``cls`` does not have, no text for a number. Raises DocumentError with
    every fault of that value, each with its line and remedy.
    """
    built, faults = attempt(cls, document, at)
    if faults or built is None:
        raise DocumentError(tuple(faults))
    return cast(T, built)


def attempt(cls: Any, document: Document, at: Path) -> tuple[Any, list[Fault]]:
    """Like ``build``, for callers that collect the faults of many values before they speak."""
    try:
        built = _adapter(cls).validate_json(json.dumps([document.at(at)]))
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_fault(cls, document, at, dict(detail)) for detail in details]
    return built[0], []


def suggest(word: Any, known: Iterable[str]) -> str:
    """A remedy for an unknown ``word``: the nearest known one, or the list of them."""
    names = sorted(known)
    near = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    listed = ", ".join(names[:12]) + (" …" if len(names) > 12 else "")
    return f"Use one of: {listed}." if names else "None is declared yet: declare it first."


@functools.cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    # A tuple around the class lets the configuration reach standard dataclasses at every depth.
    wrapped: Any = tuple[cls]
    return TypeAdapter(wrapped, config=ConfigDict(extra="forbid", strict=True))


def _fault(cls: type[Any], document: Document, at: Path, detail: dict[str, Any]) -> Fault:
    inner: Path = tuple(detail["loc"])[1:]
    kind, found = detail["type"], detail["input"]
    if kind == "missing":
        problem, remedy = "is missing", f"Add a line `{inner[-1]}: …` here."
    elif kind == "unexpected_keyword_argument":
        problem, remedy = "is not a field known here", suggest(inner[-1], fields(cls, inner[:-1]))
    elif found is None:
        problem = "has no value"
        remedy = "Write a value, or remove the line; a value that starts with # needs quotes."
    else:
        problem, remedy = _REMEDIES.get(kind, (detail["msg"], "Correct the value."))
        problem += f", found {_short(found)}"
    return document.fault((*at, *inner), problem, remedy)


def _short(found: Any) -> str:
    if isinstance(found, dict):
        return "fields with values"
    text = "a list" if isinstance(found, list) else json.dumps(found, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"


def fields(cls: Any, path: Path) -> tuple[str, ...]:
    """The field names that the dataclass found by following ``path`` from ``cls`` accepts."""
    for step in path:
        cls = get_type_hints(cls)[str(step)] if dataclasses.is_dataclass(cls) else _item(cls)
    is_known = dataclasses.is_dataclass(cls)
    return tuple(field.name for field in dataclasses.fields(cls)) if is_known else ()


def _item(hint: Any) -> Any:
    """What a tuple or a dict holds: the type of its items or values."""
    arguments = get_args(hint)
    return arguments[-1] if get_origin(hint) is dict else arguments[0]
