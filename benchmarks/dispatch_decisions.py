"""What a decision costs in a centre of 40, 400, 4,000 and 40,000 advisers at equal load.

    python benchmarks/dispatch_decisions.py [--sizes 40 400 4000 40000] [--seconds 1.0] [--json]

Two measures, both without a store, in one process. "burst": a contact waits for every second free
adviser, and all are decided at once, by `longest_wait_first`. "steady": 85 % of the advisers hold a
contact; each round one contact ends and one arrives, its eight events are folded into the engine,
and the one decision is made: all that a live decision costs but the database. Pools (24) and
queues (12) are the same at every size. "ratio" compares the cost of a decision with that at the
smallest size of the same run: 1.0 means that size does not matter.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from nawba.dispatch.engine import Engine
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine, HandLine, PresenceLine
from nawba.domain.words import Adviser, Brand, Centre, Queue, Site, Target

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SITES = ("casablanca", "tunis", "dakar", "abidjan", "douala", "lisbonne")
SKILLS: tuple[dict[str, int], ...] = (
    {"fr": 4},
    {"fr": 4, "ar": 4},
    {"fr": 5, "ar": 3, "technical": 4},
    {"en": 4, "fr": 3, "billing": 4},
)
REQUIRES: tuple[dict[str, int], ...] = ({"fr": 3}, {"ar": 3}, {"en": 3}, {"fr": 3, "technical": 3})
BUSY_SHARE = 0.85


@dataclass(frozen=True)
class Measured:
    """``ratio`` is the cost of a decision over that at the smallest size of the same run."""

    advisers: int
    measure: str
    decisions: int
    decisions_per_s: int
    microseconds: float
    ratio: float = 1.0


def main() -> None:
    given = arguments()
    found: list[Measured] = []
    for run in (burst, steady):
        runs = [run(size, given.seconds) for size in given.sizes]
        least = runs[0].microseconds
        found += [replace(one, ratio=round(one.microseconds / least, 2)) for one in runs]
    if given.json:
        print(json.dumps([asdict(one) for one in found]))
        return
    print(f"{'measure':8} {'advisers':>8} {'decisions/s':>12} {'µs each':>8} {'ratio':>6}")
    for one in found:
        row = f"{one.decisions_per_s:12,} {one.microseconds:8.2f} {one.ratio:6.2f}"
        print(f"{one.measure:8} {one.advisers:8,} {row}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[40, 400, 4_000, 40_000])
    parser.add_argument("--seconds", type=float, default=1.0, help="at least, per measure and size")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def burst(advisers: int, seconds: float) -> Measured:
    """All at once, with half as many contacts waiting as advisers are free."""
    engine = Engine(centre_of(advisers), board_of(advisers, held=0, waiting=advisers // 2))
    return timed("burst", advisers, seconds, lambda: len(engine.decide(NOW)))


def steady(advisers: int, seconds: float) -> Measured:
    """A contact ends, another arrives and is decided, over and over."""
    held = int(advisers * BUSY_SHARE)
    engine = Engine(centre_of(advisers), board_of(advisers, held=held, waiting=0))
    rounds = _rounds(engine, held)
    return timed("steady", advisers, seconds, lambda: next(rounds))


def timed(measure: str, advisers: int, seconds: float, decide: Callable[[], int]) -> Measured:
    """Call ``decide``, which returns how many decisions it made, for ``seconds``."""
    decide()
    made, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        made += decide()
    each = elapsed / made
    return Measured(advisers, measure, made, round(1 / each), round(each * 1e6, 2))


def _rounds(engine: Engine, held: int) -> Iterator[int]:
    numbers, clock = count(1), NOW
    following = [(f"c{i}", line.lead.party_id) for i, line in enumerate(_held(engine)) if line.lead]
    for place in count():
        clock += timedelta(seconds=1)
        contact, adviser = following[place % held]
        following[place % held] = _one_round(engine, numbers, clock, contact, adviser)
        yield 1


def _held(engine: Engine) -> list[ContactLine]:
    return list(engine.board.contacts.values())


def _one_round(
    engine: Engine, numbers: Iterator[int], now: datetime, ended: str, adviser: str
) -> tuple[str, str]:
    def happens(event: ev.Event) -> None:
        engine.apply(ev.Recorded("main", next(numbers), now, "bench", event))

    happens(ev.HandEnded(ended, f"h-{ended}", "adviser", adviser, True, "adviser_ended"))
    happens(ev.ContactClosed(ended, "adviser_ended"))
    number = next(numbers)
    contact, queue = f"n{number}", _queue_for(adviser, number)
    happens(ev.ContactOpened(contact, "waha", "chat", "fr", "assistant", "u"))
    happens(ev.ContactQueued(contact, queue, "asked", now))
    (decision,) = engine.decide(now)
    happens(ev.OfferMade(contact, f"o-{contact}", decision.adviser, 1, now))
    happens(ev.OfferEnded(contact, f"o-{contact}", decision.adviser, "accepted"))
    happens(ev.HandStarted(contact, f"h-{contact}", "adviser", decision.adviser, True))
    return contact, decision.adviser


def _queue_for(adviser: str, number: int) -> str:
    """One of the three queues that need what ``adviser`` can best, so that somebody is free."""
    best = (0, 1, 3, 2)[int(adviser[1:]) // 6 % 4]
    return f"q{best + 4 * (number % 3)}"


def centre_of(advisers: int) -> Centre:
    """Advisers spread evenly over 6 sites × 4 sets of skills; 12 queues that need one of 4."""
    target = Target(0.8, 20)
    return Centre(
        skills=(),
        sites=tuple(Site(one, one, "MA", "UTC") for one in SITES),
        brands=(Brand("waha", "Waha", ("fr",), "UTC", "Awa"),),
        queues=tuple(
            Queue(f"q{i}", "waha", f"q{i}", "fr", REQUIRES[i % len(REQUIRES)], target)
            for i in range(12)
        ),
        advisers=tuple(
            Adviser(f"a{i}", f"a{i}", SITES[i % 6], SKILLS[i // 6 % 4], {"chat": 1})
            for i in range(advisers)
        ),
    )


def board_of(advisers: int, held: int, waiting: int) -> Board:
    """All advisers available; the first ``held`` have a contact; ``waiting`` contacts wait."""
    lines = [
        ContactLine(
            id=f"c{i}",
            brand="waha",
            channel="chat",
            language="fr",
            arm="assistant",
            opened_at=NOW,
            state="held" if i < held else "waiting",
            queue=f"q{i % 12}",
            waiting_since=NOW - timedelta(milliseconds=i),
            lead=HandLine(f"h-c{i}", "adviser", f"a{i}") if i < held else None,
        )
        for i in range(held + waiting)
    ]
    presence = {
        f"a{i}": PresenceLine("available", None, NOW - timedelta(seconds=i % 997))
        for i in range(advisers)
    }
    return Board({line.id: line for line in lines}, presence)


if __name__ == "__main__":
    main()
