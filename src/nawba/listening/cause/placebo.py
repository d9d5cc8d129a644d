"""Did it matter? What was written down, beside moments and intents where nothing was.

An incident: the intents it names, while it lasted against other times, less what the others did at
the same time. A change: the same with after and before. Both are then done where nothing happened:
at the same time of other days, with each of the other intents. What is as large there is noise, and
the error is at least as large as its spread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from nawba.listening.cause.cohort import Cohort, measured
from nawba.listening.cause.comparing import DAY, day_of, named, share_of_intent
from nawba.listening.cause.tables import Contacts, Flags, Floats, Incident, Version
from nawba.stats.stratified import Difference, difference

AROUND = 14 * DAY
"""How long before and after a change contacts are compared."""

_FEW = 5  # placebos that tell a spread, and contacts that tell a share


def incidents_tested(contacts: Contacts, incidents: Sequence[Incident]) -> list[Cohort]:
    """Each incident with contacts in it, tested."""
    timeline = _Timeline(contacts)
    found = [_incident(contacts, timeline, one) for one in incidents]
    return [one for one in found if one is not None]


def changes_tested(
    contacts: Contacts, explained: Flags, versions: Sequence[Version]
) -> list[Cohort]:
    """Each change with contacts before and after it, tested without the ``explained`` ones."""
    found = [_change(contacts, explained, one) for one in versions]
    return [one for one in found if one is not None]


def _incident(contacts: Contacts, timeline: _Timeline, one: Incident) -> Cohort | None:
    members = named(contacts, one.intents)
    during = (contacts.started >= one.started) & (contacts.started < one.ended)
    inside = members & during
    if not inside.any():
        return None
    compared = _apart(contacts, members, during, np.ones(len(contacts), bool))
    noise = timeline.placebos(members, one.started, one.ended)
    return Cohort(
        kind="incident",
        name=one.system,
        where=tuple(("intent", intent) for intent in one.intents),
        since=one.started,
        until=one.ended if np.isfinite(one.ended) else None,
        **measured(_noisy(compared, noise)),
        n=int(inside.sum()),
        failures=int(contacts.failed[inside].sum()),
        cause="technology",
        inside=inside,
        placebo=_as_bad(compared, noise),
    )


def _change(contacts: Contacts, explained: Flags, one: Version) -> Cohort | None:
    near = ~explained & (np.abs(contacts.started - one.changed) <= AROUND)
    after = contacts.started >= one.changed
    members = named(contacts, one.intents)
    if not (members & after).any() or not (members & ~after).any():
        return None
    compared = _apart(contacts, members, after, near, by_day=True)
    noise = _other_intents(contacts, members, after, near)
    inside = members & after
    return Cohort(
        kind="change",
        name=one.what,
        where=tuple(("intent", intent) for intent in one.intents),
        since=one.changed,
        until=None,
        **measured(_noisy(compared, noise)),
        n=int(inside.sum()),
        failures=int(contacts.failed[inside].sum()),
        cause="process",
        inside=inside,
        placebo=_as_bad(compared, noise),
    )


def _apart(
    contacts: Contacts, members: Flags, exposed: Flags, rows: Flags, *, by_day: bool = False
) -> Difference | None:
    """Exposed members less other members, less the same of those who are no members."""
    intents, days = contacts.dimensions["intent"].codes + 1, day_of(contacts)
    found: list[Difference | None] = []
    for part in (rows & members, rows & ~members):
        clusters = (days[part],) if by_day else ()
        found.append(difference(contacts.failed[part], exposed[part], intents[part], clusters))
    own, others = found
    return own if own is None or others is None else own.less(others)


def _other_intents(contacts: Contacts, members: Flags, after: Flags, near: Flags) -> Floats:
    """[other intent]: how its share moved at the same time, beside the rest of the others."""
    intents = contacts.dimensions["intent"].codes
    rows = near & ~members & (intents >= 0)
    found: list[float] = []
    excess = contacts.failed - share_of_intent(contacts, near)
    sums = [[np.bincount(intents[part], weight[part], int(intents.max()) + 1)
             for weight in (np.ones(intents.size), excess)]
            for part in (rows & after, rows & ~after)]  # fmt: skip
    whole = [(size.sum(), total.sum()) for size, total in sums]
    for at in range(int(intents.max()) + 1):
        (n1, s1), (n0, s0) = [(size[at], total[at]) for size, total in sums]
        (m1, t1), (m0, t0) = whole
        if min(n1, n0, m1 - n1, m0 - n0) >= 4 * _FEW:
            rest = (t1 - s1) / (m1 - n1) - (t0 - s0) / (m0 - n0)
            found.append(s1 / n1 - s0 / n0 - rest)
    return np.array(found)


@dataclass(frozen=True)
class _Timeline:
    """Contacts in the order of their time, so that any span of time is summed at once."""

    contacts: Contacts

    def placebos(self, members: Flags, start: float, end: float) -> Floats:
        """The same hours of the other days: how much more the members failed than the others."""
        contacts = self.contacts
        first, last = contacts.started.min(), contacts.started.max()
        if not np.isfinite(end) or end - start > 7 * DAY:
            return np.zeros(0)
        order = np.argsort(contacts.started, kind="stable")
        excess = contacts.failed - share_of_intent(contacts, np.ones(len(contacts), bool))
        times = contacts.started[order]
        sums = [
            np.concatenate([[0.0], np.cumsum(weight[order])])
            for weight in (members * 1.0, members * excess, ~members * 1.0, ~members * excess)
        ]
        length = max(1, int(np.ceil((end - start) / DAY)))
        found: list[float] = []
        for day in range(int((first - start) // DAY), int((last - start) // DAY) + 1):
            if abs(day) < length:
                continue
            a, b = np.searchsorted(times, [start + day * DAY, end + day * DAY])
            n, s, m, t = (float(one[b] - one[a]) for one in sums)
            if n >= _FEW:
                found.append(s / n - (t / m if m >= _FEW else 0.0))
        return np.array(found)


def _noisy(compared: Difference | None, noise: Floats) -> Difference | None:
    """With an error no smaller than the spread where nothing happened (by the median deviation,
    which a few other troubles do not move)."""
    if compared is None or noise.size < _FEW:
        return compared
    spread = 1.4826 * float(np.median(np.abs(noise - np.median(noise))))
    if spread <= compared.error:
        return replace(compared, null_error=max(compared.null_error, spread))
    degrees = min(compared.degrees, noise.size - 1)
    return replace(compared, error=spread, null_error=max(compared.null_error, spread),
                   degrees=degrees)  # fmt: skip


def _as_bad(compared: Difference | None, noise: Floats) -> tuple[int, int] | None:
    if compared is None or not noise.size:
        return None
    return noise.size, int((noise >= compared.value).sum())
