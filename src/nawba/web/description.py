"""The description of the API (OpenAPI 3.1): what FastAPI knows, and what tools need beside it.

Operation ids are made of method and path, so they stay the same whatever the code is called. The
shapes of answers stand in ``shapes``; tests hold every answer they get against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from nawba.domain.words import Json
from nawba.web.shapes import ANSWERS, EXAMPLES, SCHEMAS, SUMMARIES, TAGS

PUBLIC = {
    ("get", "/api/health"),
    ("get", "/api/brands/{brand}"),
    ("post", "/api/contacts"),
    ("post", "/api/session"),
    ("get", "/api/session/ways"),
    ("post", "/api/session/link"),
    ("post", "/api/session/redeem"),
    ("get", "/api/oidc/start"),
    ("get", "/api/oidc/back"),
}
_AGAIN = {("post", "/api/contacts"), ("post", "/api/knowledge/drafts")}
"""What answers 200, not 201, where there is one already."""
_BOTH = ("/api/attachments/",)
_REDIRECTS = "/api/oidc/"
_STRING: Json = {"type": "string"}
_CUSTOMER = "/api/contacts/me"
_CANDIDATE = "/api/candidate"
_TAKEN_OVER = {"authorization", "x-nawba-actor"}  # described as security, not as parameters

_PROBLEMS = {
    "400": "The request cannot be read.",
    "401": "Nobody is signed in, or the key is not known.",
    "403": "This caller may not do this.",
    "404": "There is no such thing, or it is outside what the caller may see.",
    "409": "The world moved on: read again.",
    "413": "More than is taken at once.",
    "422": "Something in the request is wrong; `field` says what.",
    "429": "Too many requests; `Retry-After` says when to come back.",
    "503": "Not now: try again.",
}
_ALWAYS = ("422", "429", "503")

_SECURITY: Json = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "nawba",
        "description": "A page's session, with its CSRF token in a header on writes.",
    },
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "nawba_…",
        "description": "An API key that an administrator made.",
    },
    "customer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that opening the contact gave: it opens that contact.",
    },
    "candidate": {
        "type": "http",
        "scheme": "bearer",
        "description": "The secret of the link that a recruiter gave to the candidate.",
    },
}

_IDEMPOTENCY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Made up by the caller, one for each thing to do: the same request again gets "
    "the same answer for 24 hours and is carried out once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}

_ABOUT = """\
The HTTP API of a Nawba contact centre: what its own pages use, and what anything else may use.

