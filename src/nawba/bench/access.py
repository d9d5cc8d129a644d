"""``nawba bench access``: every route, as every role, at the wrong brand and at the wrong site.

Things are planted at one brand and one site of a real server; then each route is asked for them by
people of each role who belong elsewhere, and by roles that may not at all. A leak is an answer that
holds a word of what was planted, a permission that was not asked for, or a planted row that
changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from nawba.actions.accounts import add_account, change_account
from nawba.actions.sessions import begin_session
from nawba.domain.identity import CONSOLE, DOOR, Account, Lives, Scope, Where
from nawba.domain.permissions import PERMISSIONS, ROLES
from nawba.store import Store
from nawba.store.identity import find_account
from nawba.web.callers import Needs, Perhaps, csrf_of

_READING = "GET"
_LISTENED_SECONDS = 1.0  # without a byte: what was missed has come by then


@dataclass(frozen=True)
class Route:
    """A route with the action that it needs; its JSON schema's body, if it takes one."""

    method: str
    path: str
    action: str
    queries: tuple[str, ...] = ()
    body: Mapping[str, Any] | None = None


Row = tuple[sa.Table, str, str]
"""A table, a column of it and the value there: which rows are meant."""


@dataclass(frozen=True)
class Plant:
    """What lies at ``brand`` and ``site``: ids by the names that paths and bodies give them, and
    the words by which it would be recognised (``words_of_brand``: of what is of no site,
    ``words_of_site``: of no brand). ``rows`` names the rows that must not change; those of the
    brand (``rows_of_brand``) somebody of another site may work on."""

    ids: Mapping[str, str]
    words: tuple[str, ...]
    words_of_brand: tuple[str, ...]
    words_of_site: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    rows_of_brand: tuple[Row, ...] = ()

    def words_beyond(self, where: str) -> tuple[str, ...]:
        """What somebody at the wrong ``brand`` or ``site``, or without the right, must not see."""
        of_brand = () if where == "site" else self.words_of_brand
        of_site = () if where == "brand" else self.words_of_site
        return (*self.words, *of_brand, *of_site)


@dataclass(frozen=True)
class Place:
    """Where the callers stand: at ``other_brand`` or ``other_site``, or everywhere."""

    other_brand: str
    other_site: str
    advisers: tuple[str, ...]
    supervisors: tuple[str, ...]


@dataclass
class AccessFigures:
    """``cells`` are requests: routes x roles x (not permitted, wrong brand, wrong site).

    ``leaks`` says of each what leaked; ``seen`` counts routes that show the planted words to
    somebody who may see them: a sweep that could not find anything would prove nothing.
    """

    routes: int
    roles: int
    cells: int = 0
    seen: int = 0
    leaks: list[str] = field(default_factory=list)


def routes_of(app: FastAPI) -> list[Route]:
    """Every route of the API that staff may ask, with the action it needs."""
    described = app.openapi()
    return [
        _route(described, method, route, action)
        for route in api_routes(app.routes)
        if (action := needed(route)) is not None
        for method in sorted(route.methods or ())
    ]


def api_routes(routes: Iterable[Any]) -> Iterator[APIRoute]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from api_routes(included.routes)
        elif isinstance(route, APIRoute):
            yield route


def needed(route: APIRoute) -> str | None:
    """The action that ``route`` needs; None for one that needs none."""
    found = [one for one in _needs(route.dependant) if not isinstance(one, Perhaps)]
    return found[0].action if found else None


def _needs(dependant: Dependant) -> Iterator[Needs]:
    if isinstance(dependant.call, Needs):
        yield dependant.call
    for one in dependant.dependencies:
        yield from _needs(one)


def _route(described: dict[str, Any], method: str, route: APIRoute, action: str) -> Route:
    operation = described["paths"].get(route.path, {}).get(method.lower(), {})
    queries = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    body = None if schema is None else _resolved(described, schema)
    return Route(method, route.path, action, tuple(queries), body)


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = described["components"]["schemas"][name] if name else schema
    return found


