"""Each invariant, broken by hand, is named; and what can be mended is mended with its age kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from house import AMINA, BILAL, CLARA, SALMA, House, small_centre
from nawba.actions import contacts, hands, presence
from nawba.actions.redispatch import apply_measure
from nawba.actions.repair import repair
from nawba.domain.errors import NotPermitted
from nawba.domain.redispatch import Change
from nawba.domain.words import WATCHDOG
from nawba.store import Store
from nawba.store.doctor import RULES, Violation, find_violations
from virtual_time import VirtualClock


@pytest.fixture
def own_house(new_store: Callable[..., Store], clock: VirtualClock) -> House:
    """A house on a database of its own, from which a test may take constraints away."""
    return House(new_store(), clock, small_centre())


def busy(house: House) -> dict[str, str]:
    """One contact in each state, with messages and a file; returns their ids by name."""
    opened = house.opened().contact
    customer = house.customer_of(opened)
    file = contacts.attach(
        house.store, customer, opened, name="a.png", media_type="image/png", content=b"x"
    )
    contacts.say(house.store, customer, opened, "look", client_id="1", attachments=(file,))
    held = house.held(AMINA)
    hands.join(house.store, SALMA, held)
    return {
        "opened": opened,
        "file": file,
        "waiting": house.waiting(),
        "offered": house.offered(adviser=BILAL).contact,
        "held": held,
        "wrap_up": house.wrapping_up(CLARA),
        "closed": house.closed(),
    }


def found(house: House) -> list[Violation]:
    with house.store.read() as connection:
        return find_violations(connection)


def rules(house: House) -> set[str]:
    return {one.rule for one in found(house)}


def unguarded(house: House, *statements: str, **values: Any) -> None:
    """Run ``statements`` with foreign keys off, as a file changed by another program would be."""
    engine = house.store.engine
    off = "PRAGMA foreign_keys = OFF" if house.store.is_sqlite else None
    with engine.execution_options(nawba_write=True).connect() as connection:
        if off is not None:
            connection.connection.driver_connection.execute(off)
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(sa.text(statement), values)
        connection.commit()
        connection.invalidate()  # the setting goes with the connection


def test_a_house_at_work_has_nothing_to_report(house: House) -> None:
    assert found(house) == []
    busy(house)
    assert found(house) == []
    assert repair(house.store, WATCHDOG) == []


def test_every_rule_says_what_it_checks() -> None:
    assert all(rule.__doc__ for rule in RULES)
    assert str(Violation("r", "contact c", "is odd", "Mend it")) == "r: contact c: is odd. Mend it."


NOW = "'2026-03-02 09:00:00'"
HAND = f"INSERT INTO hands VALUES ('h_x', :c, :party, :who, :leads, {NOW}, NULL, NULL)"
OFFER = (
    "INSERT INTO offers (id, contact, adviser, epoch, state, made_at, expires_at) "
    f"VALUES ('o_x', :c, 'amina', :epoch, 'live', {NOW}, {NOW})"
)
EVENT = "INSERT INTO events VALUES ('main', :seq, " + NOW + ", 'message_added', :c, 'x:y', :data)"


def end_hand(c: str) -> str:
    return f"UPDATE hands SET ended_at = {NOW} WHERE contact = '{c}' AND leads"


def darken(house: House) -> None:
    dark = Change("site_dark", site="casa", held="finish")
    apply_measure(house.store, SALMA, house.centre, dark, None, "", "dark")


Corrupt = Callable[[House, dict[str, str]], None]

CORRUPTIONS: dict[str, tuple[str, Corrupt]] = {
    "nobody leads": ("one_lead", lambda h, ids: h.raw(end_hand(ids["waiting"]))),
    "nobody holds": ("one_lead", lambda h, ids: h.raw(end_hand(ids["held"]))),
    "a hand outlives its contact": (
        "one_lead",
        lambda h, ids: h.raw(HAND, c=ids["closed"], party="supervisor", who="salma", leads=False),
    ),
    "the assistant holds": (
        "state_agrees",
        lambda h, ids: h.raw("UPDATE contacts SET state = 'held' WHERE id = :c", c=ids["waiting"]),
    ),
    "an adviser leads what waits": (
        "state_agrees",
        lambda h, ids: h.raw("UPDATE contacts SET state = 'waiting' WHERE id = :c", c=ids["held"]),
    ),
    "a target without a start": (
        "has_a_place",
        lambda h, ids: h.raw(
            "UPDATE contacts SET queued_at = NULL WHERE id = :c", c=ids["waiting"]
        ),
    ),
    "an offer of what is held": (
        "offered_while_waiting",
        lambda h, ids: h.raw(OFFER, c=ids["held"], epoch=1),
    ),
    "an offer of another lease": (
        "offered_while_waiting",
        lambda h, ids: h.raw(OFFER, c=ids["waiting"], epoch=7),
    ),
    "an offer at a dark site": (
        "dark_sites_are_left_alone",
        lambda h, ids: darken(h) or h.raw(OFFER, c=ids["waiting"], epoch=1),
    ),
    "an offer without a place": (
        "occupies_a_place",
        lambda h, ids: h.raw("DELETE FROM occupancy WHERE adviser = 'bilal'"),
    ),
    "a hand without a place": (
        "occupies_a_place",
        lambda h, ids: h.raw("DELETE FROM occupancy WHERE adviser = 'amina'"),
    ),
    "a place for what is over": (
        "occupies_a_place",
        lambda h, ids: h.raw(f"UPDATE offers SET state = 'expired', ended_at = {NOW}"),
    ),
    "a place at another adviser": (
        "occupies_a_place",
        lambda h, ids: h.raw(
            "UPDATE occupancy SET adviser = 'clara', slot = 2 WHERE adviser = 'amina'"
        ),
    ),
    "a message gone": (
        "messages_are_whole",
        lambda h, ids: unguarded(h, "DELETE FROM messages WHERE contact = :c", c=ids["held"]),
    ),
    "a count too high": (
        "messages_are_whole",
        lambda h, ids: h.raw("UPDATE contacts SET last_number = 99 WHERE id = :c", c=ids["held"]),
    ),
    "an event gone": (
        "numbered_without_holes",
        lambda h, ids: h.raw("DELETE FROM events WHERE seq = 5"),
    ),
    "a counter turned back": (
        "numbered_without_holes",
        lambda h, ids: h.raw("UPDATE cells SET last_seq = last_seq - 1"),
    ),
    "a language nobody told of": (
        "stream_agrees",
        lambda h, ids: h.raw("UPDATE contacts SET language = 'ar' WHERE id = :c", c=ids["held"]),
    ),
    "an age changed": (
        "stream_agrees",
        lambda h, ids: h.raw(
            "UPDATE contacts SET waiting_since = '2026-01-01 00:00:00' WHERE id = :c",
            c=ids["waiting"],
        ),
    ),
    "a presence nobody told of": (
        "stream_agrees",
        lambda h, ids: h.raw("UPDATE presence SET state = 'paused' WHERE adviser = 'amina'"),
    ),
    "a file gone": (
        "attachments_are_there",
        lambda h, ids: h.raw("DELETE FROM attachments"),
    ),
    "a file given back": (
        "attachments_are_there",
        lambda h, ids: h.raw("UPDATE attachments SET message = NULL"),
    ),
    "a file at another message": (
        "attachments_are_there",
        lambda h, ids: h.raw(
            "UPDATE attachments SET message = (SELECT min(id) FROM messages WHERE contact = :c)",
            c=ids["held"],
        ),
    ),
    "a customer gone": (
        "references_hold",
        lambda h, ids: unguarded(h, "DELETE FROM customers"),
    ),
    "slots gone": (
        "references_hold",
        lambda h, ids: unguarded(h, "DELETE FROM adviser_slots WHERE adviser = 'amina'"),
    ),
}

UNGUARDED: dict[str, tuple[str, Corrupt]] = {
    "two lead": (
        "one_lead",
        lambda h, ids: (
            h.raw("DROP INDEX uq_hands_one_lead")
            or h.raw(HAND, c=ids["held"], party="adviser", who="bilal", leads=True)
        ),
    ),
    "two offers": (
        "offered_while_waiting",
        lambda h, ids: (
            h.raw("DROP INDEX uq_offers_one_live") or h.raw(OFFER, c=ids["offered"], epoch=1)
        ),
    ),
}
"""What the database itself refuses, so that its guard must be taken away first."""

UNMENDABLE = {
    "a message gone",
    "a count too high",
    "an event gone",
    "a counter turned back",
    "a language nobody told of",
    "an age changed",
    "a presence nobody told of",
    "a file gone",
    "a file given back",
    "a file at another message",
    "a customer gone",
    "slots gone",
    "two lead",
    "a place for what is over",  # the place is freed; the stream never told that it was over
}


@pytest.mark.parametrize("name", [*CORRUPTIONS, *UNGUARDED])
def test_what_is_broken_is_named_and_what_can_be_is_mended(
    name: str, request: pytest.FixtureRequest, database: str
) -> None:
    fixture = "own_house" if name in UNGUARDED else "house"
    broken: House = request.getfixturevalue(fixture)
    rule, corrupt = (CORRUPTIONS | UNGUARDED)[name]
    corrupt(broken, busy(broken))
    before = found(broken)
    assert all(one.subject and one.what and one.remedy for one in before)
    assert rule in {one.rule for one in before}
    mended = repair(broken.store, WATCHDOG)
    after = rules(broken)
    assert after <= {one.rule for one in before}
    assert (after == set()) == (name not in UNMENDABLE)
    assert mended or name in UNMENDABLE
    assert repair(broken.store, WATCHDOG) == []


@pytest.mark.parametrize("presence_is", ["lost", "offline", "never told"])
def test_what_an_absent_adviser_held_is_back_with_its_age(house: House, presence_is: str) -> None:
    contact, wrapping = house.held(AMINA), house.wrapping_up(BILAL)
    since = house.line(contact).waiting_since
    house.clock.advance(600)
    if presence_is == "never told":
        house.raw("DELETE FROM presence")
    else:
        house.raw("UPDATE presence SET state = :state", state=presence_is)
    (line,) = repair(house.store, WATCHDOG)
    assert contact in line
    assert "back in queue waha-fr with its age" in line
    kept = house.line(contact)
    assert (kept.state, kept.waiting_since, kept.lead.party) == ("waiting", since, "assistant")
    assert house.row(wrapping).state == "wrap_up"  # its timer closes it
    assert house.rows("occupancy", adviser="amina") == []


def test_what_an_adviser_at_work_holds_is_left_alone(house: House) -> None:
    house.held(AMINA)
    house.offered(adviser=BILAL)
    presence.set_presence(house.store, AMINA, "amina", "paused", "lunch")
    before = len(house.recorded())
    assert repair(house.store, WATCHDOG) == []
    assert len(house.recorded()) == before


def test_a_full_adviser_keeps_what_has_a_place_and_gives_the_rest_back(house: House) -> None:
    first, second = house.held(AMINA), house.held(AMINA)
    house.raw("DELETE FROM occupancy WHERE slot = 2")
    house.raw("DELETE FROM adviser_slots WHERE adviser = 'amina' AND slot = 2")
    (line,) = repair(house.store, WATCHDOG)
    assert "amina has no place left" in line
    assert {house.row(first).state, house.row(second).state} == {"held", "waiting"}
    assert rules(house) == set()


def test_only_the_house_and_supervisors_repair(house: House) -> None:
    for actor in (AMINA, house.customer_of(house.opened().contact)):
        with pytest.raises(NotPermitted):
            repair(house.store, actor)
    assert repair(house.store, SALMA) == []
