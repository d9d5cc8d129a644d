"""The customer's verbs and those of whoever talks with them: open, say, attach, mend, end, rate."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from nawba.actions import masking, steps
from nawba.actions.coming_back import come_back
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound, Repeated
from nawba.domain.permissions import permit
from nawba.domain.text import MAX_FIELD, check_client_id, check_code, clean, clean_required
from nawba.domain.turns import OPENING, Draft
from nawba.domain.words import Actor, Brand, Brief, CustomerDetails, MessageKind
from nawba.privacy.file_masking import mask_file
from nawba.privacy.masking import HIDDEN
from nawba.store import Store, Transaction, statements, tables
from nawba.store.rows import brief_of

SEEN_SECONDS = 20.0


@dataclass(frozen=True)
class Opened:
    """``token`` is the customer's secret to the contact; only its hash is stored.

    ``created`` is False when the same client id had opened the contact before.
    """

    contact: str
    customer: str
    token: str
    created: bool = True

    @property
    def again(self) -> str:
        """By which the customer may be known when they come back; it opens nothing."""
        return hash_token(self.token)


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_contact(
    store: Store,
    actor: Actor,
    brand: Brand,
    *,
    client_id: str,
    channel: str = "chat",
    language: str | None = None,
    details: CustomerDetails = CustomerDetails(),  # noqa: B008 - frozen, hence safe to share
    previous: str | None = None,
    draw: float | None = None,
) -> Opened:
    """Open a contact of ``brand``, draw its arm, and owe it a greeting.

    ``client_id`` doubles as idempotency key and as seed of the token, so a repeated request gets
    the same contact: it must be unguessable (16 characters or more). ``previous`` is ``again``
    of the customer's last contact with the brand, if they kept it: whoever led that one may be
    asked first. ``draw`` in [0, 1) replaces the random draw of the arm in tests. Raises Invalid for
    a short id or an unknown language, Repeated for an id that opened a contact of another brand.
    """
    permit(actor, "open_contact")
    _check_opening(brand, client_id, channel, language)
    token = hashlib.sha256(f"nawba-token:{client_id}".encode()).hexdigest()
    with store.write("open_contact", actor) as tx:
        found = _opened_before(tx, token)
        if found is not None:
            return _open_again(found, brand, token)
        told = _told(details)
        kept = {key: masking.mask_field(value) for key, value in told.items()}
        customer = _add_customer(tx, brand.id, kept)
        contact = _add_contact(tx, brand, channel, language, customer, client_id, token, draw)
        come_back(tx, contact, brand.id, previous)
        _tell(tx, contact, Actor("customer", customer), told.values(), kept.values())
        return Opened(contact, customer, token)


def _told(details: CustomerDetails) -> dict[str, str]:
    """What was told, cleaned; what was not is left out."""
    told = {key: value for key, value in asdict(details).items() if value}
    return {key: clean(value, field=key, limit=MAX_FIELD) for key, value in told.items()}


def _tell(
    tx: Transaction, contact: str, actor: Actor, was: Iterable[str], kept: Iterable[str]
) -> None:
    masking.tell_masked(tx, steps.load(tx, contact), actor, list(was), list(kept))


def _open_again(found: steps.Row, brand: Brand, token: str) -> Opened:
    if found.brand != brand.id:
        raise Repeated("This client id opened a contact of another brand. Send a new id.")
    return Opened(found.id, found.customer, token, created=False)


def _check_opening(brand: Brand, client_id: str, channel: str, language: str | None) -> None:
    check_client_id(client_id, least=16, most=200)
    check_code(channel, field="channel", limit=20)
    if language is not None and language not in brand.languages:
        spoken = ", ".join(brand.languages)
        raise Invalid(f"{brand.name} answers in {spoken}. Choose one.", field="language")


def _opened_before(tx: Transaction, token: str) -> steps.Row | None:
    return statements.find(tx.connection, tables.contacts, token_hash=hash_token(token))


def _add_customer(tx: Transaction, brand: str, told: dict[str, str]) -> str:
    customer = steps.new_id("u")
    kept = {key: told.get(key) or None for key in asdict(CustomerDetails())}
    statements.add(
        tx.connection, tables.customers, id=customer, brand=brand, created_at=tx.now, **kept
    )
    return customer


def _add_contact(
    tx: Transaction,
    brand: Brand,
    channel: str,
    language: str | None,
    customer: str,
    client_id: str,
    token: str,
    draw: float | None,
) -> str:
    contact = steps.new_id("c")
    spoken = language or brand.language
    drawn = secrets.SystemRandom().random() if draw is None else draw
    arm = "holdout" if drawn < brand.holdout_share else "assistant"
    statements.add(
        tx.connection,
        tables.contacts,
        id=contact,
        cell=tx.cell,
        brand=brand.id,
        channel=channel,
        customer=customer,
        client_id=hash_token(client_id),
        token_hash=hash_token(token),
        language=spoken,
        arm=arm,
        state="assistant",
        opened_at=tx.now,
        last_message_at=tx.now,
        customer_seen_at=tx.now,
        turn_due=OPENING,
    )
    tx.emit(ev.ContactOpened(contact, brand.id, channel, spoken, arm, customer))
    steps.start_hand(tx, contact, "assistant", steps.ASSISTANT_ID, leads=True)
    return contact


def say(
    store: Store,
    actor: Actor,
    contact: str,
    text: str,
    *,
    client_id: str,
    attachments: tuple[str, ...] = (),
    note: bool = False,
) -> str:
    """Add a message; returns its id. The same ``client_id`` again returns the same message.

    Card numbers and their codes are masked before anything is kept, and the writer is told. Raises
    TooLarge, Invalid (nothing said), Conflict (contact over) and Repeated (the same ``client_id``
    with another text).
    """
    wanted = clean(text, field="text") if attachments else clean_required(text, field="text")
    check_client_id(client_id)
    kind = MessageKind.NOTE if note else MessageKind.TEXT
    with store.write("say", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "note" if note else "say", own=steps.is_own(tx, row, actor))
        before = _said_before(tx, contact, actor, client_id)
        if before is not None:
            return _same(before, wanted, kind)
        steps.load_open(tx, contact, *(() if note else ("assistant", "waiting", "held")))
        kept = masking.mask_said(tx, contact, actor, wanted)
        message = steps.announce(tx, row, actor, Draft(kept, kind), client_id, attachments)
        _claim(tx, actor, contact, message, attachments)
        _after_saying(tx, row, actor, message, note)
        masking.tell_masked(tx, row, actor, [wanted], [kept])
        return message


def _said_before(tx: Transaction, contact: str, actor: Actor, client_id: str) -> steps.Row | None:
    author = {"author": actor.kind, "author_id": actor.id}
    return statements.find(
        tx.connection, tables.messages, contact=contact, client_id=client_id, **author
    )


def _same(before: steps.Row, wanted: str, kind: MessageKind) -> str:
    is_masked = HIDDEN in before.text  # what it was cannot be compared any more
    if before.kind != kind or not (is_masked or before.text == wanted):
        raise Repeated("This client id was used for another text. Send a new id.")
    return str(before.id)


def _claim(
    tx: Transaction, actor: Actor, contact: str, message: str, attachments: tuple[str, ...]
) -> None:
    table = tables.attachments
    for attachment in attachments:
        claimed = tx.connection.execute(
            table.update()
            .where(
                table.c.id == attachment,
                table.c.contact == contact,
                table.c.message.is_(None),
                table.c.uploaded_by == str(actor),
            )
            .values(message=message)
        )
        if claimed.rowcount != 1:
            raise NotFound("This attachment is not here any more. Attach the file again.")


def _after_saying(tx: Transaction, row: steps.Row, actor: Actor, message: str, note: bool) -> None:
    if note:
        return
    if actor.kind != "customer":
        steps.change(tx, row.id, unanswered=False, warned_at=None)
        return
    owed = message if row.state in ("assistant", "waiting") else None
    steps.change(
        tx, row.id, unanswered=True, warned_at=None, turn_due=owed, customer_seen_at=tx.now
    )


def attach(
    store: Store, actor: Actor, contact: str, *, name: str, media_type: str, content: bytes
) -> str:
    """Keep a file for a message about to be said; returns the attachment's id.

    Size and type are checked by ``domain.attachments`` before this is called. Card numbers and
    codes in a file of text are masked, and whoever sent it is told; raises TooLarge when it holds
    too many long numbers to be looked at.
    """
    shown = mask_file(content, media_type)
    with store.write("attach", actor) as tx:
        row = steps.load_open(tx, contact)
        permit(actor, "attach", own=steps.is_own(tx, row, actor))
        attachment, told = steps.new_id("f"), clean(name, field="file", limit=MAX_FIELD)
        kept = masking.mask_field(told)
        masking.tell_masked(tx, row, actor, [told], [kept])
        masking.tell_masked(tx, row, actor, [content], [shown], about="card_masked_file")
        tx.connection.execute(
            tables.attachments.insert().values(
                id=attachment,
                contact=contact,
                name=kept or "file",
                media_type=media_type,
                size=len(shown),
                sha256=hashlib.sha256(shown).hexdigest(),
                content=shown,
                uploaded_by=str(actor),
                at=tx.now,
            )
        )
        return attachment


def change_language(store: Store, actor: Actor, brand: Brand, contact: str, language: str) -> None:
    """The customer asks to be answered in another language of the brand. Raises Invalid."""
    if language not in brand.languages:
        raise Invalid(f"{brand.name} answers in {', '.join(brand.languages)}.", field="language")
    with store.write("change_language", actor) as tx:
        row = steps.load_open(tx, contact)
        permit(actor, "change_language", own=steps.is_own(tx, row, actor))
        if row.language != language:
            steps.change(tx, contact, language=language)
            tx.emit(ev.LanguageChanged(contact, language))


def set_details(store: Store, actor: Actor, contact: str, details: CustomerDetails) -> None:
    """The customer says who they are; fields left None stay as they were."""
    with store.write("set_details", actor) as tx:
        row = steps.load_open(tx, contact)
        permit(actor, "set_details", own=steps.is_own(tx, row, actor))
        told = _told(details)
        if told:
            kept = {key: masking.mask_field(value) for key, value in told.items()}
            statements.change(tx.connection, tables.customers, {"id": row.customer}, **kept)
            masking.tell_masked(tx, row, actor, list(told.values()), list(kept.values()))


def mend_brief(
    store: Store,
    actor: Actor,
    contact: str,
    *,
    goal: str,
    fields: dict[str, str],
    revision: int,
) -> Brief:
    """Correct the brief's goal and fields. Raises Conflict when ``revision`` is not the latest."""
    with store.write("mend_brief", actor) as tx:
        row = steps.load_open(tx, contact)
        permit(actor, "mend_brief", own=steps.is_own(tx, row, actor))
        brief = read_brief(tx.connection, contact)
        if brief is None or brief.revision != revision:
            raise Conflict("The brief has changed meanwhile. Read it again, then mend it.")
        told = clean_required(goal, field="goal"), _clean_fields(fields)
        wanted, known = masking.mask_field(told[0]), _masked(told[1])
        was, kept = [told[0], *told[1].values()], [wanted, *known.values()]
        masking.tell_masked(tx, row, actor, was, kept)
        mended = replace(brief, goal=wanted, fields=known, revision=revision + 1, mended=True)
        write_brief(tx, contact, mended)
        return mended


