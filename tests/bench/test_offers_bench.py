"""``nawba bench offers``: its figures, and that it would see an offer made twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from house import House
from nawba.bench.databases import empty_database
from nawba.bench.offers import measure_offers
from nawba.bench.reign import Reigns
from nawba.domain.errors import Invalid
from nawba.domain.events import Event, LeaseTaken, OfferEnded, OfferMade, Recorded
from nawba.store import Store, open_store
from nawba.store.migrate import migrate
from virtual_time import START


def test_each_contact_is_offered_once_whoever_asks_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = measure_offers(
        f"sqlite:///{tmp_path}/bench.db", 14, 3, lambda done, total: told.append((done, total))
    )
    assert (found.store, found.batch, found.offers) == ("sqlite", 3, 14)
    assert (found.duplicates, found.repeated, found.violations) == (0, 0, 0)
    assert found.refused == 3 * 5  # two rounds to warm up and one that counts, of five batches
    assert found.offers_per_s > 0
    assert None not in found.commit_ms.values()
    assert told[-1] == (14, 14)


def made(offer: str, contact: str = "c") -> OfferMade:
    return OfferMade(contact, offer, "amina", 1, START + timedelta(seconds=20))


def ended(offer: str) -> OfferEnded:
    return OfferEnded("c", offer, "amina", "refused")


def heard(store: Store, *events: Event) -> Reigns:
    reigns = Reigns(store)
    for number, event in enumerate(events, start=1):
        reigns.hear(Recorded("main", number, START + timedelta(seconds=number), "x:x", event))
    return reigns


@pytest.mark.parametrize(
    ("events", "doubles"),
    [
        pytest.param([made("one"), ended("one"), made("two")], 0, id="one-after-the-other"),
        pytest.param([made("one"), made("two", "d")], 0, id="two-contacts"),
        pytest.param([made("one"), made("two")], 1, id="two-at-once"),
        pytest.param([made("one"), made("two"), ended("one"), made("three")], 2, id="still-live"),
    ],
)
def test_a_contact_offered_twice_at_once_is_counted(
    sqlite_house: House, events: list[Event], doubles: int
) -> None:
    reigns = heard(sqlite_house.store, LeaseTaken("first", 1), *events)
    assert (reigns.doubles, reigns.stale) == (doubles, 0)


def test_an_offer_of_a_reign_that_is_over_is_counted(sqlite_house: House) -> None:
    told = (LeaseTaken("first", 1), LeaseTaken("second", 2), made("late"))
    reigns = heard(sqlite_house.store, *told)
    assert (reigns.stale, reigns.epoch, reigns.holder) == (1, 2, "second")


def test_a_takeover_is_timed_to_lease_and_first_offer(sqlite_house: House) -> None:
    first = made("one"), ended("one")
    second = OfferMade("c", "two", "amina", 2, START)
    told = (LeaseTaken("first", 1), *first, LeaseTaken("second", 2), second)
    reigns = heard(sqlite_house.store, *told)
    assert reigns.seconds_after(1, START + timedelta(seconds=3)) == (1, 2)


def test_a_measurement_wants_a_database_of_its_own(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/used.db"
    store = open_store(url)
    migrate(store)
    store.dispose()
    with pytest.raises(Invalid, match="not empty"), empty_database("sqlite", url):
        pass


def test_what_cannot_be_measured_is_told() -> None:
    with pytest.raises(Invalid, match="sqlite, postgresql"), empty_database("oracle"):
        pass
    with pytest.raises(Invalid, match="postgresql"), empty_database("postgresql", "sqlite:///x"):
        pass
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    with pytest.raises(Invalid, match="cannot be opened"), empty_database("postgresql", nowhere):
        pass
