"""What the doctor says of what is configured, reachable and current: each fault with its remedy."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from cli.conftest import Cli
from nawba.actions import webhooks as verbs
from nawba.actions.articles import publish_articles
from nawba.actions.offers import take_lease
from nawba.domain.words import ADMINISTRATOR, DISPATCHER, Article
from nawba.store import open_store
from nawba.store.migrate import newest_revision, upgrade
from processes import ServerProcess
from web.conftest import free_port, prepared

SYSTEMS = """brand: atlas
systems:
  - name: shop
    kind: http
    address: http://127.0.0.1:{port}
    secret: SHOP_KEY
"""


@pytest.fixture
def prepared_cli(cli: Cli) -> Cli:
    prepared(cli.url)
    return cli


def checks(cli: Cli, name: str, code: int = 0) -> list[dict[str, Any]]:
    found = [one for one in cli.json("doctor", code=code)["checks"] if one["name"] == name]
    for one in found:
        assert one.pop("name") == name
        assert bool(one["remedy"]) is (one["state"] != "well"), one
    return found


@pytest.fixture
def listening() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_words_and_json_say_the_same(prepared_cli: Cli) -> None:
    told = prepared_cli.json("doctor")["checks"]
    said = prepared_cli.run("doctor")
    for one in told:
        assert f"{one['name']}: {one['what']}." in said.stdout + said.stderr
    assert {"tables", "room", "weights", "centre", "articles", "server"} <= {
        one["name"] for one in told
    }


def test_tables_of_an_older_version_are_named_and_left_alone(cli: Cli) -> None:
    store = open_store(cli.url)
    with store.engine.connect().execution_options(nawba_write=True) as connection:
        upgrade(connection, "0003")
        connection.commit()
    store.dispose()
    for _ in range(2):  # the first look changed nothing
        (found,) = checks(cli, "tables", code=1)
        assert found == {
            "state": "wrong",
            "what": f"at 0003 and not {newest_revision()}",
            "remedy": "Run `nawba migrate`.",
        }
    assert "once the tables are this version's" in cli.run("doctor", code=1).stdout


def test_who_leads_is_told(prepared_cli: Cli) -> None:
    (nobody,) = checks(prepared_cli, "dispatch")
    assert nobody["what"] == "nobody leads cell main, last epoch 0: no server runs"
    store = open_store(prepared_cli.url)
    take_lease(store, DISPATCHER, "casa-1-aa", 600)
    store.dispose()
    (leader,) = checks(prepared_cli, "dispatch")
    assert leader["state"] == "well"
    assert leader["what"].startswith("casa-1-aa leads cell main since 20")
    assert leader["what"].endswith("UTC, epoch 1; standing by: nobody")


def test_no_back_up_and_an_old_one_are_noted(prepared_cli: Cli) -> None:
    (none,) = checks(prepared_cli, "back_ups")
    assert none["state"] == "note"
    assert "nawba backup" in none["remedy"]
    prepared_cli.run("backup", "data/backups/now.zip")
    (new,) = checks(prepared_cli, "back_ups")
    assert (new["state"], "the newest now.zip" in new["what"]) == ("well", True)
    old = time.time() - 8 * 24 * 3600
    os.utime("data/backups/now.zip", (old, old))
    assert [one["state"] for one in checks(prepared_cli, "back_ups")] == ["note"]


def test_what_a_killed_process_left_is_named(prepared_cli: Cli) -> None:
    assert checks(prepared_cli, "unfinished") == []
    prepared_cli.write("data/backups/x.zip.partial", "half")
    prepared_cli.write("data/nawba.db.restoring", "half")
    whats = [one["what"] for one in checks(prepared_cli, "unfinished")]
    assert any("x.zip.partial" in what for what in whats)
    assert any("nawba.db.restoring" in what for what in whats)


def test_expired_articles_and_those_that_soon_will_be_are_counted(prepared_cli: Cli) -> None:
    (found,) = checks(prepared_cli, "articles")
    assert (found["state"], found["what"]) == (
        "well",
        "3 kept, 0 expired, 0 expire within 14 days",
    )
    store = open_store(prepared_cli.url)
    old = Article("old", "atlas", "fr", "Vieux", "Texte.", ("Vieux ?",), "Nadia", "2020-01-01")
    publish_articles(store, ADMINISTRATOR, [old])
    store.dispose()
    (found,) = checks(prepared_cli, "articles")
    assert found["state"] == "note"
    assert "1 expired" in found["what"]


def test_a_weight_that_was_cut_off_is_wrong(prepared_cli: Cli) -> None:
    prepared_cli.run("models", "pull", "weights")
    prepared_cli.write("nawba.toml", 'models_folder = "weights"\n')
    assert {one["state"] for one in checks(prepared_cli, "weights")} == {"well"}
    files = (prepared_cli.folder / "weights").rglob("*.*")
    os.truncate(max(files, key=lambda path: path.stat().st_size), 1000)
    states = [one["state"] for one in checks(prepared_cli, "weights", code=1)]
    assert states.count("wrong") == 1


def system_states(cli: Cli, port: int, code: int) -> list[tuple[str, str]]:
    cli.write("systems/atlas.yaml", SYSTEMS.format(port=port))
    cli.write("nawba.toml", 'systems_folder = "systems"\nsecrets_folder = "secrets"\n')
    return [(one["state"], one["what"]) for one in checks(cli, "systems", code=code)]


def test_a_brands_system_needs_its_secret_and_its_port(prepared_cli: Cli, listening: int) -> None:
    told = prepared_cli.json("doctor")["checks"]
    assert not [one for one in told if one["name"] == "systems"]  # none is configured
    ((state, what),) = system_states(prepared_cli, listening, code=1)
    assert (state, "The secret SHOP_KEY is not set" in what) == ("wrong", True)
    prepared_cli.write("secrets/SHOP_KEY", "a-key-nobody-sees")
    ((state, what),) = system_states(prepared_cli, listening, code=0)
    assert state == "well"
    ((state, what),) = system_states(prepared_cli, free_port(), code=1)
    assert (state, "does not answer" in what) == ("wrong", True)
    said = prepared_cli.run("doctor", code=1)
    assert "a-key-nobody-sees" not in said.stdout + said.stderr


def test_a_language_model_that_is_away_is_a_note(prepared_cli: Cli, listening: int) -> None:
    for port, state in ((listening, "well"), (free_port(), "note")):
        url = f"http://127.0.0.1:{port}/v1"
        prepared_cli.write("nawba.toml", f'writer_url = "{url}"\nwriter_model = "m"\n')
        assert [one["state"] for one in checks(prepared_cli, "writer")] == [state]
        prepared_cli.write("nawba.toml", f'judge_url = "{url}"\njudge_model = "m"\n')
        assert [one["state"] for one in checks(prepared_cli, "judge")] == [state]


def test_a_model_without_a_name_is_wrong(prepared_cli: Cli) -> None:
    prepared_cli.write("nawba.toml", 'writer_url = "http://127.0.0.1:1/v1"\n')
    told = prepared_cli.json("doctor", code=1)["checks"]
    (found,) = [one for one in told if one["name"] == "writer"]
    assert "writer_model" in found["what"]


def test_a_running_server_is_seen(prepared_cli: Cli) -> None:
    server = ServerProcess(prepared_cli.folder, prepared_cli.url, free_port())
    prepared_cli.write("nawba.toml", f"port = {server.port}\n")
    assert "none runs" in checks(prepared_cli, "server")[0]["what"]
    server.start()
    assert server.base in checks(prepared_cli, "server")[0]["what"]
    assert "none runs" not in checks(prepared_cli, "server")[0]["what"]
    server.stop()


def test_a_house_without_a_brand_says_what_is_next(cli: Cli) -> None:
    cli.run("migrate")
    (found,) = checks(cli, "centre")
    assert (found["state"], found["remedy"]) == ("note", "Run `nawba config apply config/`.")


def test_a_webhook_that_failed_for_good_is_told(prepared_cli: Cli) -> None:
    assert checks(prepared_cli, "webhooks") == []
    store = open_store(prepared_cli.url)
    wanted = verbs.Wanted("https://crm.example/hook", ("contact_closed",))
    added, _ = verbs.add_webhook(store, ADMINISTRATOR, wanted)
    delivery = verbs.ping(store, ADMINISTRATOR, added.id)
    assert [one["state"] for one in checks(prepared_cli, "webhooks")] == ["well"]
    gone: dict[str, Any] = {"status": 410, "error": "refused", "chance": 0.0, "most_failures": 100}
    verbs.keep_failure(store, added.id, delivery, **gone)
    store.dispose()
    (found,) = checks(prepared_cli, "webhooks")
    assert (found["state"], "crm.example" in found["what"]) == ("note", True)
