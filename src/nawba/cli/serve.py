"""``nawba serve`` and ``nawba demo``: run the house in the foreground."""

from __future__ import annotations

import errno
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn
from fastapi import FastAPI

from nawba.actions.accounts import make_first_link
from nawba.assistant.flow_shelf import FlowShelf
from nawba.assistant.reading import Reading
from nawba.cli.brand_flows import open_flows
from nawba.cli.console import done, fail, gate_progress, load_settings, note, say
from nawba.cli.database import DEMO
from nawba.cli.logs import set_up_logs
from nawba.demo.acting import open_backoffice
from nawba.demo.company import COMPANY, check_no_other_centre, install_company
from nawba.demo.first_version import publish_first_version
from nawba.demo.people import demo_people, install_people
from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Invalid
from nawba.domain.identity import CONSOLE
from nawba.knowledge.searcher import open_searcher
from nawba.settings import Settings
from nawba.store import Store, open_store
from nawba.store.migrate import migrate
from nawba.web import create_app
from nawba.web.house import House

if TYPE_CHECKING:
    from nawba.demo.traffic import Traffic

Port = Annotated[int | None, typer.Option(help="TCP port to listen on. [default: 8700]")]
Host = Annotated[str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")]
Database = Annotated[
    str | None, typer.Option(help="SQLite or PostgreSQL URL, e.g. sqlite:///data/nawba.db")
]


@dataclass(frozen=True)
class Opening:
    """What is said once the addresses answer; ``started`` is when the command began."""

    title: str
    brands: tuple[str, ...] = ()
    started: float = field(default_factory=time.perf_counter)
    backoffice: str = ""
    first: str = ""


def serve(host: Host = None, port: Port = None, database: Database = None) -> None:
    """Run the contact centre of the configured database.

    Until there is an administrator it prints the one-time link that makes the first one. Configure
    it: `nawba config apply config/`, then `nawba articles import FOLDER`. `nawba demo` shows a
    whole one. Example: `nawba serve --port 8701`
    """
    opening = Opening("Nawba is open.")
    settings = load_settings(host=host, port=port, database=database)
    _check_port(settings)
    set_up_logs(settings.log_level, settings.log_format)
    shelf = open_flows(settings)
    try:
        house = _open_house(settings, shelf)
        if not house.centre.brands:
            say("No brand is configured yet: use the administration page, `nawba config apply`")
            say("does it, also while this runs; `nawba demo` shows a whole centre.")
        _warn_of_plain_http(settings)
        _run(house, replace(opening, first=_first_link(house)))
    finally:
        shelf.close()


def demo(
    context: typer.Context,
    traffic: Annotated[
        float,
        typer.Option(min=0, max=20, help="Simulated new contacts per second; 0 for none."),
    ] = 0.0,
    host: Host = None,
    port: Port = None,
    database: Database = None,
    reset: Annotated[bool, typer.Option(help="Forget the demo's earlier contacts.")] = False,
    seed: Annotated[int, typer.Option(help="Seed of the simulated people.")] = 1,
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Open at once, with an assistant that has learned nothing."),
    ] = False,
) -> None:
    """Open the demo company: two brands, six sites, forty advisers, articles in fr, ar and en.

    Example: `nawba demo --traffic 0.5` adds simulated customers and advisers, so that the
    wallboard lives. Everything stays in data/demo.db; `--reset` begins anew. The first start takes
    a minute more, in which the assistant learns from its examples and passes the gate.
    """
    if context.invoked_subcommand is not None:
        return
    url = database or DEMO
    settings = load_settings(host=host, port=port, database=url, assistant_folder=COMPANY)
    if not is_loopback(settings.host):
        raise Invalid("The demo lets anybody in and stays on this machine: use 127.0.0.1.")
    _check_port(settings)
    set_up_logs(settings.log_level, settings.log_format)
    if reset:
        _forget(settings)
    began = time.perf_counter()
    _install(settings, plain)
    backoffice = open_backoffice(settings.cache_folder / "backoffice", reset=reset)
    address = backoffice.handle.address
    opening = Opening("The demo centre is open.", ("sahla", "waha"), began, address)
    try:
        house = _open_house(settings, backoffice.shelf)
        house.demo_people = demo_people(house.centre)
        install_people(house.store, house.demo_people)
        _run(house, opening, _simulated(settings, traffic, seed))
    finally:
        backoffice.close()


def _simulated(settings: Settings, rate: float, seed: int) -> Traffic | None:
    if rate == 0:
        return None
    from nawba.demo.traffic import Traffic  # an HTTP client, which only simulated people need

    return Traffic(_address(settings), rate, seed)


def _install(settings: Settings, plain: bool) -> None:
    store = open_store(settings.database)
    migrate(store)
    report = install_company(store)
    if report.added or report.changed:
        done(f"{report.added} articles added, {report.changed} changed.")
    if not plain:
        _teach(settings, store)
    store.dispose()


