"""What is configured, noun by noun: the routes behind the administration pages.

Kinds are those of ``domain/centre_kinds``. Each answer has the revision that the next change must
name, so that two administrators do not overwrite each other.
"""

from __future__ import annotations

import functools
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field, TypeAdapter

from nawba.actions import configuring
from nawba.actions.configuring import Edit, Saved, edit_of
from nawba.domain.centre_checks import CHANNELS, LANGUAGES, lacks_of
from nawba.domain.centre_kinds import KINDS, Kind, nouns_of, plain
from nawba.domain.errors import Invalid, NotFound, NotPermitted
from nawba.domain.permissions import is_within, may
from nawba.domain.public_holidays import public_holidays
from nawba.domain.sampling import PURPOSES
from nawba.domain.words import Actor, Json
from nawba.store.config_changes import (
    change_json,
    find_item,
    item_json,
    read_changes,
    read_items,
    unsaved_json,
)
from nawba.store.rows import read_centre
from nawba.web.bodies import Body, Count
from nawba.web.callers import TheHouse, needs

router = APIRouter(prefix="/api/admin")

Reader = Annotated[Actor, needs("read_configuration")]
Administrator = Annotated[Actor, needs("configure")]

MOST_AT_ONCE = 5_000


class Document(Body):
    document: dict[str, Any]


class Changed(Document):
    revision: Count


class Revision(Body):
    revision: Count


class Noun(Document):
    revision: Count | None = None


