"""From a request to its answer, without a network: which desk, whose, and whether it came before.

A write is kept with its idempotency key in one transaction. The same key again gets the same
answer and changes nothing; the same key with another request is refused, as the IETF's draft
"The Idempotency-Key HTTP Header Field" (draft-ietf-httpapi-idempotency-key-header) proposes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from nawba.demo.backoffice import reads, writes
from nawba.demo.backoffice.books import Books, Json, Refusal

Desk = Callable[[Books, Json], Json]


@dataclass(frozen=True)
class Request:
    """``path`` is still percent-encoded; ``asked`` holds the query or the JSON body."""

    method: str
    path: str
    asked: Json = field(default_factory=dict)
    key: str | None = None


@dataclass(frozen=True)
class Answer:
    status: int
    body: Json


@dataclass(frozen=True)
class Route:
    """``reference`` is the part of a write's answer that names what was done."""

    method: str
    pattern: re.Pattern[str]
    desk: Desk
    reference: str = ""


def _route(method: str, path: str, desk: Desk, reference: str = "") -> Route:
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    return Route(method, re.compile(pattern), desk, reference)


_OWN = "/customers/{customer}"
ROUTES = (
    _route("GET", "/plans", reads.plans),
    _route("GET", "/slots", reads.slots),
    _route("GET", "/customers", reads.find_customer),
    _route("GET", f"{_OWN}/lines", reads.lines),
    _route("GET", f"{_OWN}/lines/{{line}}", reads.line),
    _route("GET", f"{_OWN}/invoices", reads.invoices),
    _route("GET", f"{_OWN}/invoices/{{invoice}}", reads.invoice),
    _route("GET", f"{_OWN}/disputes", reads.disputes),
    _route("GET", f"{_OWN}/disputes/{{dispute}}", reads.dispute),
    _route("GET", f"{_OWN}/appointments", reads.appointments),
    _route("GET", f"{_OWN}/appointments/{{appointment}}", reads.appointment),
    _route("GET", f"{_OWN}/orders", reads.orders),
    _route("GET", f"{_OWN}/orders/{{order}}", reads.order),
    _route("GET", f"{_OWN}/contact", reads.contact),
    _route("GET", f"{_OWN}/requests/{{key}}", reads.request),
    _route("POST", f"{_OWN}/codes", writes.send_code),
    _route("POST", f"{_OWN}/codes/check", writes.check_code),
    _route("POST", f"{_OWN}/invoices/{{invoice}}/disputes", writes.open_dispute, "dispute"),
    _route("POST", f"{_OWN}/disputes/{{dispute}}/cancel", writes.cancel_dispute, "dispute"),
    _route("POST", f"{_OWN}/appointments/{{appointment}}/move", writes.move_appointment,
           "appointment"),
    _route("POST", f"{_OWN}/lines/{{line}}/plan", writes.change_plan, "change"),
    _route("POST", f"{_OWN}/plan-changes/{{change}}/cancel", writes.cancel_plan_change, "change"),
    _route("POST", f"{_OWN}/lines/{{line}}/suspension", writes.suspend_line, "suspension"),
    _route("POST", f"{_OWN}/contact", writes.change_contact, "change"),
    _route("POST", f"{_OWN}/contact-changes/{{change}}/cancel", writes.cancel_contact_change,
           "change"),
)  # fmt: skip


def answer(books: Books, request: Request) -> Answer:
    """What the back office says to ``request``; a refusal is an answer too."""
    found = next(filter(None, (_match(route, request) for route in ROUTES)), None)
    if found is None:
        return _refuse(Refusal("no-such-page", 404))
    route, asked = found
    with books.transaction():
        try:
            if not route.reference:
                return _ask(books, route, asked)
            return _write(books, route, request, asked)
        except Refusal as refusal:
            return _refuse(refusal)


def _match(route: Route, request: Request) -> tuple[Route, Json] | None:
    found = route.pattern.fullmatch(request.path)
    if route.method != request.method or found is None:
        return None
    named = {name: unquote(value) for name, value in found.groupdict().items()}
    return route, {**request.asked, **named}


def _ask(books: Books, route: Route, asked: Json) -> Answer:
    if "customer" in asked:
        books.need("SELECT 1 FROM customers WHERE customer = ?", asked["customer"])
    return Answer(200, route.desk(books, asked))


def _write(books: Books, route: Route, request: Request, asked: Json) -> Answer:
    if not request.key:
        raise Refusal("key-missing", 400)
    same = _fingerprint(request)
    before = books.one("SELECT * FROM requests WHERE key = ?", request.key)
    if before is not None:
        if before["fingerprint"] != same:
            raise Refusal("key-reused", 422)
        return Answer(before["status"], json.loads(before["answer"]))
    given = _attempt(books, route, asked)
    books.run(
        "INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)",
        *(request.key, asked["customer"], same, given.status),
        *(given.body.get(route.reference), json.dumps(given.body)),
    )
    return given


def _attempt(books: Books, route: Route, asked: Json) -> Answer:
    try:
        done = _ask(books, route, asked)
    except Refusal as refusal:
        return _refuse(refusal)
    return Answer(201, done.body)


def _refuse(refusal: Refusal) -> Answer:
    return Answer(refusal.status, {"code": refusal.code})


def _fingerprint(request: Request) -> str:
    whole = json.dumps([request.method, request.path, request.asked], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