def _teach(settings: Settings, store: Store) -> None:
    reading = Reading(open_searcher(settings.models_folder, settings.cache_folder))
    with gate_progress() as (count, tell):
        report = publish_first_version(store, reading, count, tell)
    if report is None:
        return
    if report.passed:
        done("The assistant learned from its examples, and what it may answer is proven.")
    else:
        fail("The gate stopped the demo's assistant: see `nawba assistant publish --check`.")


def _open_house(settings: Settings, shelf: FlowShelf) -> House:
    """The house, once its database has been read and written: it says why not before it opens."""
    house = House(settings, shelf=shelf)
    house.store.check_writable()
    return house


def _first_link(house: House) -> str:
    """The address that makes the first administrator; nothing when there is one."""
    link = make_first_link(house.store, CONSOLE)
    base = house.settings.public_url or _address(house.settings)
    return f"{base}/welcome?token={link.token}" if link else ""


def _warn_of_plain_http(settings: Settings) -> None:
    if not is_loopback(settings.host) and not (settings.public_url or "").startswith("https:"):
        note("Plain http is offered to other machines: passwords and conversations can be read on")
        note("the way. Put a proxy with https before it and set public_url (docs/operators.md).")


def _forget(settings: Settings) -> None:
    if not settings.database.startswith("sqlite:///"):
        raise Invalid("--reset is for SQLite. Drop and create a PostgreSQL database yourself.")
    path = settings.database.removeprefix("sqlite:///")
    if not Path(path).exists():
        return
    store = open_store(settings.database)
    migrate(store)
    check_no_other_centre(store)
    store.dispose()
    for suffix in ("", "-wal", "-shm"):
        Path(path + suffix).unlink(missing_ok=True)


def _check_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise Invalid(_why_not(settings, error), field="port") from error


def _why_not(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        taken = f"Port {settings.port} on {settings.host} is taken."
        return f"{taken} Stop what listens there, or choose another with --port."
    where = f"{settings.host}, port {settings.port}"
    return f"Nawba cannot listen on {where}: {error.strerror}. Choose others: --host, --port."


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def _announce(settings: Settings, opening: Opening) -> None:
    base = _address(settings)
    done(f"{opening.title} ({time.perf_counter() - opening.started:.1f} s)")
    say(f"  Doors       {base}/")
    for brand in opening.brands:
        say(f"  Customer    {base}/demo/{brand}")
    say(f"  Desk        {base}/desk")
    say(f"  Wallboard   {base}/wallboard")
    say(f"  History     {base}/history")
    say(f"  Assistant   {base}/assistant")
    if opening.backoffice:
        say(f"  Back office {opening.backoffice}/")
    if opening.first:
        say(f"  First       {opening.first}")
        say("              makes you the administrator: good once, for 24 hours.")
    if settings.writer_url:
        say(f"  Model       {settings.writer_model} at {settings.writer_url}: it is sent "
            "redacted questions")  # fmt: skip
    say("  Stop with Ctrl-C.")


def _run(house: House, opening: Opening, traffic: Traffic | None = None) -> None:
    settings = house.settings
    config = uvicorn.Config(
        create_app(settings, house),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # web.guard believes the proxies that the settings name, nobody else
        timeout_keep_alive=65,  # a page that writes now and then keeps its connection
        timeout_graceful_shutdown=2,
        backlog=2048,
    )
    # Threads pass the interpreter on after half a millisecond: who holds the database's write lock
    # gives it up at every statement, and would else wait 5 ms for each, with all writers behind it.
    sys.setswitchinterval(0.0005)
    server = _Server(config)
    threading.Thread(
        target=_when_open, args=(server, settings, opening, traffic), daemon=True
    ).start()
    # systemd and containers stop it like this; without it uvicorn, done, would die of the signal.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):  # raised again, or not, once the server has shut down
        server.run()
    if not server.started:
        fail("The server did not start; the reason stands above.")
        raise SystemExit(1)
    done("Stopped.")


class _Server(uvicorn.Server):
    """Asked to stop, it takes no new contact and finishes the replies being made; then it ends the
    open event streams, which would hold the shutdown up until its limit. Asked twice: at once."""

    _drained_at: float | None = None
    _asked = 0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._asked += 1
        super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        leaving = await super().on_tick(counter)
        return leaving and (self._asked != 1 or self._is_drained())

    def _is_drained(self) -> bool:
        app = self.config.app
        house = getattr(app.state, "house", None) if isinstance(app, FastAPI) else None
        if house is None:
            return True
        if self._drained_at is None:
            self._drained_at = time.monotonic() + house.settings.drain_seconds
            house.drain()
        return house.is_idle() or time.monotonic() >= self._drained_at

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        if isinstance(app, FastAPI) and hasattr(app.state, "hub"):
            app.state.hub.close()
        await super().shutdown(sockets)


def _when_open(
    server: uvicorn.Server, settings: Settings, opening: Opening, traffic: Traffic | None
) -> None:
    """Say the addresses once they answer, then let the simulated people in."""
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    _announce(settings, opening)
    if traffic is not None:
        traffic.run()
