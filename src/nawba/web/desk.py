"""The adviser's and supervisor's routes on contacts: read, talk, offer, transfer, wrap up."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, File, UploadFile
from pydantic import Field
from sqlalchemy.engine import Connection

from nawba.actions import contacts, hands, offers, presence
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.permissions import is_within
from nawba.domain.texts import say
from nawba.domain.words import Actor, Json
from nawba.store import head, tables
from nawba.store.rows import read_article
from nawba.store.stream import format_cursor
from nawba.web.bodies import Body, Count
from nawba.web.callers import CentreReader, TheDoorkeeper, TheHouse, needs, saw
from nawba.web.contact_view import contact_detail
from nawba.web.customer import store_upload
from nawba.web.house import House
from nawba.web.hub import EVERYBODY, adviser_key, customer_key
from nawba.web.scope import contacts_within, scoped_centre
from nawba.web.streams import TheHub
from nawba.web.views import brief_json, centre_json, contact_rows, iso, read_contact

router = APIRouter(prefix="/api")


class StaffWords(Body):
    client_id: str
    text: str = ""
    attachments: list[str] = Field(default_factory=list, max_length=10)
    note: bool = False


class PresenceChoice(Body):
    state: str
    reason: str | None = None


class Answer(Body):
    epoch: Count
    reason: str | None = None


class Transfer(Body):
    queue: str | None = None
    adviser: str | None = None
    note: str = ""


class WrapUp(Body):
    code: str
    summary: str = ""
    follow_ups: str = ""


@router.get("/centre")
def show_centre(house: TheHouse, reader: CentreReader) -> Json:
    """The configured centre; in a demo also to who has not come in yet."""
    return centre_json(house.centre if reader is None else scoped_centre(house.centre, reader))


@router.get("/desk")
def show_desk(house: TheHouse, actor: Annotated[Actor, needs("heartbeat")]) -> Json:
    """What an adviser's page starts from: presence, contacts held, live offers, cursor."""
    if actor.id not in house.centre.adviser:
        raise NotFound("The centre has no adviser of this account any more.")
    with house.store.read() as connection:
        return {
            "me": _adviser(house, actor.id),
            "presence": _presence(connection, actor.id),
            "contacts": _held(house, connection, actor),
            "offers": _offers(house, connection, actor.id),
            "cursor": format_cursor(head(connection)),
            "now": house.store.clock().isoformat(),
        }


def _adviser(house: House, adviser: str) -> Json:
    known = house.centre.adviser[adviser]
    return {
        "id": known.id,
        "name": known.name,
        "site": known.site,
        "skills": known.skills,
        "capacity": known.capacity,
    }


def _presence(connection: Connection, adviser: str) -> Json:
    table = tables.presence
    row = connection.execute(sa.select(table).where(table.c.adviser == adviser)).first()
    if row is None:
        return {"state": "offline", "reason": None, "since": None}
    return {"state": row.state, "reason": row.reason, "since": iso(row.since)}


def _held(house: House, connection: Connection, actor: Actor) -> list[Json]:
    hand, contact = tables.hands, tables.contacts
    statement = (
        sa.select(contact)
        .join(hand, hand.c.contact == contact.c.id)
        .where(hand.c.party == actor.kind, hand.c.party_id == actor.id, hand.c.ended_at.is_(None))
        .where(*contacts_within(actor, house.history_centre))
        .order_by(contact.c.waiting_since, contact.c.id)
    )
    rows = list(connection.execute(statement))
    return contact_rows(connection, house.history_centre, rows, house.store.clock())


def _offers(house: House, connection: Connection, adviser: str) -> list[Json]:
    table = tables.offers
    statement = sa.select(table).where(table.c.adviser == adviser, table.c.state == "live")
    return [_offer(house, connection, row) for row in connection.execute(statement)]


def _offer(house: House, connection: Connection, row: sa.Row[*tuple[object, ...]]) -> Json:
    contact = read_contact(connection, row.contact)
    assert contact is not None, "an offer's contact exists (foreign key)"
    centre, now = house.history_centre, house.store.clock()
    return {
        "id": row.id,
        "contact": row.contact,
        "epoch": row.epoch,
        "adviser": row.adviser,
        "made_at": iso(row.made_at),
        "expires_at": iso(row.expires_at),
        "row": contact_rows(connection, centre, [contact], now)[0],
        "brief": brief_json(connection, row.contact),
    }


@router.post("/desk/presence")
def set_presence(
    house: TheHouse, actor: Annotated[Actor, needs("set_presence")], choice: PresenceChoice
) -> Json:
    presence.set_presence(house.store, actor, actor.id, choice.state, choice.reason)
    with house.store.read() as connection:
        return _presence(connection, actor.id)


@router.post("/desk/heartbeat")
def heartbeat(house: TheHouse, actor: Annotated[Actor, needs("heartbeat")]) -> Json:
    """Presence as the house sees it: ``lost`` tells the page to ask for ``available`` again."""
    presence.heartbeat(house.store, actor, actor.id)
    with house.store.read() as connection:
        return _presence(connection, actor.id)


@router.post("/offers/{offer}/accept")
def accept(
    house: TheHouse, actor: Annotated[Actor, needs("accept")], offer: str, answer: Answer
) -> Json:
    contact = offers.accept(house.store, actor, offer, answer.epoch, _joined(house, actor, offer))
    with house.store.read() as connection:
        row = read_contact(connection, contact)
        assert row is not None, "a contact just accepted exists"
        return contact_rows(connection, house.centre, [row], house.store.clock())[0]


