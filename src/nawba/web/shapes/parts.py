"""What schemas are made of: small words for JSON Schema, so that it reads like an interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
Place = tuple[str, str]
"""Method and path of an operation: ``("get", "/api/contacts")``."""

Answers = Mapping[Place, tuple[str, str | Schema | None]]
"""What a success means, and its schema: by name, spelled out, or None for what is no JSON."""

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
SECONDS: Schema = {"type": "number", "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def listed(of: str | Schema) -> Schema:
    return {"type": "array", "items": ref(of) if isinstance(of, str) else of}


def named(of: Schema) -> Schema:
    """An object whose names are data: values of ``of`` by language, by skill and the like."""
    return {"type": "object", "additionalProperties": of}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


def anything(about: str) -> Schema:
    """An object of which ``about`` says where its fields stand."""
    return {"type": "object", "additionalProperties": True, "description": about}


def shape(*optional: str, **fields: Schema) -> Schema:
    """An object with ``fields``, all there always but the ``optional`` ones.

    A name that is a word of Python's is written with a ``_`` at its end.
    """
    properties = {name.rstrip("_"): schema for name, schema in fields.items()}
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def page(of: str, **more: Schema) -> Schema:
    """A page of a list: ``rows``, and where the next one begins."""
    return shape(rows=listed(of), next=MAYBE, **more)


MAYBE = or_null(TEXT)
WHEN = or_null(MOMENT)
MAYBE_DAY = or_null(DAY)
MAYBE_WHOLE = or_null(WHOLE)
MAYBE_COUNT = or_null(COUNT)
MAYBE_NUMBER = or_null(NUMBER)
TEXTS = listed(TEXT)
COUNTS = named(COUNT)
TEXTS_BY_NAME = named(TEXT)
