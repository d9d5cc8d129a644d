"""What listening found comes to the editor's list once, and leaves it with its contact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import House
from nawba.actions.gaps import dismiss_gap, merge_gaps
from nawba.actions.heard_gaps import hand_over_gaps
from nawba.actions.listening import Listed, begin_intake, keep_items
from nawba.actions.listening_erasure import erase_item
from nawba.actions.register import set_purpose
from nawba.domain.errors import NotPermitted
from nawba.domain.events import GapMoved
from nawba.domain.gaps import HeardExample, HeardGap
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item
from nawba.domain.words import ADMINISTRATOR, Actor
from nawba.store.gaps import read_gaps, read_heard

EDITOR = Actor("editor", "esma")
ITEMS = tuple(f"rc-{at:024d}" for at in range(3))
FOUND = HeardGap(
    "found-1-1", "waha", ("eSIM", "montre"), 12,
    tuple(HeardExample(item, f"eSIM pour ma montre {item[-1]}", "fr") for item in ITEMS),
)  # fmt: skip
OTHER = replace(FOUND, reason="found-1-2", contacts=7, examples=())


@pytest.fixture
def heard(house: House) -> House:
    today = house.clock().date()
    entry = Purpose("listening", "contract", "A-1", "a year", (), today, None, today)
    set_purpose(house.store, ADMINISTRATOR, entry)
    intake = begin_intake(house.store, ADMINISTRATOR, "calls", {})
    keep_items(house.store, ADMINISTRATOR, intake, [Listed(Item(one, "text", ())) for one in ITEMS])
    return house


def told(house: House) -> dict[str, tuple[str, int, int]]:
    """State, contacts and examples of each gap."""
    with house.store.read() as connection:
        return {
            gap.id: (gap.state.value, count, len(said))
            for gap in read_gaps(connection)
            for count, said in [read_heard(connection, gap.id)]
        }


def test_a_reason_of_a_brand_has_one_gap_however_often_it_comes(heard: House) -> None:
    strange = replace(FOUND, brand="nobody")
    assert hand_over_gaps(heard.store, EDITOR, [FOUND, OTHER, strange]) == 2
    assert sorted(told(heard).values()) == [("open", 7, 0), ("open", 12, 3)]
    assert len(heard.events(GapMoved)) == 2
    grown = replace(FOUND, contacts=15, examples=FOUND.examples[:1])
    assert hand_over_gaps(heard.store, EDITOR, [grown, OTHER]) == 0
    assert sorted(told(heard).values()) == [("open", 7, 0), ("open", 15, 1)]
    with pytest.raises(NotPermitted):
        hand_over_gaps(heard.store, Actor("adviser", "amina"), [FOUND])


def test_a_dismissed_one_comes_back_when_it_has_grown_by_half(heard: House) -> None:
    hand_over_gaps(heard.store, EDITOR, [FOUND])
    [gap] = told(heard)
    dismiss_gap(heard.store, EDITOR, gap, "not ours")
    hand_over_gaps(heard.store, EDITOR, [replace(FOUND, contacts=17)])
    assert told(heard)[gap][0] == "dismissed"
    hand_over_gaps(heard.store, EDITOR, [replace(FOUND, contacts=18)])
    assert told(heard)[gap][0] == "open"


def test_merged_reasons_stay_together_when_they_come_again(heard: House) -> None:
    hand_over_gaps(heard.store, EDITOR, [FOUND, OTHER])
    kept = merge_gaps(heard.store, EDITOR, list(told(heard)))
    assert told(heard) == {kept: ("open", 19, 3)}
    assert hand_over_gaps(heard.store, EDITOR, [FOUND, OTHER]) == 0
    assert told(heard) == {kept: ("open", 19, 3)}


def test_words_of_an_erased_contact_leave_the_gap_and_do_not_come_back(heard: House) -> None:
    hand_over_gaps(heard.store, EDITOR, [FOUND])
    erase_item(heard.store, ADMINISTRATOR, ITEMS[0], files=())
    assert list(told(heard).values()) == [("open", 12, 2)]
    hand_over_gaps(heard.store, EDITOR, [FOUND])
    assert list(told(heard).values()) == [("open", 12, 2)]
