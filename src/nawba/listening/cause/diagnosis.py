"""The whole way from contacts, incidents and changes to a cause for each contact that failed.

``diagnose`` is the public door of this package: pure, the same answer for the same input in any
order of its rows. What it claims is guarded (``calibration``): a person is only blamed where the
same person failed more often than others with the same work, in separate weeks, and often enough to
be told from chance; what nothing recorded explains is ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nawba.listening.cause.attribution import attribute
from nawba.listening.cause.calibration import CAUSES, RULES, Rules, certain, verdicts, weeks_of
from nawba.listening.cause.kinds import kinds_of
from nawba.listening.cause.model import Effects, Model
from nawba.listening.cause.tables import Codes, Column, Contacts, Flags, Floats, Incident, Version

__all__ = ["CAUSES", "RULES", "Diagnosis", "Reason", "Rules", "diagnose"]


@dataclass(frozen=True)
class Reason:
    """A cell that adds to a contact's chance to fail: what is believed of it, and from how much.

    ``what`` names it (system; change; adviser, intent …), ``probability`` that it has an effect at
    all, ``effect`` how much larger the share that fails is in it for the mean contact in it, with
    its 95 % interval ``low`` to ``high``; ``person``: it is one single person; ``weeks`` in which
    more failed than would have without; ``certain``: a cell of people that may be named
    (``Rules``).
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
    weeks: int = 0
    certain: bool = False


@dataclass(frozen=True)
class Diagnosis:
    """``probabilities[cause]`` [contact]: how probably each of ``CAUSES`` was active in its failure
    (they need not sum to one; a contact that did not fail has ``none`` 1 and the others 0);
    ``verdicts`` [contact]: causes joined by ``+``; ``additive``: how far the data prefer the law by
    which hazards add; ``telemetry``: whether incidents or changes are recorded, without which
    nothing is laid on people."""

    contacts: Contacts
    probabilities: Mapping[str, Floats]
    verdicts: tuple[str, ...]
    model: Model
    additive: float
    telemetry: bool
    rules: Rules = RULES

    def reasons(self, contact: int, least: float = 0.1) -> tuple[Reason, ...]:
        """What lies behind contact number ``contact``: the strongest first."""
        found = [
            one.reason(int(cell))
            for one in self._accounts
            if (cell := one.effects.kind.cells[contact]) >= 0 and one.active[cell] >= least
        ]
        return _strongest_first(found)

    def found(self, least: float = 0.5) -> tuple[Reason, ...]:
        """Every cell that has an effect with probability ``least``, the strongest first."""
        return _strongest_first(
            one.reason(int(cell))
            for one in self._accounts
            for cell in np.flatnonzero(one.active >= least)
        )

    def by_kind(self, least: float) -> Iterator[tuple[Effects, dict[int, Reason]]]:
        """Of each kind the cells that have an effect with probability ``least``."""
        for one in self._accounts:
            cells = np.flatnonzero(one.active >= least).tolist()
            yield one.effects, {cell: one.reason(cell) for cell in cells}

    @property
    def named(self) -> tuple[Reason, ...]:
        """Single advisers (``what`` begins with who) of whom enough is known to name them."""
        if not self.telemetry:
            return ()
        return tuple(one for one in self.found(self.rules.sure) if one.person and one.certain)

    @cached_property
    def _accounts(self) -> tuple[_Account, ...]:
        total = self.model.total()
        effects = self.model.effects
        return tuple(_account(self.contacts, self.model, one, total, self.rules) for one in effects)


