"""What one customer owns, and which of it a phrase means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nawba.bench.retail.parts import Part, Vocabulary
from nawba.bench.retail.shop import Database, Shop


class Unclear(Exception):
    """A wish that is not surely read; ``word`` is what stood in the way, for people to read.

    ``clause`` is what the customer said, once it is known.
    """

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word, self.clause = word, ""


class Impossible(Exception):
    """A wish that is surely read and that the shop's rules do not allow; the message says why."""


@dataclass(frozen=True)
class Row:
    """One item of one order."""

    order: str
    status: str
    place: int
    item: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.item["item_id"])

    @property
    def product(self) -> str:
        return str(self.item["name"])


@dataclass
class Owned:
    """The items of customer ``user``, and the words that may name them."""

    shop: Shop
    user: str
    rows: list[Row] = field(init=False)
    words: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        orders = self.shop.orders_of(self.user)
        self.rows = [
            Row(order["order_id"], order["status"], place, item)
            for order in orders
            for place, item in enumerate(order["items"])
        ]
        ids = {row.item["product_id"] for row in self.rows}
        self.words = vocabulary(self.shop.base, tuple(sorted(ids)))

    def order_ids(self, *statuses: str) -> list[str]:
        found = (row.order for row in self.rows if row.status in statuses or not statuses)
        return list(dict.fromkeys(found))


@lru_cache(maxsize=64)
def vocabulary(base: Database, products: tuple[str, ...]) -> Vocabulary:
    """The words for ``products``; kept, for they are asked for in every turn."""
    return Vocabulary([base.products[id] for id in products])


@dataclass(frozen=True)
class Scope:
    """What a whole clause says about where its items are."""

    order: str | None = None
    statuses: tuple[str, ...] = ()

    def holds(self, row: Row) -> bool:
        fine = self.order is None or row.order == self.order
        return fine and row.status in self.statuses


def scope_of(owned: Owned, parts: Iterable[Part], statuses: tuple[str, ...]) -> Scope:
    """The order and status that ``parts`` name. Raises Unclear for two, or an unknown order."""
    told = {part.kind for part in parts}
    named = {"#" + part.text.upper() for part in parts if part.kind == "order_id"}
    if len(named) > 1 or not named <= set(owned.order_ids()):
        raise Unclear(", ".join(sorted(named)))
    if {"pending", "delivered"} <= told:
        raise Unclear("pending, delivered")
    for status in ("pending", "delivered"):
        if status in told:
            statuses = tuple(one for one in statuses if one == status)
    return Scope(next(iter(named), None), statuses)


def account_for(parts: Iterable[Part], *kinds: str) -> None:
    """Raises Unclear for the first part that is of none of ``kinds``."""
    for part in parts:
        if part.kind not in kinds:
            raise Unclear(part.text)


def pick(
    owned: Owned, scope: Scope, named: Sequence[Part], every: bool, taken: Sequence[Row] = ()
) -> list[Row]:
    """The rows that one mention means: a product, the values beside it, perhaps how many.

    Raises Unclear unless exactly as many fit as are meant: one, the number said, or ``every``. Of
    items that are alike in one order any will do that is not ``taken``.
    """
    product = next(part for part in named if part.kind in ("product", "item_id"))
    rows = [row for row in owned.rows if scope.holds(row) and _is(row, product)]
    if len({row.product for row in rows}) > 1:
        raise Unclear(product.text)
    for part in named:
        if part.kind == "value":
            rows = [row for row in rows if _has(row, part)]
        elif part.kind not in ("product", "item_id", "count"):
            raise Unclear(part.text)
    counts = [int(part.text) for part in named if part.kind == "count"]
    wanted = counts[0] if counts else len(rows) if every else 1
    if len({(row.order, row.id) for row in rows}) == 1:
        rows = [row for row in rows if row not in taken][:wanted]
    if not rows or len(rows) != wanted or len(counts) > 1:
        raise Unclear(product.text)
    return rows


def _is(row: Row, part: Part) -> bool:
    return row.id == part.text if part.kind == "item_id" else row.product in part.products


def _has(row: Row, part: Part) -> bool:
    meant = part.values.get(row.product)
    return meant is not None and row.item["options"].get(meant[0]) == meant[1]


PAYING = ("pay_words", "card", "paypal", "gift", "original")


def without_payment(parts: Sequence[Part]) -> list[Part]:
    """``parts`` without what says how to pay or refund: that is asked for by itself."""
    kept: list[Part] = []
    paying = False
    for part in parts:
        if part.kind in PAYING:
            while kept and kept[-1].kind in ("to", "with", "filler"):
                kept.pop()
            paying = True
        elif not (paying and part.kind in ("to", "with", "filler", "same")):
            kept.append(part)
            paying = False
    return kept
