"""Every answer that a test gets is held against the description of the API.

Strictly: a field that is not described is a fault too, so that the description stays whole. Who
sees one adds the field, or the route, to ``src/nawba/web/shapes``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import httpx
import jsonschema_rs

from nawba.settings import Settings
from nawba.web import create_app

Json = dict[str, Any]
Operation = tuple[str, str]


@cache
def description() -> Json:
    return create_app(Settings()).openapi()


class Client(httpx.Client):
    """A client all of whose answers are checked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, event_hooks={"response": [check]})


def check(reply: httpx.Response) -> None:
    """Fail unless the success that ``reply`` is has the shape that is described.

    Streams, files and what is no part of the API pass.
    """
    found = operation_of(reply.request.method, reply.request.url.path)
    is_json = reply.headers.get("content-type", "").startswith("application/json")
    if found is not None and reply.is_success and is_json and reply.status_code != 204:
        reply.read()
        faults = faults_of(found, reply.status_code, reply.json())
        assert not faults, f"{' '.join(found)} is not as web/shapes describes it: {faults}"


def operation_of(method: str, path: str) -> Operation | None:
    """The described operation at ``path``: the most literal one, as routes are matched."""
    for pattern, described in _patterns():
        if pattern.fullmatch(path) and method.lower() in description()["paths"][described]:
            return method.lower(), described
    return None


def faults_of(operation: Operation, status: int, answer: Any) -> list[str]:
    """What is wrong with ``answer``: where, and how; nothing for a good one."""
    validator = _validator(operation, status)
    if validator is None:
        return [f"no JSON is described for {status}"]
    found = validator.iter_errors(answer)
    return [f"{'.'.join(map(str, one.instance_path))}: {one.message[:300]}" for one in found][:5]


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(description()["paths"], key=lambda path: (path.count("{"), path))
    return [
        (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", one.replace(".", "[.]"))), one) for one in paths
    ]


@cache
def _validator(operation: Operation, status: int) -> jsonschema_rs.Validator | None:
    method, path = operation
    response = description()["paths"][path][method]["responses"].get(str(status), {})
    content = response.get("content", {}).get("application/json")
    if content is None:
        return None
    whole = {**content["schema"], "components": {"schemas": description()["components"]["schemas"]}}
    return jsonschema_rs.Draft202012Validator(_closed(whole), validate_formats=True)


def _closed(schema: Any) -> Any:
    """``schema`` with no fields but those that it names."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    is_object = schema.get("type") == "object" and isinstance(schema.get("properties"), dict)
    return {"additionalProperties": False, **closed} if is_object else closed
