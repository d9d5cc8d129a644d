"""A small centre and the short ways to bring a contact into each state, through the verbs only."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier
from typing import Any

import sqlalchemy as sa

from nawba.actions import contacts, hands, offers, presence, turns
from nawba.actions.assistant_versions import publish_assistant
from nawba.domain.errors import NawbaError
from nawba.domain.events import Event, Recorded
from nawba.domain.gate_report import Check, GateReport
from nawba.domain.turns import Draft, HandOver, Outcome
from nawba.domain.versions import AssistantDocument, AssistantVersion
from nawba.domain.words import (
    ADMINISTRATOR,
    ASSISTANT,
    DISPATCHER,
    Actor,
    Adviser,
    Brand,
    Brief,
    Centre,
    Offer,
    Opening,
    PauseReason,
    Queue,
    Site,
    Skill,
    Source,
    Supervisor,
    Target,
    WrapUpCode,
)
from nawba.store import Store, events_after, snapshot, tables
from nawba.store.assistant_versions import current_number
from virtual_time import VirtualClock

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFER_SECONDS = 20.0
LEASE_SECONDS = 15.0

AMINA = Actor("adviser", "amina")
BILAL = Actor("adviser", "bilal")
CLARA = Actor("adviser", "clara")
DRISS = Actor("adviser", "driss")
SALMA = Actor("supervisor", "salma")
TARIQ = Actor("supervisor", "tariq")
STRANGER = Actor("customer", "u_stranger")

SOURCE = Source("delais-livraison", 1, "fr", "Délais de livraison")
BRIEF = Brief("unknown", "where is my parcel", {"reference": "WH-7"}, ("searched",), (), "asked")


def small_centre() -> Centre:
    """Two brands, three queues (one with opening hours), four advisers who take two chats each."""
    target = Target(0.8, 20)
    return Centre(
        skills=(Skill("fr", "Français"), Skill("ar", "العربية"), Skill("billing", "Billing")),
        sites=(Site("casa", "Casablanca", "MA", "Africa/Casablanca"),),
        brands=(
            Brand("waha", "Waha", ("fr", "ar", "en"), "Africa/Casablanca", "Lina"),
            Brand("sahla", "Sahla", ("fr", "ar"), "Africa/Tunis", "Sami", holdout_share=0.25),
        ),
        queues=(
            Queue("waha-fr", "waha", "Waha, French", "fr", {"fr": 3}, target, entry=True),
            Queue("waha-billing", "waha", "Waha, bills", "fr", {"billing": 2}, target),
            Queue(
                "sahla-fr",
                "sahla",
                "Sahla, French",
                "fr",
                {"fr": 3},
                target,
                entry=True,
                timezone="Africa/Tunis",
                hours=(Opening(WEEKDAYS, "08:00", "18:00"),),
            ),
        ),
        advisers=tuple(
            Adviser(name.lower(), name, "casa", {"fr": 4, "billing": 2}, {"chat": 2})
            for name in ("Amina", "Bilal", "Clara", "Driss")
        ),
        supervisors=(Supervisor("salma", "Salma", "casa"), Supervisor("tariq", "Tariq", "casa")),
        wrap_up_codes=(
            WrapUpCode("solved", {"fr": "Résolu"}),
            WrapUpCode("follow_up", {"fr": "À suivre"}),
        ),
        pause_reasons=(PauseReason("lunch", {"fr": "Déjeuner"}),),
    )


def hand_over(queue: str = "waha-fr") -> Outcome:
    """The assistant's turn that sends a contact to people."""
    return Outcome((Draft("A colleague takes over."),), hand_over=HandOver(queue, "asked", BRIEF))


def publish(
    house: House,
    document: AssistantDocument,
    parts: dict[str, bytes] | None = None,
    actor: Actor = ADMINISTRATOR,
) -> AssistantVersion:
    """Publish ``document`` as one whose gate found nothing wrong."""
    with house.store.read() as connection:
        base = current_number(connection)
    report = GateReport(document.id, (Check("scripted_conversations", 3),))
    return publish_assistant(house.store, actor, document, report, parts, base=base)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run all calls at the same moment, each in its thread; their results, or what they raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return call()
        except NawbaError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result(timeout=30) for one in [pool.submit(run, call) for call in calls]]