def _masked(fields: dict[str, str]) -> dict[str, str]:
    return {masking.mask_field(key): masking.mask_field(one) for key, one in fields.items()}


def _clean_fields(fields: dict[str, str]) -> dict[str, str]:
    if len(fields) > 30:
        raise Invalid("A brief has at most 30 fields.", field="fields")
    cleaned = {
        clean(key, field="fields", limit=80): clean(value, field=f"fields.{key}", limit=MAX_FIELD)
        for key, value in fields.items()
    }
    return {key: value for key, value in cleaned.items() if key and value}


def read_brief(connection: sa.Connection, contact: str) -> Brief | None:
    """The contact's brief as it stands; None before any hand-over."""
    table = tables.briefs
    row = connection.execute(sa.select(table).where(table.c.contact == contact)).first()
    return None if row is None else brief_of(row)


def write_brief(tx: Transaction, contact: str, brief: Brief) -> None:
    """Store ``brief`` as the contact's brief, replacing an earlier revision."""
    table = tables.briefs
    tx.connection.execute(table.delete().where(table.c.contact == contact))
    tx.connection.execute(
        table.insert().values(
            contact=contact,
            revision=brief.revision,
            mended=brief.mended,
            document=asdict(brief),
        )
    )
    tx.emit(ev.BriefWritten(contact, brief.revision, brief.mended))


