"""Places in a queue against sorting it anew, whatever comes and goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from house import House
from nawba.dispatch import Places
from nawba.domain.board import Board, ContactLine
from nawba.store import snapshot

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

Change = tuple[int, str, str, int]
changes = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["waiting", "held", "gone"]),
        st.sampled_from(["fr", "ar"]),
        st.integers(0, 3),
    ),
    max_size=30,
)


def line(change: Change) -> ContactLine | None:
    number, state, queue, second = change
    if state == "gone":
        return None
    at = START + timedelta(seconds=second)
    contact = ContactLine(f"c{number}", "sahla", "chat", "fr", "assistant", START)
    return ContactLine(**{**vars(contact), "state": state, "queue": queue, "waiting_since": at})


def sorted_anew(board: Board) -> dict[str, int]:
    waiting = [one for one in board.contacts.values() if one.state == "waiting"]
    waiting.sort(key=lambda one: (one.waiting_since or START, one.id))
    queues = {one.queue for one in waiting}
    lines = [[one for one in waiting if one.queue == queue] for queue in queues]
    return {one.id: place for line in lines for place, one in enumerate(line, start=1)}


@given(st.lists(changes, max_size=6))
def test_what_was_told_is_what_sorting_says(batches: list[list[Change]]) -> None:
    board, places, told = Board(), Places.of(Board()), {}
    for batch in batches:
        for change in batch:
            contact, after = f"c{change[0]}", line(change)
            places.move(board.contacts.pop(contact, None), after)
            if after is not None:
                board.contacts[contact] = after
        told.update(places.moved())
        now = sorted_anew(board)
        assert {contact: told[contact] for contact in now} == now
        assert {contact: places.told(contact) for contact in now} == now
        assert list(places.moved()) == []


def test_a_board_found_at_the_start_is_known_and_not_told_again() -> None:
    board = Board()
    for number in range(3):
        contact = line((number, "waiting", "fr", number))
        assert contact is not None
        board.contacts[contact.id] = contact
    places = Places.of(board)
    assert [places.told(f"c{number}") for number in range(3)] == [1, 2, 3]
    assert list(places.moved()) == []
    assert places.told("c9") is None


def test_one_who_comes_last_moves_nobody() -> None:
    places = Places.of(Board())
    places.move(None, line((1, "waiting", "fr", 1)))
    assert list(places.moved()) == [("c1", 1)]
    places.move(None, line((2, "waiting", "fr", 2)))
    assert list(places.moved()) == [("c2", 2)]
    places.move(line((1, "waiting", "fr", 1)), None)
    assert list(places.moved()) == [("c2", 1)]


def test_a_contact_being_offered_keeps_its_place(sqlite_house: House) -> None:
    house = sqlite_house
    first = house.waiting()
    house.clock.advance(1)
    second = house.waiting()
    house.offered(first)
    with house.store.read() as connection:
        places = Places.of(snapshot(connection))
    assert (places.told(first), places.told(second)) == (1, 2)
