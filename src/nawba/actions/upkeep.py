"""What the house does by the clock: warn the silent, close the inactive, end late wrap-ups, give
up operations whose caller is gone, end measures whose time is over.

``run_upkeep`` is called every second or so by whoever holds the cell's lease; it reads first and
opens a write transaction only when something is due. What fails for one contact is logged and
tried again at the next call: the others do not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from nawba.actions import hands, offers, operations, presence, redispatch, steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound, NotPermitted, Unavailable
from nawba.domain.hours import queue_is_open, queue_opens_at
from nawba.domain.permissions import permit
from nawba.domain.texts import say, say_closed
from nawba.domain.words import Actor, Brand, Centre, Queue
from nawba.store import Store, tables
from nawba.store.stream import recorded_of

log = structlog.get_logger()

Act = Callable[[Store, Actor, Centre, steps.Row], None]


@dataclass(frozen=True)
class Patience:
    """Seconds after which an adviser's silent page is lost, and an absent waiting customer."""

    adviser_lost_seconds: float = 30.0
    customer_gone_seconds: float = 300.0


@dataclass(frozen=True)
class _Round:
    """What one look at the open contacts is judged by; ``told`` is by contact."""

    centre: Centre
    patience: Patience
    now: datetime
    told: Mapping[str, ev.ClosedHoursTold]

    def shut(self, row: steps.Row) -> Queue | None:
        """The contact's queue, while its opening hours keep it shut."""
        queue = self.centre.queue.get(row.queue)
        is_shut = queue is not None and not queue_is_open(self.centre, queue, self.now)
        return queue if is_shut else None

    def reopened_at(self, row: steps.Row) -> datetime | None:
        """When the opening that this contact was last told of is, or was."""
        told = self.told.get(row.id)
        return told.opens_at if told is not None and told.queue == row.queue else None


def run_upkeep(
    store: Store,
    actor: Actor,
    centre: Centre,
    patience: Patience = Patience(),
) -> int:
    """Do everything that is due now; returns how many things were done.

    Raises Unavailable when the database is, NotPermitted for anybody but the house.
    """
    done = _try("offers", lambda: offers.expire_offers(store, actor))
    done += _try("presence", lambda: _lose_silent(store, actor, centre, patience))
    done += _try("measures", lambda: redispatch.expire_measures(store, actor, centre))
    done += _try("operations", lambda: len(operations.end_overdue_operations(store, actor)))
    with store.read() as connection:
        rows, told = _open_rows(connection), _told_closed(connection)
    look = _Round(centre, patience, store.clock(), told)
    return done + sum(_try(row.id, partial(_attend, store, actor, look, row)) for row in rows)


def _try(what: str, work: Callable[[], int]) -> int:
    """``work()``, or 0 after a defect: it must not keep the house from the rest of its duties."""
    try:
        return work()
    except (Conflict, NotFound):
        return 0  # somebody acted between our look and our turn: nothing is due any more
    except (Unavailable, NotPermitted):
        raise
    except Exception:
        log.exception("upkeep_failed", what=what)
        return 0


def _lose_silent(store: Store, actor: Actor, centre: Centre, patience: Patience) -> int:
    def words(brand: str, language: str) -> str:
        known = centre.brand.get(brand)
        return say("adviser_lost", language, known.language if known else language)

    silent = patience.adviser_lost_seconds
    return len(presence.lose_silent_advisers(store, actor, silent, words))


def _open_rows(connection: Connection) -> list[steps.Row]:
    contacts = tables.contacts
    statement = sa.select(contacts).where(contacts.c.state != "closed")
    return list(connection.execute(statement.order_by(contacts.c.opened_at)))


def _told_closed(connection: Connection) -> dict[str, ev.ClosedHoursTold]:
    """What each waiting contact was last told about closed hours; the stream remembers it."""
    contacts, events = tables.contacts, tables.events
    waiting = sa.select(contacts.c.id).where(contacts.c.state == "waiting")
    statement = sa.select(events).where(
        events.c.type == ev.type_name(ev.ClosedHoursTold), events.c.contact.in_(waiting)
    )
    found = (recorded_of(row).event for row in connection.execute(statement.order_by("seq")))
    return {told.contact: told for told in found if isinstance(told, ev.ClosedHoursTold)}


