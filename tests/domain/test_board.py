"""The live picture folded from events, and how it counts what an adviser holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from nawba.domain import events as ev
from nawba.domain.board import Board, HandLine, OfferLine, PresenceLine

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE = AT + timedelta(seconds=60)


def folded(*events: ev.Event, board: Board | None = None, cell: str = "main") -> Board:
    board = board or Board()
    numbers = count(board.cursor.get(cell, 0) + 1)
    for event in events:
        board.apply(ev.Recorded(cell, next(numbers), AT, "x:y", event))
    return board


OPENED = ev.ContactOpened("c", "waha", "chat", "fr", "assistant", "u")
ASSISTANT = ev.HandStarted("c", "h1", "assistant", "assistant", True)
QUEUED = ev.ContactQueued("c", "q", "asked", AT, "amina")
OFFERED = ev.OfferMade("c", "o", "amina", 3, DUE)
ACCEPTED = (
    ev.OfferEnded("c", "o", "amina", "accepted"),
    ev.HandEnded("c", "h1", "assistant", "assistant", True, "handed_over"),
    ev.HandStarted("c", "h2", "adviser", "amina", True),
)


def test_a_contact_is_followed_from_hello_to_closed() -> None:
    board = folded(OPENED, ASSISTANT)
    assert board.contacts["c"].lead == HandLine("h1", "assistant", "assistant")
    folded(ev.MessageAdded("c", "m", 1, "customer", "u", "text"), board=board)
    folded(ev.LanguageChanged("c", "ar"), board=board)
    assert (board.contacts["c"].messages, board.contacts["c"].language) == (1, "ar")
    folded(QUEUED, OFFERED, board=board)
    line = board.contacts["c"]
    assert (line.state, line.queue, line.waiting_since) == ("waiting", "q", AT)
    assert line.offer == OfferLine("o", "amina", 3, DUE)
    folded(*ACCEPTED, board=board)
    line = board.contacts["c"]
    assert (line.state, line.offer, line.direct_adviser) == ("held", None, None)
    assert line.lead == HandLine("h2", "adviser", "amina")
    folded(ev.WrapUpStarted("c", "adviser", "amina", "left", DUE), board=board)
    assert (board.contacts["c"].state, board.contacts["c"].wrap_up_due_at) == ("wrap_up", DUE)
    folded(ev.ContactClosed("c", "left"), board=board)
    assert board.contacts == {}


def test_load_counts_live_offers_and_leads_of_one_channel() -> None:
    board = folded(OPENED, ASSISTANT, QUEUED, OFFERED)
    assert (board.load("amina"), board.load("bilal"), board.load("amina", "voice")) == (1, 0, 0)
    folded(*ACCEPTED, board=board)
    assert board.load("amina") == 1
    folded(ev.HandEnded("c", "h2", "adviser", "amina", True, "transferred"), board=board)
    assert board.load("amina") == 0


def test_who_joined_stands_in_one_order_whoever_came_first() -> None:
    first = ev.HandStarted("c", "h5", "supervisor", "salma", False)
    second = ev.HandStarted("c", "h4", "supervisor", "tariq", False)
    one, other = folded(OPENED, first, second), folded(OPENED, second, first)
    assert one.contacts == other.contacts
    folded(ev.HandEnded("c", "h5", "supervisor", "salma", False, "left"), board=one)
    assert [hand.party_id for hand in one.contacts["c"].joined] == ["tariq"]
    assert one.contacts["c"].lead is None


def test_an_offer_that_ends_takes_no_other_with_it() -> None:
    late = ev.OfferEnded("c", "older", "bilal", "expired")
    assert folded(OPENED, QUEUED, OFFERED, late).contacts["c"].offer is not None


def test_what_was_seen_already_is_not_folded_again() -> None:
    board = folded(OPENED)
    board.apply(ev.Recorded("main", 1, AT, "x:y", ev.ContactClosed("c", "x")))
    assert "c" in board.contacts
    assert board.cursor == {"main": 1}


def test_each_cell_has_its_own_place() -> None:
    board = folded(OPENED)
    folded(ev.PresenceChanged("amina", "paused", "lunch"), board=board, cell="dakar")
    assert board.cursor == {"main": 1, "dakar": 1}
    assert board.presence == {"amina": PresenceLine("paused", "lunch", AT)}


def test_events_of_a_contact_that_is_gone_change_nothing() -> None:
    board = folded(
        ev.MessageAdded("gone", "m", 1, "customer", "u", "text"),
        *(event for event in ACCEPTED),
        ev.HandStarted("gone", "h", "adviser", "amina", True),
        ev.ContactClosed("gone", "x"),
        ev.RatingGiven("gone", True, 5),
        ev.CentreConfigured(1, 1, 1),
    )
    assert board.contacts == {}
    assert board.cursor == {"main": 8}
