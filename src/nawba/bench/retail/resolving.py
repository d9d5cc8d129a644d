"""From a customer's clause to what is to be done in which order, or why that is not sure.

The rule that keeps it honest: every word of a clause is accounted for, every item and every new
variant is the only one that fits; else ``Unclear``. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from nawba.bench.retail.groups import GLUE, NAMING, groups_of
from nawba.bench.retail.owned import (
    Impossible,
    Owned,
    Row,
    Scope,
    Unclear,
    account_for,
    pick,
    scope_of,
    without_payment,
)
from nawba.bench.retail.parts import Part
from nawba.bench.retail.scales import ASKED
from nawba.bench.retail.variants import choose_variant


@dataclass(frozen=True)
class Job:
    """One change of one order: ``items`` with, in a change of items, what each is to become."""

    kind: str
    order: str
    items: tuple[str, ...] = ()
    new_items: tuple[str, ...] = ()
    shown: str = ""


def resolve(owned: Owned, kind: str, clauses: Sequence[str]) -> list[Job]:
    """The jobs that ``clauses`` ask for, one for each order. ``kind``: change, return, cancel.

    Raises Unclear when a word or an item is not sure, Impossible when the rules say no.
    """
    if kind in ("cancel", "pay"):
        read_order = _cancelled if kind == "cancel" else _paid
        orders = each_of(owned, clauses, read_order)
        return [Job(kind, order) for order in dict.fromkeys(orders)]
    swaps = each_of(owned, clauses, _changed if kind == "change" else _returned)
    places = [(row.order, row.place) for row, _ in swaps]
    if len(set(places)) < len(places):
        raise Unclear(swaps[0][0].product)
    orders = list(dict.fromkeys(row.order for row, _ in swaps))
    return [_job(kind, order, [s for s in swaps if s[0].order == order]) for order in orders]


Found = TypeVar("Found")


def each_of(
    owned: Owned, clauses: Sequence[str], read: Callable[[Owned, str], list[Found]]
) -> list[Found]:
    """What ``read`` makes of all ``clauses``; an Unclear tells of which clause it is."""
    found: list[Found] = []
    for clause in clauses:
        try:
            found += read(owned, clause)
        except Unclear as error:
            error.clause = clause
            raise
    return found


Swap = tuple[Row, str]
"""An item, and the id of its new variant; empty for a return."""


def _job(kind: str, order: str, swaps: Sequence[Swap]) -> Job:
    items = tuple(row.id for row, _ in swaps)
    shown = "; ".join(
        f"{row.product} {row.id}" + (f" for {new}" if new else "") for row, new in swaps
    )
    return Job(kind, order, items, tuple(new for _, new in swaps if new), shown)


def _cancelled(owned: Owned, clause: str) -> list[str]:
    parts = without_payment(owned.words.read(clause))
    account_for(parts, *GLUE, "cancel", "all", "product", "value", "order_with")
    scope = scope_of(owned, parts, ("pending",))
    pending = [o for o in owned.order_ids(*scope.statuses) if scope.order in (None, o)]
    kinds = {part.kind for part in parts}
    if scope.order and not pending:
        raise Impossible("only a pending order can be cancelled")
    if "product" in kinds:
        if "all" in kinds:
            raise Unclear("all")
        return _cancelled_by_item(owned, scope, parts)
    if "value" in kinds or not {"order", "order_id"} & kinds:
        raise Unclear(clause)
    if len(pending) != 1 and "all" not in kinds:
        raise Unclear("order")
    if not pending:
        raise Impossible("there is no pending order")
    return pending


def _cancelled_by_item(owned: Owned, scope: Scope, parts: Sequence[Part]) -> list[str]:
    """The order of an item; only whole orders can be cancelled."""
    rows = [row for named in _mentions(parts) for row in pick(owned, scope, named, False)]
    whole = [row.order for row in owned.rows if row.order in {one.order for one in rows}]
    named_as_order = any(part.kind == "order_with" for part in parts)
    if not named_as_order and len(whole) > len(rows):
        raise Impossible("one item of an order cannot be cancelled, only the whole order")
    return list(dict.fromkeys(whole))


def _paid(owned: Owned, clause: str) -> list[str]:
    """The one pending order whose payment is to be another."""
    parts = without_payment(owned.words.read(clause))
    account_for(parts, *GLUE, "change", "to")
    scope = scope_of(owned, parts, ("pending",))
    pending = [o for o in owned.order_ids("pending") if scope.order in (None, o)]
    if len(pending) != 1:
        raise Unclear("order")
    return pending


def _mentions(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """Each product or item with the values and count that stand before it, or right behind it."""
    pending: list[Part] = []
    for part in parts:
        if part.kind in ("value", "count"):
            pending.append(part)
        elif part.kind in NAMING:
            yield [*pending, part]
            pending = []
    if pending:
        raise Unclear(pending[0].text)


def _returned(owned: Owned, clause: str) -> list[Swap]:
    parts = without_payment(owned.words.read(clause))
    account_for(parts, *GLUE, *NAMING, "return", "value", "count", "all", "except",
                "beside")  # fmt: skip
    scope = scope_of(owned, parts, ("delivered",))
    parts, scope = _beside(owned, scope, parts)
    kinds = [part.kind for part in parts]
    split = kinds.index("except") if "except" in kinds else len(kinds)
    wanted, spared = parts[:split], parts[split + 1 :]
    every = "all" in kinds
    rows = [row for named in _mentions(wanted) for row in pick(owned, scope, named, every)]
    if not rows and every:
        rows = _all_of(owned, scope)
    elif spared:
        raise Unclear("except")
    kept = [row for named in _mentions(spared) for row in pick(owned, scope, named, False)]
    left = [row for row in rows if row not in kept]
    if not left or (spared and not kept):
        raise Unclear(clause)
    return [(row, "") for row in left]


def _beside(owned: Owned, scope: Scope, parts: list[Part]) -> tuple[list[Part], Scope]:
    """ "The lamp that I received with the rug": the rug only says which order is meant."""
    kinds = [part.kind for part in parts]
    if "beside" not in kinds:
        return parts, scope
    split = kinds.index("beside")
    mentions = list(_mentions(parts[split + 1 :]))
    if len(mentions) != 1:
        raise Unclear(parts[split].text)
    order = pick(owned, scope, mentions[0], False)[0].order
    return parts[:split], replace(scope, order=order)


def _all_of(owned: Owned, scope: Scope) -> list[Row]:
    """Everything of the one order that can be meant."""
    rows = [row for row in owned.rows if scope.holds(row)]
    if len({row.order for row in rows}) != 1:
        raise Unclear("all")
    return rows


def _changed(owned: Owned, clause: str) -> list[Swap]:
    parts = without_payment(owned.words.read(clause))
    wish = ("change", "to", "with", "same", "keep", "cheap", "dear", "value", "option", "count",
            "not_this", *ASKED)  # fmt: skip
    account_for(parts, *GLUE, *NAMING, *wish, "all")
    scope = scope_of(owned, parts, ("delivered", "pending"))
    every = any(part.kind == "all" for part in parts)
    found: list[Swap] = []
    for group in groups_of(_with_only_item(owned, scope, parts)):
        for source in group.sources:
            for row in pick(owned, scope, source, every, [row for row, _ in found]):
                product = owned.shop.base.products[row.item["product_id"]]
                found.append((row, choose_variant(product, row.item, group.target)))
    if not found:
        raise Unclear(clause)
    return found


def _with_only_item(owned: Owned, scope: Scope, parts: list[Part]) -> list[Part]:
    """ "Change my pending order to red": of an order with one item, that item is meant."""
    rows = [row for row in owned.rows if scope.holds(row)]
    told = {part.kind for part in parts}
    if told & set(NAMING) or not told & {"order", "order_id"} or len(rows) != 1:
        return parts
    return [Part("item_id", rows[0].id), *parts]
