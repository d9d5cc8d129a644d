"""Verbs that move a contact between hands: transfer, join, take over, end, wrap up, requeue."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from nawba.actions import masking, steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid
from nawba.domain.permissions import permit
from nawba.domain.text import check_code, clean
from nawba.domain.turns import Draft
from nawba.domain.words import Actor, Centre, MessageKind
from nawba.store import Store, Transaction, tables
from nawba.store.redispatch import dark_sites

UNSPECIFIED = "unspecified"
"""The wrap-up code of a contact whose adviser gave none in time."""


def transfer(
    store: Store,
    actor: Actor,
    centre: Centre,
    contact: str,
    *,
    queue: str | None = None,
    adviser: str | None = None,
    note: str = "",
    notice: str = "",
) -> None:
    """Send a held or waiting contact to another queue or adviser; it keeps its age.

    With ``adviser`` alone it waits for that adviser in its present queue, and goes to the whole
    queue if they do not take it. Raises Invalid for an unknown target, Conflict for a state.
    """
    _check_target(centre, queue, adviser)
    words = masking.mask_field(clean(note, field="note"))
    with store.write("transfer", actor) as tx:
        row = steps.load_open(tx, contact, "held", "waiting")
        permit(actor, "transfer", own=steps.is_own(tx, row, actor))
        _check_brand(centre, row, queue, adviser, actor)
        if adviser is not None:
            _check_present(tx, centre, adviser)
        if words:
            draft = Draft(words, MessageKind.NOTE)
            steps.announce(tx, row, actor, draft, steps.new_id("t"))
        steps.withdraw_offers(tx, "transferred", contact=contact)
        steps.back_to_queue(
            tx, row, "transferred", queue or row.queue or _entry_queue(centre, row), adviser
        )
        if notice:
            steps.notice(tx, row, notice)


def _entry_queue(centre: Centre, row: steps.Row) -> str:
    """Where a contact that never waited would have: a supervisor took it from the assistant."""
    entry = centre.entry_queue(row.brand, row.language)
    if entry is None:
        raise Invalid("This brand has no entry queue. Choose a queue as well.", field="queue")
    return entry.id


def _check_present(tx: Transaction, centre: Centre, adviser: str) -> None:
    table, known = tables.presence, centre.adviser[adviser]
    found = sa.select(table.c.state).where(table.c.adviser == adviser)
    state = tx.connection.execute(found).scalar() or "offline"
    name = known.name
    if known.site in dark_sites(tx.connection):
        told = f"The site of {name} gets no contacts now. Choose somebody else, or a queue."
        raise Conflict(told, field="adviser")
    if state != "available":
        raise Conflict(f"{name} is {state} now. Choose somebody else, or a queue.", field="adviser")


def _check_target(centre: Centre, queue: str | None, adviser: str | None) -> None:
    if queue is None and adviser is None:
        raise Invalid("Choose a queue or an adviser to transfer to.", field="queue")
    if queue is not None and queue not in centre.queue:
        raise Invalid(f"There is no queue '{queue}'.", field="queue")
    if adviser is not None and adviser not in centre.adviser:
        raise Invalid(f"There is no adviser '{adviser}'.", field="adviser")


def _check_brand(
    centre: Centre, row: steps.Row, queue: str | None, adviser: str | None, actor: Actor
) -> None:
    if queue is not None and centre.queue[queue].brand != row.brand:
        raise Invalid("A contact stays with its brand. Choose one of its queues.", field="queue")
    if adviser is not None and (actor.kind, actor.id) == ("adviser", adviser):
        raise Invalid("You have this contact already. Choose somebody else.", field="adviser")


def watch(store: Store, actor: Actor, contact: str) -> None:
    """Log that a supervisor reads a conversation they are not part of."""
    permit(actor, "watch")
    with store.write("watch", actor) as tx:
        steps.load(tx, contact)
        tx.emit(ev.ContactWatched(contact, actor.id))


def join(store: Store, actor: Actor, contact: str, notice: str = "") -> None:
    """A supervisor enters the conversation beside whoever leads it; joining twice is no error."""
    permit(actor, "join")
    with store.write("join", actor) as tx:
        row = steps.load_open(tx, contact, "assistant", "waiting", "held")
        if steps.is_own(tx, row, actor):
            return
        steps.start_hand(tx, contact, actor.kind, actor.id, leads=False)
        if notice:
            steps.notice(tx, row, notice)


def leave(store: Store, actor: Actor, contact: str) -> None:
    """A supervisor who joined leaves. Raises Conflict for one who leads: end or transfer it."""
    with store.write("leave", actor) as tx:
        row = steps.load_open(tx, contact)
        permit(actor, "leave", own=steps.is_own(tx, row, actor))
        for hand in _own_hands(tx, contact, actor):
            if hand.leads:
                raise Conflict("You lead this contact. Transfer it or end it first.")
            steps.end_hand(tx, hand, "left")


def _own_hands(tx: Transaction, contact: str, actor: Actor) -> list[steps.Row]:
    hands = tables.hands
    return list(
        tx.connection.execute(
            sa.select(hands).where(
                hands.c.contact == contact,
                hands.c.party == actor.kind,
                hands.c.party_id == actor.id,
                hands.c.ended_at.is_(None),
            )
        )
    )


def take_over(store: Store, actor: Actor, contact: str, notice: str = "") -> None:
    """A supervisor takes the lead from the assistant, the queue or an adviser."""
    permit(actor, "take_over")
    with store.write("take_over", actor) as tx:
        row = steps.load_open(tx, contact, "assistant", "waiting", "held")
        own = _own_hands(tx, contact, actor)
        if any(hand.leads for hand in own):
            return
        steps.withdraw_offers(tx, "taken_over", contact=contact)
        steps.end_hands(tx, contact, "taken_over", leads_only=True)
        for hand in own:
            steps.end_hand(tx, hand, "taken_over")
        _hold(tx, row, actor)
        if notice:
            steps.notice(tx, row, notice)


def _hold(tx: Transaction, row: steps.Row, actor: Actor) -> None:
    steps.change(
        tx,
        row.id,
        state="held",
        turn_due=None,
        warned_at=None,
        direct_adviser=None,
        queued_at=row.queued_at or tx.now,
        answered_at=row.answered_at or tx.now,
        outcome="handed_over",
        last_message_at=tx.now,
    )
    steps.start_hand(tx, row.id, actor.kind, actor.id, leads=True)


def end(
    store: Store,
    actor: Actor,
    centre: Centre,
    contact: str,
    reason: str,
    notice: str = "",
    *,
    as_of: steps.Row | None = None,
) -> None:
    """End the conversation: a held one goes to wrap-up, any other closes.

    ``reason``: ``customer_left``, ``adviser_ended``, ``inactive`` or ``abandoned``. Ending what
    has ended is no error. With ``as_of``, the row that the decision was taken on, raises Conflict
    when the conversation has gone on since.
    """
    check_code(reason, field="reason")
    with store.write("end", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "end", own=steps.is_own(tx, row, actor))
        if row.state in ("wrap_up", "closed"):
            return
        if as_of is not None and _went_on(as_of, row):
            raise Conflict("The conversation has gone on meanwhile.")
        if notice:
            steps.notice(tx, row, notice)
        if row.state == "held":
            _start_wrap_up(tx, row, centre, reason)
        else:
            steps.close(tx, row, reason, _outcome(row))


def _went_on(before: steps.Row, row: steps.Row) -> bool:
    told = ("state", "last_message_at", "customer_seen_at", "warned_at")
    return any(getattr(before, name) != getattr(row, name) for name in told)


def _outcome(row: steps.Row) -> str | None:
    if row.state == "waiting":
        return "abandoned"
    return "answered_unconfirmed" if row.answers else None


def _start_wrap_up(tx: Transaction, row: steps.Row, centre: Centre, reason: str) -> None:
    queue = centre.queue.get(row.queue or "")
    due = tx.now + timedelta(seconds=queue.wrap_up_seconds if queue else 60)
    hand = steps.leading_hand(tx, row.id)
    assert hand is not None, "a held contact has a leading hand (rule 3)"
    steps.change(
        tx,
        row.id,
        state="wrap_up",
        ended_at=tx.now,
        close_reason=reason,
        wrap_up_due_at=due,
        unanswered=False,
    )
    tx.emit(ev.WrapUpStarted(row.id, hand.party, hand.party_id, reason, due))


def wrap_up(
    store: Store,
    actor: Actor,
    centre: Centre,
    contact: str,
    *,
    code: str,
    summary: str = "",
    follow_ups: str = "",
) -> None:
    """Close a contact in wrap-up with its code and words. Raises Invalid for an unknown code."""
    permit(actor, "wrap_up")
    known = {one.id for one in centre.wrap_up_codes} | {UNSPECIFIED}
    if code not in known:
        raise Invalid(f"There is no wrap-up code '{code}'.", field="code")
    told = clean(summary, field="summary"), clean(follow_ups, field="follow_ups")
    words = masking.mask_field(told[0]), masking.mask_field(told[1])
    with store.write("wrap_up", actor) as tx:
        row = steps.load(tx, contact)
        if row.state == "closed" and row.wrap_up_code == code:
            return
        row = steps.load_open(tx, contact, "wrap_up")
        permit(actor, "wrap_up", own=steps.is_own(tx, row, actor))
        hand = steps.leading_hand(tx, contact)
        assert hand is not None, "a contact in wrap-up has a leading hand (rule 3)"
        _write_wrap_up(tx, contact, actor, code, *words)
        steps.change(tx, contact, wrap_up_code=code)
        tx.emit(ev.ContactWrappedUp(contact, hand.party, hand.party_id, code))
        steps.close(tx, row, row.close_reason, row.outcome)


def _write_wrap_up(
    tx: Transaction, contact: str, actor: Actor, code: str, summary: str, follow_ups: str
) -> None:
    tx.connection.execute(
        tables.wrap_ups.insert().values(
            contact=contact,
            code=code,
            summary=summary,
            follow_ups=follow_ups,
            by=str(actor),
            at=tx.now,
        )
    )


def requeue(store: Store, actor: Actor, contact: str, reason: str, notice: str = "") -> None:
    """Put a held contact back in its queue with its age: its adviser is gone. Raises Conflict."""
    permit(actor, "requeue")
    check_code(reason, field="reason")
    with store.write("requeue", actor) as tx:
        row = steps.load_open(tx, contact, "held")
        if row.queue is None:
            raise Conflict("This contact never had a queue. Take it over instead.")
        steps.back_to_queue(tx, row, reason)
        if notice:
            steps.notice(tx, row, notice)
