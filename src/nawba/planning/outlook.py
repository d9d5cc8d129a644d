"""What the next hour would come to as things are, and with a measure: side by side, with intervals.

This module is light: what it returns may be read in the server. The simulator is imported when
``outlook`` is called, which belongs into the planning process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from nawba.domain.redispatch import Change
from nawba.domain.words import Centre

if TYPE_CHECKING:
    from nawba.planning.present import Present

REPLICATIONS = 40
"""Hours played: with 39 or more their extremes are a 95 % range without any assumption."""


@dataclass(frozen=True)
class Range:
    """``low`` to ``high``: where the figure of *this* hour falls, with 95 % (``Outlook.coverage``).

    ``mean_low`` to ``mean_high`` is the narrower interval of the mean: of a difference it tells
    whether the measure does anything at all. None where nobody came.
    """

    mean: float | None
    low: float | None
    high: float | None
    mean_low: float | None
    mean_high: float | None


Figures = dict[str, Range]
"""``service_level``, ``mean_wait_seconds`` and ``abandoned`` of a queue; of a site ``occupancy``.

They are of everybody who waits at the start or comes within the time, whatever becomes of them
later. Who was answered before is not counted again, but is in ``abandoned`` if they leave now. The
mean wait is of those answered.
"""


@dataclass(frozen=True)
class Beside:
    """One place (a queue, a site, or all: ``id`` empty): as it is, with the change, and the
    difference hour by hour; the last two None where there is no change."""

    id: str
    without: Figures
    changed: Figures | None
    difference: Figures | None

    def facts(self, name: str | None = None) -> dict[str, Any]:
        """As in the API; ``name`` is what the id is called there."""
        named = {name: self.id} if name else {}
        sides = {"without": self.without, "with": self.changed, "difference": self.difference}
        return named | {side: _plain(figures) for side, figures in sides.items()}


def _plain(figures: Figures | None) -> dict[str, Any] | None:
    return {name: asdict(one) for name, one in figures.items()} if figures else None


@dataclass(frozen=True)
class Outlook:
    """``basis`` says what it was made of, in plain values: see ``foresee.basis_of``."""

    made_at: str
    minutes: int
    replications: int
    basis: dict[str, Any]
    queues: tuple[Beside, ...]
    sites: tuple[Beside, ...]
    all: Beside

    def facts(self) -> dict[str, Any]:
        """OUTLOOK of the API."""
        return {
            "made_at": self.made_at,
            "minutes": self.minutes,
            "replications": self.replications,
            "basis": self.basis,
            "queues": [one.facts("queue") for one in self.queues],
            "sites": [one.facts("site") for one in self.sites],
            "all": self.all.facts(),
        }


def outlook_facts(
    present: Present,
    centre: Centre,
    change: Change | None,
    *,
    policies: tuple[str, ...] = (),
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """``outlook`` in plain values: what a bureau is asked for."""
    told = outlook(present, centre, change, policies=policies, progress=progress)
    return told.facts()


def outlook(
    present: Present,
    centre: Centre,
    change: Change | None,
    *,
    policies: tuple[str, ...] = (),
    minutes: int | None = None,
    replications: int | None = None,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Outlook:
    """Play the next ``minutes`` (those of ``present``) from it, as it is and with ``change``.

    Both meet the same contacts, so that the difference is the change's own. The policy is that of
    ``present``; ``policies`` are modules that bring a user's own. ``replications`` None:
    ``REPLICATIONS``, fewer for a large centre. ``progress(done, of)``.
    """
    from nawba.planning.foresee import foresee

    return foresee(present, centre, change, policies, minutes, replications, seed, progress)