class Nouns(Body):
    items: Annotated[list[Noun], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Order(Body):
    ids: Annotated[list[str], Field(max_length=MOST_AT_ONCE)]


class Undo(Body):
    batch: bool = False


def kind_of(name: str) -> Kind:
    """Raises NotFound for a kind that there is not."""
    if name not in KINDS:
        raise NotFound(f"'{name}' is not configured here. Kinds: {', '.join(KINDS)}.", field="kind")
    return KINDS[name]


def is_seen(actor: Actor, kind: str, document: Json) -> bool:
    """Whether a noun lies within the brands and sites of ``actor``."""
    brand = document.get("brand") if kind in ("queues", "canned_replies") else None
    site = document.get("site") if kind in ("advisers", "supervisors") else None
    brand = document.get("id") if kind == "brands" else brand
    site = document.get("id") if kind == "sites" else site
    return is_within(actor, brand, site)


def check_unlimited(actor: Actor) -> None:
    """Raises NotPermitted for one who sees some brands or sites only."""
    if actor.brands is not None or actor.sites is not None:
        raise NotPermitted("Files hold the whole centre: ask an administrator who is not limited.")


@router.get("/schema")
def show_schema(actor: Reader) -> Json:
    """The kinds, the form of each as JSON Schema, and what the caller may change."""
    return {
        "kinds": _schemas(),
        "languages": sorted(LANGUAGES),
        "channels": sorted(CHANNELS),
        "purposes": list(PURPOSES),
        "may": {"configure": may(actor, "configure")},
        "brands": actor.brands,
        "sites": actor.sites,
    }


@functools.cache
def _schemas() -> list[Json]:
    return [
        {
            "kind": kind.name,
            "single": kind.single,
            "ordered": kind.ordered,
            "required": kind.required,
            "schema": TypeAdapter(kind.noun).json_schema(),
        }
        for kind in KINDS.values()
    ]


@router.get("/lacks")
def show_lacks(house: TheHouse, actor: Reader) -> Json:
    """What is missing before the centre can work, in the order to mend it; how much there is."""
    with house.store.read() as connection:
        centre = read_centre(connection)
    counts = {kind.name: len(nouns_of(centre, kind)) for kind in KINDS.values()}
    return {"counts": counts, "lacks": [lack.json() for lack in lacks_of(centre)]}


@router.get("/changes")
def show_changes(
    house: TheHouse,
    actor: Reader,
    kind: str | None = None,
    id: str | None = None,
    before: Count | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """What was changed, the newest first; ``next`` is the ``before`` of the page after this."""
    with house.store.read() as connection:
        rows = read_changes(connection, kind=kind, id=id, before=before, limit=limit)
    seen = [row for row in rows if is_seen(actor, row.kind, row.after or row.before or {})]
    following = rows[-1].n if len(rows) == limit else None
    return {"changes": [change_json(row) for row in seen], "next": following}


@router.post("/changes/{n}/revert")
def revert(house: TheHouse, actor: Administrator, n: Count, undo: Undo) -> Json:
    """Put back what was before change ``n``; with ``batch`` before all that was saved with it."""
    return _saved_many(configuring.put_back(house.store, actor, n, batch=undo.batch))


@router.get("/holidays")
def propose_holidays(
    actor: Reader, country: str, year: Annotated[int, Query(ge=2000, le=2100)], language: str = "fr"
) -> Json:
    """Public holidays to tick for a calendar; nothing is saved."""
    days = public_holidays(country, year, language)
    return {"country": country, "year": year, "days": [plain(day) for day in days]}


@router.get("/{kind}")
def list_nouns(house: TheHouse, actor: Reader, kind: str, retired: bool = False) -> Json:
    """All of one kind, with those retired if wanted."""
    known = kind_of(kind)
    with house.store.read() as connection:
        rows = read_items(connection, known, retired=retired)
    items = [item_json(known, row) for row in rows if is_seen(actor, kind, row.document)]
    if known.single and not items:
        items = [unsaved_json(known)]
    return {"kind": kind, "items": items}


@router.get("/{kind}/{id}")
def show_noun(house: TheHouse, actor: Reader, kind: str, id: str) -> Json:
    known = kind_of(kind)
    with house.store.read() as connection:
        row = find_item(connection, known, id)
    if row is not None and is_seen(actor, kind, row.document):
        return item_json(known, row)
    if known.single and id == known.name:
        return unsaved_json(known)
    raise configuring.not_found(known, id)


@router.post("/{kind}", status_code=201)
def create(house: TheHouse, actor: Administrator, kind: str, wanted: Document) -> Json:
    """A new noun; its id must be free, also of retired ones."""
    edit = edit_of(kind_of(kind), wanted.document, new=True)
    return _saved(configuring.change_centre(house.store, actor, [edit]))


@router.post("/{kind}/batch")
def change_many(house: TheHouse, actor: Administrator, kind: str, wanted: Nouns) -> Json:
    """Create (without revision) or change several of a kind: all of them or none."""
    known = kind_of(kind)
    edits = [
        edit_of(known, one.document, one.revision, new=one.revision is None) for one in wanted.items
    ]
    if len({edit.id for edit in edits}) < len(edits):
        raise Invalid("An id is there twice. Send each noun once.", field="items")
    return _saved_many(configuring.change_centre(house.store, actor, edits))


@router.put("/{kind}/order")
def put_in_order(house: TheHouse, actor: Administrator, kind: str, wanted: Order) -> Json:
    """The order in which wrap-up codes or pause reasons show."""
    known = kind_of(kind)
    saved = configuring.reorder(house.store, actor, known, wanted.ids)
    return {**list_nouns(house, actor, kind), "change": next(iter(saved.changes), None)}


@router.put("/{kind}/{id}")
def change(house: TheHouse, actor: Administrator, kind: str, id: str, wanted: Changed) -> Json:
    """Another value of a noun, if nobody changed it since ``revision``."""
    edit = edit_of(kind_of(kind), wanted.document, wanted.revision)
    if edit.id != id:
        raise Invalid("An id never changes. Make a new one and retire this.", field="id")
    return _saved(configuring.change_centre(house.store, actor, [edit]))


@router.delete("/{kind}/{id}")
def retire(
    house: TheHouse,
    actor: Administrator,
    kind: str,
    id: str,
    revision: Count,
    retire_busy: bool = False,
) -> Json:
    """Retire a noun: it is kept for history, and can be restored."""
    edit = Edit(kind_of(kind), id, None, revision)
    return _saved(configuring.change_centre(house.store, actor, [edit], retire_busy=retire_busy))


@router.post("/{kind}/{id}/restore")
def restore(house: TheHouse, actor: Administrator, kind: str, id: str, wanted: Revision) -> Json:
    """Put back a retired noun as it was."""
    known = kind_of(kind)
    return _saved(configuring.restore_noun(house.store, actor, known, id, wanted.revision))


def _saved(saved: Saved) -> Json:
    lacks = [lack.json() for lack in saved.lacks]
    return {"item": saved.items[0], "change": next(iter(saved.changes), None), "lacks": lacks}


def _saved_many(saved: Saved) -> Json:
    return {
        "items": list(saved.items),
        "batch": saved.batch,
        "changes": list(saved.changes),
        "lacks": [lack.json() for lack in saved.lacks],
    }
