"""Signing in, on both databases: growing waits, passwords, sessions that end, a log that stays."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from house import House
from identity_scenes import LIVES, PASSWORD, WHERE, administrator, with_password
from nawba.actions import accounts, sessions
from nawba.domain.access import Access
from nawba.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    SignInNeeded,
    TooMany,
    WrongCredentials,
)
from nawba.domain.identity import CONSOLE, DOOR, Account, Identity, Signed
from nawba.domain.passwords import check_password
from nawba.domain.words import Actor
from nawba.store.access_log import Wanted, read_access
from nawba.store.identity_tables import access_log
from nawba.store.identity_tables import accounts as account_rows
from nawba.store.identity_tables import sessions as session_rows
from nawba.web.doorkeeper import Doorkeeper
from web.conftest import eventually

LOGIN = "amina@nawba.example"


def sign_in(house: House, password: str = PASSWORD, login: str = LOGIN) -> Signed:
    return sessions.sign_in(house.store, login, password, where=WHERE, lives=LIVES)


def fail(house: House) -> int:
    """One wrong try; how long the house asks to wait, 0 when the try counted."""
    try:
        sign_in(house, "wrong password")
    except TooMany as wait:
        return wait.seconds
    except WrongCredentials:
        return 0
    raise AssertionError("a wrong password opened")


def test_each_failure_past_the_fifth_doubles_the_wait(house: House) -> None:
    with_password(house)
    assert [fail(house) for _ in range(6)] == [0, 0, 0, 0, 0, 5]
    waited = []
    for _ in range(9):
        house.clock.advance(waited[-1] if waited else 5)
        assert fail(house) == 0
        waited.append(fail(house))
    assert waited == [10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_even_the_right_password_waits_and_then_is_forgiven(house: House) -> None:
    with_password(house)
    for _ in range(5):
        fail(house)
    with pytest.raises(TooMany):
        sign_in(house)
    house.clock.advance(5)
    sign_in(house)
    assert [fail(house) for _ in range(5)] == [0] * 5


def test_many_people_share_an_address(house: House) -> None:
    """Twenty who mistype once each keep nobody out; a login has five free tries."""
    for number in range(20):
        with pytest.raises(WrongCredentials):
            sign_in(house, "x", f"somebody-{number}")


def test_a_hash_of_older_parameters_is_made_anew_at_the_next_sign_in(house: House) -> None:
    with_password(house)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with house.store.write("test", DOOR) as tx:
        tx.connection.execute(account_rows.update().values(password=old))
    sign_in(house)
    with house.store.read() as connection:
        kept = connection.execute(sa.select(account_rows.c.password)).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    sign_in(house)


@pytest.mark.parametrize(
    "password",
    ["short", "amina@nawba.example", "amina.amina1", "motdepasse1234", "aaaaaaaaaaaaaa", "x" * 300],
    ids=["short", "login", "of-login", "worst", "one-letter", "endless"],
)
def test_passwords_that_will_not_do(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, "amina@nawba.example")


def test_passwords_that_will_do() -> None:
    for password in (PASSWORD, "كلمة السر الطويلة", "correct horse battery"):
        check_password(password, "amina@nawba.example")


def test_the_same_password_typed_on_another_keyboard_opens(house: House) -> None:
    """Composed or not: é is one sign or two."""
    link = accounts.make_link(house.store, CONSOLE, with_password(house).id)
    composed, apart = "théâtre à l'été", "the\u0301a\u0302tre a\u0300 l'e\u0301te\u0301"
    accounts.redeem_link(house.store, link.token, composed, where=WHERE, lives=LIVES)
    assert sign_in(house, apart).session.account == "amina"


def test_a_session_ends_when_nobody_moves_and_at_its_time(house: House) -> None:
    with_password(house)
    keeper = Doorkeeper(house.store, LIVES)

    def inside(token: str) -> Identity | None:
        try:
            return asyncio.run(keeper.session(token))[0]
        except SignInNeeded:
            return None

    idle, busy = sign_in(house), sign_in(house)
    for _ in range(15):
        house.clock.advance(3600)
        assert inside(busy.token) is not None
    assert inside(idle.token) is None
    house.clock.advance(3600)
    assert inside(busy.token) is None


def test_a_session_that_is_ended_is_forgotten_before_the_verb_returns(house: House) -> None:
    with_password(house)
    keeper = Doorkeeper(house.store, LIVES)
    undo = house.store.listen(keeper.follow)
    signed = sign_in(house)
    assert asyncio.run(keeper.session(signed.token))[0].id == "amina"
    sessions.end_session(house.store, Actor("adviser", "amina"), signed.session.id)
    with pytest.raises(SignInNeeded):
        asyncio.run(keeper.session(signed.token))
    undo()


def test_a_sign_of_life_is_written_once_a_minute_at_most(house: House) -> None:
    with_password(house)
    keeper, signed = Doorkeeper(house.store, LIVES), sign_in(house)
    for _ in range(70):
        house.clock.advance(1)
        asyncio.run(keeper.session(signed.token))
    keeper.start()
    keeper.stop()
    with house.store.read() as connection:
        seen = connection.execute(
            sa.select(session_rows.c.seen_at).where(session_rows.c.id == signed.session.id)
        ).scalar_one()
    assert seen - signed.session.began_at == timedelta(seconds=60)


def test_nobody_ends_the_session_of_somebody_else(house: House) -> None:
    with_password(house)
    signed = sign_in(house)
    with pytest.raises(NotFound):
        sessions.end_session(house.store, Actor("adviser", "bilal"), signed.session.id)


def test_the_log_of_access_cannot_be_changed(house: House) -> None:
    with_password(house)
    change = access_log.update().values(account="somebody")
    with house.store.engine.connect().execution_options(nawba_write=True) as connection:
        with pytest.raises(sa.exc.DatabaseError, match="only ever added to"):
            connection.execute(change)
        connection.rollback()


def test_what_changed_is_in_the_log_without_holes(house: House) -> None:
    administrator(house)
    with_password(house)
    fail(house)
    with house.store.read() as connection:
        rows = read_access(connection, Wanted(), 100)
    assert [row.number for row in rows] == list(range(len(rows), 0, -1))
    told = {(row.action, row.kind, row.outcome) for row in rows}
    assert {("made", "account", "done"), ("signed_in", "session", "refused")} <= told


def test_an_administrator_of_a_brand_stays_within_it(house: House) -> None:
    mine = Actor("administrator", "boss", brands=("waha",))
    wide = Account("lina", "Lina", "lina", ("planner",))
    with pytest.raises(NotFound):
        accounts.add_account(house.store, mine, wide)
    theirs = Account("nour", "Nour", "nour", ("planner",), brands=("sahla",))
    accounts.add_account(house.store, CONSOLE, theirs)
    with pytest.raises(NotFound):
        accounts.make_link(house.store, mine, "nour")
    own = Account("rim", "Rim", "rim", ("planner",), brands=("waha",))
    assert accounts.add_account(house.store, mine, own).id == "rim"


def test_an_account_that_was_changed_meanwhile_is_not_overwritten(house: House) -> None:
    made = with_password(house)
    accounts.change_account(house.store, CONSOLE, made)
    with pytest.raises(Conflict, match="meanwhile"):
        accounts.change_account(house.store, CONSOLE, made)


def test_every_way_in_ends_and_whoever_was_signed_in_is_told_of(house: House) -> None:
    with_password(house)
    here, there = sign_in(house), sign_in(house)
    accounts.make_link(house.store, CONSOLE, "amina")
    with pytest.raises(NotPermitted):
        sessions.end_every_way_in(house.store, Actor("adviser", "amina"))
    doorkeeper = Doorkeeper(house.store, LIVES)
    house.store.listen(doorkeeper.follow)
    asyncio.run(doorkeeper.session(here.token))
    assert sessions.end_every_way_in(house.store, DOOR) == (3, 1)  # with the invitation's
    for one in (here, there):
        with pytest.raises(SignInNeeded):
            asyncio.run(doorkeeper.session(one.token))
    assert sessions.end_every_way_in(house.store, DOOR) == (0, 0)


def test_the_log_goes_on_after_any_fault_and_says_while_it_cannot(house: House) -> None:
    """Its table is away: on PostgreSQL that is no fault the house has a word for."""
    doorkeeper = Doorkeeper(house.store, LIVES)
    doorkeeper.start()
    try:
        with away(house, "access_log"):
            doorkeeper.note(Access("supervisor:salma", "saw", "contact", "c_1"))
            eventually(lambda: behind(house, doorkeeper) or None)
            doorkeeper.note(Access("supervisor:salma", "saw", "contact", "c_2"))
        eventually(lambda: None if doorkeeper.is_behind else True)
        eventually(lambda: seen(house) == ["c_1", "c_2"] or None)
    finally:
        doorkeeper.stop()


@contextmanager
def away(house: House, table: str) -> Iterator[None]:
    with house.store.engine.execution_options(nawba_write=True).begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_away")
    try:
        yield
    finally:
        with house.store.engine.execution_options(nawba_write=True).begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table}_away RENAME TO {table}")


def behind(house: House, doorkeeper: Doorkeeper) -> bool:
    """Whether it says so, a minute later than when it was asked last."""
    house.clock.advance(60)
    return doorkeeper.is_behind


def seen(house: House) -> list[str]:
    with house.store.read() as connection:
        rows = read_access(connection, Wanted(action="saw"), 10)
    return [row.resource for row in reversed(rows)]
