"""From probabilities to what may be said: people are named only where that is nearly surely right.

Three locks. A cell of people (a group, or one person) must almost surely have an effect, be of a
stated size, and show it again in another week. Then only as many contacts are laid on people, the
surest first, as keep the share of the other failures that is wrongly laid on them under a stated
one, going by the probabilities themselves. And where neither incidents nor changes are recorded,
nothing is laid on people at all: what looks like them may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nawba.listening.cause.model import Effects, Model
from nawba.listening.cause.tables import Contacts, Flags, Floats

CAUSES = ("human", "technology", "process", "unknown", "none")
"""In the order in which a verdict names them."""

WEEK = 7 * 86400.0


@dataclass(frozen=True)
class Rules:
    """When a verdict may name people. ``sure``: how probably a cell of theirs has an effect;
    ``contacts``, ``failures``: its least size, and of a person all their contacts, ``of_person``;
    ``weeks``: in how many weeks it failed more than it would have; ``least``: how probably people
    were behind the contact; ``wrongly``: the share of the other failures that may be laid on them
    by mistake."""

    sure: float = 0.99
    contacts: int = 8
    failures: int = 4
    of_person: int = 50
    weeks: int = 2
    least: float = 0.6
    wrongly: float = 0.01


RULES = Rules()
_LIKELY = 0.5


def verdicts(
    contacts: Contacts,
    model: Model,
    probabilities: Mapping[str, Floats],
    *,
    telemetry: bool,
    rules: Rules = RULES,
) -> tuple[str, ...]:
    """[contact]: the causes that were likely active, joined by ``+``.

    ``none``: it did not fail, or nothing but the ordinary; ``unknown``: something, and it cannot be
    told what.
    """
    said = {cause: probabilities[cause] >= _LIKELY for cause in CAUSES}
    said["none"] |= ~contacts.failed
    said["human"] = np.zeros(len(contacts), bool)
    if telemetry:
        said["human"] = laid_on_people(contacts, model, probabilities["human"], rules)
    said["none"] &= ~(said["human"] | said["technology"] | said["process"] | said["unknown"])
    said["unknown"] |= ~np.any(list(said.values()), axis=0)
    masks = np.zeros(len(contacts), np.int64)
    for at, cause in enumerate(CAUSES):
        masks += said[cause].astype(np.int64) << at
    words = {int(mask): _words(int(mask)) for mask in np.unique(masks)}
    return tuple(words[mask] for mask in masks.tolist())


def _words(mask: int) -> str:
    return "+".join(cause for at, cause in enumerate(CAUSES) if mask >> at & 1)


def laid_on_people(contacts: Contacts, model: Model, human: Floats, rules: Rules = RULES) -> Flags:
    """[contact]: whether its verdict names people; ``human`` [contact]: how probably they were."""
    open_to = np.zeros(len(contacts), bool)
    for effects in model.effects:
        if effects.kind.cause == "human":
            sure = np.append(certain(contacts, model, effects, rules), False)
            open_to |= sure[effects.kind.cells]
    open_to &= contacts.failed & (human >= rules.least)
    order = np.flatnonzero(open_to)[np.argsort(-human[open_to], kind="stable")]
    allowed = rules.wrongly * (1 - human[contacts.failed]).sum()
    kept = order[np.cumsum(1 - human[order]) <= allowed]
    found = np.zeros(len(contacts), bool)
    found[kept] = True
    return found


def certain(contacts: Contacts, model: Model, effects: Effects, rules: Rules = RULES) -> Flags:
    """[cell]: whether this cell of people passes the first lock."""
    cells, size = effects.kind.cells, len(effects.kind.labels)
    inside = cells >= 0
    many = np.bincount(cells[inside], minlength=size) >= rules.contacts
    failures = np.bincount(cells[inside & contacts.failed], minlength=size) >= rules.failures
    found = (effects.active >= rules.sure) & many & failures
    if effects.kind.person:
        found &= _enough_of_person(contacts, effects, rules.of_person)
    return found & (weeks_of(contacts, model, effects) >= rules.weeks)


def _enough_of_person(contacts: Contacts, effects: Effects, least: int) -> Flags:
    """[cell]: whether the person whose cell it is has ``least`` contacts in all."""
    adviser, cells = contacts.dimensions["adviser"], effects.kind.cells
    of_adviser = np.bincount(adviser.codes[adviser.codes >= 0], minlength=len(adviser))
    found = np.zeros(len(effects.kind.labels), bool)
    inside = np.flatnonzero(cells >= 0)
    found[cells[inside]] = of_adviser[adviser.codes[inside]] >= least
    return found


def weeks_of(contacts: Contacts, model: Model, effects: Effects) -> Floats:
    """[cell]: in how many weeks more of it failed than would have without its effect."""
    inside = np.flatnonzero(effects.kind.cells >= 0)
    if not inside.size:
        return np.zeros(len(effects.kind.labels))
    week = ((contacts.started - contacts.started.min()) // WEEK).astype(np.int64)[inside]
    rest = model.total()[inside] - effects.of_contacts()[inside]
    weeks, size = int(week.max()) + 1, len(effects.kind.labels)
    more = contacts.failed[inside] - model.law.share(rest)
    excess = np.bincount(effects.kind.cells[inside] * weeks + week, more, size * weeks)
    return np.asarray((excess.reshape(size, weeks) > 0).sum(axis=1), np.float64)
