"""The outbox of webhooks: what is wanted gets in once, in order, and stays until received."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from house import House
from nawba.actions import webhooks as verbs
from nawba.domain.errors import Invalid, NotFound, NotPermitted
from nawba.domain.events import WebhookSwitchedOff
from nawba.domain.webhooks import GIVE_UP_AFTER
from nawba.domain.words import ADMINISTRATOR, Actor
from nawba.store import Store, events_after
from nawba.store.api_tables import webhook_deliveries
from nawba.store.webhooks import due_deliveries, find_webhook
from virtual_time import VirtualClock

URL = "https://crm.example/hook"


def added(store: Store, *events: str, actor: Actor = ADMINISTRATOR, **more: Any) -> str:
    wanted = verbs.Wanted(URL, events or ("*",), **more)
    return verbs.add_webhook(store, actor, wanted)[0].id


def rows(store: Store) -> list[Any]:
    table = webhook_deliveries
    with store.read() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.seq)))


def due(store: Store, webhook: str) -> list[Any]:
    with store.read() as connection:
        return due_deliveries(connection, webhook, store.clock(), 100)


def fail(store: Store, webhook: str, delivery: str, **more: Any) -> None:
    told: dict[str, Any] = {"status": 500, "error": "refused", "chance": 0.0, "most_failures": 3}
    verbs.keep_failure(store, webhook, delivery, **(told | more))


def test_what_is_wanted_is_put_there_once(house: House) -> None:
    webhook = added(house.store, "contact_opened")
    first, second = house.opened().contact, house.opened().contact
    assert verbs.follow(house.store) == 2
    assert verbs.follow(house.store) == 0
    assert [row.contact for row in rows(house.store)] == [first, second]
    assert {row.webhook for row in rows(house.store)} == {webhook}


def test_what_was_before_the_subscription_is_not_sent(house: House) -> None:
    house.opened()
    added(house.store)
    verbs.follow(house.store)
    assert rows(house.store) == []


def test_a_contacts_events_wait_for_one_another_and_others_do_not(house: House) -> None:
    webhook = added(house.store)
    one, other = house.opened().contact, house.opened().contact
    verbs.follow(house.store)
    first = due(house.store, webhook)
    assert {row.contact for row in first} >= {one, other}
    assert len({row.contact for row in first}) == len(first)
    mine = next(row for row in first if row.contact == one)
    fail(house.store, webhook, mine.id)
    assert one not in {row.contact for row in due(house.store, webhook)}
    theirs = next(row for row in first if row.contact == other)
    verbs.keep_success(house.store, webhook, theirs.id, 204)
    after = next(row for row in due(house.store, webhook) if row.contact == other)
    assert after.seq > theirs.seq


def test_a_failed_delivery_is_tried_again_until_three_days_are_over(
    house: House, clock: VirtualClock
) -> None:
    webhook = added(house.store, "contact_opened")
    house.opened()
    verbs.follow(house.store)
    began, tries = clock(), 0
    while True:
        found = due(house.store, webhook)
        if found:
            tries += 1
            fail(house.store, webhook, found[0].id, most_failures=1000)
        row = rows(house.store)[0]
        if row.state != "waiting":
            break
        clock.advance((row.due_at - clock()).total_seconds())
    assert (row.state, row.attempts) == ("given_up", tries)
    assert clock() - began >= GIVE_UP_AFTER
    assert 20 < tries < 60


def test_too_many_failures_over_a_day_switch_it_off_and_the_stream_says_so(
    house: House, clock: VirtualClock
) -> None:
    webhook = added(house.store, "contact_opened")
    house.opened()
    verbs.follow(house.store)
    delivery = rows(house.store)[0].id
    for _ in range(5):
        fail(house.store, webhook, delivery)
    assert _is_on(house.store, webhook)
    clock.advance(timedelta(days=1).total_seconds())
    fail(house.store, webhook, delivery)
    assert not _is_on(house.store, webhook)
    with house.store.read() as connection:
        told = [one.event for one in events_after(connection, {})]
    assert [one for one in told if isinstance(one, WebhookSwitchedOff)] == [
        WebhookSwitchedOff(webhook, "failing")
    ]


def test_a_success_forgives(house: House) -> None:
    webhook = added(house.store, "contact_opened")
    house.opened()
    verbs.follow(house.store)
    delivery = rows(house.store)[0].id
    fail(house.store, webhook, delivery)
    verbs.keep_success(house.store, webhook, delivery, 200)
    with house.store.read() as connection:
        found = find_webhook(connection, webhook)
    assert found is not None
    assert (found.failures, found.failing_since) == (0, None)


def test_switched_off_it_keeps_its_place_and_goes_on_there(house: House) -> None:
    webhook = added(house.store, "contact_opened")
    wanted = verbs.Wanted(URL, ("contact_opened",), is_on=False)
    verbs.change_webhook(house.store, ADMINISTRATOR, webhook, wanted)
    missed = house.opened().contact
    assert verbs.follow(house.store) == 0
    on = verbs.Wanted(URL, ("contact_opened",))
    verbs.change_webhook(house.store, ADMINISTRATOR, webhook, on)
    assert verbs.follow(house.store) == 1
    assert [row.contact for row in rows(house.store)] == [missed]


def test_a_removed_one_leaves_nothing_behind(house: House) -> None:
    webhook = added(house.store)
    house.opened()
    verbs.follow(house.store)
    delivery = rows(house.store)[0].id
    verbs.remove_webhook(house.store, ADMINISTRATOR, webhook)
    assert rows(house.store) == []
    fail(house.store, webhook, delivery)  # the one that was on its way comes back to nobody
    with pytest.raises(NotFound):
        verbs.ping(house.store, ADMINISTRATOR, webhook)


def test_one_process_delivers_at_a_time(store: Store, clock: VirtualClock) -> None:
    assert verbs.take_lease(store, "webhooks", "one", 15)
    assert not verbs.take_lease(store, "webhooks", "other", 15)
    clock.advance(10)
    assert verbs.take_lease(store, "webhooks", "one", 15)
    clock.advance(15)
    assert verbs.take_lease(store, "webhooks", "other", 15)
    verbs.leave_lease(store, "webhooks", "one")  # not its own any more
    assert not verbs.take_lease(store, "webhooks", "one", 15)
    verbs.leave_lease(store, "webhooks", "other")
    assert verbs.take_lease(store, "webhooks", "one", 15)


def test_old_deliveries_are_forgotten_and_waiting_ones_are_not(
    house: House, clock: VirtualClock
) -> None:
    webhook = added(house.store, "contact_opened")
    house.opened()
    house.opened()
    verbs.follow(house.store)
    verbs.keep_success(house.store, webhook, rows(house.store)[0].id, 204)
    assert verbs.forget_old_deliveries(house.store) == 0
    clock.advance((verbs.KEPT_FOR + timedelta(seconds=1)).total_seconds())
    assert verbs.forget_old_deliveries(house.store) == 1
    assert [row.state for row in rows(house.store)] == ["waiting"]


SCOPED = Actor("administrator", "salma", brands=frozenset({"sahla"}))


def test_a_scoped_administrator_stays_within_their_brands(house: House) -> None:
    everything = added(house.store)
    with pytest.raises(Invalid):
        added(house.store, actor=SCOPED)
    with pytest.raises(NotPermitted):
        added(house.store, actor=SCOPED, brands=("elsewhere",))
    own = added(house.store, actor=SCOPED, brands=("sahla",))
    for forbidden in (
        lambda: verbs.ping(house.store, SCOPED, everything),
        lambda: verbs.remove_webhook(house.store, SCOPED, everything),
        lambda: verbs.replay(house.store, SCOPED, everything, since=house.store.clock()),
    ):
        with pytest.raises(NotFound):
            forbidden()
    assert verbs.ping(house.store, SCOPED, own)


@pytest.mark.parametrize("kind", ["adviser", "supervisor", "editor", "client", "customer"])
def test_nobody_else_may(store: Store, kind: str) -> None:
    with pytest.raises(NotPermitted):
        added(store, actor=Actor(kind, "salma"))


def test_a_replay_names_one_thing(house: House) -> None:
    webhook = added(house.store)
    with pytest.raises(Invalid):
        verbs.replay(house.store, ADMINISTRATOR, webhook)
    with pytest.raises(NotFound):
        verbs.replay(house.store, ADMINISTRATOR, webhook, delivery="d_none")


def _is_on(store: Store, webhook: str) -> bool:
    with store.read() as connection:
        found = find_webhook(connection, webhook)
    return found is not None and found.is_on
