"""What the doctor looks at besides the rows: is all that is configured here, reachable, current?

Nothing is sent anywhere: a system or a model counts as reachable when its port takes a connection.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from nawba.actions.retention import find_due
from nawba.assistant.operations import Secrets, allowed_hosts, read_systems_folder
from nawba.assistant.operations.systems import System
from nawba.domain.errors import NawbaError
from nawba.models.registry import list_models
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.assistant_versions import current_number
from nawba.store.leading import read_leading
from nawba.store.migrate import current_revision, newest_revision
from nawba.store.personal import last_run, read_register
from nawba.store.rows import read_articles, read_centre
from nawba.store.webhooks import read_webhooks
from nawba.web.pages import STATIC

WELL, NOTE, WRONG = "well", "note", "wrong"

_REACH_SECONDS = 2.0
_LITTLE_ROOM = 1_000_000_000
_OLD = timedelta(days=7)
_SOON = timedelta(days=14)
_LATE = timedelta(days=3)


@dataclass(frozen=True)
class Check:
    """``state`` is well, note (it works, and yet) or wrong; ``remedy`` is empty when well."""

    name: str
    state: str
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class House:
    settings: Settings
    store: Store
    now: datetime

    @property
    def is_current(self) -> bool:
        return current_revision(self.store) == newest_revision()


def check_up(settings: Settings, store: Store) -> list[Check]:
    """Every check in the order of ``CHECKS``; one that cannot be made says why."""
    house = House(settings, store, store.clock())
    return [found for check in CHECKS for found in _made(check, house)]


def _made(check: Callable[[House], Iterator[Check]], house: House) -> list[Check]:
    try:
        return list(check(house))
    except NawbaError as error:
        return [Check(check.__name__, WRONG, error.message.rstrip("."), "Then look again.")]
    except OSError as error:
        return [Check(check.__name__, WRONG, f"{error.filename}: {error.strerror}", "Check it.")]


def tables(house: House) -> Iterator[Check]:
    at, wanted = current_revision(house.store), newest_revision()
    if at == wanted:
        yield Check("tables", WELL, f"at {at}, this version's")
    elif at is not None and at > wanted:
        yield Check("tables", WRONG, f"at {at}; this program knows {wanted}", "Upgrade Nawba.")
    else:
        yield Check("tables", WRONG, f"at {at or 'none'} and not {wanted}", "Run `nawba migrate`.")


def room(house: House) -> Iterator[Check]:
    database = house.store.engine.url.database
    if not house.store.is_sqlite or not database:
        return
    file = Path(database)
    free, size = shutil.disk_usage(file.parent).free, file.stat().st_size
    said = f"{size / 1e6:.1f} MB, {free / 1e9:.1f} GB free on its disk"
    if free < max(_LITTLE_ROOM, 2 * size):
        yield Check("room", NOTE, said, "Free some space: a restore needs as much again.")
    else:
        yield Check("room", WELL, said)


def back_ups(house: House) -> Iterator[Check]:
    folder = house.settings.backup_folder
    files = sorted(folder.glob("*.zip"), key=lambda file: file.stat().st_mtime)
    remedy = "Run `nawba backup`, each night by a timer; see docs/operators.md."
    if not files:
        yield Check("back_ups", NOTE, f"none in {folder}", remedy)
        return
    age = house.now - datetime.fromtimestamp(files[-1].stat().st_mtime, UTC)
    said = f"{len(files)} in {folder}, the newest {files[-1].name}"
    yield Check("back_ups", NOTE, said, remedy) if age > _OLD else Check("back_ups", WELL, said)


def unfinished(house: House) -> Iterator[Check]:
    """What a process that was killed left behind."""
    found = list(house.settings.backup_folder.glob("*.partial"))
    if house.store.is_sqlite and (database := house.store.engine.url.database):
        found += Path(database).parent.glob(f"{Path(database).name}.restoring")
    for file in found:
        yield Check("unfinished", NOTE, f"{file} was not finished", "Delete it.")


def weights(house: House) -> Iterator[Check]:
    for row in list_models(house.settings.models_folder):
        if row.is_left_out:
            yield Check("weights", NOTE, f"{row.id} is not here, nor is {row.extra}", row.problem)
        elif row.problem:
            yield Check("weights", WRONG, f"{row.id} is {row.state}", row.problem)
        else:
            yield Check("weights", WELL, f"{row.id} is here")


def pages(house: House) -> Iterator[Check]:
    if (STATIC / "widget.js").is_file():
        yield Check("pages", WELL, "built")
    else:
        yield Check("pages", NOTE, "not built", "Run `make pages`, or install the wheel.")


def centre(house: House) -> Iterator[Check]:
    if not house.is_current:
        return
    with house.store.read() as connection:
        known, version = read_centre(connection), current_number(connection)
    if not known.brands:
        yield Check("centre", NOTE, "no brand", "Run `nawba config apply config/`.")
        return
    counts = f"{len(known.brands)} brands, {len(known.queues)} queues"
    yield Check("centre", WELL, f"{counts}, {len(known.advisers)} advisers")
    if version is None:
        remedy = "Run `nawba assistant publish`; until then search and a fixed threshold decide."
        yield Check("assistant", NOTE, "no version is published", remedy)
    else:
        yield Check("assistant", WELL, f"version {version} answers")


def articles(house: House) -> Iterator[Check]:
    """Served ones that are past their day, or nearly."""
    if not house.is_current:
        return
    with house.store.read() as connection:
        kept = read_articles(connection)
    today, soon = (day.date().isoformat() for day in (house.now, house.now + _SOON))
    over = sum(one.expires_on is not None and one.expires_on < today for one in kept)
    nearly = sum(one.expires_on is not None and today <= one.expires_on <= soon for one in kept)
    said = f"{len(kept)} kept, {over} expired, {nearly} expire within 14 days"
    remedy = "See `nawba articles list`; ask their owners, and import them again."
    yield Check(
        "articles", NOTE if over or nearly else WELL, said, remedy if over or nearly else ""
    )


def systems(house: House) -> Iterator[Check]:
    """The brands' own systems: their files, their secrets, their ports."""
    settings = house.settings
    if settings.systems_folder is None:
        return
    hosts = allowed_hosts(settings.operation_hosts)
    for brand, known in read_systems_folder(settings.systems_folder, hosts).items():
        for system in known.systems:
            yield _system(f"{system.name} of {brand}", system, Secrets(settings.secrets_folder))