def rate(
    store: Store,
    actor: Actor,
    contact: str,
    *,
    solved: bool | None,
    rating: int | None,
    comment: str = "",
) -> None:
    """The customer's own verdict, also after closing; a later one replaces it. Raises Invalid."""
    if rating is not None and not 1 <= rating <= 5:
        raise Invalid("Rate from 1 to 5.", field="rating")
    words = masking.mask_field(clean(comment, field="comment"))
    with store.write("rate", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "rate", own=steps.is_own(tx, row, actor))
        steps.change(tx, contact, solved=solved, rating=rating)
        table = tables.feedback
        tx.connection.execute(table.delete().where(table.c.contact == contact))
        if words:
            tx.connection.execute(table.insert().values(contact=contact, comment=words))
        tx.emit(ev.RatingGiven(contact, solved, rating))


def seen(store: Store, actor: Actor, contact: str) -> None:
    """The customer's page is open right now; keeps a waiting contact from being abandoned.

    Written at most every ``SEEN_SECONDS``: a page tells more often than anybody needs to know.
    """
    with store.read() as connection:
        row = statements.find(connection, tables.contacts, id=contact)
    limit = store.clock() - timedelta(seconds=SEEN_SECONDS)
    if row is not None and row.customer == actor.id and row.customer_seen_at > limit:
        return
    with store.write("seen", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "seen", own=steps.is_own(tx, row, actor))
        steps.change(tx, contact, customer_seen_at=tx.now)
