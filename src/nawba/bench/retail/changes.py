"""The changes that the shop's rules allow, each on the orders and users of one shop.

Semantics of the retail tools of tau2-bench (sierra-research/tau2-bench, MIT,
``src/tau2/domains/retail/tools.py``), so that its reference solutions replay here. One departure:
a changed item gets its own new price and options, where the original writes those of the last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nawba.bench.retail.shop import Shop

Record = dict[str, Any]
REASONS = ("no longer needed", "ordered by mistake")
ADDRESS = ("address1", "address2", "city", "state", "country", "zip")


class Refused(Exception):
    """The shop's rules do not allow it; the message says which one."""


def need(holds: object, rule: str) -> None:
    if not holds:
        raise Refused(rule)


def payment_method(shop: Shop, user: str, id: str) -> Record:
    """One of the user's payment methods. Raises Refused for another."""
    methods = shop.user(user)["payment_methods"]
    need(id in methods, f"{id} is no payment method of this user")
    return methods[id]  # type: ignore[no-any-return]


def _credit(shop: Shop, user: str, id: str, amount: float) -> None:
    """Gift cards are paid and refunded at once; other methods outside of this database."""
    if payment_method(shop, user, id)["source"] == "gift_card":
        card = shop.open_user(user)["payment_methods"][id]
        card["balance"] = round(card["balance"] + amount, 2)


def _covers(method: Record, amount: float) -> bool:
    return bool(method["source"] != "gift_card" or method["balance"] >= amount)


def _cancel(shop: Shop, order_id: str, reason: str) -> Record:
    order = shop.open_order(order_id)
    need(order["status"] == "pending", "only pending orders can be cancelled")
    need(reason in REASONS, "the reason is not accepted")
    refunds = [_transaction("refund", p["amount"], p["payment_method_id"])
               for p in order["payment_history"]]  # fmt: skip
    for one in refunds:
        _credit(shop, order["user_id"], one["payment_method_id"], one["amount"])
    order |= {"status": "cancelled", "cancel_reason": reason}
    order["payment_history"] += refunds
    return order


def _transaction(kind: str, amount: float, method: str) -> Record:
    return {"transaction_type": kind, "amount": amount, "payment_method_id": method}


def _has_items(order: Record, item_ids: Sequence[str]) -> None:
    there = [item["item_id"] for item in order["items"]]
    need(all(item_ids.count(id) <= there.count(id) for id in item_ids), "no such item in it")


def _swaps(
    shop: Shop, order: Record, item_ids: Sequence[str], new_item_ids: Sequence[str]
) -> list[tuple[Record, Record]]:
    """Each item with the available variant of the same product that it is to become."""
    _has_items(order, item_ids)
    need(len(item_ids) == len(new_item_ids), "as many new items as old ones are needed")
    pairs = []
    for old, new in zip(item_ids, new_item_ids, strict=True):
        item = next(one for one in order["items"] if one["item_id"] == old)
        variant = shop.base.products[item["product_id"]]["variants"].get(new)
        need(variant, f"{new} is not of the same product")
        need(variant["available"], f"{new} is not available")
        pairs.append((item, variant))
    return pairs


def _difference(pairs: Sequence[tuple[Record, Record]]) -> float:
    return float(round(sum(variant["price"] - item["price"] for item, variant in pairs), 2))


def _exchange(
    shop: Shop,
    order_id: str,
    item_ids: list[str],
    new_item_ids: list[str],
    payment_method_id: str,
) -> Record:
    order = shop.open_order(order_id)
    need(order["status"] == "delivered", "only delivered orders can be exchanged")
    difference = _difference(_swaps(shop, order, item_ids, new_item_ids))
    method = payment_method(shop, order["user_id"], payment_method_id)
    need(_covers(method, difference), "the gift card does not cover the difference")
    order |= {
        "status": "exchange requested",
        "exchange_items": sorted(item_ids),
        "exchange_new_items": sorted(new_item_ids),
        "exchange_payment_method_id": payment_method_id,
        "exchange_price_difference": difference,
    }
    return order


def _modify_items(
    shop: Shop,
    order_id: str,
    item_ids: list[str],
    new_item_ids: list[str],
    payment_method_id: str,
) -> Record:
    order = shop.open_order(order_id)
    need(order["status"] == "pending", "only pending orders, and once, can be modified")
    changes_nothing = any(a == b for a, b in zip(item_ids, new_item_ids, strict=False))
    need(not changes_nothing, "the new item is the old one")
    pairs = _swaps(shop, order, item_ids, new_item_ids)
    difference = _difference(pairs)
    method = payment_method(shop, order["user_id"], payment_method_id)
    need(_covers(method, difference), "the gift card does not cover the difference")
    kind = "payment" if difference > 0 else "refund"
    order["payment_history"].append(_transaction(kind, abs(difference), payment_method_id))
    _credit(shop, order["user_id"], payment_method_id, -difference)
    for old, (_, variant) in zip(item_ids, pairs, strict=True):
        item = next(one for one in order["items"] if one["item_id"] == old)
        item |= {key: deepcopy(variant[key]) for key in ("item_id", "price", "options")}
    order["status"] = "pending (item modified)"
    return order


def _modify_payment(shop: Shop, order_id: str, payment_method_id: str) -> Record:
    order = shop.open_order(order_id)
    history = order["payment_history"]
    need("pending" in order["status"], "only pending orders can be modified")
    method = payment_method(shop, order["user_id"], payment_method_id)
    need(len(history) == 1 and history[0]["transaction_type"] == "payment", "it was paid in parts")
    old, amount = history[0]["payment_method_id"], history[0]["amount"]
    need(old != payment_method_id, "it is paid so already")
    need(_covers(method, amount), "the gift card does not cover the order")
    history.append(_transaction("payment", amount, payment_method_id))
    history.append(_transaction("refund", amount, old))
    _credit(shop, order["user_id"], payment_method_id, -amount)
    _credit(shop, order["user_id"], old, amount)
    return order


def _modify_address(shop: Shop, order_id: str, **address: str) -> Record:
    order = shop.open_order(order_id)
    need("pending" in order["status"], "only pending orders can be modified")
    order["address"] = _address(**address)
    return order


def _modify_user(shop: Shop, user_id: str, **address: str) -> Record:
    user = shop.open_user(user_id)
    user["address"] = _address(**address)
    return user


def _address(**given: str) -> dict[str, str]:
    need(set(given) == set(ADDRESS), "the address lacks a part")
    return {key: given[key] for key in ADDRESS}


def _return(shop: Shop, order_id: str, item_ids: list[str], payment_method_id: str) -> Record:
    order = shop.open_order(order_id)
    need(order["status"] == "delivered", "only delivered orders can be returned")
    method = payment_method(shop, order["user_id"], payment_method_id)
    original = order["payment_history"][0]["payment_method_id"]
    fine = method["source"] == "gift_card" or payment_method_id == original
    need(fine, "refunds go to the original payment method or a gift card")
    _has_items(order, item_ids)
    order |= {
        "status": "return requested",
        "return_items": sorted(item_ids),
        "return_payment_method_id": payment_method_id,
    }
    return order


CHANGES: dict[str, Callable[..., Record]] = {
    "cancel_pending_order": _cancel,
    "exchange_delivered_order_items": _exchange,
    "modify_pending_order_address": _modify_address,
    "modify_pending_order_items": _modify_items,
    "modify_pending_order_payment": _modify_payment,
    "modify_user_address": _modify_user,
    "return_delivered_order_items": _return,
}
"""The changes by the names that tasks give them; each raises Refused, TypeError or KeyError."""
