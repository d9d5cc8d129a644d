"""Sorted sequences by key that hand out frozen copies and copy only what changed since.

A snapshot is taken at every step, while one event moves one contact or one adviser: this keeps
the cost of a snapshot at the number of keys plus the length of the sequences touched.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item", bound=tuple[Any, ...])


class Ranks(Generic[Key, Item]):
    """For each key its items in natural order. Items of one key are distinct."""

    def __init__(self) -> None:
        self._ranked: dict[Key, list[Item]] = {}
        self._frozen: dict[Key, tuple[Item, ...]] = {}

    def add(self, key: Key, item: Item) -> None:
        insort(self._ranked.setdefault(key, []), item)
        self._frozen.pop(key, None)

    def remove(self, key: Key, item: Item) -> None:
        """Take ``item`` out; it must be there."""
        ranked = self._ranked[key]
        del ranked[bisect_left(ranked, item)]
        self._frozen.pop(key, None)
        if not ranked:
            del self._ranked[key]

    def frozen(self) -> dict[Key, tuple[Item, ...]]:
        """Every key that has items, with them in order; later changes do not show in it."""
        for key, ranked in self._ranked.items():
            if key not in self._frozen:
                self._frozen[key] = tuple(ranked)
        return dict(self._frozen)
