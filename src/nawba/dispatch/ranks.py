"""A sorted sequence from whose front things are taken, and into which most come at the end.

Lines and benches are such: who comes, comes last; who is served, stands first. Both cost the
same at any length; what goes in or out of the middle is found by bisection.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Any, Generic, TypeVar

Item = TypeVar("Item", bound=tuple[Any, ...])

_SLACK = 64


class Rank(Generic[Item]):
    """Distinct items in natural order."""

    __slots__ = ("_items", "_start")

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._start = 0  # what stands before it has been taken

    def __len__(self) -> int:
        return len(self._items) - self._start

    def first(self) -> Item | None:
        return self._items[self._start] if self._start < len(self._items) else None

    def __getitem__(self, place: int) -> Item:
        return self._items[self._start + place]

    def __iter__(self) -> Iterator[Item]:
        return islice(self._items, self._start, None)

    def find(self, item: Item) -> int:
        """The place of ``item``, or of what would stand after it."""
        return bisect_left(self._items, item, self._start) - self._start

    def add(self, item: Item) -> bool:
        """Put ``item`` where it belongs; True when that is the front."""
        items = self._items
        if len(items) == self._start or items[-1] < item:
            items.append(item)
            return len(items) - self._start == 1
        place = bisect_left(items, item, self._start)
        if place == self._start and place > 0:
            self._start = place - 1
            items[place - 1] = item
        else:
            items.insert(place, item)
        return place == self._start or items[self._start] is item

    def remove(self, item: Item) -> bool:
        """Take ``item`` out, which must be there; True when it stood at the front."""
        items, start = self._items, self._start
        place = start if items[start] == item else bisect_left(items, item, start)
        if place != start:
            del items[place]
            return False
        self._start = start + 1
        if self._start > _SLACK and self._start * 2 > len(items):
            del items[: self._start]
            self._start = 0
        return True
