"""``nawba bench offers``: how many offers a second one dispatcher can make durable, in batches."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import sqlalchemy as sa

from nawba.actions.offers import Lease, make_offers, take_lease
from nawba.bench.crowd import Progress, crowd_centre, open_crowd, wait
from nawba.bench.reign import Reigns
from nawba.bench.viewer import percentile
from nawba.domain.errors import Conflict
from nawba.domain.words import DISPATCHER, Centre
from nawba.store import Store, open_store
from nawba.store.doctor import find_violations

Pair = tuple[str, str]

_CAPACITY = 5
_LEASE_SECONDS = 3600.0
_OFFER_SECONDS = 3600.0
_WARM = 2  # rounds before those that count: connections, plans, caches


@dataclass(frozen=True)
class OffersFigures:
    """``commit_ms`` is of a whole batch, from asking to on disk.

    ``refused`` counts batches that a dispatcher without the lease tried in between, ``repeated``
    the offers made of batches that were sent twice.
    """

    store: str
    offers: int
    batch: int
    offers_per_s: float
    commit_ms: dict[str, float | None]
    duplicates: int
    repeated: int
    refused: int
    violations: int


@dataclass
class _Run:
    store: Store
    centre: Centre
    contacts: list[str]
    batch: int
    seconds: list[float] = field(default_factory=list)
    offers: int = 0
    repeated: int = 0
    refused: int = 0
    holders: Iterator[int] = field(default_factory=count)

    def round(self, *, counts: bool) -> None:
        """A new dispatcher begins, whose lease withdraws all offers, and offers all anew."""
        former = self._lease()
        take_lease(self.store, DISPATCHER, former.holder, 0.0)
        lease = self._lease()
        for pairs in self._batches():
            began = time.perf_counter()
            made = make_offers(self.store, DISPATCHER, lease, pairs, _OFFER_SECONDS)
            if counts:
                self.seconds.append(time.perf_counter() - began)
                self.offers += len(made)
            self._come_late(former, lease, pairs)
        take_lease(self.store, DISPATCHER, lease.holder, 0.0)

    def _lease(self) -> Lease:
        return take_lease(self.store, DISPATCHER, f"bench-{next(self.holders)}", _LEASE_SECONDS)

    def _batches(self) -> Iterator[list[Pair]]:
        places = [one.id for one in self.centre.advisers for _ in range(_CAPACITY)]
        pairs = list(zip(self.contacts, places, strict=False))
        for start in range(0, len(pairs), self.batch):
            yield pairs[start : start + self.batch]

    def _come_late(self, former: Lease, lease: Lease, pairs: Sequence[Pair]) -> None:
        """The same batch again, and by one who has lost the lease: neither may offer anything."""
        self.repeated += len(make_offers(self.store, DISPATCHER, lease, pairs, _OFFER_SECONDS))
        try:
            make_offers(self.store, DISPATCHER, former, pairs, _OFFER_SECONDS)
        except Conflict:
            self.refused += 1


def measure_offers(url: str, offers: int, batch: int, progress: Progress) -> OffersFigures:
    """Make ``offers`` or a few more in batches of ``batch``, on the empty database at ``url``.

    The contacts wait again after each round; opening and withdrawing are not measured.
    """
    store = open_store(url)
    try:
        run = _prepared(store, min(offers, max(1000, batch)), batch, progress)
        for _ in range(_WARM):
            run.round(counts=False)
            _analyse(store)
        while run.offers < offers:
            run.round(counts=True)
            progress(min(run.offers, offers), offers)
        return _figures(run)
    finally:
        store.dispose()


def _prepared(store: Store, contacts: int, batch: int, progress: Progress) -> _Run:
    centre = crowd_centre(-(-contacts // _CAPACITY), _CAPACITY)
    open_crowd(store, centre)
    waiting = []
    for done in range(contacts):
        waiting.append(wait(store, centre))
        progress(done, contacts)
    return _Run(store, centre, waiting, batch)


def _analyse(store: Store) -> None:
    """What autovacuum does within a minute: PostgreSQL's plans then know that tables have grown."""
    if not store.is_sqlite:
        with store.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as wire:
            wire.execute(sa.text("ANALYZE"))


def _figures(run: _Run) -> OffersFigures:
    reigns = Reigns(run.store)
    reigns.look()
    with run.store.read() as connection:
        violations = len(find_violations(connection))
    times = [seconds * 1000 for seconds in run.seconds]
    return OffersFigures(
        store="sqlite" if run.store.is_sqlite else "postgresql",
        offers=run.offers,
        batch=run.batch,
        offers_per_s=run.offers / sum(run.seconds),
        commit_ms={"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)},
        duplicates=reigns.doubles,
        repeated=run.repeated,
        refused=run.refused,
        violations=violations,
    )
