"""`nawba backup` and `restore` as programs: beside a busy server, killed half-way, without room."""

from __future__ import annotations

import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import processes
from cli.conftest import Cli
from nawba.actions import accounts
from nawba.actions.api_keys import make_key, revoke_key
from nawba.domain.identity import CONSOLE
from nawba.store import Store, open_store, tables
from nawba.store.migrate import newest_revision, upgrade
from processes import ServerProcess, until
from sessions import headers
from web.conftest import free_port, prepared
from web.test_web_faults import Writer

Facts = dict[str, list[Any]]


def rows(url: str) -> Facts:
    """Every row of every table."""
    store = open_store(url)
    with store.read() as connection:
        found = {
            table.name: sorted(connection.execute(sa.select(table)).all(), key=repr)
            for table in tables.metadata.sorted_tables
        }
    store.dispose()
    return found


def test_a_back_up_is_made_checked_and_restored(cli: Cli) -> None:
    prepared(cli.url)
    made = cli.json("backup", "b.zip")
    assert made["file"] == "b.zip"
    assert made["revision"] == newest_revision()
    assert made["tables"]["events"] == len(rows(cli.url)["events"])
    assert f"is whole: {made['rows']} rows" in cli.run("restore", "b.zip", "--check").stdout
    assert cli.json("restore", "b.zip", "--check")["rows"] == made["rows"]
    before = rows(cli.url)
    other = f"sqlite:///{cli.folder}/other.db"
    told = cli.json("restore", "b.zip", "--database", other)
    assert (told["compared"], told["differences"], told["violations"]) == (made["rows"], 0, [])
    assert rows(other) == before


def test_words_tell_what_was_done_and_what_is_next(cli: Cli) -> None:
    prepared(cli.url)
    said = cli.run("backup").stdout
    (file,) = (cli.folder / "data" / "backups").iterdir()
    assert file.name in said
    assert "found whole" in said
    assert "not empty" in cli.run("restore", str(file), code=2).stderr
    forced = cli.run("restore", str(file), "--force").stdout
    assert "0 differences" in forced
    assert "is kept as" in forced
    assert "There is no file x.zip" in cli.run("restore", "x.zip", code=2).stderr
    assert "is there already" in cli.run("backup", str(file), code=2).stderr


def test_sessions_and_links_of_a_back_up_end_and_its_keys_are_named(cli: Cli) -> None:
    prepared(cli.url)
    store = open_store(cli.url)
    headers(store, "supervisor:salma")
    headers(store, "adviser:amina")
    accounts.make_link(store, CONSOLE, "amina")
    live, _ = make_key(store, CONSOLE, "wall screen", ("supervisor",))
    over, _ = make_key(store, CONSOLE, "old screen", ("supervisor",))
    revoke_key(store, CONSOLE, over.id)
    cli.run("backup", "b.zip")
    revoke_key(store, CONSOLE, live.id)
    store.dispose()
    told = cli.json("restore", "b.zip", "--force")
    assert (told["sessions_ended"], told["links_ended"]) == (2, 1)
    assert told["live_keys"] == [{"id": live.id, "name": "wall screen", "prefix": live.prefix}]
    found = rows(cli.url)
    assert (found["sessions"], found["sign_in_links"]) == ([], [])
    cli.run("backup", "again.zip")
    said = cli.run("restore", "again.zip", "--force").stdout
    assert "0 sessions and 0 one-time links" in said
    assert live.id in said
    assert over.id not in said


def test_a_typing_error_in_the_databases_name_backs_nothing_up(cli: Cli) -> None:
    told = cli.run("backup", "b.zip", "--database", "sqlite:///data/nwaba.db", code=2).stderr
    assert "There is no database at data/nwaba.db" in told
    assert not (cli.folder / "b.zip").exists()


# -- killed half-way --------------------------------------------------------------------------


@pytest.fixture
def target(cli: Cli, databases: Any) -> str:
    """A database with the small centre of the tests, on SQLite and then on PostgreSQL."""
    return str(databases.new_url("configured"))


@pytest.mark.crash
@pytest.mark.parametrize(
    "point", ["restore.events", "restore.filled", "restore.compared", "restore.aside"]
)
def test_a_restore_killed_half_way_has_changed_nothing(cli: Cli, target: str, point: str) -> None:
    prepared(cli.url)
    cli.run("backup", "b.zip")
    before = rows(target)
    failpoint = cli.write("failpoint", point)
    words = ("restore", "b.zip", "--force", "--database", target)
    killed = cli.program(*words, NAWBA_FAILPOINTS=str(failpoint))
    assert killed.returncode == 137, killed.stderr
    assert rows(target) == before
    assert cli.program(*words).returncode == 0
    assert rows(target) == rows(cli.url)


@pytest.mark.crash
@pytest.mark.parametrize("point", ["backup.events", "backup.written"])
def test_a_back_up_killed_half_way_leaves_no_file_of_its_name(cli: Cli, point: str) -> None:
    prepared(cli.url)
    failpoint = cli.write("failpoint", point)
    assert cli.program("backup", "b.zip", NAWBA_FAILPOINTS=str(failpoint)).returncode == 137
    assert not (cli.folder / "b.zip").exists()
    unfinished = cli.folder / "b.zip.partial"
    assert "no whole back-up" in cli.run("restore", str(unfinished), "--check", code=2).stderr
    cli.run("backup", "b.zip")
    cli.run("restore", "b.zip", "--check")


