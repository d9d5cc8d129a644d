"""What the house does by the clock: warn the silent, close the inactive, end late wrap-ups.

``run_upkeep`` is called every second or so by whoever holds the cell's lease; it reads first and
opens a write transaction only when something is due.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from nawba.actions import hands, offers, presence, steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.hours import is_open
from nawba.domain.permissions import permit
from nawba.domain.texts import say
from nawba.domain.words import Actor, Brand, Centre
from nawba.store import Store, tables


@dataclass(frozen=True)
class Patience:
    """Seconds after which an adviser's silent page is lost, and an absent waiting customer."""

    adviser_lost_seconds: float = 30.0
    customer_gone_seconds: float = 300.0


def run_upkeep(
    store: Store,
    actor: Actor,
    centre: Centre,
    patience: Patience = Patience(),
) -> int:
    """Do everything that is due now; returns how many things were done."""
    done = offers.expire_offers(store, actor)
    done += len(
        presence.lose_silent_advisers(
            store, actor, patience.adviser_lost_seconds, _lost_notice(centre)
        )
    )
    now = store.clock()
    done += sum(_attend(store, actor, centre, patience, row, now) for row in _open_rows(store))
    return done


def _lost_notice(centre: Centre) -> Any:
    def words(brand: str, language: str) -> str:
        return say("adviser_lost", language, centre.brand[brand].language)

    return words


def _open_rows(store: Store) -> list[steps.Row]:
    contacts = tables.contacts
    with store.read() as connection:
        statement = sa.select(contacts).where(contacts.c.state != "closed")
        return list(connection.execute(statement.order_by(contacts.c.opened_at)))


def _attend(
    store: Store,
    actor: Actor,
    centre: Centre,
    patience: Patience,
    row: steps.Row,
    now: datetime,
) -> bool:
    """Do the one thing that is due for this contact, if any; True when something was done."""
    try:
        for is_due, act in _duties(centre, patience, row, now):
            if is_due:
                act(store, actor, centre, row)
                return True
    except (Conflict, NotFound):
        return False  # somebody acted between our look and our turn: nothing is due any more
    return False


def _duties(
    centre: Centre, patience: Patience, row: steps.Row, now: datetime
) -> Iterable[tuple[bool, Any]]:
    brand = centre.brand.get(row.brand)
    if brand is None:
        return
    yield row.state == "wrap_up" and row.wrap_up_due_at <= now, _end_wrap_up
    yield row.state == "waiting" and _is_gone(centre, patience, row, now), _abandon
    silent = row.state in ("assistant", "held") and not row.unanswered and not row.turn_due
    yield silent and _closes_at(brand, row) <= now, _close_inactive
    yield silent and row.warned_at is None and _warns_at(brand, row) <= now, _warn


def _is_gone(centre: Centre, patience: Patience, row: steps.Row, now: datetime) -> bool:
    queue = centre.queue.get(row.queue)
    if queue is None or not is_open(queue.hours, queue.timezone, now):
        return False  # told to come back at the opening: nobody need sit and wait
    since = max(row.customer_seen_at, row.queued_at)
    return bool(since + timedelta(seconds=patience.customer_gone_seconds) <= now)


def _warns_at(brand: Brand, row: steps.Row) -> datetime:
    return row.last_message_at + timedelta(seconds=brand.inactivity_warning_seconds)  # type: ignore[no-any-return]


def _closes_at(brand: Brand, row: steps.Row) -> datetime:
    if row.warned_at is None:
        return datetime.max.replace(tzinfo=row.last_message_at.tzinfo)
    return row.warned_at + timedelta(seconds=brand.inactivity_close_seconds)  # type: ignore[no-any-return]


def _end_wrap_up(store: Store, actor: Actor, centre: Centre, row: steps.Row) -> None:
    hands.wrap_up(store, actor, centre, row.id, code=hands.UNSPECIFIED)


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
