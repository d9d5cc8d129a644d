"""Further things for the sweep over permissions, so that every path names something that exists:
drafts, gaps, webhooks, an operation that waits for approval, a session, a person of the site,
measures of re-dispatch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from nawba.actions.drafts import create_draft
from nawba.actions.gaps import keep_questions, place_questions
from nawba.actions.holds import hold_contact
from nawba.actions.operations import start_operation
from nawba.actions.redispatch import apply_measure
from nawba.actions.sessions import begin_session
from nawba.actions.setup import configure
from nawba.actions.webhooks import Wanted, add_webhook
from nawba.bench.access import Row
from nawba.domain.drafts import DraftText
from nawba.domain.errors import Conflict
from nawba.domain.gaps import Asked, Missed, Placing
from nawba.domain.identity import DOOR, Lives, Where
from nawba.domain.journal import Call
from nawba.domain.operations import Risk
from nawba.domain.redispatch import Change
from nawba.domain.words import ADMINISTRATOR, Actor, Adviser
from nawba.knowledge.gap_reading import GAP_FINDER
from nawba.store import Store, tables
from nawba.store.api_tables import webhooks
from nawba.store.gaps import read_cursor, read_questions
from nawba.store.identity_tables import sessions
from nawba.store.knowledge_tables import article_drafts, gap_questions, gaps
from nawba.store.privacy_tables import legal_holds
from nawba.store.redispatch_tables import measures
from nawba.store.rows import read_centre

Planted = tuple[dict[str, str], list[Row]]
"""Ids by the names that paths give them, and the rows that must not change."""

_TRIES = 20
_NOBODY_LISTENS = "http://127.0.0.1:9/planted"
_HOUR = 3600.0


def plant_person(store: Store, site: str, word: str) -> Planted:
    """An adviser of ``site``, as administrators' pages name one."""
    with store.read() as connection:
        centre = read_centre(connection)
    person = Adviser("planted", f"{word} adviser", site, {}, {"chat": 0})
    configure(store, ADMINISTRATOR, replace(centre, advisers=(*centre.advisers, person)))
    ids = {"adviser": person.id, "kind": "advisers", "id": person.id, "n": "1"}
    return ids, [(tables.advisers, "id", person.id)]


def plant_things(store: Store, contact: str, supervisor: str, of_brand: str, word: str) -> Planted:
    """What is of ``contact`` and its brand: ``supervisor`` leads it."""
    with store.read() as connection:
        row = connection.execute(sa.select(tables.contacts).filter_by(id=contact)).one()
    brand = str(row.brand)
    found = [
        _hold(store, contact, word),
        _webhook(store, brand, of_brand),
        _operation(store, contact, supervisor, word),
        _session(store),
    ]
    ids = {"customer": str(row.customer), "purpose": "training", "delivery": "wd_none"}
    rows: list[Row] = [(tables.customers, "id", str(row.customer))]
    for more, its_rows in found:
        ids, rows = ids | more, rows + its_rows
    return ids, rows


def plant_knowledge(store: Store, contact: str, brand: str, of_brand: str) -> Planted:
    """A draft and a gap of the brand: editors of all its sites work on them."""
    draft, its_row = _draft(store, brand, of_brand)
    gap, its_rows = _gap(store, contact, brand, of_brand)
    return draft | gap, its_row + its_rows


def _hold(store: Store, contact: str, word: str) -> Planted:
    hold_contact(store, ADMINISTRATOR, contact, word)
    return {}, [(legal_holds, "contact", contact)]


def _draft(store: Store, brand: str, word: str) -> Planted:
    text = DraftText(f"{word} draft", f"{word} draft body")
    draft, _ = create_draft(store, ADMINISTRATOR, brand, "planted-draft", "fr", text)
    return {"draft": draft}, [(article_drafts, "id", draft)]


def _gap(store: Store, contact: str, brand: str, word: str) -> Planted:
    """A question of the contact, kept as the server's own finder would: it may come between."""
    text, even = f"{word} question", np.full(512, 512**-0.5, dtype=np.float32)
    asked = Asked(contact, "m_planted", brand, "fr", Missed.HANDED_OVER, text, even, store.clock())
    for _ in range(_TRIES):
        with store.read() as connection:
            since, _ = read_cursor(connection)
        try:
            keep_questions(store, GAP_FINDER, [asked], since, since)
            break
        except Conflict:
            continue
    with store.read() as connection:
        question = next(one.id for one in read_questions(connection) if one.asked.text == text)
    place_questions(store, GAP_FINDER, [Placing(brand, None, [question], question, (word,))])
    with store.read() as connection:
        gap = connection.execute(sa.select(gap_questions.c.gap).filter_by(id=question)).scalar_one()
    return {"gap": gap, "item": question}, [(gaps, "id", gap), (gap_questions, "id", question)]


def _webhook(store: Store, brand: str, word: str) -> Planted:
    wanted = Wanted(_NOBODY_LISTENS, ["contact_closed"], (brand,), f"{word} hook", is_on=False)
    webhook, _ = add_webhook(store, ADMINISTRATOR, wanted, home={"127.0.0.1"})
    return {"webhook": webhook.id}, [(webhooks, "id", webhook.id)]


def _operation(store: Store, contact: str, supervisor: str, word: str) -> Planted:
    """One that waits for a person's yes."""
    fields: Mapping[str, str] = {"note": f"{word} field"}
    call = Call("suspend", Risk.IRREVERSIBLE, "planted-call", fields)
    actor = Actor("supervisor", supervisor)
    entry = start_operation(store, actor, contact, call, within_seconds=_HOUR).entry
    return {"operation": entry.id}, [(tables.operations, "id", entry.id)]


def _session(store: Store) -> Planted:
    signed = begin_session(
        store, DOOR, "planted", "demo", where=Where("planted browser"), lives=Lives()
    )
    return {"session": signed.session.id}, [(sessions, "id", signed.session.id)]


def plant_measures(store: Store, brand: str, site: str, of_brand: str, of_site: str) -> Planted:
    """A queue of the brand opened to more people, and the site dark: nothing moves by that."""
    with store.read() as connection:
        centre = read_centre(connection)
    queue = next(one.id for one in centre.queues if one.brand == brand)
    wanted = (
        (Change("widen_queue", queue=queue), of_brand),
        (Change("site_dark", site=site, held="finish"), of_site),
    )
    found = [
        apply_measure(store, ADMINISTRATOR, centre, change, None, f"{word} why", f"planted-{word}")
        for change, word in wanted
    ]
    return {"measure": found[0].id}, [(measures, "id", one.id) for one in found]
