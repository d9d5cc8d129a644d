"""The place in the queue that a waiting customer is told."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from situations import boards, centres

from house import House
from nawba.dispatch import positions
from nawba.domain.board import Board
from nawba.store import snapshot


@given(centres().flatmap(boards))
def test_places_count_from_one_in_each_queue_by_age(board: Board) -> None:
    places = positions(board)
    waiting = {one.id: one for one in board.contacts.values() if one.state == "waiting"}
    assert places.keys() == waiting.keys()
    for name in {one.queue for one in waiting.values()}:
        line = sorted(
            (places[one.id], _since(one)) for one in waiting.values() if one.queue == name
        )
        assert [place for place, _ in line] == list(range(1, len(line) + 1))
        assert [since for _, since in line] == sorted(since for _, since in line)


def _since(line: object) -> datetime:
    since = getattr(line, "waiting_since", None)
    assert isinstance(since, datetime)
    return since


def test_nobody_waits_on_an_empty_board() -> None:
    assert positions(Board()) == {}


def test_a_contact_being_offered_keeps_its_place(sqlite_house: House) -> None:
    house = sqlite_house
    first = house.waiting()
    house.clock.advance(1)
    second = house.waiting()
    house.offered(first)
    with house.store.read() as connection:
        assert positions(snapshot(connection)) == {first: 1, second: 2}
