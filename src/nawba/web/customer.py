"""The customer's routes: open, talk, attach, mend the brief, end, rate."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Request, Response, UploadFile
from pydantic import Field

from nawba.actions import consents, contacts, hands
from nawba.domain.attachments import MAX_ATTACHMENT, media_type_of
from nawba.domain.errors import NotFound, Restarting
from nawba.domain.texts import say
from nawba.domain.words import Actor, Brand, CustomerDetails, Json
from nawba.store.rows import attachment_of, read_article
from nawba.web.bodies import Body, Count
from nawba.web.callers import Customer, TheHouse
from nawba.web.credentials import of_token, vouch
from nawba.web.customer_view import customer_contact, customer_view
from nawba.web.files import read_attachment_row
from nawba.web.house import House
from nawba.web.hub import EVERYBODY, adviser_key
from nawba.web.streams import TheHub
from nawba.web.views import read_contact

router = APIRouter(prefix="/api")


class Opening(Body):
    brand: str
    client_id: str
    language: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    reference: str | None = None
    previous: str | None = None


class Details(Body):
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    reference: str | None = None


class Words(Body):
    client_id: str
    text: str = ""
    attachments: list[str] = Field(default_factory=list, max_length=10)


class LanguageChoice(Body):
    language: str


class BriefMending(Body):
    goal: str
    fields: dict[str, str] = Field(default_factory=dict)
    revision: Count


class Consent(Body):
    purpose: str
    given: bool


class Verdict(Body):
    solved: bool | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    comment: str = ""


@router.get("/brands/{brand}")
def show_brand(house: TheHouse, brand: str) -> Json:
    """What the widget needs before there is a contact."""
    known = _brand(house, brand)
    return {
        "id": known.id,
        "name": known.name,
        "colour": known.colour,
        "languages": list(known.languages),
        "assistant_name": known.assistant_name,
    }


@router.post("/contacts", status_code=201)
def open_contact(request: Request, house: TheHouse, response: Response, opening: Opening) -> Json:
    """Open a contact; the assistant's greeting is already in the view that comes back."""
    brand = _brand(house, opening.brand)
    _check_open(house, brand, opening.language)
    details = CustomerDetails(opening.name, opening.email, opening.phone, opening.reference)
    opened = contacts.open_contact(
        house.store,
        Actor("customer", "new"),
        brand,
        client_id=opening.client_id,
        language=opening.language,
        details=details,
        previous=opening.previous,
    )
    vouch(request.scope, of_token(opened.token))
    house.take_turn_now(opened.contact)
    response.status_code = 201 if opened.created else 200
    return {
        "token": opened.token,
        "again": opened.again,
        "view": customer_view(house, opened.contact),
    }


@router.get("/contacts/me")
def show(house: TheHouse, call: Customer) -> Json:
    contacts.seen(house.store, call.actor, call.contact)
    return customer_view(house, call.contact)


@router.post("/contacts/me/seen", status_code=204)
def seen(house: TheHouse, call: Customer) -> None:
    """Sent by an open page every minute or so."""
    contacts.seen(house.store, call.actor, call.contact)


@router.post("/contacts/me/messages", status_code=201)
def say_something(house: TheHouse, call: Customer, words: Words) -> Json:
    message = contacts.say(
        house.store,
        call.actor,
        call.contact,
        words.text,
        client_id=words.client_id,
        attachments=tuple(words.attachments),
    )
    house.owe_turn(call.contact)
    return house.message(message)


@router.post("/contacts/me/attachments", status_code=201)
def attach(house: TheHouse, call: Customer, file: Annotated[UploadFile, File()]) -> Json:
    return store_upload(house, call.actor, call.contact, file)


def store_upload(house: House, actor: Actor, contact: str, file: UploadFile) -> Json:
    """Check and keep an uploaded file; the ``Attachment`` to name in the next message."""
    content = file.file.read(MAX_ATTACHMENT + 1)
    attachment = contacts.attach(
        house.store,
        actor,
        contact,
        name=file.filename or "file",
        media_type=media_type_of(content),
        content=content,
    )
    found = attachment_of(read_attachment_row(house, attachment))
    return {
        "id": found.id,
        "name": found.name,
        "media_type": found.media_type,
        "size": found.size,
    }