# -- no room ----------------------------------------------------------------------------------


def with_room(cli: Cli, most: int, *words: str) -> subprocess.CompletedProcess[str]:
    """``nawba WORDS`` as a process that may not make a file larger than ``most`` bytes."""
    return subprocess.run(
        [sys.executable, "-m", "nawba.cli", *words],
        cwd=cli.folder,
        env=processes.environment(),
        capture_output=True,
        text=True,
        timeout=processes.PATIENCE_SECONDS,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )


def test_a_back_up_without_room_says_so_and_leaves_nothing(cli: Cli) -> None:
    prepared(cli.url)
    server = sqlite3.connect(cli.folder / "data/nawba.db")  # so SQLite's own files are there
    server.execute("SELECT * FROM events").fetchall()
    told = with_room(cli, 1000, "backup", "b.zip")
    server.close()
    assert told.returncode == 2
    assert "There is no room for b.zip" in told.stderr
    assert "Traceback" not in told.stderr
    assert [path.name for path in cli.folder.iterdir() if path.name.startswith("b.zip")] == []


def test_a_restore_without_room_says_so_and_changes_nothing(cli: Cli) -> None:
    prepared(cli.url)
    cli.run("backup", "b.zip")
    before = rows(cli.url)
    told = with_room(cli, 50_000, "restore", "b.zip", "--force")
    assert told.returncode == 2
    assert "disk" in told.stderr.lower()
    assert "Traceback" not in told.stderr
    assert rows(cli.url) == before
    assert sorted(path.name for path in (cli.folder / "data").glob("*.restoring*")) == []


# -- beside a server --------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: Callable[[str], str]
) -> Iterator[ServerProcess]:
    url = f"sqlite:///{tmp_path}/data/house.db"
    if request.param == "postgresql":
        with sa.create_engine(postgres("postgres"), isolation_level="AUTOCOMMIT").connect() as wire:
            wire.exec_driver_sql("CREATE DATABASE backed_up")
        url = postgres("backed_up")
    prepared(url)
    one = ServerProcess(tmp_path, url, free_port(), settings={"log_level": "error"})
    yield one.start()
    one.kill()


def test_a_busy_server_is_backed_up_and_restored_without_a_difference(
    cli: Cli, server: ServerProcess
) -> None:
    pages = [Writer(server.base, number) for number in range(4)]
    for page in pages:
        page.start()
    until(lambda: sum(len(page.acknowledged) for page in pages) >= 40)
    certain = {**pages[0].acknowledged}
    made = cli.program("backup", "b.zip", "--database", server.url)
    assert made.returncode == 0, made.stderr
    refused = cli.program("restore", "b.zip", "--force", "--database", server.url)
    assert "A server works on this database" in refused.stderr
    for page in pages:
        page.stop()
    server.stop()
    other = f"sqlite:///{cli.folder}/other.db"
    told = cli.json("restore", "b.zip", "--database", other)
    assert (told["differences"], told["violations"]) == (0, [])
    kept, now = rows(other), rows(server.url)
    assert set(certain) <= {row.client_id for row in kept["messages"]}
    said = {row.id: row for row in now["messages"]}
    assert all(said[row.id] == row for row in kept["messages"])
    old = {(row.cell, row.seq): row for row in kept["events"]}
    new = {(row.cell, row.seq): row for row in now["events"]}
    assert all(new[place] == row for place, row in old.items())
    print(f"restore under load: {told['compared']} rows compared, 0 differences")


# -- migrating --------------------------------------------------------------------------------


@pytest.fixture
def old(cli: Cli) -> Iterator[Store]:
    """The database of the folder, with the tables of an earlier version."""
    store = open_store(cli.url)
    with store.engine.connect().execution_options(nawba_write=True) as connection:
        upgrade(connection, "0003")
        connection.exec_driver_sql("INSERT INTO cells (id, last_seq, epoch) VALUES ('dakar', 0, 4)")
        connection.commit()
    yield store
    store.dispose()


def test_migrating_makes_a_copy_first_that_can_be_restored(cli: Cli, old: Store) -> None:
    told = cli.json("migrate")
    assert (told["before"], told["after"]) == ("0003", newest_revision())
    assert cli.json("restore", told["copy"], "--check")["revision"] == "0003"
    assert cli.json("migrate")["copy"] is None


def test_without_room_for_the_copy_nothing_is_migrated(cli: Cli, old: Store) -> None:
    cli.write("data/backups", "a file where the folder should be")
    cli.run("migrate", code=2)
    with sqlite3.connect(cli.folder / "data/nawba.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0003",)


def test_a_server_makes_the_copy_too(cli: Cli, old: Store) -> None:
    server = ServerProcess(cli.folder, cli.url, free_port()).start()
    server.stop()
    (copy,) = (cli.folder / "data" / "backups").iterdir()
    assert copy.name.endswith("tables-0003.zip")