Errors are problem documents (RFC 9457) in the caller's language. Lists come in pages: `limit`, and
`next` as it came. Times are ISO 8601 in UTC.
"""


def install(app: FastAPI) -> None:
    """Serve the whole description at ``/openapi.json``."""
    made = app.openapi

    def openapi() -> Json:
        if not getattr(app.state, "described", None):
            app.state.described = describe(made())
        found: Json = app.state.described
        return found

    app.openapi = openapi  # type: ignore[method-assign]


def describe(plain: Json) -> Json:
    """``plain``, as FastAPI makes it, with all that it cannot know."""
    plain["info"] |= {"description": _ABOUT, "license": {"name": "Apache-2.0"}}
    plain["servers"] = [{"url": "/", "description": "This centre."}]
    plain["tags"] = [{"name": name, "description": about} for name, about in TAGS.items()]
    components = plain.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    components.setdefault("schemas", {}).update(SCHEMAS)
    components["responses"] = {
        f"Problem{status}": _problem_response(about, status) for status, about in _PROBLEMS.items()
    }
    for method, path, operation in _operations(plain):
        _complete(method, path, operation)
    return plain


def _operations(plain: Json) -> Iterator[tuple[str, str, Json]]:
    for path, of in plain["paths"].items():
        for method, operation in of.items():
            yield method, path, operation


def _complete(method: str, path: str, operation: Json) -> None:
    operation["operationId"] = operation_id(method, path)
    operation["tags"] = [_tag(path)]
    operation["summary"] = SUMMARIES.get((method, path)) or _summary(operation)
    operation["security"] = _security(method, path)
    parameters = [one for one in operation.get("parameters", []) if not _is_taken(one)]
    if method == "post":
        parameters.append(_IDEMPOTENCY)
    operation["parameters"] = parameters
    responses = operation["responses"]
    responses.pop("422", None)
    for status in _statuses(method, path):
        responses[status] = {"$ref": f"#/components/responses/Problem{status}"}
    _describe_success(method, path, responses)
    _give_example(method, path, operation)


def operation_id(method: str, path: str) -> str:
    """``get_contacts_by_contact_operations`` for GET /api/contacts/{contact}/operations."""
    words = path.removeprefix("/api/").replace("{", "by_").replace("}", "")
    return f"{method}_" + re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")


def _tag(path: str) -> str:
    if path.startswith(_CUSTOMER):
        return "customer"
    first = path.removeprefix("/api/").split("/")[0].partition(".")[0]
    return first if first in TAGS else "centre"


def _summary(operation: Json) -> str:
    """The first sentence of what the route says of itself."""
    text = " ".join(operation.get("description", "").split("\n\n")[0].split())
    first = re.split(r"(?<=[.:;]) ", text, maxsplit=1)[0].rstrip(".:;")
    return first or str(operation["summary"])


def _security(method: str, path: str) -> list[Json]:
    if (method, path) in PUBLIC:
        return []
    if path.startswith(_CUSTOMER):
        return [{"customer": []}]
    if path.startswith(_CANDIDATE):
        return [{"candidate": []}]
    staff: list[Json] = [{"key": []}, {"session": []}]
    return [*staff, {"customer": []}] if path.startswith(_BOTH) else staff


def _is_taken(parameter: Json) -> bool:
    return parameter["in"] == "header" and parameter["name"].lower() in _TAKEN_OVER


def _statuses(method: str, path: str) -> list[str]:
    found = [*_ALWAYS]
    if (method, path) not in PUBLIC:
        found += ["401", "403"]
    if "{" in path or path.startswith(_CUSTOMER):
        found.append("404")
    if method != "get":
        found += ["409", "413"]
    return sorted(found)


def _describe_success(method: str, path: str, responses: Json) -> None:
    place = method, path
    status = next(one for one in responses if one.startswith("2"))
    about, schema = ANSWERS.get(place, ("Done.", None))
    if isinstance(schema, str):
        schema = {"$ref": f"#/components/schemas/{schema}"}
    if status == "204":
        responses[status]["description"] = about
    elif path.startswith(_REDIRECTS):
        del responses[status]
        responses["303"] = {"description": about, "headers": {"Location": {"schema": _STRING}}}
    else:
        answer = {"description": about, "content": _content(path, schema)}
        responses.update(dict.fromkeys([status, "200"] if place in _AGAIN else [status], answer))


def _content(path: str, schema: Json | None) -> Json:
    """``schema`` as JSON; without one a stream, a table or a file, by the address."""
    if schema is not None:
        return {"application/json": {"schema": schema}}
    if path.endswith("/stream"):
        return {"text/event-stream": {"schema": _STRING}}
    if path.endswith(".csv"):
        return {"text/csv": {"schema": _STRING}}
    kind = "application/zip" if path.endswith("/export") else "*/*"
    return {kind: {"schema": {"type": "string", "format": "binary"}}}


def _give_example(method: str, path: str, operation: Json) -> None:
    example = EXAMPLES.get((method, path))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if example is not None and content is not None:
        content["examples"] = {"usual": {"value": example}}


def _problem_response(about: str, status: str) -> Json:
    found: Json = {
        "description": about,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    if status in ("429", "503"):
        seconds: dict[str, Any] = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
        found["headers"] = {"Retry-After": seconds}
    return found
