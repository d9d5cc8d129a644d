"""The live picture of the centre, folded from events: what dispatch and the wallboard look at.

``Board`` holds open contacts and adviser presence. ``store.snapshot`` reads the same board from
tables; a test proves that an old snapshot plus the events since equals a fresh one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from nawba.domain import events as ev
from nawba.domain.redispatch import Change, Held, Kind


@dataclass(frozen=True)
class HandLine:
    hand: str
    party: str
    party_id: str


@dataclass(frozen=True)
class OfferLine:
    offer: str
    adviser: str
    epoch: int
    expires_at: datetime


@dataclass(frozen=True)
class OperationLine:
    """An operation that somebody still has to do something about: to approve, to await, to check.

    ``state`` is awaiting, approved, started or unknown.
    """

    operation: str
    name: str
    state: str


@dataclass(frozen=True)
class ContactLine:
    """An open contact: who leads, who joined, since when it waits, which offer is live."""

    id: str
    brand: str
    channel: str
    language: str
    arm: str
    opened_at: datetime
    state: str = "assistant"
    queue: str | None = None
    waiting_since: datetime | None = None
    direct_adviser: str | None = None
    last_adviser: str | None = None
    lead: HandLine | None = None
    joined: tuple[HandLine, ...] = ()
    offer: OfferLine | None = None
    messages: int = 0
    wrap_up_due_at: datetime | None = None
    operations: tuple[OperationLine, ...] = ()


@dataclass(frozen=True)
class PresenceLine:
    state: str
    reason: str | None
    since: datetime


@dataclass(frozen=True)
class MeasureLine:
    """A measure of re-dispatch in force."""

    change: Change
    started_at: datetime
    until: datetime | None
    automatic: bool = False


@dataclass(frozen=True)
class PolicyLine:
    """The policy that was chosen last; ``by`` is an actor (``supervisor:salma``)."""

    policy: str
    by: str
    since: datetime


@dataclass(frozen=True)
class ModeLine:
    """0 in normal load, above 0 in overload, as ``policy`` numbers it."""

    policy: str
    mode: int
    since: datetime


@dataclass
class Board:
    """``cursor`` maps each cell to the last sequence number folded in, ``modes`` each to its mode.

    ``measures`` are those in force, by id. ``policy`` None: nobody chose one. ``rates`` is the
    number of the rates in force, 0: none yet.
    """

    contacts: dict[str, ContactLine] = field(default_factory=dict)
    presence: dict[str, PresenceLine] = field(default_factory=dict)
    cursor: dict[str, int] = field(default_factory=dict)
    measures: dict[str, MeasureLine] = field(default_factory=dict)
    policy: PolicyLine | None = None
    modes: dict[str, ModeLine] = field(default_factory=dict)
    rates: int = 0

    @property
    def dark_sites(self) -> frozenset[str]:
        """The sites whose advisers get no offers now."""
        changes = (one.change for one in self.measures.values())
        return frozenset(one.site for one in changes if one.kind == "site_dark" and one.site)

    @property
    def widened(self) -> dict[str, int]:
        """By queue, how many levels of a skill may be lacking now."""
        changes = (one.change for one in self.measures.values())
        return {one.queue: one.levels for one in changes if one.kind == "widen_queue" and one.queue}

    def apply(self, recorded: ev.Recorded) -> None:
        """Fold one event in. Events at or before the cursor are ignored, so replays are safe."""
        if recorded.seq <= self.cursor.get(recorded.cell, 0):
            return
        self.cursor[recorded.cell] = recorded.seq
        fold = _FOLDS.get(type(recorded.event))
        if fold is not None:
            fold(self, recorded)

    def load(self, adviser: str, channel: str = "chat") -> int:
        """Live offers and hands of ``adviser`` on ``channel``, as capacity counts them."""
        return sum(
            _occupies(line, adviser) for line in self.contacts.values() if line.channel == channel
        )

    def mode(self, policy: str) -> ModeLine | None:
        """The highest mode of all cells, if it is ``policy`` that went into it."""
        lines = [line for line in self.modes.values() if line.policy == policy]
        return max(lines, key=lambda line: line.mode, default=None)

    def change(self, contact: str, **changes: Any) -> None:
        line = self.contacts.get(contact)
        if line is not None:
            self.contacts[contact] = replace(line, **changes)


def _occupies(line: ContactLine, adviser: str) -> int:
    leads = line.lead is not None and line.lead == HandLine(line.lead.hand, "adviser", adviser)
    offered = line.offer is not None and line.offer.adviser == adviser
    return int(leads) + int(offered)


def _opened(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.ContactOpened, recorded.event)
    board.contacts[e.contact] = ContactLine(
        e.contact, e.brand, e.channel, e.language, e.arm, recorded.at
    )


def _language(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.LanguageChanged, recorded.event)
    board.change(e.contact, language=e.language)


def _message(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.MessageAdded, recorded.event)
    board.change(e.contact, messages=e.number)


def _came_back(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.CustomerCameBack, recorded.event)
    board.change(e.contact, last_adviser=e.adviser)


def _queued(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.ContactQueued, recorded.event)
    board.change(
        e.contact,
        state="waiting",
        queue=e.queue,
        waiting_since=e.waiting_since,
        direct_adviser=e.direct_adviser,
    )


def _offered(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.OfferMade, recorded.event)
    board.change(e.contact, offer=OfferLine(e.offer, e.adviser, e.epoch, e.expires_at))


def _offer_ended(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.OfferEnded, recorded.event)
    line = board.contacts.get(e.contact)
    if line is not None and line.offer is not None and line.offer.offer == e.offer:
        board.change(e.contact, offer=None)


def _hand_started(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.HandStarted, recorded.event)
    line = board.contacts.get(e.contact)
    if line is None:
        return
    hand = HandLine(e.hand, e.party, e.party_id)
    if not e.leads:
        # By id: two who join at the same instant have no other order that rows could tell.
        joined = sorted((*line.joined, hand), key=lambda one: one.hand)
        board.change(e.contact, joined=tuple(joined))
    elif e.party == "assistant":
        board.change(e.contact, lead=hand)
    else:
        board.change(e.contact, lead=hand, state="held", direct_adviser=None, last_adviser=None)


def _hand_ended(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.HandEnded, recorded.event)
    line = board.contacts.get(e.contact)
    if line is None:
        return
    joined = tuple(hand for hand in line.joined if hand.hand != e.hand)
    lead = None if line.lead is not None and line.lead.hand == e.hand else line.lead
    board.change(e.contact, joined=joined, lead=lead)


def _asked(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.ApprovalAsked, recorded.event)
    _put_operation(board, e.contact, OperationLine(e.operation, e.name, "awaiting"))


def _decided(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.ApprovalDecided, recorded.event)
    _turn_operation(board, e.contact, e.operation, "approved" if e.approved else None)


def _operation_started(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.OperationStarted, recorded.event)
    _put_operation(board, e.contact, OperationLine(e.operation, e.name, "started"))


def _operation_ended(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.OperationEnded, recorded.event)
    _turn_operation(board, e.contact, e.operation, "unknown" if e.status == "unknown" else None)


def _turn_operation(board: Board, contact: str, operation: str, state: str | None) -> None:
    """Give the contact's operation another state; None: nobody has anything to do any more."""
    line = board.contacts.get(contact)
    if line is None:
        return
    left = tuple(
        replace(one, state=state) if one.operation == operation and state else one
        for one in line.operations
        if state or one.operation != operation
    )
    board.change(contact, operations=left)


