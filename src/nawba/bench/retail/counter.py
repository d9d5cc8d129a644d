"""The shop's answers to the operations that name, list or change something."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from nawba.bench.retail.addresses import from_line
from nawba.bench.retail.shop import Record, Refused, Shop
from nawba.domain.kinds import Value

Fields = Mapping[str, Value]
SWAP = re.compile(r"(\d{10})(?: for (\d{10}))?")
"""An item, and what it is to become, in what is read back and sent."""


def _by_email(shop: Shop, fields: Fields) -> Record:
    return _customer(shop.find_by_email(str(fields.get("email", ""))))


def _by_name(shop: Shop, fields: Fields) -> Record:
    first, _, last = str(fields.get("name", "")).partition(" ")
    return _customer(shop.find_by_name_zip(first, last, str(fields["zip"])))


def _customer(found: str | None) -> Record:
    if found is None:
        raise Refused("there is no such customer")
    return {"customer": found}


def _ways(shop: Shop, fields: Fields) -> Record:
    """How the customer can pay or be refunded, as the shop's rules have it."""
    methods = shop.user(str(fields["customer"]))["payment_methods"]
    original = shop.order(_order(fields))["payment_history"][0]["payment_method_id"]
    allowed = [
        id for id, one in methods.items() if _allowed(one, id == original, str(fields["purpose"]))
    ]
    ways = [{"way": id, "shown": _named(methods[id], id == original)} for id in allowed]
    return {"ways": ways}


def _allowed(method: Record, is_original: bool, purpose: str) -> bool:
    if purpose == "refund":
        return is_original or method["source"] == "gift_card"
    return purpose == "difference" or not is_original


def _named(method: Record, is_original: bool) -> str:
    source = {"paypal": "PayPal", "gift_card": "gift card"}.get(method["source"], "credit card")
    card = f" {method['brand']} ending in {method['last_four']}" if "last_four" in method else ""
    return f"{source}{card}{', used for this order' if is_original else ''} ({method['id'][-4:]})"


def _order(fields: Fields) -> str:
    return f"#{fields['order']}"


def _cancel(shop: Shop, fields: Fields) -> None:
    reason = str(fields["reason"]).replace("-", " ")
    shop.change("cancel_pending_order", order_id=_order(fields), reason=reason)


def _return(shop: Shop, fields: Fields) -> None:
    items = [old for old, _ in SWAP.findall(str(fields["items"]))]
    payment = fields["payment"]
    shop.change("return_delivered_order_items", order_id=_order(fields), item_ids=items,
                payment_method_id=payment)  # fmt: skip


def _swap(name: str) -> Callable[[Shop, Fields], None]:
    def swap(shop: Shop, fields: Fields) -> None:
        pairs = SWAP.findall(str(fields["items"]))
        shop.change(
            name,
            order_id=_order(fields),
            item_ids=[old for old, _ in pairs],
            new_item_ids=[new for _, new in pairs],
            payment_method_id=fields["payment"],
        )

    return swap


def _move_order(shop: Shop, fields: Fields) -> None:
    address = from_line(str(fields["address"]))
    shop.change("modify_pending_order_address", order_id=_order(fields), **address)


def _move_customer(shop: Shop, fields: Fields) -> None:
    address = from_line(str(fields["address"]))
    shop.change("modify_user_address", user_id=fields["customer"], **address)


def _pay(shop: Shop, fields: Fields) -> None:
    order, payment = _order(fields), fields["payment"]
    shop.change("modify_pending_order_payment", order_id=order, payment_method_id=payment)


def _making(change: Callable[[Shop, Fields], None]) -> Callable[[Shop, Fields], Record]:
    """A change as an operation: it answers with what was changed."""

    def make(shop: Shop, fields: Fields) -> Record:
        change(shop, fields)
        return {"done": str(fields.get("order") or fields["customer"])}

    return make


OPERATIONS: dict[str, Callable[[Shop, Fields], Record]] = {
    "find-by-email": _by_email,
    "find-by-name-zip": _by_name,
    "ways-to-pay": _ways,
    "cancel-order": _making(_cancel),
    "return-items": _making(_return),
    "exchange-items": _making(_swap("exchange_delivered_order_items")),
    "modify-items": _making(_swap("modify_pending_order_items")),
    "move-order": _making(_move_order),
    "move-customer": _making(_move_customer),
    "pay-otherwise": _making(_pay),
}
