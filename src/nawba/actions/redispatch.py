"""Re-dispatch: apply a measure, end it, let it expire; and say what the centre may do by itself.

Everything that a measure does at once (offers withdrawn, contacts back in their queues or in
another one) is in the transaction that writes it, under the cell's lock: all of it or nothing.
What it changes for dispatch is on the live board until it ends (``Board.measures``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from nawba.actions import masking, return_batch, steps
from nawba.actions.offers import Lease, check_lease
from nawba.domain import events as ev
from nawba.domain.access import Access
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Repeated
from nawba.domain.hours import queue_is_open
from nawba.domain.permissions import permit
from nawba.domain.redispatch import MOST_MINUTES, Change, Limits, Measure
from nawba.domain.text import MAX_FIELD, check_client_id, clean
from nawba.domain.texts import say
from nawba.domain.words import Actor, Centre
from nawba.store import Store, Transaction, failpoints, statements
from nawba.store import redispatch as found
from nawba.store.redispatch_tables import measures, redispatch_limits

DARK, MOVED = "site_dark", "redispatched"
"""Reasons in the events of what a measure withdraws, gives back and moves."""


@dataclass(frozen=True)
class _Wish:
    """What is asked for, with what it is asked of."""

    change: Change
    centre: Centre
    until: timedelta | None
    reason: str
    client_id: str
    outlook: Mapping[str, Any] | None
    automatic: bool

    @property
    def brand(self) -> str | None:
        queue = self.centre.queue.get(self.change.queue or "")
        return None if queue is None else queue.brand


def apply_measure(
    store: Store,
    actor: Actor,
    centre: Centre,
    change: Change,
    minutes: int | None,
    reason: str,
    client_id: str,
    *,
    outlook: Mapping[str, Any] | None = None,
    lease: Lease | None = None,
) -> Measure:
    """Put ``change`` in force for ``minutes`` (None: until somebody ends it), with what it moves.

    ``reason`` is the supervisor's words, ``outlook`` what they were shown. The same ``client_id``
    again gives the same measure. With a ``lease`` it is the centre's own doing. Raises Invalid for
    what is not configured or cannot be, Conflict when it is so already or there is nothing to move,
    or for the centre's own when another leads or nothing is to be done by itself any more, Repeated
    for another change by this id, NotPermitted beyond the actor's brands and sites.
    """
    check_change(centre, change, minutes)
    permit_change(actor, centre, change)
    words = masking.mask_field(clean(reason, field="reason", limit=MAX_FIELD))
    check_client_id(client_id)
    lasts = None if minutes is None else timedelta(minutes=minutes)
    wish = _Wish(change, centre, lasts, words, client_id, outlook, lease is not None)
    with store.write("redispatch", actor) as tx:
        if lease is not None:
            _check_own(tx, lease)
        before = found.find_measure(tx.connection, client_id=client_id)
        if before is not None:
            return _same(before, change)
        return _apply(tx, actor, wish)


def check_change(centre: Centre, change: Change, minutes: int | None = None) -> None:
    """Raise Invalid, naming the field, for what this centre cannot do."""
    if change.site is not None and change.site not in centre.site:
        raise Invalid(f"There is no site '{change.site}'.", field="site")
    for name, queue in (("queue", change.queue), ("to", change.to)):
        if queue is not None and queue not in centre.queue:
            raise Invalid(f"There is no queue '{queue}'.", field=name)
    if change.queue is not None and change.to is not None:
        source, target = centre.queue[change.queue], centre.queue[change.to]
        if source.brand != target.brand:
            raise Invalid("A contact stays with its brand. Choose one of its queues.", field="to")
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Invalid(f"A measure holds for 1 to {MOST_MINUTES} minutes.", field="minutes")


def permit_change(actor: Actor, centre: Centre, change: Change) -> None:
    """Raise NotPermitted unless ``actor`` may do it to all whom it reaches.

    A dark site reaches every brand, a queue the advisers of every site.
    """
    queue = centre.queue.get(change.queue or "")
    permit(actor, "redispatch", brand=queue.brand if queue else None, site=change.site)
    if change.site is not None and actor.brands is not None:
        told = "A site answers for every brand: only an account for all brands may switch it off."
        raise NotPermitted(told)
    if change.queue is not None and actor.sites is not None:
        raise NotPermitted(
            "A queue is answered at every site: only an account for all sites may change who"
            " answers it."
        )


def _check_own(tx: Transaction, lease: Lease) -> None:
    """What was decided a moment ago by who led then, within limits that held then."""
    check_lease(tx, lease)
    if not found.read_limits(tx.connection).on:
        raise Conflict("Nothing is done by itself any more: it has just been switched off.")


def _same(before: Measure, change: Change) -> Measure:
    if before.change != change:
        raise Repeated("This client id was used for another measure. Send a new id.")
    return before


def _apply(tx: Transaction, actor: Actor, wish: _Wish) -> Measure:
    work = _WORK[wish.change.kind](tx, wish)
    measure = _keep(tx, actor, wish, work.moved)
    failpoints.reach("redispatch.kept")
    tx.emit(_applied(measure, wish.brand))
    work.do()
    if measure.ended_at is not None:
        tx.emit(_over(measure, wish.brand, "done"))
    return measure


def _keep(tx: Transaction, actor: Actor, wish: _Wish, moved: int) -> Measure:
    change, at_once = wish.change, wish.change.kind == "move_waiting"
    measure = Measure(
        id=steps.new_id("x"),
        change=change,
        started_at=tx.now,
        until=None if at_once or wish.until is None else tx.now + wish.until,
        by="" if wish.automatic else actor.id,
        automatic=wish.automatic,
        reason=wish.reason,
        moved=moved,
        ended_at=tx.now if at_once else None,
        ended_by=("" if wish.automatic else actor.id) if at_once else None,
        predicted=None if wish.outlook is None else dict(wish.outlook),
    )
    row = {name: value for name, value in vars(measure).items() if name != "change"}
    own = {"cell": tx.cell, "client_id": wish.client_id}
    statements.add(tx.connection, measures, **row, **vars(change), **own)
    return measure


def _applied(measure: Measure, brand: str | None) -> ev.MeasureApplied:
    change = measure.change
    return ev.MeasureApplied(
        measure.id,
        change.kind,
        change.site,
        brand,
        change.queue,
        change.to,
        change.held,
        change.levels,
        change.count,
        measure.until,
        measure.automatic,
        measure.moved,
    )


def _over(measure: Measure, brand: str | None, reason: str) -> ev.MeasureEnded:
    change = measure.change
    return ev.MeasureEnded(measure.id, change.kind, change.site, brand, change.queue, reason)


# -- what each kind does at once ------------------------------------------------------------------


class _Dark:
    """No offers for the site: those that ring are withdrawn, what it holds may wait again."""

    def __init__(self, tx: Transaction, wish: _Wish) -> None:
        self.tx, self.wish, self.site = tx, wish, str(wish.change.site)
        _refuse_twice(tx, "site", self.site, "This site is dark already. End that measure first.")
        goes_back = wish.change.held == "return"
        self.held = found.held_at(tx.connection, tx.cell, self.site) if goes_back else []
        self.offers = found.live_offers_of(tx.connection, tx.cell, self.site)
        self.moved = len(self.held) + len(self.offers)

    def do(self) -> None:
        tx = self.tx
        steps.withdraw(tx, DARK, self.offers)
        for row in found.meant_for(tx.connection, tx.cell, self.site):
            steps.queue_contact(tx, row, row.queue, "direct_adviser_unavailable")
        return_batch.return_held(tx, self.held, DARK, self._words)

    def _words(self, row: steps.Row) -> str:
        brand = self.wish.centre.brand.get(row.brand)
        return say("adviser_lost", row.language, brand.language if brand else row.language)


class _Wide:
    """Nothing moves: dispatch asks more people from now on."""

    moved = 0

    def __init__(self, tx: Transaction, wish: _Wish) -> None:
        told = "This queue is widened already. End that measure first."
        _refuse_twice(tx, "queue", str(wish.change.queue), told)

    def do(self) -> None:
        return


class _Move:
    """What waits goes to another queue with its age, and is offered anew."""

    def __init__(self, tx: Transaction, wish: _Wish) -> None:
        change, queues = wish.change, wish.centre.queue
        source, target = queues[str(change.queue)], queues[str(change.to)]
        if not queue_is_open(wish.centre, target, tx.now):
            raise Conflict(f"Queue '{target.id}' is closed now. Choose one that is open.")
        self.tx, self.target = tx, target.id
        self.rows = found.moving(tx.connection, tx.cell, source, target, change.count)
        self.moved = len(self.rows)
        if not self.rows:
            told = f"Nothing waits in queue '{source.id}' that queue '{target.id}' could answer."
            raise Conflict(told)

    def do(self) -> None:
        ids = {row.id for row in self.rows}
        live = [one for one in steps.live_offers(self.tx) if one.contact in ids]
        steps.withdraw(self.tx, MOVED, live)
        return_batch.move_waiting(self.tx, self.rows, self.target, MOVED)


_WORK: Mapping[str, type[_Dark] | type[_Wide] | type[_Move]] = {
    "site_dark": _Dark,
    "widen_queue": _Wide,
    "move_waiting": _Move,
}


def _refuse_twice(tx: Transaction, column: str, value: str, told: str) -> None:
    kind = "site_dark" if column == "site" else "widen_queue"
    c = measures.c
    same = sa.select(c.id).where(c.kind == kind, c[column] == value, c.ended_at.is_(None))
    if tx.connection.execute(same).first() is not None:
        raise Conflict(told)


# -- how it ends ----------------------------------------------------------------------------------


def end_measure(store: Store, actor: Actor, centre: Centre, measure: str) -> Measure:
    """End a measure before its time; ended twice it is as it was ended. Raises NotFound.

    The house ends what is needed no more: that counts as expired.
    """
    reason = "expired" if actor.kind == "system" else "ended"
    with store.write("end_measure", actor) as tx:
        known = found.find_measure(tx.connection, id=measure)
        if known is None:
            raise NotFound(f"There is no measure {measure}.")
        permit_change(actor, centre, known.change)
        return known if known.ended_at is not None else _end(tx, actor, centre, known, reason)


def expire_measures(store: Store, actor: Actor, centre: Centre) -> int:
    """End the measures whose time is over, each once; returns how many."""
    permit(actor, "redispatch")
    with store.read() as connection:
        if not _past(connection, store.clock()):
            return 0
    with store.write("expire_measures", actor) as tx:
        over = _past(tx.connection, tx.now)
        for one in over:
            _end(tx, actor, centre, one, "expired")
        return len(over)


def _past(connection: sa.Connection, now: datetime) -> list[Measure]:
    running = found.measures_in_force(connection)
    return [one for one in running if one.until is not None and one.until <= now]


def _end(tx: Transaction, actor: Actor, centre: Centre, known: Measure, reason: str) -> Measure:
    ended = {"ended_at": tx.now, "ended_by": "" if actor.kind == "system" else actor.id}
    statements.change(tx.connection, measures, {"id": known.id}, **ended)
    queue = centre.queue.get(known.change.queue or "")
    tx.emit(_over(known, queue.brand if queue else None, reason))
    after = found.find_measure(tx.connection, id=known.id)
    assert after is not None, "it was found a moment ago, under the same lock"
    return after


# -- by itself ------------------------------------------------------------------------------------


def set_limits(store: Store, actor: Actor, limits: Limits) -> Limits:
    """Say what the centre may do by itself. Only for who works for all brands and sites."""
    permit(actor, "redispatch")
    if actor.brands is not None or actor.sites is not None:
        raise NotPermitted("These limits hold for all brands and sites: so must your account.")
    with store.write("set_limits", actor) as tx:
        tx.run(redispatch_limits.delete())
        told = {"changed_at": tx.now, "changed_by": str(actor)}
        document = {**asdict(limits), "kinds": list(limits.kinds)}
        statements.add(tx.connection, redispatch_limits, place=1, document=document, **told)
        tx.tell(Access(str(actor), "changed", "measure", "limits"))
    return limits
