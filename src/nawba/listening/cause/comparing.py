"""Contacts beside others like them: the same intents, and before against after."""

from __future__ import annotations

import numpy as np

from nawba.listening.cause.tables import Codes, Contacts, Flags, Floats
from nawba.stats.stratified import Difference, difference

DAY = 86_400.0


def compare(
    contacts: Contacts, members: Flags, rows: Flags, since: float | None
) -> Difference | None:
    """How much more the ``members`` among ``rows`` failed than others with the same intents; with
    ``since``: after it than before, less the same difference of the others, if there are any."""
    intents = contacts.dimensions["intent"].codes + 1
    days = day_of(contacts)
    if since is None:
        clusters = (contacts.dimensions["adviser"].codes[rows], days[rows])
        return difference(contacts.failed[rows], members[rows], intents[rows], clusters)
    after = contacts.started >= since
    own, others = rows & members, rows & ~members
    first = difference(contacts.failed[own], after[own], intents[own], (days[own],))
    second = difference(contacts.failed[others], after[others], intents[others], (days[others],))
    return first if first is None or second is None else first.less(second)


def day_of(contacts: Contacts) -> Codes:
    """[contact]: its day, numbered from the first."""
    days = np.floor(contacts.started / DAY).astype(np.int64)
    return days - days.min() if days.size else days


def share_of_intent(contacts: Contacts, rows: Flags) -> Floats:
    """[contact]: the share of its intent that failed among ``rows``."""
    intents = contacts.dimensions["intent"].codes + 1
    sizes = np.bincount(intents[rows], minlength=int(intents.max()) + 1)
    did = np.bincount(intents[rows], contacts.failed[rows], sizes.size)
    return np.asarray(((did + 0.5) / (sizes + 1.0))[intents])


def named(contacts: Contacts, intents: tuple[str, ...]) -> Flags:
    """[contact]: whether its intent is one of ``intents``; none stands for all."""
    column = contacts.dimensions["intent"]
    if not intents:
        return np.ones(len(contacts), bool)
    return np.isin(column.codes, [at for at, one in enumerate(column.names) if one in intents])