def _joined(house: House, actor: Actor, offer: str) -> str:
    """What the customer reads when the adviser comes, in the customer's language."""
    table, contact = tables.offers, tables.contacts
    statement = sa.select(contact).join(table, table.c.contact == contact.c.id)
    with house.store.read() as connection:
        row = connection.execute(statement.where(table.c.id == offer)).first()
    if row is None:
        return ""
    name = house.centre.name_of(actor.kind, actor.id)
    return say("adviser_joined", row.language, house.centre.brand[row.brand].language, name=name)


@router.post("/offers/{offer}/refuse", status_code=204)
def refuse(
    house: TheHouse, actor: Annotated[Actor, needs("refuse")], offer: str, answer: Answer
) -> None:
    offers.refuse(house.store, actor, offer, answer.epoch, answer.reason)


@router.get("/contacts/{contact}")
def show_contact(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    actor: Annotated[Actor, needs("read_contact")],
    contact: str,
) -> Json:
    shown = contact_detail(house, contact, actor)
    saw(doorkeeper, actor, "contact", contact, str(shown["row"]["brand"]))
    return shown


@router.post("/contacts/{contact}/messages", status_code=201)
def say_something(
    house: TheHouse, actor: Annotated[Actor, needs("say")], contact: str, words: StaffWords
) -> Json:
    message = contacts.say(
        house.store,
        actor,
        contact,
        words.text,
        client_id=words.client_id,
        attachments=tuple(words.attachments),
        note=words.note,
    )
    return house.message(message)


@router.post("/contacts/{contact}/attachments", status_code=201)
def attach(
    house: TheHouse,
    actor: Annotated[Actor, needs("attach")],
    contact: str,
    file: Annotated[UploadFile, File()],
) -> Json:
    return store_upload(house, actor, contact, file)


@router.post("/contacts/{contact}/typing", status_code=204)
async def typing(
    house: TheHouse, hub: TheHub, actor: Annotated[Actor, needs("say")], contact: str
) -> None:
    line = hub.board.contacts.get(contact)
    people = [hand for hand in (line.lead, *line.joined) if hand] if line else []
    if not any((hand.party, hand.party_id) == (actor.kind, actor.id) for hand in people):
        return
    name = house.centre.name_of(actor.kind, actor.id)
    keys = [EVERYBODY, customer_key(contact)]
    keys += [adviser_key(hand.party_id) for hand in people if hand.party_id != actor.id]
    hub.tell_typing(keys, {"contact": contact, "party": actor.kind, "name": name})


@router.post("/contacts/{contact}/transfer", status_code=204)
def transfer(
    house: TheHouse, actor: Annotated[Actor, needs("transfer")], contact: str, wanted: Transfer
) -> None:
    _check_target(house, actor, wanted)
    hands.transfer(
        house.store,
        actor,
        house.centre,
        contact,
        queue=wanted.queue,
        adviser=wanted.adviser,
        note=wanted.note,
        notice=_told(house, contact, "transferred"),
    )


def _check_target(house: House, actor: Actor, wanted: Transfer) -> None:
    """Beyond the actor's own sites there is nobody to transfer to."""
    known = house.centre.adviser.get(wanted.adviser or "")
    if known is not None and not is_within(actor, site=known.site):
        raise Invalid(f"There is no adviser '{known.id}'.", field="adviser")


@router.post("/contacts/{contact}/end", status_code=204)
def end(house: TheHouse, actor: Annotated[Actor, needs("end")], contact: str) -> None:
    words = _told(house, contact, "closed_by_adviser")
    hands.end(house.store, actor, house.centre, contact, "adviser_ended", words)


@router.post("/contacts/{contact}/wrap-up", status_code=204)
def wrap_up(
    house: TheHouse, actor: Annotated[Actor, needs("wrap_up")], contact: str, wrapped: WrapUp
) -> None:
    hands.wrap_up(
        house.store,
        actor,
        house.centre,
        contact,
        code=wrapped.code,
        summary=wrapped.summary,
        follow_ups=wrapped.follow_ups,
    )


@router.post("/contacts/{contact}/watch", status_code=204)
def watch(house: TheHouse, actor: Annotated[Actor, needs("watch")], contact: str) -> None:
    hands.watch(house.store, actor, contact)


@router.post("/contacts/{contact}/join", status_code=204)
def join(house: TheHouse, actor: Annotated[Actor, needs("join")], contact: str) -> None:
    name = house.centre.name_of(actor.kind, actor.id)
    hands.join(house.store, actor, contact, _told(house, contact, "supervisor_joined", name))


@router.post("/contacts/{contact}/leave", status_code=204)
def leave(house: TheHouse, actor: Annotated[Actor, needs("leave")], contact: str) -> None:
    hands.leave(house.store, actor, contact)


@router.post("/contacts/{contact}/take-over", status_code=204)
def take_over(house: TheHouse, actor: Annotated[Actor, needs("take_over")], contact: str) -> None:
    name = house.centre.name_of(actor.kind, actor.id)
    hands.take_over(house.store, actor, contact, _told(house, contact, "taken_over", name))


@router.get("/articles/{brand}/{article}")
def show_article(
    house: TheHouse,
    actor: Annotated[Actor, needs("read_centre")],
    brand: str,
    article: str,
    language: str,
    version: Count | None = None,
) -> Json:
    with house.store.read() as connection:
        found = read_article(connection, brand, article, language, version)
    if found is None:
        raise NotFound("This article is not served any more.")
    return {**found.__dict__, "questions": list(found.questions)}


def _told(house: House, contact: str, key: str, name: str = "") -> str:
    """A sentence for the customer of ``contact``, in their language."""
    with house.store.read() as connection:
        row = read_contact(connection, contact)
    if row is None:
        raise NotFound(f"There is no contact {contact}.")
    brand = house.history_centre.brand[row.brand]
    return say(key, row.language, brand.language, brand=brand.name_in(row.language), name=name)
