"""Settings, database, weights: what the operator is told, and that every help text teaches."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.conftest import Cli
from nawba.cli.app import COMMANDS as TOP
from nawba.cli.app import load
from nawba.cli.database import shown


def leaves(name: str, command: click.Command) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield name.strip()
        return
    for word, one in below.items():
        yield from leaves(f"{name} {word}", one)


COMMANDS = sorted(leaf for name in TOP for leaf in leaves(name, load(name)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_text_teaches(cli: Cli, command: str) -> None:
    """It says in a sentence what the command does, and shows a command to type."""
    said = re.sub(r"[\s│]+", " ", cli.run(*command.split(), "--help").stdout)
    assert f"Usage: nawba {command}" in said
    rest = said.partition("Options")[0].partition("]")[2]
    assert re.search(r"\. ", rest), rest
    assert "nawba " in rest or "--json" in said, said


def test_the_first_help_says_where_to_start(cli: Cli) -> None:
    said = cli.run("--help").stdout
    assert "nawba demo" in said
    for word in {command.split()[0] for command in COMMANDS}:
        assert word in said


@pytest.mark.parametrize("name", TOP)
def test_the_first_help_says_of_each_command_what_it_says_itself(name: str) -> None:
    assert load(name).help.strip().splitlines()[0] == TOP[name][1]


def test_the_version_is_said(cli: Cli) -> None:
    assert re.fullmatch(r"nawba \d+\.\d+\.\d+\n", cli.run("--version").stdout)


def test_an_unknown_command_is_told_with_status_2(cli: Cli) -> None:
    told = cli.program("dmeo")
    assert told.returncode == 2
    assert "dmeo" in told.stderr
    assert "demo" in told.stderr


def test_settings_show_what_is_in_force_and_how_to_change_it(cli: Cli) -> None:
    cli.write("nawba.toml", "port = 8801\noffer_seconds = 30\n")
    told = cli.program("settings", NAWBA_PORT="8802")
    assert re.search(r"^port\s+8802\s", told.stdout, re.MULTILINE)
    assert re.search(r"^offer_seconds\s+30", told.stdout, re.MULTILINE)
    assert "nawba.toml" in told.stdout
    assert "NAWBA_PORT=8701" in told.stdout


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nawba:s3cret@127.0.0.1:5432/nawba",
        "postgresql+psycopg://nawba@127.0.0.1/nawba?password=s3cret",
    ],
)
def test_no_command_shows_the_databases_password(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("NAWBA_DATABASE", url)
    assert "127.0.0.1" in shown(url)
    for words in (("settings",), ("settings", "--json")):
        assert "s3cret" not in cli.run(*words).stdout
    told = cli.program("doctor", NAWBA_DATABASE=url.replace("5432", "1"))  # nothing listens there
    assert told.returncode == 2
    assert "cannot be reached" in told.stderr
    assert "s3cret" not in told.stderr + told.stdout


def test_settings_as_json_are_the_same_facts(cli: Cli) -> None:
    values = cli.json("settings")
    said = cli.run("settings").stdout
    for name, value in values.items():
        assert name in said
        assert ("not set" if value is None else str(value)) in said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 8701\n", "'prot' is not a setting. Did you mean 'port'?"),
        ("port = 99999\n", "Setting port: Input should be less than or equal to 65535."),
        ('port = "many"\n', "Setting port:"),
        ('database = "mysql://root@db/x"\n', "Setting database: this is no database"),
        ('log_level = "loud"\n', "choose debug, info, warning or error"),
        ("port = \n", "nawba.toml cannot be read"),
        ("port 8701\n", "line 1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_remedy(cli: Cli, text: str, told: str) -> None:
    cli.write("nawba.toml", text)
    assert told in cli.run("settings", code=2).stderr.replace("\n", " ")


def test_all_wrong_settings_are_told_at_once(cli: Cli) -> None:
    cli.write("nawba.toml", "prot = 1\nport = 0\n")
    told = cli.program("serve", NAWBA_OFFER_SECONDS="-1", NAWBA_COLOUR="red")
    assert told.returncode == 2
    for name in ("'prot'", "Setting port", "Setting offer_seconds", "NAWBA_COLOUR"):
        assert name in told.stderr
    assert "mysql" not in told.stderr


def test_a_password_in_a_wrong_url_is_not_repeated(cli: Cli) -> None:
    told = cli.program("serve", NAWBA_DATABASE="mysql://root:s3cret@db/x")
    assert told.returncode == 2
    assert "s3cret" not in told.stderr


def test_migrate_says_from_where_to_where(cli: Cli) -> None:
    first = re.search(r"was empty and is at (\d{4}) now", cli.run("migrate").stdout)
    assert first is not None
    assert f"is at {first[1]} already" in cli.run("migrate").stdout
    report = cli.json("migrate")
    assert report["before"] == report["after"] == first[1]


def test_a_newer_database_is_refused(cli: Cli) -> None:
    cli.run("migrate")
    with sqlite3.connect(cli.folder / "data/nawba.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "cannot be brought up to date" in cli.run("migrate", code=2).stderr


def test_the_doctor_finds_a_sound_house_sound(cli: Cli) -> None:
    cli.configured()
    assert "Everything agrees" in cli.run("doctor").stdout
    told = cli.json("doctor")
    assert {"wrong"} & {one["state"] for one in told.pop("checks")} == set()
    assert told == {"events": 1, "mended": [], "violations": []}


def test_the_doctor_makes_no_database_of_a_typing_error(cli: Cli) -> None:
    told = cli.run("doctor", "--database", "sqlite:///data/nwaba.db", code=2).stderr
    assert "There is no database at data/nwaba.db" in told
    assert not (cli.folder / "data").exists()


@pytest.fixture
def violated(cli: Cli) -> Cli:
    """A house whose event table lost nothing, and whose contact nobody leads."""
    cli.configured()
    now = "2026-03-02 09:00:00.000000"
    with sqlite3.connect(cli.folder / "data/nawba.db") as connection:
        connection.executescript(f"""
            INSERT INTO customers (id, brand, created_at) VALUES ('u1', 'atlas', '{now}');
            INSERT INTO contacts (id, cell, brand, channel, customer, client_id, token_hash,
              language, arm, state, queue, opened_at, waiting_since, queued_at, last_number,
              last_message_at, unanswered, customer_seen_at, answers, withheld)
            VALUES ('c1', 'main', 'atlas', 'chat', 'u1', 'x', 'y', 'fr', 'assistant', 'waiting',
              'atlas-fr', '{now}', '{now}', '{now}', 0, '{now}', 0, '{now}', 0, 0);
        """)
    return cli


def test_the_doctor_names_what_is_wrong_and_ends_with_status_1(violated: Cli) -> None:
    told = violated.run("doctor", code=1).stderr
    assert "one_lead: contact c1" in told
    found = violated.json("doctor", code=1)["violations"]
    assert {"rule", "subject", "what", "remedy"} == set(found[0])
    assert all(one["what"] in told for one in found)


def test_the_doctor_mends_what_can_be_mended(violated: Cli) -> None:
    before = len(violated.json("doctor", code=1)["violations"])
    report = violated.json("doctor", "--repair", code=1)  # the stream still does not know it
    assert any("c1" in line for line in report["mended"])
    assert len(report["violations"]) < before
    assert not any(one["rule"] == "one_lead" for one in report["violations"])


def test_the_doctor_reads_a_damaged_file_without_a_traceback(cli: Cli) -> None:
    cli.write("data/nawba.db", "this is a shopping list, not a database " * 100)
    told = cli.program("doctor")
    assert told.returncode == 2
    assert "not a Nawba database" in told.stderr
    assert "Traceback" not in told.stderr


def test_weights_are_listed_verified_and_copied(cli: Cli) -> None:
    said = cli.run("models", "list").stdout
    assert "use-multilingual-v3: ready" in said
    assert "Apache-2.0" in said
    assert "approved one" in cli.run("models", "verify").stdout
    row, *_ = cli.json("models", "pull", "weights")
    assert row["state"] == "ready"
    assert Path(row["place"]).is_relative_to(cli.folder) or Path(row["place"]).parts[0] == "weights"
    cli.write("nawba.toml", 'models_folder = "weights"\n')
    assert cli.json("models", "verify")[0]["problem"] == ""


def test_a_weight_that_differs_is_refused_with_status_1(cli: Cli) -> None:
    cli.run("models", "pull", "weights")
    cli.write("nawba.toml", 'models_folder = "weights"\n')
    file = max((cli.folder / "weights").rglob("*.*"), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    (row,) = [one for one in cli.json("models", "verify", code=1) if one["state"] == "refused"]
    assert "not the approved file" in row["problem"]
    assert "not the approved file" in cli.run("models", "verify", code=1).stderr


def test_every_json_is_json(cli: Cli) -> None:
    cli.configured()
    for words in ("settings", "doctor", "migrate", "models list", "models verify", "articles list"):
        json.dumps(cli.json(*words.split()))
