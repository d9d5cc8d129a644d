"""A centre of one queue with many advisers, and contacts that wait in it: made by the verbs."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from nawba.actions import contacts, presence, turns
from nawba.actions.setup import configure
from nawba.domain.turns import Draft, HandOver, Outcome
from nawba.domain.words import (
    ADMINISTRATOR,
    ASSISTANT,
    Actor,
    Adviser,
    Brand,
    Brief,
    Centre,
    Queue,
    Site,
    Skill,
    Target,
    WrapUpCode,
)
from nawba.store import Store
from nawba.store.migrate import migrate

BRAND, QUEUE = "crowd", "crowd-fr"
_BRIEF = Brief("unknown", "something", {}, (), (), "asked")
_TO_PEOPLE = Outcome((Draft("…"),), hand_over=HandOver(QUEUE, "asked", _BRIEF))

Progress = Callable[[int, int], None]


def crowd_centre(advisers: int, capacity: int) -> Centre:
    """``advisers`` at one site, each for ``capacity`` chats at once."""
    return Centre(
        skills=(Skill("fr", "Français"),),
        sites=(Site("casa", "Casablanca", "MA", "Africa/Casablanca"),),
        brands=(Brand(BRAND, "Crowd", ("fr",), "Africa/Casablanca", "Lina", holdout_share=0.0),),
        queues=(Queue(QUEUE, BRAND, "Crowd", "fr", {"fr": 1}, Target(0.8, 20), entry=True),),
        advisers=tuple(
            Adviser(f"adviser-{n}", f"Adviser {n}", "casa", {"fr": 3}, {"chat": capacity})
            for n in range(advisers)
        ),
        wrap_up_codes=(WrapUpCode("done", {"fr": "Fait"}),),
    )


def open_crowd(store: Store, centre: Centre) -> None:
    """Tables, configuration, and every adviser available."""
    migrate(store)
    configure(store, ADMINISTRATOR, centre)
    for one in centre.advisers:
        presence.set_presence(store, Actor("adviser", one.id), one.id, "available")


def wait(store: Store, centre: Centre, client_id: str = "") -> str:
    """Open a contact that the assistant hands over at once; returns its id.

    Repeated with the same ``client_id`` it goes on with the same contact.
    """
    opened = contacts.open_contact(
        store,
        Actor("customer", "new"),
        centre.brand[BRAND],
        client_id=client_id or secrets.token_hex(16),
        draw=0.99,
    )
    turns.take_turn(store, ASSISTANT, opened.contact, "opening", _TO_PEOPLE)
    return opened.contact