def diagnose(
    contacts: Contacts,
    incidents: Sequence[Incident],
    versions: Sequence[Version],
    *,
    seed: int = 0,
    telemetry: bool | None = None,
    rules: Rules = RULES,
) -> Diagnosis:
    """Why each contact failed.

    ``telemetry``: whether incidents or changes are recorded at all; None: if any is given.
    ``seed`` is that of the model's draws. About 3 s for 60,000 contacts.
    """
    watched = bool(incidents or versions) if telemetry is None else telemetry
    order = np.argsort(np.array(contacts.ids, dtype=np.str_), kind="stable")
    back = np.argsort(order)
    sorted_contacts = _reordered(contacts, order)
    kinds = kinds_of(sorted_contacts, _in_time(incidents), tuple(sorted(versions, key=_since)))
    intents = sorted_contacts.dimensions["intent"].codes
    found = attribute(intents, sorted_contacts.failed, kinds, seed)
    probabilities = {
        cause: _of_failures(found.probabilities[cause], cause, sorted_contacts.failed)
        for cause in CAUSES
    }
    said = verdicts(sorted_contacts, found.model, probabilities, telemetry=watched, rules=rules)
    return Diagnosis(
        contacts,
        {cause: one[back] for cause, one in probabilities.items()},
        tuple(said[at] for at in back.tolist()),
        found.model.reordered(back),
        found.additive,
        watched,
        rules,
    )


def _in_time(incidents: Sequence[Incident]) -> tuple[Incident, ...]:
    return tuple(
        sorted(incidents, key=lambda one: (one.started, one.ended, one.system, one.intents))
    )


def _since(version: Version) -> tuple[float, str, tuple[str, ...]]:
    return version.changed, version.what, version.intents


def _reordered(contacts: Contacts, order: Codes) -> Contacts:
    columns = contacts.dimensions.items()
    return replace(
        contacts,
        ids=tuple(contacts.ids[at] for at in order),
        started=contacts.started[order],
        failed=contacts.failed[order],
        dimensions={name: Column(one.names, one.codes[order]) for name, one in columns},
    )


def _of_failures(active: Floats, cause: str, failed: Flags) -> Floats:
    found = np.full(failed.size, 1.0 if cause == "none" else 0.0)
    found[failed] = active
    return found


def _strongest_first(reasons: Sequence[Reason] | Iterator[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda one: (-one.probability * one.effect, one.what)))


@dataclass(frozen=True)
class _Account:
    """What is believed of every cell of a kind."""

    effects: Effects
    active: Floats
    shares: Floats
    contacts: Codes
    failures: Codes
    weeks: Floats
    certain: Flags

    def reason(self, cell: int) -> Reason:
        weights, kind = self.effects.posterior[cell], self.effects.kind
        shares, below = self.shares[cell], np.cumsum(weights)
        effect = float(weights @ shares)
        low, high = _edges(shares, below)
        return Reason(
            kind.family,
            kind.cause,
            kind.labels[cell],
            kind.person,
            float(self.active[cell]),
            effect,
            min(low, effect),
            max(high, effect),
            int(self.contacts[cell]),
            int(self.failures[cell]),
            int(self.weeks[cell]),
            bool(self.certain[cell]),
        )


def _edges(shares: Floats, below: Floats) -> tuple[float, float]:
    """The central 95 %, out to the middle between two neighbours of the grid: it is no finer."""
    middles = np.append((shares[:-1] + shares[1:]) / 2, shares[-1])
    first, last = np.searchsorted(below, [0.025, 0.975]).clip(0, shares.size - 1)
    return float(middles[first - 1]) if first else 0.0, float(middles[last]) if last else 0.0


def _account(
    contacts: Contacts, model: Model, effects: Effects, total: Floats, rules: Rules
) -> _Account:
    """``shares`` [cell, effect]: how much more of the cell would fail with each effect."""
    inside, size = np.flatnonzero(effects.kind.cells >= 0), len(effects.kind.labels)
    cells = effects.kind.cells[inside]
    rest = total[inside] - effects.of_contacts()[inside]
    many = np.bincount(cells, minlength=size)
    sums = [np.bincount(cells, model.law.share(rest + one), size) for one in effects.grid]
    shares = np.stack(sums, axis=1) / np.maximum(many, 1)[:, None]
    return _Account(
        effects,
        effects.active,
        shares - shares[:, :1],
        many,
        np.bincount(cells[contacts.failed[inside]], minlength=size),
        weeks_of(contacts, model, effects),
        certain(contacts, model, effects, rules) & (effects.kind.cause == "human"),
    )
