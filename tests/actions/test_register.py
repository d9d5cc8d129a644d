"""A purpose without a valid entry is off, and nobody writes over what another wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from house import AMINA, House
from nawba.actions.register import set_purpose
from nawba.domain.errors import Conflict, Invalid, NotPermitted
from nawba.domain.purposes import PURPOSES, Purpose
from nawba.domain.words import ADMINISTRATOR
from nawba.store.personal import may_process, read_register

DAY = date(2026, 3, 2)
ENTRY = Purpose("training", "legitimate_interest", "CNDP D-1/2026", "24 months", ("Atlas",),
                since=DAY, until=DAY + timedelta(30), notice=DAY)  # fmt: skip


def may(house: House, day: date = DAY) -> bool:
    with house.store.read() as connection:
        return may_process(connection, "training", day)


def test_every_purpose_is_off_until_it_is_written_down(house: House) -> None:
    with house.store.read() as connection:
        assert not any(may_process(connection, one, DAY) for one in PURPOSES)
        assert read_register(connection) == [Purpose(one) for one in PURPOSES]


def test_an_entry_puts_a_purpose_on_for_its_days(house: House) -> None:
    kept = set_purpose(house.store, ADMINISTRATOR, ENTRY)
    assert kept == replace(ENTRY, revision=1)
    assert may(house)
    assert may(house, DAY + timedelta(30))
    assert not may(house, DAY - timedelta(1))
    assert not may(house, DAY + timedelta(31))


@pytest.mark.parametrize(
    ("field", "value", "lack"),
    [
        ("basis", "", "basis"),
        ("authorisation", "", "authorisation"),
        ("retention", "", "retention"),
        ("notice", None, "notice"),
        ("notice", DAY + timedelta(1), "notice"),
        ("since", None, "since"),
    ],
)
def test_an_entry_that_lacks_something_leaves_it_off(
    house: House, field: str, value: object, lack: str
) -> None:
    entry = replace(ENTRY, **{field: value})
    set_purpose(house.store, ADMINISTRATOR, entry)
    assert not may(house)
    assert entry.lacks(DAY) == (lack,)


def test_two_do_not_write_over_each_other(house: House) -> None:
    first = set_purpose(house.store, ADMINISTRATOR, ENTRY)
    with pytest.raises(Conflict, match=str(ADMINISTRATOR)):
        set_purpose(house.store, ADMINISTRATOR, ENTRY)
    assert set_purpose(house.store, ADMINISTRATOR, replace(first, until=None)).revision == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "spying"), ("basis", "because"), ("until", DAY - timedelta(1)),
     ("recipients", ("x",) * 51)],
)  # fmt: skip
def test_a_wrong_entry_is_refused_by_field(house: House, field: str, value: object) -> None:
    with pytest.raises(Invalid) as told:
        set_purpose(house.store, ADMINISTRATOR, replace(ENTRY, **{field: value}))
    assert told.value.field == field


def test_an_adviser_writes_nothing_into_it(house: House) -> None:
    with pytest.raises(NotPermitted):
        set_purpose(house.store, AMINA, ENTRY)


def test_a_purpose_that_nobody_knows_is_a_defect(house: House) -> None:
    with house.store.read() as connection, pytest.raises(KeyError):
        may_process(connection, "spying", DAY)