class Sweep:
    """Asks a server at ``base``, whose rows are in ``store``, for what is planted in it."""

    def __init__(self, base: str, store: Store, plant: Plant, place: Place) -> None:
        self._base, self._store, self._plant, self._place = base, store, plant, place
        self._tokens: dict[tuple[str, str], str] = {}

    def run(self, routes: list[Route]) -> AccessFigures:
        figures, plant = AccessFigures(len(routes), len(ROLES)), self._plant
        with httpx.Client(base_url=self._base, timeout=30) as client:
            with self._unchanged((*plant.rows, *plant.rows_of_brand), figures):
                for route, role in itertools.product(routes, ROLES):
                    self._try(client, route, role, figures)
            with self._unchanged(plant.rows, figures):
                for route, role in itertools.product(routes, ROLES):
                    if role in PERMISSIONS[route.action]:
                        answer = self._ask(client, route, role, "site")
                        self._note(figures, route, role, "site", answer, False)
        return figures

    @contextmanager
    def _unchanged(self, rows: tuple[Row, ...], figures: AccessFigures) -> Iterator[None]:
        before = self._read(rows)
        yield
        after = self._read(rows)
        changed = [name for name, row in before.items() if after[name] != row]
        figures.leaks += [f"{name} is not what it was" for name in changed]

    def _try(self, client: httpx.Client, route: Route, role: str, figures: AccessFigures) -> None:
        """By who may not at all, or at another brand; and whether who may sees anything."""
        if role not in PERMISSIONS[route.action]:
            self._note(figures, route, role, "everywhere", self._ask(client, route, role, ""), True)
            return
        answer = self._ask(client, route, role, "brand")
        self._note(figures, route, role, "brand", answer, False)
        if route.method == _READING:
            _, text = self._ask(client, route, role, "")
            figures.seen += any(word in text for word in self._plant.words)

    def _note(
        self,
        figures: AccessFigures,
        route: Route,
        role: str,
        where: str,
        answer: tuple[int, str],
        refused: bool,
    ) -> None:
        status, text = answer
        figures.cells += 1
        told = f"{role} ({where}) {route.method} {route.path}: {status}"
        leaked = [word for word in self._plant.words_beyond(where) if word in text]
        if self._plant.ids["contact"] in text and "{contact}" not in route.path:
            leaked.append("the contact's id")
        if leaked or status >= 500:
            figures.leaks.append(f"{told} holds {', '.join(leaked) or 'a defect'}")
        elif refused and status not in (403, 404):
            figures.leaks.append(f"{told}, though it may not {route.action}")

    def _ask(self, client: httpx.Client, route: Route, role: str, where: str) -> tuple[int, str]:
        """Status and text of the answer; of a stream, what it sends first."""
        path = self._path(route)
        headers = self._headers(role, where)
        if path.endswith("/stream"):
            return self._listen(client, path, headers)
        wanted = {name: self._plant.ids.get(name, "") for name in route.queries} | _SPAN
        params = {name: value for name, value in wanted.items() if value and name in route.queries}
        body = None if route.body is None else self._body(route.body)
        try:
            reply = client.request(route.method, path, params=params, headers=headers, json=body)
        except httpx.TimeoutException:
            return 599, "no answer in time"
        if reply.status_code == 401:
            self._tokens.pop((role, where), None)
        return reply.status_code, reply.text

    def _path(self, route: Route) -> str:
        path = route.path
        for name, value in self._plant.ids.items():
            path = path.replace("{" + name + "}", value)
        return path.replace("{", "").replace("}", "")

    def _listen(self, client: httpx.Client, path: str, headers: dict[str, str]) -> tuple[int, str]:
        text, params = "", {"cursor": "main:0"}
        patience = httpx.Timeout(30, read=_LISTENED_SECONDS)
        with (
            client.stream("GET", path, params=params, headers=headers, timeout=patience) as reply,
            suppress(httpx.ReadTimeout),
        ):
            for piece in reply.iter_text():
                text += piece
        return reply.status_code, text

    def _body(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self._plant.ids.get(name) or _value(one)
            for name, one in schema.get("properties", {}).items()
            if name in schema.get("required", ()) or name in self._plant.ids
        }

    def _headers(self, role: str, where: str) -> dict[str, str]:
        key = (role, where)
        if key not in self._tokens:
            account = self._account(role, where)
            self._tokens[key] = begin_session(
                self._store, DOOR, account, "demo", where=Where("sweep"), lives=Lives()
            ).token
        token = self._tokens[key]
        return {"cookie": f"nawba={token}", "x-csrf-token": csrf_of(token), "x-nawba-role": role}

    def _account(self, role: str, where: str) -> str:
        """Somebody of ``role`` who belongs to the other brand, the other site, or everywhere."""
        number = ("", "brand", "site").index(where)
        people = {"adviser": self._place.advisers, "supervisor": self._place.supervisors}
        id = people[role][number] if role in people else f"sweep-{role}-{where or 'all'}"
        brands: Scope = (self._place.other_brand,) if where == "brand" else None
        sites: Scope = (self._place.other_site,) if where == "site" else None
        if role == "client" and brands is None:
            brands = (self._place.other_brand,)
        made = Account(id, id, f"{id}@sweep", (role,), None, brands, sites)
        return self._given(made).id

    def _given(self, wanted: Account) -> Account:
        with self._store.read() as connection:
            found = find_account(connection, wanted.id)
        if found is None:
            return add_account(self._store, CONSOLE, wanted)
        merged = replace(wanted, login=found.login, revision=found.revision)
        return change_account(self._store, CONSOLE, merged)

    def _read(self, rows: tuple[Row, ...]) -> dict[str, Any]:
        with self._store.read() as connection:
            return {
                f"{table.name} {value}": connection.execute(
                    sa.select(table).where(table.c[column] == value)
                ).all()
                for table, column, value in rows
            }


_SPAN = {"from": "2026-01-01T00:00:00Z", "to": "2026-12-31T00:00:00Z", "interval": "86400"}


def _value(schema: Mapping[str, Any]) -> Any:
    """Something of the schema's type."""
    first = schema.get("anyOf", [schema])[0]
    kinds = {"integer": 1, "number": 0.05, "boolean": False, "array": [], "object": {}}
    return kinds.get(str(first.get("type")), "sweep")
