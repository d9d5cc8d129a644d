"""Migrations make the tables that the code expects, once, and say what is wrong if they cannot."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from house import House, small_centre
from nawba.actions.setup import configure
from nawba.domain.decisions import Asked, Came, Decided, Decision, Did, Quote
from nawba.domain.errors import Unavailable
from nawba.domain.words import ADMINISTRATOR, Centre
from nawba.store import Store, snapshot, tables
from nawba.store.decisions import keep_decision, read_decisions
from nawba.store.doctor import find_violations
from nawba.store.identity_tables import access_log
from nawba.store.migrate import current_revision, migrate, newest_revision
from virtual_time import VirtualClock

SCRIPTS = Path(tables.__file__).parent / "migrations"
NewStore = Callable[..., Store]

MIGRATE = """
import sys
from nawba.store import open_store
from nawba.store.migrate import migrate
print(migrate(open_store(sys.argv[1])))
"""


def test_an_empty_database_gets_its_tables_and_is_ready(
    new_store: NewStore, clock: VirtualClock
) -> None:
    store = new_store("empty")
    assert current_revision(store) is None
    reached = migrate(store)
    assert current_revision(store) == reached
    configure(store, ADMINISTRATOR, small_centre())
    assert House(store, clock, small_centre()).held()


def test_migrating_again_changes_nothing(new_store: NewStore) -> None:
    store = new_store("migrated")
    before = current_revision(store)
    assert migrate(store) == before
    assert current_revision(store) == before


def test_the_newest_revision_is_the_only_head_and_what_a_database_is_brought_to(
    new_store: NewStore,
) -> None:
    scripts = ScriptDirectory(str(SCRIPTS))
    assert scripts.get_heads() == [newest_revision()]
    assert migrate(new_store("empty")) == newest_revision()


def upgrade_to(store: Store, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with store.engine.connect().execution_options(nawba_write=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def configured_then(store: Store, centre: Centre) -> None:
    """Configure a database whose tables are those of a first version."""
    with store.engine.execution_options(nawba_write=True).begin() as connection:
        for name in ("sites", "skills", "brands", "queues", "advisers", "supervisors"):
            table = sa.table(name, *map(sa.column, ("id", "position", "retired")),
                             sa.column("document", sa.JSON))  # fmt: skip
            for place, noun in enumerate(getattr(centre, name)):
                values = {"position": place, "retired": False, "document": asdict(noun)}
                connection.execute(table.insert().values(id=noun.id, **values))


def opened_with_todays_verbs(store: Store) -> str:
    """A contact in an earlier database; verbs of today also write the log of access, so it is
    there for as long as they do."""
    writing = store.engine.execution_options(nawba_write=True)
    access_log.create(writing)
    configured_then(store, small_centre())
    contact = House(store, VirtualClock(), small_centre()).opened().contact
    access_log.drop(writing)
    return contact


def test_an_earlier_database_keeps_its_rows(new_store: NewStore) -> None:
    store = new_store("empty")
    upgrade_to(store, "0001")
    assert current_revision(store) == "0001"
    contact = opened_with_todays_verbs(store)
    migrate(store)
    with store.read() as connection:
        assert list(snapshot(connection).contacts) == [contact]
        assert find_violations(connection) == []


def test_decisions_from_before_a_language_model_still_load(new_store: NewStore) -> None:
    store = new_store("empty")
    upgrade_to(store, "0003")
    contact = opened_with_todays_verbs(store)
    with store.engine.execution_options(nawba_write=True).begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO decisions (contact, message, at, did, language, milliseconds,"
                " retrieved, readings) VALUES (:contact, 'm_1', :at, 'said', 'fr', 1.5, '[]', '[]')"
            ).bindparams(sa.bindparam("at", type_=tables.decisions.c.at.type)),
            {"contact": contact, "at": VirtualClock()()},
        )
    migrate(store)
    asked = Asked(Came.PROPOSED, flow="lend", quotes=(Quote("count", 2, 0, 1),))
    later = Decided(contact, "m_2", VirtualClock()(), Decision(Did.WITHHELD, "fr", asked=asked))
    with store.write("take_turn", ADMINISTRATOR) as tx:
        keep_decision(tx.connection, later)
    with store.read() as connection:
        old, new = (one.decision for one in read_decisions(connection, contact))
    assert (old.did, old.asked) == (Did.SAID, None)
    assert new.asked == asked


def test_the_migrated_tables_are_those_of_the_code(new_store: NewStore) -> None:
    store = new_store("migrated")
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_migrated_constraints_are_those_of_the_code(new_store: NewStore) -> None:
    store = new_store("migrated")
    with store.read() as connection:
        seen = sa.inspect(connection)
        for table in tables.metadata.sorted_tables:
            wanted = {
                str(one.name) for one in table.constraints if isinstance(one, sa.CheckConstraint)
            }
            kept = {str(one["name"]) for one in seen.get_check_constraints(table.name)}
            assert wanted == kept, table.name


def test_a_snapshot_of_nothing_is_empty(new_store: NewStore) -> None:
    store = new_store("migrated")
    with store.read() as connection:
        board = snapshot(connection)
    assert (board.contacts, board.presence, board.cursor) == ({}, {}, {})


def test_a_database_newer_than_the_program_is_left_alone(new_store: NewStore) -> None:
    store = new_store("migrated")
    with store.engine.execution_options(nawba_write=True).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="9999"):
        migrate(store)
    assert current_revision(store) == "9999"


def test_processes_that_start_together_migrate_once(new_store: NewStore) -> None:
    store = new_store("empty")
    url = store.engine.url.render_as_string(hide_password=False)
    starting = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0].strip() for process in starting]
    assert [process.returncode for process in starting] == [0, 0]
    assert said == [current_revision(store)] * 2
