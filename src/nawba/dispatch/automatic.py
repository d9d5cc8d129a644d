"""Re-dispatch by itself: within limits that a supervisor set, and never against a person.

What is done is what would be suggested; the decision is a pure function of what is seen, the limits
and the measures of late. Each is a measure like any other, marked as the centre's own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from nawba.actions.offers import Lease
from nawba.actions.redispatch import apply_measure, end_measure
from nawba.dispatch.pools import Pools
from nawba.dispatch.suggestions import Look, look_at, suggest
from nawba.domain.board import Board
from nawba.domain.errors import Conflict
from nawba.domain.redispatch import Change, Limits, Measure, Suggestion
from nawba.domain.service_level import ServiceLevel
from nawba.domain.words import DISPATCHER, Centre
from nawba.store import Store
from nawba.store.redispatch import measures_since, read_limits

log = structlog.get_logger()

LEAST_COUNTED = 10
"""Contacts of the last half hour: of fewer, a share says too little to act upon unasked."""


def act(
    store: Store, lease: Lease, centre: Centre, pools: Pools, board: Board, now: datetime
) -> Measure | None:
    """Apply the one measure that the limits allow and the moment asks for, if there is one; or end
    one of the centre's own that is needed no more.

    By the leader alone: who has lost the ``lease`` unawares does nothing.
    """
    with store.read() as connection:
        limits = read_limits(connection)
        if not limits.on:
            return None
        look = look_at(connection, centre, pools, board, now)
        past = measures_since(connection, now - timedelta(minutes=limits.minutes))
    needless = next((one for one in past if is_needless(one, look)), None)
    if needless is not None:
        return end_measure(store, DISPATCHER, centre, needless.id)
    wanted = decide(limits, look, past)
    return None if wanted is None else _apply(store, lease, look, wanted, limits)


def is_needless(measure: Measure, look: Look) -> bool:
    """The centre's own darkness of a site whose people are back: it would keep them from work.

    All of a site is silent after a cut line or a restart as well, and for a moment only.
    """
    site = measure.change.site
    if not measure.automatic or measure.ended_at is not None or measure.change.kind != "site_dark":
        return False
    here = (who for who, line in look.board.presence.items() if line.state == "available")
    return any(known.site == site for who in here if (known := look.centre.adviser.get(who)))


def decide(limits: Limits, look: Look, past: Sequence[Measure]) -> Suggestion | None:
    """What to do now: the first suggestion that the limits allow. ``past`` are the measures in
    force and those ended within the last ``limits.minutes``."""
    if not limits.on or sum(_counts(one, look, limits) for one in past) >= limits.at_once:
        return None
    return next(
        (
            one
            for one in suggest(look)
            if one.change.kind in limits.kinds
            and _presses(one, look, limits)
            and not any(_forbids(before, one.change, look, limits) for before in past)
        ),
        None,
    )


def _counts(measure: Measure, look: Look, limits: Limits) -> bool:
    """The centre's own, in force; what was moved at once counts as long as others last."""
    return measure.automatic and (measure.ended_at is None or _moved_lately(measure, look, limits))


def _moved_lately(measure: Measure, look: Look, limits: Limits) -> bool:
    lately = look.now - timedelta(minutes=limits.minutes)
    return measure.change.kind == "move_waiting" and measure.started_at > lately


def _forbids(before: Measure, change: Change, look: Look, limits: Limits) -> bool:
    """A person ended the same within ``minutes``; or its contacts have just been moved about."""
    old = before.change
    if change.kind == "move_waiting":
        return _moved_lately(before, look, limits) and change.queue in (old.queue, old.to)
    same = (old.kind, old.site, old.queue) == (change.kind, change.site, change.queue)
    lately = look.now - timedelta(minutes=limits.minutes)
    is_ended = before.ended_at is not None and before.ended_at > lately
    return same and is_ended and bool(before.ended_by)


def _presses(one: Suggestion, look: Look, limits: Limits) -> bool:
    """Whether a queue that it is about is as badly off as the limits ask."""
    return any(_is_bad(queue, look, limits) for queue in _queues(one, look))


def _queues(one: Suggestion, look: Look) -> Iterator[str]:
    if one.queue is not None:
        yield one.queue
        return
    for queue, able in look.pools.eligible.items():
        if any(look.by_id[pool].site == one.site for pool in able):
            yield queue


def _is_bad(queue: str, look: Look, limits: Limits) -> bool:
    seen = look.levels.get(queue, ServiceLevel())
    enough = seen.counted >= LEAST_COUNTED
    if enough and (seen.level or 0.0) < limits.level_below:
        return True
    target = look.centre.queue[queue].target_at(look.now).seconds
    waited = (look.now - look.since.get(queue, look.now)).total_seconds()
    return waited > limits.waited_targets * target


def _apply(
    store: Store, lease: Lease, look: Look, wanted: Suggestion, limits: Limits
) -> Measure | None:
    own = f"automatic-{secrets.token_hex(9)}"
    told = (store, DISPATCHER, look.centre, wanted.change, limits.minutes, "", own)
    try:
        measure = apply_measure(*told, lease=lease)
    except Conflict as conflict:
        log.info("redispatch_not_possible", why=wanted.why, error=conflict.message)
        return None
    log.warning(
        "redispatched",
        measure=measure.id,
        kind=wanted.change.kind,
        why=wanted.why,
        queue=wanted.queue,
        site=wanted.site,
        moved=measure.moved,
    )
    return measure
