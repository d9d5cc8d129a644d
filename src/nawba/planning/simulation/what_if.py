"""From a scenario's file to what is simulated: who may serve whom, what each what-if changes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nawba.domain.errors import DocumentError, Fault
from nawba.planning.simulation.document import (
    Alternative,
    Assistant,
    Document,
    Duration,
    Lines,
    PoolPart,
    QueuePart,
    Teach,
    read_document,
)
from nawba.planning.simulation.scenario import (
    Demand,
    Intent,
    Outage,
    Route,
    Scenario,
    Supply,
)
from nawba.planning.simulation.times import Times

BASELINE = "baseline"

_ONE_OR_EACH = "Write one, or one for each of {} intervals."


def read_scenarios(path: Path) -> dict[str, Scenario]:
    """The baseline of the file at ``path``, and each alternative by its name.

    Raises DocumentError with every fault: file, line, field, what to mend.
    """
    document, lines = read_document(path)
    faults = [*_faults(document, lines)]
    if faults:
        raise DocumentError(tuple(faults))
    found = {BASELINE: scenario_of(document)}
    for one in document.alternative:
        found[one.name] = scenario_of(changed(document, one), one)
    return found


def scenario_of(document: Document, what_if: Alternative | None = None) -> Scenario:
    """What is simulated; of ``what_if`` what is no change of the document: outages, the assistant,
    the policy."""
    assistant = what_if.assistant if what_if else None
    return Scenario(
        tuple(_demand(document, one, assistant) for one in document.queue),
        tuple(_supply(one) for one in document.pool),
        tuple(_routes(document)),
        horizon=document.intervals * document.minutes * 60,
        interval=document.minutes * 60,
        outages=_outages(document, what_if),
        busyness=document.busyness,
        policy=(what_if and what_if.policy) or document.policy,
    )


def changed(document: Document, what_if: Alternative) -> Document:
    """``document`` with pools and contacts as ``what_if`` has them."""
    pools, queues = list(document.pool), list(document.queue)
    if what_if.close:
        pools = [
            one.model_copy(update={"staff": 0}) if one.site == what_if.close.site else one
            for one in pools
        ]
    if what_if.teach:
        pools = _taught(pools, what_if.teach, document.intervals)
    if what_if.contacts_factor:
        queues = [_busier(one, what_if.contacts_factor) for one in queues]
    return document.model_copy(update={"pool": tuple(pools), "queue": tuple(queues)})


def _busier(queue: QueuePart, factor: float) -> QueuePart:
    contacts = tuple(one * factor for one in _each(queue.contacts))
    return queue.model_copy(update={"contacts": contacts})


def _taught(pools: list[PoolPart], teach: Teach, intervals: int) -> list[PoolPart]:
    """Those who learn become a pool of their own; where fewer are there, all of them learn."""
    found: list[PoolPart] = []
    for pool in pools:
        if pool.id != teach.pool:
            found.append(pool)
            continue
        staff = _each(pool.staff) * (intervals if isinstance(pool.staff, int) else 1)
        learnt = tuple(min(teach.advisers, one) for one in staff)
        rest = tuple(one - gone for one, gone in zip(staff, learnt, strict=True))
        found.append(pool.model_copy(update={"staff": rest}))
        skills = pool.skills | {teach.skill: teach.level}
        found.append(
            pool.model_copy(
                update={"id": f"{pool.id}+{teach.skill}", "skills": skills, "staff": learnt}
            )
        )
    return found


def _each(numbers: Any) -> tuple[Any, ...]:
    return numbers if isinstance(numbers, tuple) else (numbers,)


def _demand(document: Document, queue: QueuePart, assistant: Assistant | None) -> Demand:
    seconds = document.minutes * 60
    return Demand(
        queue.id,
        tuple(one / seconds for one in _each(queue.contacts)),
        _times(queue.handling),
        _times(queue.patience) if queue.patience else Times.endless(),
        target=queue.target.seconds,
        priority=queue.priority,
        weight=queue.weight,
        share=queue.share,
        redials=queue.redials.share if queue.redials else 0.0,
        redial_after=Times.exponential(queue.redials.after if queue.redials else 300),
        transfers=queue.transfers.share if queue.transfers else 0.0,
        transfer_to=queue.transfers.to if queue.transfers else None,
        intents=_intents(queue, assistant),
    )


def _intents(queue: QueuePart, assistant: Assistant | None) -> dict[str, Intent]:
    """With the assistant the contacts that are left in a queue it helps are the longer ones."""
    helps = assistant if assistant and assistant.intent in queue.intents else None
    return {
        name: Intent(
            share,
            helps.rest if helps else 1.0,
            helps.share if helps and name == helps.intent else 0.0,
        )
        for name, share in queue.intents.items()
    }


def _times(duration: Duration) -> Times:
    if duration.values:
        return Times.empirical(duration.values)
    mean = duration.mean or 1.0
    return Times.lognormal(mean, duration.scv) if duration.scv else Times.exponential(mean)


def _supply(pool: PoolPart) -> Supply:
    speeds = pool.speeds or tuple(1.0 for _ in range(pool.places))
    return Supply(pool.id, _each(pool.staff), pool.site, pool.places, speeds, pool.handling_factor)


def _routes(document: Document) -> Iterator[Route]:
    """Who may serve whom; the pools that can do least else come first, as live."""
    reach = {
        pool.id: sum(_after(queue, pool) == 0 for queue in document.queue) for pool in document.pool
    }
    for queue in document.queue:
        for pool in document.pool:
            after = _after(queue, pool)
            if after is not None:
                yield Route(queue.id, pool.id, after, rank=reach[pool.id])


def _after(queue: QueuePart, pool: PoolPart) -> float | None:
    """Seconds until ``pool`` may serve ``queue``; None for never."""
    missing = [level - pool.skills.get(skill, 0) for skill, level in queue.requires.items()]
    if max(missing, default=0) <= 0:
        return 0.0
    has_all = all(skill in pool.skills for skill in queue.requires)
    if queue.relaxed and has_all and max(missing) <= queue.relaxed.levels:
        return queue.relaxed.after
    return None


def _outages(document: Document, what_if: Alternative | None) -> tuple[Outage, ...]:
    dark = what_if.outage if what_if else None
    if dark is None:
        return ()
    pools = tuple(one.id for one in document.pool if one.site == dark.site)
    start, end = (_seconds(one) - _seconds(document.start) for one in (dark.start, dark.end))
    return (Outage(start, end, pools, contacts=dark.contacts),)


def _seconds(clock: str) -> float:
    hours, minutes = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0


def _faults(document: Document, lines: Lines) -> Iterator[Fault]:
    for at, queue in enumerate(document.queue):
        yield from _faults_of_queue(document, lines, at, queue)
    for at, pool in enumerate(document.pool):
        if len(_each(pool.staff)) not in (1, document.intervals):
            yield lines.fault(("pool", at, "staff"), f"{len(_each(pool.staff))} numbers",
                              _ONE_OR_EACH.format(document.intervals))  # fmt: skip
        if min(_each(pool.staff)) < 0:
            yield lines.fault(("pool", at, "staff"), "is below 0", "Write 0 or more.")
        if pool.speeds and len(pool.speeds) != pool.places:
            yield lines.fault(("pool", at, "speeds"), f"{len(pool.speeds)} speeds",
                              f"Write one for each of {pool.places} places.")  # fmt: skip
    yield from _faults_of_names(document, lines)
    for at, what_if in enumerate(document.alternative):
        yield from _faults_of_what_if(document, lines, at, what_if)


def _faults_of_names(document: Document, lines: Lines) -> Iterator[Fault]:
    for kind, ids in (
        ("queue", [one.id for one in document.queue]),
        ("pool", [one.id for one in document.pool]),
        ("alternative", [BASELINE, *(one.name for one in document.alternative)][1:]),
    ):
        for at, one in enumerate(ids):
            if one in ids[:at] or one == BASELINE:
                yield lines.fault((kind, at, "id"), f"'{one}' is there already", "Rename one.")


def _faults_of_queue(
    document: Document, lines: Lines, at: int, queue: QueuePart
) -> Iterator[Fault]:
    if len(_each(queue.contacts)) not in (1, document.intervals):
        yield lines.fault(("queue", at, "contacts"), f"{len(_each(queue.contacts))} numbers",
                          _ONE_OR_EACH.format(document.intervals))  # fmt: skip
    if min(_each(queue.contacts)) < 0:
        yield lines.fault(("queue", at, "contacts"), "is below 0", "Write 0 or more.")
    if queue.intents and not math.isclose(sum(queue.intents.values()), 1, abs_tol=1e-6):
        yield lines.fault(("queue", at, "intents"), f"come to {sum(queue.intents.values()):g}",
                          "Write shares that come to 1.")  # fmt: skip
    if queue.transfers and queue.transfers.to not in {one.id for one in document.queue}:
        yield lines.fault(("queue", at, "transfers"), f"no queue '{queue.transfers.to}'",
                          "Name a queue of this file.")  # fmt: skip
    for name in ("handling", "patience"):
        times = getattr(queue, name)
        if times and (times.mean is None) == (not times.values):
            yield lines.fault(("queue", at, name), "needs a mean or values, and not both",
                              "Write { mean = 300 } or { values = [280, 310] }.")  # fmt: skip
    yield from _nobody(document, lines, at, queue)


def _nobody(document: Document, lines: Lines, at: int, queue: QueuePart) -> Iterator[Fault]:
    """A queue that nobody may serve, or nobody who is ever there."""
    for skill, level in queue.requires.items():
        if all(pool.skills.get(skill, 0) < level for pool in document.pool):
            yield lines.fault(("queue", at, "requires"),
                              f"queue '{queue.id}' requires {skill} at level {level}, which nobody"
                              " has", "Give a pool the skill, or lower the level.")  # fmt: skip
            return
    able = [pool for pool in document.pool if _after(queue, pool) is not None]
    if not any(max(_each(pool.staff)) > 0 for pool in able):
        needed = ", ".join(f"{skill} {level}" for skill, level in queue.requires.items())
        yield lines.fault(("queue", at, "requires"),
                          f"nobody who is there has all that queue '{queue.id}' requires"
                          f" ({needed})", "Add a pool with all of it, or staff.")  # fmt: skip


def _one_of(known: set[str]) -> str:
    return f"Name one of: {', '.join(sorted(known)) or 'none is there'}."


def _faults_of_what_if(
    document: Document, lines: Lines, at: int, what_if: Alternative
) -> Iterator[Fault]:
    sites = {one.site for one in document.pool}
    pools = {one.id for one in document.pool}
    intents = {name for one in document.queue for name in one.intents}
    for key, name, known, what in (
        ("outage", what_if.outage and what_if.outage.site, sites, "site"),
        ("close", what_if.close and what_if.close.site, sites, "site"),
        ("teach", what_if.teach and what_if.teach.pool, pools, "pool"),
        ("assistant", what_if.assistant and what_if.assistant.intent, intents, "intent"),
    ):
        if name is not None and name not in known:
            yield lines.fault(("alternative", at, key), f"no {what} '{name}'",
                              _one_of(known))  # fmt: skip
    dark = what_if.outage
    if dark and _seconds(dark.start) >= _seconds(dark.end):
        yield lines.fault(("alternative", at, "outage"), "ends before it begins",
                          "Write from and to in this order.")  # fmt: skip