@dataclass
class House:
    """The store, its clock and its centre, with what tests do all the time."""

    store: Store
    clock: VirtualClock
    centre: Centre
    holder: str = "dispatcher-1"
    _ids: Any = field(default_factory=lambda: count(1))

    def unique(self, prefix: str = "test") -> str:
        return f"{prefix}-{next(self._ids):020d}"

    # -- bringing a contact somewhere ------------------------------------------------------

    def opened(self, brand: str = "waha", draw: float = 0.99, **options: Any) -> contacts.Opened:
        options.setdefault("client_id", self.unique("open"))
        customer = Actor("customer", "new")
        return contacts.open_contact(
            self.store, customer, self.centre.brand[brand], draw=draw, **options
        )

    def customer_of(self, contact: str) -> Actor:
        return Actor("customer", self.row(contact).customer)

    def waiting(self, queue: str = "waha-fr", **options: Any) -> str:
        """A contact that the assistant has handed over; returns its id."""
        contact = self.opened(self.centre.queue[queue].brand, **options).contact
        turn = turns.take_turn(self.store, ASSISTANT, contact, "opening", hand_over(queue))
        assert turn
        return contact

    def available(self, *advisers: Actor) -> None:
        for adviser in advisers or (AMINA, BILAL, CLARA, DRISS):
            presence.set_presence(self.store, adviser, adviser.id, "available")

    def lease(self, holder: str | None = None, seconds: float = LEASE_SECONDS) -> offers.Lease:
        """Take or renew the lease for ``holder`` (by default whoever took it last)."""
        self.holder = holder or self.holder
        return offers.take_lease(self.store, DISPATCHER, self.holder, seconds)

    def offers(self, *pairs: tuple[str, Actor], lease: offers.Lease | None = None) -> list[Offer]:
        named = [(contact, adviser.id) for contact, adviser in pairs]
        return offers.make_offers(
            self.store, DISPATCHER, lease or self.lease(), named, OFFER_SECONDS
        )

    def offered(self, contact: str | None = None, adviser: Actor = AMINA) -> Offer:
        """A live offer of ``contact`` (a new one by default) to ``adviser``, made available."""
        self.available(adviser)
        (offer,) = self.offers((contact or self.waiting(), adviser))
        return offer

    def accepted(self, offer: Offer) -> str:
        return offers.accept(self.store, Actor("adviser", offer.adviser), offer.id, offer.epoch)

    def held(self, adviser: Actor = AMINA, contact: str | None = None) -> str:
        """A contact led by ``adviser``; returns its id."""
        return self.accepted(self.offered(contact, adviser))

    def wrapping_up(self, adviser: Actor = AMINA) -> str:
        contact = self.held(adviser)
        hands.end(self.store, adviser, self.centre, contact, "adviser_ended")
        return contact

    def closed(self) -> str:
        contact = self.opened().contact
        hands.end(self.store, self.customer_of(contact), self.centre, contact, "customer_left")
        return contact

    def say(self, contact: str, actor: Actor | None = None, text: str = "Bonjour") -> str:
        speaker = actor or self.customer_of(contact)
        return contacts.say(self.store, speaker, contact, text, client_id=self.unique("say"))

    # -- looking ---------------------------------------------------------------------------

    def row(self, contact: str) -> Any:
        table = tables.contacts
        return self.one(sa.select(table).where(table.c.id == contact))

    def one(self, statement: Any) -> Any:
        (row,) = self.all(statement)
        return row

    def all(self, statement: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(statement))

    def rows(self, name: str, **where: Any) -> list[Any]:
        """The rows of a table that have the given column values."""
        table = tables.metadata.tables[name]
        found = sa.select(table)
        for column, value in where.items():
            found = found.where(table.c[column] == value)
        return self.all(found)

    def recorded(self, after: int = 0) -> list[Recorded]:
        with self.store.read() as connection:
            return events_after(connection, {"main": after}, limit=100_000)

    def events(self, *kinds: type[Event], contact: str | None = None) -> list[Any]:
        """Events of ``kinds`` (all if none), in order."""
        found = [recorded.event for recorded in self.recorded()]
        return [
            event
            for event in found
            if (not kinds or isinstance(event, kinds))
            and (contact is None or getattr(event, "contact", None) == contact)
        ]

    def line(self, contact: str) -> Any:
        """The contact as the live board shows it."""
        with self.store.read() as connection:
            return snapshot(connection).contacts[contact]

    def lead(self, contact: str) -> tuple[str, str]:
        hand = self.line(contact).lead
        return hand.party, hand.party_id

    # -- breaking --------------------------------------------------------------------------

    def raw(self, statement: str, **values: Any) -> None:
        """Run SQL past the verbs, as a corrupted or tampered database would look."""
        engine = self.store.engine.execution_options(nawba_write=True)
        with engine.begin() as connection:
            connection.execute(sa.text(statement), values)