@router.post("/contacts/me/language")
def change_language(house: TheHouse, call: Customer, choice: LanguageChoice) -> Json:
    brand = _brand_of(house, call.contact)
    contacts.change_language(house.store, call.actor, brand, call.contact, choice.language)
    return customer_contact(house, call.contact)


@router.put("/contacts/me/details")
def set_details(house: TheHouse, call: Customer, details: Details) -> Json:
    told = CustomerDetails(details.name, details.email, details.phone, details.reference)
    contacts.set_details(house.store, call.actor, call.contact, told)
    return customer_contact(house, call.contact)


@router.put("/contacts/me/brief")
def mend_brief(house: TheHouse, call: Customer, mending: BriefMending) -> Json | None:
    contacts.mend_brief(
        house.store,
        call.actor,
        call.contact,
        goal=mending.goal,
        fields=mending.fields,
        revision=mending.revision,
    )
    brief: Json | None = customer_contact(house, call.contact)["brief"]
    return brief


@router.post("/contacts/me/typing", status_code=204)
async def typing(hub: TheHub, call: Customer) -> None:
    line = hub.board.contacts.get(call.contact)
    lead = line.lead if line is not None else None
    keys = [EVERYBODY] + ([adviser_key(lead.party_id)] if lead else [])
    hub.tell_typing(keys, {"contact": call.contact, "party": "customer", "name": ""})


@router.post("/contacts/me/end")
def end(house: TheHouse, call: Customer) -> Json:
    brand = _brand_of(house, call.contact)
    language = customer_contact(house, call.contact)["language"]
    words = say("closed_by_customer", language, brand.language, brand=brand.name_in(language))
    hands.end(house.store, call.actor, house.centre, call.contact, "customer_left", words)
    return customer_contact(house, call.contact)


@router.post("/contacts/me/rating")
def rate(house: TheHouse, call: Customer, verdict: Verdict) -> Json:
    contacts.rate(
        house.store,
        call.actor,
        call.contact,
        solved=verdict.solved,
        rating=verdict.rating,
        comment=verdict.comment,
    )
    return customer_contact(house, call.contact)


@router.post("/contacts/me/consent", status_code=204)
def say_consent(house: TheHouse, call: Customer, consent: Consent) -> None:
    """Agree that this contact serves a purpose of the register, or say no; the last word counts."""
    consents.say_consent(
        house.store, call.actor, call.contact, consent.purpose, given=consent.given
    )


@router.get("/contacts/me/articles/{article}")
def show_source(
    house: TheHouse,
    call: Customer,
    article: str,
    language: str | None = None,
    version: Count | None = None,
) -> Json:
    """The approved article behind a citation, in the version that was cited if named."""
    with house.store.read() as connection:
        row = read_contact(connection, call.contact)
        assert row is not None, "the caller's contact was found a moment ago"
        found = read_article(connection, row.brand, article, language or row.language, version)
    if found is None:
        raise NotFound("This article is not served any more.")
    return {
        "title": found.title,
        "body": found.body,
        "version": found.version,
        "language": found.language,
    }


def _check_open(house: House, brand: Brand, language: str | None) -> None:
    """Raise Unavailable while the house is about to stop: it is shown to the customer as it is."""
    if house.is_draining:
        spoken = language if language in brand.languages else brand.language
        raise Restarting(say("restarting", spoken, brand.language), language=spoken)


def _brand(house: House, brand: str) -> Brand:
    found = house.centre.brand.get(brand)
    if found is None:
        raise NotFound(f"There is no brand '{brand}' here.", field="brand")
    return found


def _brand_of(house: House, contact: str) -> Brand:
    with house.store.read() as connection:
        row = read_contact(connection, contact)
    assert row is not None, "the caller's contact was found a moment ago"
    return house.history_centre.brand[row.brand]
