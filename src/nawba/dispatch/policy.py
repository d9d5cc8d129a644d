"""The seam of dispatch: a policy is a pure function from a snapshot to decisions.

The same function decides live, in replay and in simulation (rule 8 of the design), so it may read
nothing but its snapshot: no clock, no store, no randomness. A new policy registers its name here,
exactly as the first one, ``longest_wait_first``, does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from nawba.dispatch.pools import Pools
from nawba.domain.errors import NotFound

Line = tuple[str, str]
"""(queue, channel): contacts that wait for the same people."""

Bench = tuple[str, str]
"""(pool, channel): advisers who can take a contact of the channel now."""


class Waiting(NamedTuple):
    """A contact that waits without a live offer; natural order is longest wait first."""

    since: datetime
    contact: str
    queue: str
    channel: str
    direct_adviser: str | None = None


class Free(NamedTuple):
    """An adviser with a place; natural order is whom to ask first: least load, longest idle.

    ``load`` counts the contacts they hold on the channel; ``idle_since`` is when they last began
    or ended one, or became available.
    """

    load: int
    idle_since: datetime
    adviser: str


@dataclass(frozen=True)
class Snapshot:
    """All that a policy may know at the moment ``at``. Sequences are in natural order.

    ``waiting`` holds the contacts for anybody who may serve their queue; ``direct`` those meant
    for one adviser alone, with ``direct_free`` the (adviser, channel) of them that have a place.
    ``free`` leaves out advisers who are away, at capacity, or already have a live offer.
    ``excluded`` maps a contact to those who refused it lately. ``open_queues`` are open by their
    hours; the contacts of others are not offered, but a direct one is: a person chose its adviser.
    """

    at: datetime
    pools: Pools
    waiting: Mapping[Line, tuple[Waiting, ...]]
    free: Mapping[Bench, tuple[Free, ...]]
    open_queues: frozenset[str]
    direct: tuple[Waiting, ...] = ()
    direct_free: frozenset[tuple[str, str]] = frozenset()
    excluded: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Candidate(NamedTuple):
    """A pool that could have taken the contact, with whom it would have asked and why."""

    pool: str
    reach: int
    first: Free


class Why(NamedTuple):
    """What explains a decision: the reason, the wait, and the pools compared, the chosen first.

    ``reason`` is ``longest_wait`` or ``direct_adviser`` here; other policies add their own. At
    most three candidates are kept: listing all would cost more than deciding.
    """

    reason: str
    waited_seconds: float
    candidates: tuple[Candidate, ...] = ()


class Decision(NamedTuple):
    """Offer ``contact``, waiting in ``queue``, to ``adviser`` of ``pool``."""

    contact: str
    adviser: str
    queue: str
    pool: str
    why: Why


Policy = Callable[[Snapshot], tuple[Decision, ...]]

POLICIES: dict[str, Policy] = {}


def register(policy: Policy) -> Policy:
    """Make ``policy`` known by its function's name; usable as a decorator."""
    POLICIES[policy.__name__] = policy
    return policy


def policy_named(name: str) -> Policy:
    """The registered policy ``name``. Raises NotFound naming those that are."""
    if name not in POLICIES:
        known = ", ".join(sorted(POLICIES))
        raise NotFound(f"There is no policy '{name}'. Choose one of: {known}.", field="policy")
    return POLICIES[name]
