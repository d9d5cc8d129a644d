"""Re-dispatch: what is changed for a while when a site goes dark or a queue breaks its target.

A measure moves contacts or opens a queue to more people; it is in force until its end, is in the
event stream, and can be ended. It never changes the configuration, and never a contact's age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nawba.domain.errors import Invalid

Kind = Literal["site_dark", "widen_queue", "move_waiting"]
Held = Literal["return", "finish"]
"""What becomes of contacts held at a site that goes dark: back to their queue, or finished."""

KINDS: tuple[Kind, ...] = ("site_dark", "widen_queue", "move_waiting")


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

    ``by`` is the id of who applied it, ``automatic`` true when the centre did within its limits;
    ``moved`` counts the contacts that were moved or freed when it was applied.
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
