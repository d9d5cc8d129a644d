"""Re-dispatch: what is changed for a while when a site goes dark or a queue breaks its target.

A measure moves contacts or opens a queue to more people; it is in force until its end, is in the
event stream, and can be ended. It never changes the configuration, and never a contact's age.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from nawba.domain.errors import Invalid

Kind = Literal["site_dark", "widen_queue", "move_waiting"]
Held = Literal["return", "finish"]
"""What becomes of contacts held at a site that goes dark: back to their queue, or finished."""

Cause = Literal["queue_misses_target", "nobody_serves", "site_silent", "site_closes"]
"""Why a measure is suggested."""

KINDS: tuple[Kind, ...] = ("site_dark", "widen_queue", "move_waiting")
HELD: tuple[Held, ...] = ("return", "finish")
CAUSES: tuple[Cause, ...] = ("queue_misses_target", "nobody_serves", "site_silent", "site_closes")
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Change:
    """What is asked for.

    * ``site_dark``: ``site`` gets no offers; its live offers are withdrawn, its held contacts
      ``held``.
    * ``widen_queue``: whoever lacks at most ``levels`` of a skill that ``queue`` requires, but has
      that skill, may answer it at once.
    * ``move_waiting``: what waits in ``queue`` now waits in the queue ``to``, at most ``count``
      contacts, the longest wait first; it is done at once and has no end.

    Raises Invalid, naming the field.
    """

    kind: Kind
    site: str | None = None
    queue: str | None = None
    to: str | None = None
    held: Held = "return"
    levels: int = 1
    count: int | None = None

    def __post_init__(self) -> None:
        for name in _NEEDED[self.kind]:
            if getattr(self, name) is None:
                raise Invalid(f"A measure of the kind {self.kind} needs '{name}'.", field=name)
        if not 1 <= self.levels <= 4:
            raise Invalid("Between 1 and 4 levels can be let go.", field="levels")
        if self.to is not None and self.to == self.queue:
            raise Invalid("Contacts wait in that queue already.", field="to")
        if self.count is not None and self.count < 1:
            raise Invalid("Move at least one contact.", field="count")


_NEEDED: dict[Kind, tuple[str, ...]] = {
    "site_dark": ("site",),
    "widen_queue": ("queue",),
    "move_waiting": ("queue", "to"),
}


@dataclass(frozen=True)
class Measure:
    """A change in force, or one that was. ``until`` None: until somebody ends it.

    ``by`` is the id of who applied it, ``automatic`` true when the centre did within its limits
    (then ``by`` is empty); ``moved`` counts the contacts that were moved or freed when it was
    applied; ``ended_by`` is empty when no person did; ``predicted`` is the outlook that was shown
    before.
    """

    id: str
    change: Change
    started_at: datetime
    until: datetime | None
    by: str
    automatic: bool = False
    reason: str = ""
    moved: int = 0
    ended_at: datetime | None = None
    ended_by: str | None = None
    predicted: dict[str, Any] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Suggestion:
    """A change that may help now, for ``why``; ``queue`` and ``site`` are those in trouble."""

    change: Change
    why: Cause
    queue: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Limits:
    """What the centre may do by itself: nothing, until somebody switches it ``on``.

    Only measures of ``kinds``, at most ``at_once`` in force, each for ``minutes``; and only for a
    queue whose service level of the last half hour is under ``level_below`` (of ten contacts at
    least) or whose longest wait exceeds ``waited_targets`` times its target's seconds. Raises
    Invalid, naming the field.
    """

    on: bool = False
    kinds: tuple[Kind, ...] = ("widen_queue",)
    at_once: int = 2
    minutes: int = 30
    level_below: float = 0.6
    waited_targets: float = 2.0

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                known = ", ".join(KINDS)
                raise Invalid(f"There is no measure '{kind}'. Choose of: {known}.", field="kinds")
        for name, least, most in _BOUNDS:
            if not least <= getattr(self, name) <= most:
                raise Invalid(f"'{name}' lies between {least} and {most}.", field=name)


_BOUNDS: tuple[tuple[str, float, float], ...] = (
    ("at_once", 1, 100),
    ("minutes", 1, MOST_MINUTES),
    ("level_below", 0, 1),
    ("waited_targets", 0.1, 1000),
)