def _system(name: str, system: System, secrets: Secrets) -> Check:
    if system.secret:
        secrets.find(system.secret)
    if system.address and not _reached(system.address):
        where = urlsplit(system.address).netloc
        return Check("systems", WRONG, f"{name} does not answer at {where}", "Is it running?")
    return Check("systems", WELL, f"{name} is configured")


def writer(house: House) -> Iterator[Check]:
    url = house.settings.writer_url
    if url is None:
        return
    from nawba.web.writer import house_writer  # brings an HTTP client with it

    house_writer(house.settings)
    if _reached(url):
        yield Check("writer", WELL, f"{urlsplit(url).netloc} takes connections")
    else:
        remedy = "Start it, or unset writer_url; meanwhile approved words are sent as they are."
        yield Check("writer", NOTE, f"{urlsplit(url).netloc} does not answer", remedy)


def judge(house: House) -> Iterator[Check]:
    url = house.settings.judge_url
    if url is None:
        return
    from nawba.cli.listen_settings import judge_of

    judge_of(house.settings)
    if _reached(url):
        yield Check("judge", WELL, f"{urlsplit(url).netloc} takes connections")
    else:
        remedy = "Start it, or unset judge_url; meanwhile its answers stay open."
        yield Check("judge", NOTE, f"{urlsplit(url).netloc} does not answer", remedy)


