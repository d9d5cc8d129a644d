"""Contacts in classes: by what they are about, and by the customer's priority where it matters.

The log has a priority for those who queued only. So what share of a kind's contacts has which
priority is learned from them, and taken for those answered at once as well: whether somebody is
free does not depend on who calls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nawba.bench.arrivals.calls import Calls, Ints, Numbers

_RARE = 0.02
_MINOR = 0.1


@dataclass(frozen=True)
class Classes:
    """``names`` of the classes; ``kind_of``[kind] is the kind that it is counted with (rare ones
    with the commonest); ``share``[kind, class] of a kind's contacts that are in the class;
    ``table``[kind, priority] is the class."""

    names: tuple[str, ...]
    kind_of: Ints
    share: Numbers
    table: Ints

    def of(self, calls: Calls) -> Ints:
        """The class of each contact, right for those that queued."""
        highest = self.table.shape[1] - 1
        return np.asarray(self.table[calls.kind, np.minimum(calls.priority, highest)])

    def kinds_in(self, one: int) -> Ints:
        """The kinds whose contacts may be in class ``one``."""
        return np.flatnonzero((self.table == one).any(axis=1))


def classes_of(calls: Calls) -> Classes:
    """Kinds with at least 2 % of the contacts are classes; within one, each priority that at least
    a tenth of those queued have, and that 2 % of all queued have. Others go with the nearest."""
    size = np.bincount(calls.kind, minlength=len(calls.kinds))
    kept = size >= _RARE * size.sum()
    kept[size.argmax()] = True
    kind_of = np.where(kept, np.arange(len(size)), size.argmax())
    highest = int(calls.priority.max(initial=0))
    table = np.zeros((len(size), highest + 1), np.int64)
    names: list[str] = []
    queued = calls.rows(calls.queued)
    for kind in np.flatnonzero(kept):
        own = queued.priority[kind_of[queued.kind] == kind]
        levels = _levels(np.bincount(own, minlength=highest + 1), len(queued.day))
        nearest = [int(np.abs(levels - level).argmin()) for level in range(highest + 1)]
        table[kind] = len(names) + np.array(nearest)
        several = len(levels) > 1
        names += [f"{calls.kinds[kind]}/{level}" if several else calls.kinds[kind]
                  for level in levels]  # fmt: skip
    table = table[kind_of]
    return Classes(tuple(names), kind_of, _shares(queued, kind_of, table, len(names)), table)


def _levels(counts: Ints, queued: int) -> Ints:
    levels = np.flatnonzero((counts >= _MINOR * counts.sum()) & (counts >= _RARE * queued))
    return levels if len(levels) else np.array([int(counts.argmax())])


def _shares(queued: Calls, kind_of: Ints, table: Ints, classes: int) -> Numbers:
    share = np.zeros((len(kind_of), classes))
    np.add.at(share, (kind_of[queued.kind], table[queued.kind, queued.priority]), 1)
    own = np.zeros_like(share)
    own[np.arange(len(kind_of)), table[:, 0]] = 1  # a kind of which nobody queued
    total = share.sum(axis=1, keepdims=True)
    return np.where(total > 0, share / np.maximum(1, total), own)[kind_of]
