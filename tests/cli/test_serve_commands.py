"""``nawba serve`` and ``nawba demo`` as programs: what they say, what they refuse, how they end."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from cli.conftest import Cli
from processes import ServerProcess, until
from web.conftest import free_port


@pytest.fixture
def server(cli: Cli) -> Iterator[ServerProcess]:
    one = ServerProcess(cli.folder, cli.url, free_port())
    yield one
    one.kill()


@pytest.mark.parametrize("command", ["serve", "demo"])
@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10"])
def test_beyond_this_machine_it_must_know_its_name(cli: Cli, command: str, host: str) -> None:
    told = cli.run(command, "--host", host, code=2).stderr
    assert "public_hosts" in told
    assert not (cli.folder / "data").exists()


def test_a_demo_stays_on_this_machine(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAWBA_PUBLIC_HOSTS", "nawba.example")
    told = cli.run("demo", "--host", "0.0.0.0", code=2).stderr
    assert "lets anybody in" in told
    assert not (cli.folder / "data").exists()


def test_the_refusal_of_another_host_holds_for_the_program_too(cli: Cli) -> None:
    told = cli.program("demo", "--host", "0.0.0.0")
    assert (told.returncode, told.stdout) == (2, "")
    assert "public_hosts" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_first_start_prints_the_link_that_makes_the_administrator(
    server: ServerProcess,
) -> None:
    server.start()
    until(lambda: "Stop with Ctrl-C" in server.said)
    link = re.search(r"http://127\.0\.0\.1:\d+/welcome\?token=(\S+)", server.said)
    assert link is not None
    body = {
        "token": link[1],
        "password": "un cheval de bois rouge",
        "login": "hakima",
        "name": "Hakima",
    }
    made = httpx.post(f"{server.base}/api/session/redeem", json=body, timeout=30)
    assert made.json()["roles"] == ["administrator"]
    assert server.stop() == 0
    again = server.said
    server.start()
    until(lambda: server.said.removeprefix(again).count("Stop with Ctrl-C") > 0)
    assert "/welcome?token=" not in server.said.removeprefix(again)


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_told_before_anything_is_written(cli: Cli, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        told = cli.run(command, "--port", port, code=2).stderr
    assert f"Port {port} on 127.0.0.1 is taken" in told
    assert "--port" in told
    assert not (cli.folder / "data").exists()


@pytest.mark.parametrize("port", ["0", "65536", "many"])
def test_a_port_that_is_none_is_refused(cli: Cli, port: str) -> None:
    assert "port" in cli.run("serve", "--port", port, code=2).stderr


@pytest.mark.parametrize("rate", ["-1", "21", "fast"])
def test_traffic_has_bounds(cli: Cli, rate: str) -> None:
    assert "traffic" in cli.run("demo", "--traffic", rate, code=2).stderr


def test_an_empty_house_opens_and_says_how_to_fill_it(cli: Cli, server: ServerProcess) -> None:
    server.start()
    until(lambda: "Stop with Ctrl-C" in server.said)
    assert "No brand is configured yet" in server.said
    assert "nawba config apply" in server.said
    assert f"http://127.0.0.1:{server.port}/desk" in server.said
    assert server.stop() == 0
    assert server.said.endswith("Stopped.\n")
    assert "Traceback" not in server.said


def test_a_model_that_is_set_wrongly_stops_the_start_before_anything_is_written(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAWBA_WRITER_URL", "https://api.example.com/v1")
    monkeypatch.setenv("NAWBA_WRITER_MODEL", "large")
    told = cli.run("serve", "--port", str(free_port()), code=2).stderr
    assert "api.example.com is outside this machine" in told
    assert "writer_hosts" in told
    assert not (cli.folder / "data").exists()


def test_a_model_that_is_set_is_named_at_the_start(server: ServerProcess) -> None:
    url = "http://127.0.0.1:9/v1"
    server.settings = {"writer_url": url, "writer_model": "small"}
    server.start()
    until(lambda: "Stop with Ctrl-C" in server.said)
    assert f"small at {url}: it is sent redacted questions" in server.said


def test_what_a_start_has_no_use_for_is_not_loaded() -> None:
    """An HTTP client is for a language model, a compiler for the simulator."""
    look = "import sys, nawba.web, nawba.cli.serve; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, timeout=120, check=True
    )
    loaded = set(told.stdout.decode().split())
    assert loaded & {"httpx", "numba", "scipy.optimize", "sklearn"} == set()


def test_an_import_is_seen_by_a_running_server(cli: Cli, server: ServerProcess) -> None:
    def brand() -> httpx.Response:
        return httpx.get(f"{server.base}/api/brands/atlas", verify=False)

    server.start()
    assert brand().status_code == 404
    cli.configured()
    until(lambda: brand().is_success)
    cli.run("config", "apply", "--yes", str(cli.centre(("name: Atlas", "name: Toubkal"))))
    until(lambda: brand().json()["name"] == "Toubkal")


def test_the_demo_opens_says_its_addresses_and_opens_again(cli: Cli) -> None:
    """First over what an earlier demo left, which ``--reset`` forgets; then where it was."""
    cli.run("migrate", "--database", "sqlite:///data/demo.db")
    with sqlite3.connect(cli.folder / "data/demo.db") as earlier:
        earlier.execute("CREATE TABLE earlier (mark)")
    earlier.close()
    demo = ServerProcess(
        cli.folder, "sqlite:///data/demo.db", free_port(), ("demo", "--reset", "--plain")
    )
    try:
        demo.start()
        with sqlite3.connect(cli.folder / "data/demo.db") as now:
            names = now.execute("SELECT name FROM sqlite_master").fetchall()
        assert ("contacts",) in names
        assert ("earlier",) not in names
        until(lambda: "Stop with Ctrl-C" in demo.said)
        first = demo.said
        for path in ("/", "/demo/sahla", "/demo/waha", "/desk", "/wallboard", "/history"):
            assert f"{demo.base}{path}\n" in first
        assert re.search(r"The demo centre is open\. \(\d+\.\d s\)", first)
        assert "articles added" in first
        brand = httpx.get(f"{demo.base}/api/brands/sahla").json()
        assert brand["languages"] == ["fr", "ar", "en"]
        assert demo.stop() == 0
        demo.words = ("demo", "--plain")
        demo.start()
        assert "articles added" not in demo.said.removeprefix(first)
    finally:
        demo.kill()


@pytest.mark.parametrize("more", [(), ("--reset",)])
def test_a_demo_never_replaces_a_centre_of_ones_own(cli: Cli, more: tuple[str, ...]) -> None:
    cli.configured()
    before = cli.run("config", "export").stdout
    words = ("demo", "--port", str(free_port()), "--database", "sqlite:///data/nawba.db", *more)
    told = cli.run(*words, code=2).stderr
    assert "holds another centre (atlas, control)" in told
    assert "--database" in told
    assert cli.run("config", "export").stdout == before


def test_reset_deletes_nothing_that_is_no_demo(cli: Cli) -> None:
    letter = cli.write("letter.txt", "Dear customer, " * 100)
    words = ("demo", "--reset", "--port", str(free_port()), "--database", "sqlite:///letter.txt")
    assert "not a Nawba database" in cli.run(*words, code=2).stderr
    assert letter.read_text().startswith("Dear customer")


def test_reset_is_not_for_a_database_that_others_may_use(cli: Cli) -> None:
    url = "postgresql+psycopg://nawba@127.0.0.1/nawba"
    told = cli.run("demo", "--reset", "--port", str(free_port()), "--database", url, code=2).stderr
    assert "--reset is for SQLite" in told
