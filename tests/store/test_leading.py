"""Who leads, since when, and who stands by: read from the database alone."""

from __future__ import annotations

from typing import Any

from house import House
from nawba.actions.offers import take_lease
from nawba.domain.words import DISPATCHER
from nawba.store import Store, open_store
from nawba.store.leading import Leading, read_leading
from processes import until


def leading(store: Store) -> list[Leading]:
    with store.read() as connection:
        return read_leading(connection, store.time_at(connection))


def test_before_the_first_lease_nobody_leads(house: House) -> None:
    assert leading(house.store) == [Leading("main", 0)]


def test_the_holder_leads_until_its_lease_runs_out(house: House) -> None:
    since = house.clock()
    house.lease("casa-1-aa", seconds=15)
    house.clock.advance(10)
    lease = house.lease("casa-1-aa", seconds=15)
    assert leading(house.store) == [Leading("main", 1, "casa-1-aa", since, lease.until)]
    house.clock.advance(15)
    assert leading(house.store) == [Leading("main", 1)]


def test_servers_with_a_session_stand_by(postgres_databases: Any) -> None:
    url = postgres_databases.new_url("configured")
    long = f"{'dakar-' * 11}-3-cc"  # longer than the name of a session
    servers = {name: open_store(url, serves=name) for name in ("casa-1-aa", "dakar-2-bb", long)}
    doctor = open_store(url)
    try:
        for store in servers.values():
            store.check_writable()
        take_lease(servers[long], DISPATCHER, long, 600)
        (found,) = leading(doctor)
        assert (found.holder, found.epoch) == (long, 1)
        assert found.standing_by == ("casa-1-aa", "dakar-2-bb")
        servers["casa-1-aa"].dispose()  # PostgreSQL ends a session a moment after its client
        until(lambda: leading(doctor)[0].standing_by == ("dakar-2-bb",))
    finally:
        for store in (*servers.values(), doctor):
            store.dispose()
