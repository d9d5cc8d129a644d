"""What two decisions of the store cost on this machine: files in the database, one lock per cell.

Run from the repository: ``.venv/bin/python benchmarks/store_costs.py [DATABASE_URL]``. Prints one
line per figure; the figures in ``docs/decisions`` came from here. A SQLite file in a temporary
folder is used unless an (empty) database is named.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import threading
import time
from pathlib import Path

from nawba.actions import contacts
from nawba.demo.company import demo_centre, install_company
from nawba.domain.words import Actor
from nawba.store import Store, open_store
from nawba.store.migrate import migrate

MEGABYTE = 1024 * 1024
Times = list[float]


def opened(store: Store) -> tuple[str, Actor]:
    """A fresh contact of the demo's first brand, and its customer."""
    one = contacts.open_contact(
        store,
        Actor("customer", "new"),
        demo_centre().brands[0],
        client_id=secrets.token_hex(16),
        draw=0.9,
    )
    return one.contact, Actor("customer", one.customer)


def say(store: Store, count: int) -> Times:
    contact, customer = opened(store)
    return [timed(lambda: said(store, customer, contact)) for _ in range(count)]


def said(store: Store, customer: Actor, contact: str) -> None:
    contacts.say(store, customer, contact, "bonjour", client_id=secrets.token_hex(8))


def attach(store: Store, count: int, size: int) -> Times:
    contact, customer = opened(store)
    content = secrets.token_bytes(size)

    def once() -> None:
        contacts.attach(
            store, customer, contact, name="a.pdf", media_type="application/pdf", content=content
        )

    return [timed(once) for _ in range(count)]


def timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def together(store: Store, writers: int, count: int) -> tuple[float, Times]:
    """``writers`` threads say ``count`` messages each; messages per second and all times."""
    times: Times = []
    threads = [
        threading.Thread(target=lambda: times.extend(say(store, count))) for _ in range(writers)
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return writers * count / (time.perf_counter() - start), times


def show(name: str, times: Times) -> None:
    ordered = sorted(times)
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"{name}: p50 {ordered[len(ordered) // 2] * 1e3:.1f} ms, p95 {p95 * 1e3:.1f} ms")


def main(url: str) -> None:
    store = open_store(url)
    migrate(store)
    install_company(store)
    print(f"{store.engine.dialect.name}, {url.partition('://')[0]}")
    say(store, 20)
    show("say, alone", say(store, 200))
    for writers in (1, 4, 16):
        rate, times = together(store, writers, 400 // writers)
        show(f"say, {writers} writers: {rate:.0f} messages/s", times)
    show("attach 0.5 MB", attach(store, 40, MEGABYTE // 2))
    show("attach 5 MB", attach(store, 20, 5 * MEGABYTE))
    show("say, while 5 MB files are attached", beside(store))
    store.dispose()


def beside(store: Store) -> Times:
    """What a message costs while another customer uploads the largest files one after another."""
    thread = threading.Thread(target=lambda: attach(store, 40, 5 * MEGABYTE))
    thread.start()
    times: Times = []
    while thread.is_alive():
        times += say(store, 5)
    return times


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'costs.db'}")