def purposes(house: House) -> Iterator[Check]:
    """Which uses of personal data the register lets be, and which it keeps off."""
    if not house.is_current:
        return
    with house.store.read() as connection:
        entries = read_register(connection)
    today = house.now.date()
    off = [one.id for one in entries if not one.is_in_force(today)]
    over = [one.id for one in entries if one.lacks(today) == ("until",)]
    remedy = "See `nawba privacy register list`, then `nawba privacy register set`."
    if off:
        said = f"off: {', '.join(off)}" + (f"; run out: {', '.join(over)}" if over else "")
        yield Check("purposes", NOTE, said, remedy)
    else:
        yield Check("purposes", WELL, "every purpose has a valid entry")


def deletions(house: House) -> Iterator[Check]:
    """Whether what is due was deleted lately."""
    if not house.is_current:
        return
    with house.store.read() as connection:
        due = find_due(connection, read_centre(connection).retention, house.now)
        run = last_run(connection)
    since = None if run is None else run.started_at
    if due.total and (since is None or house.now - since > _LATE):
        remedy = "Run `nawba privacy retention`; a running server does it once a day."
        yield Check("deletions", NOTE, f"{due.total} things are over their time", remedy)
    else:
        last = "none yet" if since is None else f"last on {since:%Y-%m-%d}"
        yield Check("deletions", WELL, f"nothing is overdue, {last}")


def server(house: House) -> Iterator[Check]:
    host, port = house.settings.host, house.settings.port
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        told = httpx.get(f"{address}/readyz", timeout=_REACH_SECONDS, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        yield Check("server", WELL, f"none runs at {address}")
        return
    if told.get("ready"):
        yield Check("server", WELL, f"ready at {address}")
    else:
        waits = ", ".join(told.get("waits_for", ["nothing it names"]))
        yield Check("server", NOTE, f"not ready at {address}", f"It waits for: {waits}.")


def dispatch(house: House) -> Iterator[Check]:
    """Who leads, under which epoch, since when, and who would go on if that one died."""
    if not house.is_current:
        return
    with house.store.read() as connection:
        found = read_leading(connection, house.store.time_at(connection))
    for one in found:
        others = f"standing by: {', '.join(one.standing_by) or 'nobody'}"
        if one.holder is not None:
            since = f" since {one.since:%Y-%m-%d %H:%M:%S} UTC" if one.since else ""
            said = f"{one.holder} leads cell {one.cell}{since}, epoch {one.epoch}; {others}"
            yield Check("dispatch", WELL, said)
        elif one.standing_by:
            said = f"nobody leads cell {one.cell}, last epoch {one.epoch}; {others}"
            yield Check("dispatch", NOTE, said, "Look again in a few seconds, then at the logs.")
        else:
            said = f"nobody leads cell {one.cell}, last epoch {one.epoch}: no server runs"
            yield Check("dispatch", WELL, said)


def webhooks(house: House) -> Iterator[Check]:
    """Whether somebody who wanted to be told is not told any more."""
    if not house.is_current:
        return
    with house.store.read() as connection:
        found = read_webhooks(connection)
    lost = [one for one in found if not one.is_on and one.off_reason in ("gone", "failing")]
    for one in lost:
        what = f"{one.url} is told nothing any more: it was {one.off_reason}"
        yield Check("webhooks", NOTE, what, "Mend the receiver, then switch it on in the pages.")
    if found and not lost:
        yield Check("webhooks", WELL, f"{len(found)} subscriptions, none switched off by failure")


CHECKS: tuple[Callable[[House], Iterator[Check]], ...] = (
    tables,
    room,
    back_ups,
    unfinished,
    weights,
    pages,
    centre,
    articles,
    systems,
    writer,
    judge,
    webhooks,
    purposes,
    deletions,
    dispatch,
    server,
)


def _reached(address: str) -> bool:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=_REACH_SECONDS):
            return True
    except OSError:
        return False
