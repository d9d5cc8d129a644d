"""``nawba bench takeover``: strike the leader down again and again, under load, and count.

Two dispatchers, each in its own process, share a PostgreSQL database. One leads. It is killed at
random or at a fail point, or its cable is cut; some believe a clock ten seconds wrong. The other
must take over, and the stream must show no contact offered twice or lost.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from pathlib import Path
from random import Random

import sqlalchemy as sa

from nawba.bench.crowd import Progress, crowd_centre, open_crowd
from nawba.bench.crowd_life import Crowd
from nawba.bench.reign import Reigns
from nawba.bench.viewer import percentile
from nawba.bench.wire import Wire, wired
from nawba.domain.errors import Unavailable
from nawba.store import Store, open_store, tables
from nawba.store.doctor import find_violations
from nawba.store.failpoints import STAGES

POINTS = tuple(f"{action}.{stage}" for stage in STAGES for action in ("offer", "take_lease"))
KINDS = ("random", "fail_point", "cut")
_DRIFTS = (0, 10, -10)
_ADVISERS, _CAPACITY = 12, 2
_PATIENCE = 90.0
_LOOK = 0.02
_SAID = 2000  # characters of a log that are shown when something stands still


@dataclass(frozen=True)
class TakeoverFigures:
    """``takeover_s`` is from the strike to the successor's first offer, ``lease_s`` to its lease.

    Not timed is a strike at a leader whose lease had run out by itself: ``overtaken`` counts them.
    ``stale`` counts offers told of under an epoch that was over, ``unacknowledged`` accepts that
    were acknowledged and are not in the stream, ``late`` those refused because a new lease had
    withdrawn their offer.
    """

    kills: int
    by_kind: dict[str, int]
    drifting: int
    lease_seconds: float
    takeover_s: dict[str, float | None]
    lease_s: dict[str, float | None]
    overtaken: int
    contacts: int
    accepted: int
    late: int
    duplicates: int
    stale: int
    lost: int
    unacknowledged: int
    violations: int


@dataclass
class Post:
    """A dispatcher's process, its cable, and the file that names its fail point."""

    folder: Path
    wire: Wire
    lease_seconds: float
    drifts: Iterator[int]
    process: subprocess.Popen[bytes] | None = None
    drift: int = 0

    @property
    def pid(self) -> int:
        return 0 if self.process is None else self.process.pid

    def start(self) -> None:
        self.drift = next(self.drifts)
        self.arm("")
        command = [sys.executable, "-m", "nawba.bench.leader", self.wire.url]
        environment = {
            **os.environ,
            "NAWBA_FAILPOINTS": str(self.folder / "failpoint"),
            "NAWBA_CLOCK_DRIFT_SECONDS": str(self.drift),
        }
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, str(self.lease_seconds)], env=environment, stdout=log, stderr=log
            )

    def arm(self, point: str) -> None:
        (self.folder / "failpoint").write_text(point)

    def is_ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise Unavailable(f"A dispatcher ended by itself.\n{self.told()}")
        return "ready" in (self.folder / "log").read_text()

    def told(self) -> str:
        """How it stands, and the end of what it wrote."""
        state = "ended" if self.is_dead() else "runs"
        said = (self.folder / "log").read_text(errors="replace")[-_SAID:]
        return f"Dispatcher {self.pid} {state}, its clock {self.drift:+d} s:\n{said}"

    def is_dead(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=_PATIENCE)


