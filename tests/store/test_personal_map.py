"""Every column of every table is either known to hold words of customers, or known not to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from nawba.domain.texts import LANGUAGES, catalogue
from nawba.store import tables
from nawba.store.personal_map import AGED, HELD, NOBODY

BY_NAME = {held.name: held for held in HELD}
_NO_WORDS = (sa.Integer, sa.Float, sa.Boolean, sa.DateTime, tables.UtcTime)


@pytest.mark.parametrize("name", sorted(tables.metadata.tables))
def test_it_is_known_whether_a_table_holds_words_of_customers(name: str) -> None:
    assert (name in BY_NAME) != (name in NOBODY), (
        f"say in store/personal_map.py what {name} holds of customers, or why nothing"
    )


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_it_is_known_of_each_column(name: str) -> None:
    held = BY_NAME[name]
    columns = {
        column.name for column in held.table.columns if not isinstance(column.type, _NO_WORDS)
    }
    known = set(held.words) | set(held.plain)
    assert columns <= known, f"words, or plain? {sorted(columns - known)}"
    assert known <= set(held.table.columns.keys())
    assert not set(held.words) & set(held.plain)


def test_tables_that_are_gone_are_forgotten_here_too() -> None:
    assert BY_NAME.keys() | NOBODY.keys() == set(tables.metadata.tables)
    assert {one.name for one in AGED} <= NOBODY.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_export_names_each_of_them(language: str) -> None:
    words = catalogue(language)
    for held in HELD:
        assert words[f"held_{held.name}"]
        assert words[f"held_why_{held.kind}"]
