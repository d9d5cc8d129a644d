"""Stop an erasure and a round of retention at every fail point: the next start finishes both.

Nothing is half: what is noted is erased, words and their bytes are gone, facts and everybody else's
words stay, and each contact is told to be erased once.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import processes
from house import House, small_centre
from nawba.actions import hands
from nawba.actions.erasure_files import erasure_files
from nawba.actions.setup import configure
from nawba.domain import events as ev
from nawba.domain.words import ADMINISTRATOR, CustomerDetails
from nawba.store import Store, open_store
from nawba.store.failpoints import ERASURE_POINTS, EXIT_CODE, RETENTION_POINTS
from nawba.store.migrate import migrate
from nawba.web.keeper import Keeper
from virtual_time import VirtualClock

pytestmark = pytest.mark.crash

GONE, KEPT = "Zorglub", "Spirou"
OLD = timedelta(days=800)


@dataclass
class Scene:
    """A database with contacts of long ago and of today, and the file of fail points."""

    folder: Path
    house: House
    now: list[datetime]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/crash.db"

    def closed(self, words: str) -> str:
        """A contact that is over, of a customer who said ``words``; the customer."""
        details = CustomerDetails(name=words, email=f"{words}@example.com")
        contact = self.house.opened(details=details).contact
        self.house.say(contact, text=f"je suis {words}")
        customer = self.house.customer_of(contact)
        hands.end(self.house.store, customer, self.house.centre, contact, "customer_left")
        return customer.id

    def stopped(self, point: str, *words: str) -> None:
        """``nawba privacy WORDS``, which ends at ``point``."""
        points = self.folder / "failpoint"
        points.write_text(point)
        self.house.store.dispose()
        ended = processes.run(
            self.folder, "privacy", *words, NAWBA_DATABASE=self.url,
            NAWBA_BACKUP_FOLDER=str(self.folder), NAWBA_FAILPOINTS=str(points),
        )  # fmt: skip
        assert (ended.returncode, points.read_text()) == (EXIT_CODE, ""), ended.stderr
        assert processes.violations(self.url) == []

    def started(self) -> None:
        """What a house does of itself when it starts, and at its first look."""
        keeper = Keeper(self.house.store, lambda: self.house.centre.retention)
        keeper.finish_erasures(erasure_files(self.url, self.folder))
        keeper.look(threading.Event())

    def files(self) -> bytes:
        """Every byte of the database and its log."""
        return b"".join(one.read_bytes() for one in sorted(self.folder.glob("crash.db*")))

    def told(self) -> Counter[str]:
        return Counter(event.contact for event in self.house.events(ev.ContactErased))


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    now = [datetime.now(UTC) - OLD]
    store: Store = open_store(f"sqlite:///{tmp_path}/crash.db", lambda: now[0])
    migrate(store)
    configure(store, ADMINISTRATOR, small_centre())
    yield Scene(tmp_path, House(store, VirtualClock(), small_centre()), now)
    store.dispose()


@pytest.mark.parametrize("point", ERASURE_POINTS)
def test_an_erasure_is_finished(scene: Scene, point: str) -> None:
    scene.now[0] += OLD
    customer, other = scene.closed(GONE), scene.closed(KEPT)
    scene.stopped(point, "erase", customer, "--yes")
    scene.started()
    assert GONE.encode() not in scene.files()
    (kept,) = scene.house.rows("customers", id=other)
    assert kept.name == KEPT
    assert list(scene.told().values()) == [1]
    assert len(scene.house.rows("erasures")) == 1
    assert processes.violations(scene.url) == []


@pytest.mark.parametrize("point", RETENTION_POINTS)
def test_a_round_of_retention_is_finished(scene: Scene, point: str) -> None:
    old = [scene.closed(GONE) for _ in range(3)]
    scene.now[0] += OLD
    young = scene.closed(KEPT)
    scene.stopped(point, "retention")
    scene.started()
    assert GONE.encode() not in scene.files()
    names = {row.id: row.name for row in scene.house.rows("customers")}
    assert names == {**dict.fromkeys(old, None), young: KEPT}
    assert sorted(scene.told().values()) == [1, 1, 1]
    (run,) = scene.house.rows("retention_runs")
    assert run.ended_at is not None
    assert run.counts["customers"] == 3
    assert processes.violations(scene.url) == []
