"""What the pages of re-dispatch are shown: measures, suggestions, what would move, what came of it.

Figures are those of ``domain.service_level``; an outlook is shown as it was made, less what lies
beyond its reader's brands and sites.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from nawba.dispatch.pools import may_widen
from nawba.dispatch.suggestions import Look, suggest
from nawba.domain.permissions import is_within
from nawba.domain.redispatch import Change, Limits, Measure, Suggestion
from nawba.domain.service_level import Wait, mean_wait, service_level
from nawba.domain.words import Actor, Centre, Json, Queue
from nawba.store import redispatch as found
from nawba.store.engine import DEFAULT_CELL
from nawba.store.waits import waits_between
from nawba.web.scope import contacts_seen, is_scoped
from nawba.web.wallboard import level_json

# -- measures -------------------------------------------------------------------------------------


def sees(actor: Actor, centre: Centre, change: Change) -> bool:
    """Whether a measure, or a suggestion, lies within the actor's brands and sites."""
    queue = centre.queue.get(change.queue or "")
    return is_within(actor, brand=queue.brand if queue else None, site=change.site)


def measure_json(measure: Measure, actor: Actor, centre: Centre) -> Json:
    return {
        "id": measure.id,
        "change": asdict(measure.change),
        "started_at": measure.started_at.isoformat(),
        "until": measure.until.isoformat() if measure.until else None,
        "ended_at": measure.ended_at.isoformat() if measure.ended_at else None,
        "by": measure.by,
        "automatic": measure.automatic,
        "reason": measure.reason,
        "moved": measure.moved,
        "predicted": outlook_json(measure.predicted, actor, centre),
    }


def outlook_json(outlook: Mapping[str, Any] | None, actor: Actor, centre: Centre) -> Json | None:
    """``outlook`` as far as the actor's brands and sites reach; only who has all sees the sum."""
    if outlook is None or not is_scoped(actor):
        return None if outlook is None else dict(outlook)
    brands = {queue.id: queue.brand for queue in centre.queues}
    queues = (one for one in outlook["queues"] if one["queue"] in brands)
    return {
        **outlook,
        "queues": [one for one in queues if is_within(actor, brand=brands[one["queue"]])],
        "sites": [one for one in outlook["sites"] if is_within(actor, site=one["site"])],
        "all": None,
    }


def limits_json(limits: Limits) -> Json:
    return {**asdict(limits), "kinds": list(limits.kinds)}


def suggestions_json(look: Look) -> list[tuple[Suggestion, Json]]:
    """Each suggestion with what is told of it."""
    return [(one, {**asdict(one), "change": asdict(one.change)}) for one in suggest(look)]


# -- what would move ------------------------------------------------------------------------------


def preview(
    connection: Connection, look: Look, change: Change, actor: Actor, history: Centre
) -> Json:
    """The contacts that the change would move, and how many people it is about."""
    rows = list(_rows(connection, look.centre, change))
    seen = contacts_seen(connection, actor, history, [row.id for row, *_ in rows])
    lines = [_line(look.now, change, *row) for row in rows if row[0].id in seen]
    states = Counter(line["state"] for line in lines)
    return {
        "contacts": lines,
        "counts": {name: states[name] for name in ("held", "offered", "waiting")},
        "advisers": sum(look.available(pool) for pool in _pools(look, change)),
    }


def _rows(
    connection: Connection, centre: Centre, change: Change
) -> Iterator[tuple[found.Row, str, str]]:
    """Contacts with the state they are in and what becomes of them."""
    if change.kind == "site_dark":
        becomes = "waits_again" if change.held == "return" else "finishes"
        for row in found.held_at(connection, DEFAULT_CELL, str(change.site)):
            yield row, "held", becomes
        for row in found.offered_at(connection, DEFAULT_CELL, str(change.site)):
            yield row, "offered", "waits_again"
    elif change.kind == "move_waiting":
        source, target = centre.queue[str(change.queue)], centre.queue[str(change.to)]
        for row in found.moving(connection, DEFAULT_CELL, source, target, change.count):
            yield row, "offered" if row.adviser else "waiting", "moves"


def _line(now: datetime, change: Change, row: found.Row, state: str, becomes: str) -> Json:
    since = row.waiting_since or now
    return {
        "contact": row.id,
        "queue": row.queue,
        "to": change.to,
        "state": state,
        "adviser": row.adviser,
        "waited_seconds": max(0.0, (now - since).total_seconds()),
        "becomes": becomes,
    }


def _pools(look: Look, change: Change) -> Iterable[str]:
    """The pools that get no more offers, or that may answer what they may not today."""
    if change.kind == "site_dark":
        return [pool.id for pool in look.pools.pools if pool.site == change.site]
    queue = look.centre.queue[str(change.queue)]
    if change.kind == "widen_queue":
        return [one.id for one in may_widen(look.pools, look.centre, queue, change.levels)]
    target = look.centre.queue[str(change.to)]
    already = {pool.id for pool in look.serving(queue)}
    return [pool.id for pool in look.serving(target) if pool.id not in already]


# -- what came of it ------------------------------------------------------------------------------


def effect(
    connection: Connection, measure: Measure, queues: Sequence[Queue], now: datetime
) -> tuple[float, list[Json]]:
    """Minutes that count so far, and each queue before and after: as long before the start as has
    passed since. A measure's time ends with it; what was moved at once is followed for an hour."""
    start, at_once = measure.started_at, measure.change.kind == "move_waiting"
    ended = start + timedelta(hours=1) if at_once else measure.ended_at or now
    until = min(now, ended)
    before = waits_between(connection, start - (until - start), start, open_too=False)
    after = waits_between(connection, start, until, open_too=False)
    predicted = {one["queue"]: one for one in (measure.predicted or {}).get("queues", ())}
    named = {measure.change.queue, measure.change.to, *before, *after, *predicted}
    lines = [
        {
            "queue": queue.id,
            "before": _figures(before.get(queue.id, ()), queue, start),
            "after": _figures(after.get(queue.id, ()), queue, now),
            "predicted": _predicted(predicted.get(queue.id)),
        }
        for queue in queues
        if queue.id in named
    ]
    return (until - start).total_seconds() / 60, lines


def _figures(waits: Iterable[Wait], queue: Queue, at: datetime) -> Json:
    waits = list(waits)
    level = service_level(waits, queue.target_at(at), at)
    return {**level_json(level), "mean_wait_seconds": mean_wait(waits)}


def _predicted(line: Mapping[str, Any] | None) -> Json | None:
    return None if line is None else {"with": line["with"], "without": line["without"]}
