"""What a clause wants changed into what: items up to a "to", then what they are to become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nawba.bench.retail.owned import Unclear
from nawba.bench.retail.parts import Part

GLUE = ("filler", "mark", "order", "order_id", "pending", "delivered")
"""Kinds of parts that say where items are, or nothing."""
NAMING = ("product", "item_id")


@dataclass
class Group:
    """Items, and what they are to become."""

    sources: list[list[Part]] = field(default_factory=list)
    target: list[Part] = field(default_factory=list)
    open: bool = False

    @property
    def products(self) -> frozenset[str]:
        named = (part for source in self.sources for part in source if part.kind == "product")
        return frozenset(name for part in named for name in part.products)


def _is_source(parts: Sequence[Part], place: int, group: Group) -> bool:
    """Whether a product named behind a "to" is to be changed itself: it is another product, or it
    has a "to" of its own."""
    behind = [part.kind for part in parts[place + 1 :]]
    until = behind.index("product") if "product" in behind else len(behind)
    return "to" in behind[:until] or not parts[place].products & group.products


def groups_of(parts: Sequence[Part]) -> list[Group]:
    """ "X and Y to blue, and the red Z to green": sources up to a "to", then what they become."""
    groups = [Group()]
    loose: list[Part] = []  # values since the last "and" or mark: they may belong to what follows
    for place, part in enumerate(parts):
        group = groups[-1]
        if part.kind == "mark" or part.text == "and":
            group.target += loose if group.open else ()
            loose = [] if group.open else loose
        elif part.kind == "to":
            if group.sources and not group.open:
                group.sources[-1] = [*loose, *group.sources[-1]]
                group.open, loose = True, []
        elif part.kind == "product" and group.open and _is_source(parts, place, group):
            groups.append(Group([[*loose, part]]))
            loose = []
        elif part.kind in NAMING and not group.open:
            group.sources.append([*loose, part])
            loose = []
        elif part.kind not in GLUE and part.kind not in ("change", "with", "product", "all"):
            loose.append(part)
    groups[-1].target += loose
    if any(not group.sources or not group.target for group in groups):
        raise Unclear("what it is to become")
    return groups
