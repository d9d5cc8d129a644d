"""What dispatch says: who waits, who is free, what was decided and why.

The seam that policies are written against is ``kernel``; these are the words around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

Line = tuple[str, str]
"""(queue, channel): contacts that wait for the same people."""

Bench = tuple[str, str]
"""(pool, channel): advisers who can take a contact of the channel now."""


class Waiting(NamedTuple):
    """A contact that waits without a live offer; natural order is longest wait first.

    ``is_wish``: nobody chose ``direct_adviser``; they led when the customer was here before.
    """

    since: datetime
    contact: str
    queue: str
    channel: str
    direct_adviser: str | None = None
    is_wish: bool = False


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
    """All that was known at the moment ``at``. Sequences are in natural order.

    ``waiting`` holds the contacts for anybody who may serve their queue; ``direct`` those meant
    for one adviser alone. ``free`` leaves out advisers who are away, at capacity, or already have
    a live offer. ``excluded`` maps a contact to those who refused it lately. ``open_queues`` are
    open by their hours; the contacts of others are not offered, but a direct one is: a person
    chose its adviser. ``mode`` is 0 in normal load.
    """

    at: datetime
    waiting: Mapping[Line, tuple[Waiting, ...]]
    free: Mapping[Bench, tuple[Free, ...]]
    open_queues: frozenset[str]
    direct: tuple[Waiting, ...] = ()
    excluded: Mapping[str, frozenset[str]] = field(default_factory=dict)
    mode: int = 0


class Candidate(NamedTuple):
    """A pool that could have taken the contact, with whom it would have asked.

    ``reach`` is the pool's rank for the queue: whom to ask first.
    """

    pool: str
    reach: int
    adviser: str
    load: int
    idle_seconds: float


class Rival(NamedTuple):
    """A queue whose head the place could have taken, with the policy's score of it."""

    queue: str
    score: float


class Why(NamedTuple):
    """What explains a decision: the reason, the wait, and what was compared, the chosen first.

    ``reason`` is the policy's name, ``direct_adviser``, or ``same_adviser`` (as last time). At
    most three pools and three queues are kept: listing all would cost more than deciding.
    ``rivals`` are empty where the policy has no score. ``mode`` is that of the moment, 0 in normal
    load. ``together``: one of many decided at once, in a burst.
    """

    reason: str
    waited_seconds: float
    candidates: tuple[Candidate, ...] = ()
    rivals: tuple[Rival, ...] = ()
    mode: int = 0
    together: bool = False


class Decision(NamedTuple):
    """Offer ``contact``, waiting in ``queue``, to ``adviser`` of ``pool``."""

    contact: str
    adviser: str
    queue: str
    pool: str
    why: Why
