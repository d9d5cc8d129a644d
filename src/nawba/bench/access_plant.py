"""What the sweep over permissions looks for: things of one brand and one site, all recognisable."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import httpx

from nawba.actions.accounts import add_account
from nawba.actions.api_keys import make_key
from nawba.actions.articles import publish_articles
from nawba.actions.sessions import begin_session
from nawba.actions.setup import configure
from nawba.bench.access import Place, Plant
from nawba.bench.access_things import (
    plant_knowledge,
    plant_measures,
    plant_person,
    plant_things,
)
from nawba.domain.identity import CONSOLE, DOOR, Account, Lives, Where
from nawba.domain.words import ADMINISTRATOR, Adviser, Article, Supervisor
from nawba.store import Store, tables
from nawba.store.identity import find_account
from nawba.store.identity_tables import accounts, api_keys
from nawba.store.rows import read_centre
from nawba.web.callers import csrf_of

WORD = "planted-7391"
"""Stands in everything that was planted at brand and site, and nowhere else."""
OF_BRAND = "sown-7391"
"""Stands in what was planted at the brand, and is of no site."""
OF_SITE = "grown-7391"
"""Stands in what was planted at the site, and is of no brand."""


def prepare_place(store: Store, brand: str, site: str) -> Place:
    """People for the sweep, who stand at another site than ``site``; nothing is offered to them.

    The centre has another brand than ``brand`` and another site. The brand's contacts stay as they
    are, however long the sweep takes.
    """
    with store.read() as connection:
        centre = read_centre(connection)
    other_brand = next(one.id for one in centre.brands if one.id != brand)
    other_site = next(one.id for one in centre.sites if one.id != site)
    advisers = tuple(
        Adviser(f"sweep-adviser-{n}", "Sweep", other_site, {}, {"chat": 0}) for n in range(3)
    )
    supervisors = tuple(Supervisor(f"sweep-supervisor-{n}", "Sweep", other_site) for n in range(3))
    patient = tuple(
        replace(one, inactivity_warning_seconds=86_400, holdout_share=0.0) for one in centre.brands
    )
    wanted = replace(
        centre,
        brands=patient,
        advisers=(*centre.advisers, *advisers),
        supervisors=(*centre.supervisors, *supervisors),
    )
    configure(store, ADMINISTRATOR, wanted)
    ids = tuple(one.id for one in advisers), tuple(one.id for one in supervisors)
    return Place(other_brand, other_site, *ids)


def plant(base: str, store: Store, brand: str, site: str, supervisor: str) -> Plant:
    """A contact with its words, a file and an operation that waits, led by ``supervisor`` of
    ``site``; an article, a draft, a gap, a webhook, an account and a key of ``brand``; an adviser
    of ``site``."""
    with httpx.Client(base_url=base, timeout=30) as client:
        contact, attachment = _contact(client, store, brand, supervisor)
    article = Article("planted", brand, "fr", f"{OF_BRAND} title", f"{OF_BRAND} body")
    publish_articles(store, ADMINISTRATOR, [article])
    scope: dict[str, Any] = {"brands": (brand,), "sites": (site,)}
    account = Account("planted", f"{WORD} name", "planted", ("quality",), **scope)
    add_account(store, CONSOLE, account)
    key, _ = make_key(store, CONSOLE, f"{WORD} key", ("quality",), **scope)
    person, of_site = plant_person(store, site, OF_SITE)
    measure, of_measure = plant_measures(store, brand, site, OF_BRAND, OF_SITE)
    things, of_contact = plant_things(store, contact, supervisor, OF_BRAND, WORD)
    knowledge, of_brand = plant_knowledge(store, contact, brand, OF_BRAND)
    ids = {
        **person,
        **things,
        **knowledge,
        **measure,
        "contact": contact,
        "attachment": attachment,
        "article": "planted",
        "brand": brand,
        "site": site,
        "account": "planted",
        "key": key.id,
        "language": "fr",
        "number": "1",
        "was": "1",
        "now": "1",
        "version": "1",
        "offer": "o_none",
    }
    rows = (
        (tables.messages, "contact", contact),
        (tables.hands, "contact", contact),
        (tables.attachments, "contact", contact),
        (tables.articles, "id", "planted"),
        (accounts, "id", "planted"),
        (api_keys, "id", key.id),
        *of_site,
        *of_contact,
        *of_measure,
    )
    return Plant(ids, (WORD,), (OF_BRAND,), (OF_SITE,), rows, tuple(of_brand))


def _contact(client: httpx.Client, store: Store, brand: str, supervisor: str) -> tuple[str, str]:
    body = {
        "brand": brand,
        "language": "fr",
        "name": f"{WORD} Zahra",
        "client_id": secrets.token_hex(16),
    }
    opened = client.post("/api/contacts", json=body).raise_for_status().json()
    mine = {"authorization": f"Bearer {opened['token']}"}
    contact = str(opened["view"]["contact"]["id"])
    staff = _headers(store, supervisor)
    client.post(f"/api/contacts/{contact}/take-over", headers=staff).raise_for_status()
    file = {"file": (f"{WORD}.txt", WORD.encode(), "text/plain")}
    kept = client.post("/api/contacts/me/attachments", headers=mine, files=file).raise_for_status()
    words = {"text": f"{WORD} words", "client_id": secrets.token_hex(8)}
    said = {**words, "attachments": [kept.json()["id"]]}
    client.post("/api/contacts/me/messages", headers=mine, json=said).raise_for_status()
    note = {**words, "client_id": secrets.token_hex(8), "note": True}
    client.post(f"/api/contacts/{contact}/messages", headers=staff, json=note).raise_for_status()
    return contact, str(kept.json()["id"])


def _headers(store: Store, supervisor: str) -> dict[str, str]:
    with store.read() as connection:
        known = find_account(connection, supervisor)
    if known is None:
        made = Account(supervisor, supervisor, supervisor, ("supervisor",))
        add_account(store, CONSOLE, made)
    token = begin_session(
        store, DOOR, supervisor, "demo", where=Where("sweep"), lives=Lives()
    ).token
    return {"cookie": f"nawba={token}", "x-csrf-token": csrf_of(token)}
