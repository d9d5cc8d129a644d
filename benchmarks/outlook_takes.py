"""How long does an outlook take, with a measure and without: the demo's centre, and a large one?

The large one has 40,000 advisers of 200 skills in 400 pools at six sites, 92 % of them busy, and
three contacts waiting in each of 200 queues; it is asked what one site's going dark would come to.

    nice -n 15 .venv/bin/python benchmarks/outlook_takes.py
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections import Counter
from datetime import UTC, datetime

from nawba.demo.company import demo_centre
from nawba.dispatch.pools import pools_of
from nawba.domain.redispatch import Change
from nawba.domain.words import Adviser, Brand, Centre, Queue, Site, Skill, Target
from nawba.planning.expected import Arrivals
from nawba.planning.laws import Law
from nawba.planning.outlook import outlook
from nawba.planning.present import Inside, Party, Present, Waiting

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HANDLING, PATIENCE = Law("own", 300.0, 0.9), Law("own", 300.0)
SITES = ("casa", "rabat", "tunis", "dakar", "lisbon", "abidjan")


def large(advisers: int = 40_000, skills: int = 200, pools: int = 400) -> Centre:
    """One queue per skill; each pool has five skills."""
    rng = random.Random(1)
    names = [f"s{at}" for at in range(skills)]
    known = [
        {names[at % skills]: 4} | dict.fromkeys(rng.sample(names, 4), 3) for at in range(pools)
    ]
    return Centre(
        skills=tuple(Skill(one, one) for one in names),
        sites=tuple(Site(one, one, "MA", "UTC") for one in SITES),
        brands=(Brand("b", "B", ("fr",), "UTC", "Lina"),),
        queues=tuple(Queue(one, "b", one, "fr", {one: 3}, Target(0.8, 20)) for one in names),
        advisers=tuple(
            Adviser(f"a{at}", f"a{at}", SITES[at % pools % 6], known[at % pools], {"chat": 1})
            for at in range(advisers)
        ),
    )


def full(centre: Centre, busy: float) -> Present:
    """Everybody is there, ``busy`` of them hold a contact, three wait in each queue."""
    rng, inside, parties = random.Random(2), [], []
    load: Counter[str] = Counter()
    for pool in pools_of(centre):
        queues = [one.id for one in centre.queues if pool.serves(one)]
        capacity = Counter(centre.adviser[one].capacity.get("chat", 1) for one in pool.advisers)
        for places, here in capacity.items():
            crew = pool.id, "chat", places
            parties.append(Party(crew, pool.site, here))
            for number in range(here if queues else 0):
                queue = rng.choice(queues)
                load[queue] += 1
                if rng.random() < busy:
                    spent = rng.expovariate(1 / 200)
                    inside.append(Inside((queue, "chat"), spent + 9, crew, number, spent, True))
    each = busy / HANDLING.mean
    rates = {(one, "chat"): tuple([each * count] * 4) for one, count in load.items()}
    lines = [(one.id, "chat") for one in centre.queues]
    inside += [Inside(line, rng.expovariate(1 / 20)) for line in lines for _ in range(3)]
    return Present(
        at=AT,
        minutes=60,
        lines=tuple(Waiting(one, 20.0, 0.0, True, HANDLING, PATIENCE) for one in lines),
        parties=tuple(parties),
        inside=tuple(inside),
        arrivals=Arrivals("same_weekday", rates, 0.001, 1.0, 1000, AT),
        dark=frozenset(),
        widened={},
    )


def tell(name: str, centre: Centre, busy: float) -> None:
    present = full(centre, busy)
    change = Change("site_dark", site=present.parties[0].site)
    size = len(pickle.dumps((present, centre))) / 1e6
    outlook(present, centre, change, replications=2)  # compiles, or loads what was
    began, worked = time.perf_counter(), time.process_time()
    told = outlook(present, centre, change)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    level = told.all.difference and told.all.difference["service_level"]
    print(
        f"{name}: {took:.2f} s, {worked:.2f} s of processors, for {told.replications} hours with"
        f" and without, {size:.1f} MB sent,"
        f" {len(present.inside)} contacts inside; change of the service level {level}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--advisers", type=int, default=40_000)
    given = parser.parse_args()
    tell("demo", demo_centre(), 0.9)
    tell(f"{given.advisers} advisers", large(given.advisers), 0.92)


if __name__ == "__main__":
    main()