def _put_operation(board: Board, contact: str, operation: OperationLine) -> None:
    """Add the operation, or the state it has now; by id, as rows are read."""
    line = board.contacts.get(contact)
    if line is None:
        return
    others = (one for one in line.operations if one.operation != operation.operation)
    ordered = sorted((*others, operation), key=lambda one: one.operation)
    board.change(contact, operations=tuple(ordered))


def _wrap_up(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.WrapUpStarted, recorded.event)
    board.change(e.contact, state="wrap_up", wrap_up_due_at=e.due_at)


def _closed(board: Board, recorded: ev.Recorded) -> None:
    board.contacts.pop(cast(ev.ContactClosed, recorded.event).contact, None)


def _presence(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.PresenceChanged, recorded.event)
    board.presence[e.adviser] = PresenceLine(e.state, e.reason, recorded.at)


def _measure_applied(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.MeasureApplied, recorded.event)
    kind, held = cast(Kind, e.kind), cast(Held, e.held)
    change = Change(kind, e.site, e.queue, e.to, held, e.levels, e.count)
    board.measures[e.measure] = MeasureLine(change, recorded.at, e.until, e.automatic)


def _measure_ended(board: Board, recorded: ev.Recorded) -> None:
    board.measures.pop(cast(ev.MeasureEnded, recorded.event).measure, None)


def _policy(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.PolicyChosen, recorded.event)
    board.policy = PolicyLine(e.policy, recorded.actor, recorded.at)
    board.modes = {
        cell: ModeLine(e.policy, 0, recorded.at) for cell in {*board.modes, recorded.cell}
    }


def _mode(board: Board, recorded: ev.Recorded) -> None:
    e = cast(ev.DispatchModeChanged, recorded.event)
    board.modes[recorded.cell] = ModeLine(e.policy, e.since, recorded.at)


def _rates(board: Board, recorded: ev.Recorded) -> None:
    board.rates = cast(ev.RatesLearned, recorded.event).number


_FOLDS: dict[type[ev.Event], Callable[[Board, ev.Recorded], None]] = {
    ev.ContactOpened: _opened,
    ev.LanguageChanged: _language,
    ev.MessageAdded: _message,
    ev.CustomerCameBack: _came_back,
    ev.ContactQueued: _queued,
    ev.OfferMade: _offered,
    ev.OfferEnded: _offer_ended,
    ev.HandStarted: _hand_started,
    ev.HandEnded: _hand_ended,
    ev.ApprovalAsked: _asked,
    ev.ApprovalDecided: _decided,
    ev.OperationStarted: _operation_started,
    ev.OperationEnded: _operation_ended,
    ev.WrapUpStarted: _wrap_up,
    ev.ContactClosed: _closed,
    ev.PresenceChanged: _presence,
    ev.MeasureApplied: _measure_applied,
    ev.MeasureEnded: _measure_ended,
    ev.PolicyChosen: _policy,
    ev.DispatchModeChanged: _mode,
    ev.RatesLearned: _rates,
}
