"""Calls over HTTP: builds the request, reads a bounded answer, judges what it means.

Only what the operation declares leaves; credentials come from secrets at each call; redirects are
not followed, proxies of the environment are not used, and an answer is read up to a size and a
time. The idempotency key travels in the ``Idempotency-Key`` header (draft-ietf-httpapi-
idempotency-key-header), on writes only.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from nawba.assistant.operations.answer import MAX_BYTES, parse_object
from nawba.assistant.operations.outcomes import Answered, Lost, Refused, Sent, Unsent
from nawba.assistant.operations.secrets import Secrets
from nawba.assistant.operations.systems import System
from nawba.domain.errors import Invalid
from nawba.domain.operations import Fields, Operation
from nawba.models.outward import Outward

CONNECT_SECONDS = 3.0
MAX_CONNECTIONS = 20
IN_PROGRESS = ("in-progress", "request-in-progress")

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_NOT_TAKEN = (401, 402, 405, 407, 408, 411, 413, 414, 415, 421, 425, 426, 428, 429, 431, 501, 505)
"""Answers that say that the request was not even looked at."""
_HEADERS = {"User-Agent": "nawba", "Accept": "application/json", "Accept-Encoding": "identity"}
_CODES = ("code", "reason", "error", "type")


@dataclass(frozen=True)
class Wire:
    """One HTTP request to be: ``path`` is percent-encoded."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any] | None


def _way(address: str) -> httpx.BaseTransport:
    """To the host that the operator named, wherever it is, but never to a metadata service."""
    limits = httpx.Limits(max_connections=MAX_CONNECTIONS)
    return Outward({httpx.URL(address).host}, "operation_hosts", limits)


class HttpSystem:
    """A brand's system behind an HTTP address. Thread-safe; ``close`` it at the end."""

    connect_seconds = CONNECT_SECONDS

    def __init__(self, system: System, secrets: Secrets) -> None:
        self._system, self._secrets = system, secrets
        self._client = httpx.Client(
            base_url=system.address.rstrip("/"),
            follow_redirects=False,
            trust_env=False,
            transport=_way(system.address),
            headers={**_HEADERS},
        )

    def send(self, operation: Operation, fields: Fields, key: str, *, again: bool) -> Sent:
        """One attempt; ``again`` says that the same key was sent before."""
        deadline = time.monotonic() + operation.timeout_seconds
        try:
            request = self._request(operation, fields, key)
        except (Invalid, UnicodeEncodeError) as error:
            return Unsent(str(error) if isinstance(error, Invalid) else "text that is none")
        try:
            return self._receive(request, operation, deadline, again=again)
        except _UNSENT as error:
            return Unsent(type(error).__name__, is_outage=True)
        except httpx.HTTPError as error:
            return Lost(type(error).__name__)

    def _request(self, operation: Operation, fields: Fields, key: str) -> httpx.Request:
        wire = build(operation, fields)
        connect = min(CONNECT_SECONDS, operation.timeout_seconds)
        return self._client.build_request(
            wire.method,
            wire.path,
            params=wire.query or None,
            json=wire.body,
            headers=self._headers(operation, key),
            timeout=httpx.Timeout(operation.timeout_seconds, connect=connect, pool=connect),
        )

    def _headers(self, operation: Operation, key: str) -> dict[str, str]:
        headers = {"Idempotency-Key": key} if operation.writes else {}
        if self._system.secret:
            headers["Authorization"] = f"Bearer {self._secrets.find(self._system.secret)}"
        return headers

    def _receive(
        self, request: httpx.Request, operation: Operation, deadline: float, *, again: bool
    ) -> Sent:
        response = self._client.send(request, stream=True)
        try:
            content = _read(response, deadline)
        finally:
            response.close()
        if content is None:
            return Lost("an answer too large or too slow")
        return judge(response.status_code, content, operation, again=again)

    def close(self) -> None:
        self._client.close()


def _read(response: httpx.Response, deadline: float) -> bytes | None:
    """The body; None when it is over the size, compressed, or not there by the deadline."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None  # we did not ask for it, and a few bytes could swell to any size
    content = bytearray()
    for chunk in response.iter_raw():
        content += chunk
        if len(content) > MAX_BYTES or time.monotonic() > deadline:
            return None
    return bytes(content)


def build(operation: Operation, fields: Fields) -> Wire:
    """The request for ``operation`` with ``fields``, under the names the system knows.

    Raises Invalid for a value that would change the path.
    """
    path = _PLACEHOLDER.sub(lambda found: _segment(found[1], fields), operation.path)
    inside = set(_PLACEHOLDER.findall(operation.path))
    left = {
        operation.arguments.get(name, name): value
        for name, value in fields.items()
        if name not in inside
    }
    if operation.method in ("GET", "DELETE"):
        return Wire(operation.method, path, {name: _text(one) for name, one in left.items()}, None)
    return Wire(operation.method, path, {}, nested(left))


def _segment(name: str, fields: Fields) -> str:
    value = _text(fields[name])
    if value in ("", ".", ".."):
        raise Invalid(f"'{value}' cannot stand in a path.", field=name)
    return quote(value, safe="")


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """``{"a.b": 1}`` as ``{"a": {"b": 1}}``."""
    whole: dict[str, Any] = {}
    for place, value in values.items():
        *outer, last = place.split(".")
        at = whole
        for step in outer:
            at = at.setdefault(step, {})
        at[last] = value
    return whole


def judge(status: int, content: bytes, operation: Operation, *, again: bool) -> Sent:
    """What an answer means (RFC 9110, section 15). Whatever is not certain is ``Lost``."""
    body = parse_object(content)
    if status in (200, 201, 203, 204):
        found = {} if not content and not operation.result else body
        return Lost("not a JSON object") if found is None else Answered(found)
    if not 400 <= status < 500:  # 1xx, 202 (not done yet), redirects, and the system's own errors
        return Lost(f"status {status}")
    code = code_of(body)
    if code in operation.refusals:
        return Refused(code)
    if status == 409 and operation.writes and (again or code in IN_PROGRESS):
        return Lost("an earlier attempt is still at work")
    if status in _NOT_TAKEN or (status == 403 and not code) or not code:
        return Unsent(f"status {status}", is_outage=status == 429)
    return Refused(code)


def code_of(body: Mapping[str, Any] | None) -> str:
    """The reason code in an error's body, also as of RFC 9457 problem details; "" without one."""
    for name in _CODES:
        value = (body or {}).get(name)
        if isinstance(value, str) and value:
            return value.rstrip("/").rpartition("/")[2].lower().replace("_", "-")[:80]
    return ""
