"""The whole way from contacts, incidents and changes to a cause for each contact that failed.

``diagnose`` is the public door of this package: pure, the same answer for the same input in any
order of its rows. What it claims is guarded: a person is only blamed where the same person failed
more often than others with the same work, in separate weeks, and often enough to be told from
chance; what nothing recorded explains is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nawba.listening.cause.attribution import attribute
from nawba.listening.cause.kinds import kinds_of
from nawba.listening.cause.model import Effects, Model
from nawba.listening.cause.tables import Contacts, Flags, Floats, Incident, Version

CAUSES = ("human", "technology", "process", "unknown", "none")
"""In the order in which a verdict names them."""


@dataclass(frozen=True)
class Reason:
    """A cell that adds to a contact's chance to fail: what is believed of it, and from how much.

    ``what`` names it (system; change; adviser, intent …), ``probability`` that it has an effect at
    all, ``effect`` how much larger the share that fails is in it for the mean contact in it, with
    its 95 % interval ``low`` to ``high``; ``person``: it is one single person.
    """

    family: str
    cause: str
    what: tuple[str, ...]
    person: bool
    probability: float
    effect: float
    low: float
    high: float
    contacts: int
    failures: int


@dataclass(frozen=True)
class Diagnosis:
    """``probabilities[cause]`` [contact]: how probably each of ``CAUSES`` was active in its failure
    (they need not sum to one; a contact that did not fail has ``none`` 1 and the others 0);
    ``verdicts`` [contact]: causes joined by ``+``."""

    contacts: Contacts
    probabilities: Mapping[str, Floats]
    verdicts: tuple[str, ...]
    model: Model

    def reasons(self, contact: int, least: float = 0.1) -> tuple[Reason, ...]:
        """What lies behind contact number ``contact``: the strongest first."""
        found = [
            reason_of(self.model, effects, int(cell), self.contacts.failed)
            for effects in self.model.effects
            if (cell := effects.kind.cells[contact]) >= 0 and effects.active[cell] >= least
        ]
        return tuple(sorted(found, key=lambda one: -one.probability * one.effect))

    def found(self, least: float = 0.5) -> tuple[Reason, ...]:
        """Every cell that has an effect with probability ``least``, the surest first."""
        found = [
            reason_of(self.model, effects, int(cell), self.contacts.failed)
            for effects in self.model.effects
            for cell in np.flatnonzero(effects.active >= least)
        ]
        return tuple(sorted(found, key=lambda one: -one.probability * one.effect))


def diagnose(
    contacts: Contacts,
    incidents: Sequence[Incident],
    versions: Sequence[Version],
    *,
    seed: int = 0,
    telemetry: bool = True,
) -> Diagnosis:
    """Why each contact failed. ``telemetry`` False: incidents and changes are not recorded at all,
    so that an empty list is not news."""
    kinds = kinds_of(contacts, tuple(incidents), tuple(versions))
    found = attribute(contacts.dimensions["intent"].codes, contacts.failed, kinds, seed)
    probabilities = {
        cause: _of_failures(found.probabilities[cause], cause, contacts.failed) for cause in CAUSES
    }
    return Diagnosis(
        contacts, probabilities, _verdicts(probabilities, contacts.failed), found.model
    )


def _of_failures(active: Floats, cause: str, failed: Flags) -> Floats:
    found = np.full(failed.size, 1.0 if cause == "none" else 0.0)
    found[failed] = active
    return found


_SURE: Mapping[str, float] = {"human": 0.85, "technology": 0.5, "process": 0.5, "unknown": 0.5}


def _verdicts(probabilities: Mapping[str, Floats], failed: Flags) -> tuple[str, ...]:
    named = {cause: probabilities[cause] >= least for cause, least in _SURE.items()}
    none = ~failed | (probabilities["none"] >= 0.5)
    return tuple(
        "+".join(cause for cause in named if named[cause][at])
        or ("none" if none[at] else "unknown")
        for at in range(failed.size)
    )


def reason_of(model: Model, effects: Effects, cell: int, failed: Flags) -> Reason:
    """What is believed of one ``cell`` of a kind."""
    rows, grid = np.flatnonzero(effects.kind.cells == cell), effects.grid
    rest = model.base[rows] + model.sum_of(*CAUSES)[rows] - effects.mean[cell]
    share = model.law.share
    shares = np.array([share(rest + step).mean() for step in grid]) - share(rest).mean()
    weights = effects.posterior[cell]
    low, high = shares[np.searchsorted(np.cumsum(weights), [0.025, 0.975]).clip(0, grid.size - 1)]
    return Reason(
        effects.kind.family,
        effects.kind.cause,
        effects.kind.labels[cell],
        effects.kind.person,
        float(effects.active[cell]),
        float(weights @ shares),
        float(low),
        float(high),
        rows.size,
        int(failed[rows].sum()),
    )