def _attend(store: Store, actor: Actor, look: _Round, row: steps.Row) -> bool:
    """Do the one thing that is due for this contact, if any; True when something was done."""
    for is_due, act in _duties(look, row):
        if is_due:
            act(store, actor, look.centre, row)
            return True
    return False


def _duties(look: _Round, row: steps.Row) -> Iterable[tuple[bool, Act]]:
    brand, now = look.centre.brand.get(row.brand), look.now
    if brand is None:
        return
    yield row.state == "wrap_up" and row.wrap_up_due_at <= now, _end_wrap_up
    yield row.state == "waiting" and _is_to_be_told(look, row), _tell_closed
    yield row.state == "waiting" and _is_gone(look, row), _abandon
    silent = row.state in ("assistant", "held") and not row.unanswered and not row.turn_due
    yield silent and _closes_at(brand, row) <= now, _close_inactive
    yield silent and row.warned_at is None and _warns_at(brand, row) <= now, _warn


def _is_to_be_told(look: _Round, row: steps.Row) -> bool:
    """Once per closing: what was said of an opening that is past does not count any more."""
    if look.shut(row) is None:
        return False
    told, reopened = look.told.get(row.id), look.reopened_at(row)
    is_fresh = told is not None and told.queue == row.queue
    return not is_fresh or (reopened is not None and reopened <= look.now)


def _is_gone(look: _Round, row: steps.Row) -> bool:
    if row.queue not in look.centre.queue or look.shut(row) is not None:
        return False  # told to come back at the opening: nobody need sit and wait
    since = max(row.customer_seen_at, row.queued_at, look.reopened_at(row) or row.queued_at)
    return bool(since + timedelta(seconds=look.patience.customer_gone_seconds) <= look.now)


def _warns_at(brand: Brand, row: steps.Row) -> datetime:
    return row.last_message_at + timedelta(seconds=brand.inactivity_warning_seconds)  # type: ignore[no-any-return]


def _closes_at(brand: Brand, row: steps.Row) -> datetime:
    if row.warned_at is None:
        return datetime.max.replace(tzinfo=row.last_message_at.tzinfo)
    return row.warned_at + timedelta(seconds=brand.inactivity_close_seconds)  # type: ignore[no-any-return]


def _end_wrap_up(store: Store, actor: Actor, centre: Centre, row: steps.Row) -> None:
    hands.wrap_up(store, actor, centre, row.id, code=hands.UNSPECIFIED)


def _tell_closed(store: Store, actor: Actor, centre: Centre, row: steps.Row) -> None:
    """Tell the customer that the advisers have gone, and when they are back.

    While an offer rings nothing is said: the adviser may still take the contact.
    """
    permit(actor, "warn")
    queue, brand = centre.queue[row.queue], centre.brand[row.brand]
    with store.write("tell_closed", actor) as tx:
        fresh = steps.load_open(tx, row.id, "waiting")
        if fresh.queue != row.queue or steps.live_offers(tx, contact=row.id):
            raise Conflict("The contact moves on.")
        opens_at = queue_opens_at(centre, queue, tx.now)
        steps.notice(tx, fresh, say_closed(queue, opens_at, fresh.language, brand.language))
        tx.emit(ev.ClosedHoursTold(row.id, queue.id, opens_at))


def _abandon(store: Store, actor: Actor, centre: Centre, row: steps.Row) -> None:
    hands.end(store, actor, centre, row.id, "abandoned", as_of=row)


def _close_inactive(store: Store, actor: Actor, centre: Centre, row: steps.Row) -> None:
    words = say("closed_inactive", row.language, centre.brand[row.brand].language)
    hands.end(store, actor, centre, row.id, "inactive", words, as_of=row)


def _warn(store: Store, actor: Actor, centre: Centre, row: steps.Row) -> None:
    """Tell the customer once that the conversation is about to close."""
    permit(actor, "warn")
    brand = centre.brand[row.brand]
    closing = timedelta(seconds=brand.inactivity_close_seconds)
    with store.write("warn", actor) as tx:
        fresh = steps.load_open(tx, row.id, "assistant", "held")
        if fresh.last_message_at != row.last_message_at:
            raise Conflict("The conversation goes on.")
        minutes = max(1, round(brand.inactivity_close_seconds / 60))
        words = say("inactivity_warning", row.language, brand.language, minutes=minutes)
        steps.notice(tx, row, words)
        steps.change(tx, row.id, warned_at=tx.now)
        tx.emit(ev.InactivityWarned(row.id, tx.now + closing))