@dataclass
class Siege:
    """The two posts, and what has been done to them."""

    store: Store
    posts: tuple[Post, Post]
    crowd: Crowd
    reigns: Reigns
    chance: Random
    points: Iterator[str] = field(default_factory=lambda: cycle(POINTS))
    done: Counter[str] = field(default_factory=Counter)
    drifting: int = 0
    struck: list[tuple[int, datetime]] = field(default_factory=list)

    def strike(self, kind: str) -> None:
        """Strike whoever leads, wait for the other to make offers, and set the first up again."""
        time.sleep(self.chance.uniform(0, self._settled().lease_seconds))
        leader = self._settled()
        epoch = self.reigns.epoch
        self.drifting += leader.drift != 0
        struck = {"cut": self._cut, "fail_point": self._stop}.get(kind, self._kill)(leader)
        self.done[kind] += 1
        self.struck.append((epoch, struck))
        self._await(lambda: self.reigns.has_offered_after(epoch), f"the other offered, {kind}")
        if kind == "cut":
            leader.wire.mend()
        else:
            leader.start()

    def _settled(self) -> Post:
        """The post that leads, once both are up and it has made an offer."""
        self._await(lambda: all(post.is_ready() for post in self.posts), "both were up")
        self._await(lambda: self.reigns.has_offered() and self._leader(), "somebody led")
        return self._leader() or self.posts[0]

    def _leader(self) -> Post | None:
        self.reigns.look()
        holder = self.reigns.holder
        return next((post for post in self.posts if f"-{post.pid}-" in holder), None)

    def _kill(self, leader: Post) -> datetime:
        now = self.store.clock()
        leader.kill()
        return now

    def _stop(self, leader: Post) -> datetime:
        leader.arm(next(self.points))
        self._await(
            lambda: leader.is_dead() or self._leader() is not leader, "the fail point was reached"
        )
        leader.kill()  # which has lost the lease by itself, if it is not dead by now
        return self.store.clock()

    def _cut(self, leader: Post) -> datetime:
        leader.wire.cut()
        return self.store.clock()

    def _await(self, look: Callable[[], object], what: str) -> None:
        """Look again until it is so; what everybody has to say when it never is."""

        def look_at_all() -> object:
            if self.crowd.failed:
                raise self.crowd.failed[0]
            return look()

        try:
            until(look_at_all, what)
        except Unavailable as stalled:
            raise Unavailable(f"{stalled.message}\n{self.told()}") from stalled

    def told(self) -> str:
        """How everything stands: for whoever has to find out why it stands still."""
        with self.store.read() as connection:
            contacts, live = (
                {str(state): int(n) for state, n in connection.execute(_counted(table))}
                for table in (tables.contacts, tables.offers)
            )
        lines = [
            f"After {len(self.struck)} strikes: lease {self.reigns.epoch} of {self.reigns.holder}.",
            f"Contacts {contacts}, offers {live}; {self.crowd.late} accepts came too late.",
            *(post.told() for post in self.posts),
        ]
        return "\n".join(lines)


def measure_takeover(
    url: str, kills: int, lease_seconds: float, seed: int, progress: Progress
) -> TakeoverFigures:
    """Strike ``kills`` times at dispatchers of the empty PostgreSQL database at ``url``."""
    store = open_store(url)
    try:
        centre = crowd_centre(_ADVISERS, _CAPACITY)
        open_crowd(store, centre)
        crowd = Crowd(store, centre)
        with _besieged(crowd, url, lease_seconds, seed) as siege, crowd.living():
            for done, kind in zip(range(kills), cycle(KINDS), strict=False):
                progress(done, kills)
                siege.strike(kind)
            crowd.close()
            until(lambda: crowd.left() == 0 or crowd.failed, "every contact was closed", _PATIENCE)
        return _figures(siege, crowd)
    finally:
        store.dispose()


@contextmanager
def _besieged(crowd: Crowd, url: str, lease_seconds: float, seed: int) -> Iterator[Siege]:
    drifts = cycle(_DRIFTS)
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        wires = [stack.enter_context(wired(url)) for _ in range(2)]
        first, second = (
            Post(folder, wire, lease_seconds, drifts)
            for folder, wire in zip(folders, wires, strict=True)
        )
        for post in (first, second):
            stack.callback(post.kill)
            post.start()
        store = crowd.store
        yield Siege(store, (first, second), crowd, Reigns(store), Random(seed))


def _figures(siege: Siege, crowd: Crowd) -> TakeoverFigures:
    if crowd.failed:
        raise crowd.failed[0]
    reigns = siege.reigns
    reigns.look()
    with siege.store.read() as connection:
        violations = len(find_violations(connection))
    timed = [reigns.seconds_after(*one) for one in siege.struck]
    after = [(lease, offer) for lease, offer in timed if lease >= 0]
    return TakeoverFigures(
        kills=len(siege.struck),
        by_kind=dict(siege.done),
        drifting=siege.drifting,
        lease_seconds=siege.posts[0].lease_seconds,
        takeover_s=_spread([offer for _, offer in after]),
        lease_s=_spread([lease for lease, _ in after]),
        overtaken=len(timed) - len(after),
        contacts=crowd.opened,
        accepted=len(crowd.offers),
        late=crowd.late,
        duplicates=reigns.doubles,
        stale=reigns.stale,
        lost=crowd.left(),
        unacknowledged=len(set(crowd.offers) - reigns.accepted),
        violations=violations,
    )


def _spread(seconds: list[float]) -> dict[str, float | None]:
    return {
        "p50": percentile(seconds, 0.5),
        "p95": percentile(seconds, 0.95),
        "max": percentile(seconds, 1.0),
    }


def _counted(table: sa.Table) -> sa.Select[str, int]:
    return sa.select(table.c.state, sa.func.count()).group_by(table.c.state)


def until(look: Callable[[], object], what: str, patience: float = _PATIENCE) -> None:
    """Look again until it is so. Raises Unavailable after ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while not look():
        if time.monotonic() >= deadline:
            raise Unavailable(f"{patience:.0f} seconds went by and not {what}. Is it overloaded?")
        time.sleep(_LOOK)
