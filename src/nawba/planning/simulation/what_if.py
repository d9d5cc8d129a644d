"""From a scenario's file to what is simulated: who may serve whom, what each what-if changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nawba.planning.scenario_document import (
    Alternative,
    Assistant,
    Document,
    Duration,
    PoolPart,
    QueuePart,
    Teach,
    each,
    seconds_of,
    served_after,
)
from nawba.planning.scenario_faults import BASELINE, read_document
from nawba.planning.simulation.scenario import (
    Demand,
    Intent,
    Outage,
    Route,
    Scenario,
    Supply,
)
from nawba.planning.simulation.times import Times


def read_scenarios(path: Path) -> dict[str, Scenario]:
    """The baseline of the file at ``path``, and each alternative by its name.

    Raises DocumentError with every fault: file, line, field, what to mend.
    """
    return scenarios_of(read_document(path))


def scenarios_of(document: Document) -> dict[str, Scenario]:
    """The baseline of ``document``, which has no faults, and each alternative by its name."""
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
    contacts = tuple(one * factor for one in each(queue.contacts))
    return queue.model_copy(update={"contacts": contacts})


def _taught(pools: list[PoolPart], teach: Teach, intervals: int) -> list[PoolPart]:
    """Those who learn become a pool of their own; where fewer are there, all of them learn."""
    found: list[PoolPart] = []
    for pool in pools:
        if pool.id != teach.pool:
            found.append(pool)
            continue
        staff = each(pool.staff) * (intervals if isinstance(pool.staff, int) else 1)
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


def _demand(document: Document, queue: QueuePart, assistant: Assistant | None) -> Demand:
    seconds = document.minutes * 60
    return Demand(
        queue.id,
        tuple(one / seconds for one in each(queue.contacts)),
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
    return Supply(pool.id, each(pool.staff), pool.site, pool.places, speeds, pool.handling_factor)


def _routes(document: Document) -> Iterator[Route]:
    """Who may serve whom; the pools that can do least else come first, as live."""
    reach = {
        pool.id: sum(served_after(queue, pool) == 0 for queue in document.queue)
        for pool in document.pool
    }
    for queue in document.queue:
        for pool in document.pool:
            after = served_after(queue, pool)
            if after is not None:
                yield Route(queue.id, pool.id, after, rank=reach[pool.id])


def _outages(document: Document, what_if: Alternative | None) -> tuple[Outage, ...]:
    dark = what_if.outage if what_if else None
    if dark is None:
        return ()
    pools = tuple(one.id for one in document.pool if one.site == dark.site)
    start, end = (seconds_of(one) - seconds_of(document.start) for one in (dark.start, dark.end))
    return (Outage(start, end, pools, contacts=dark.contacts),)
