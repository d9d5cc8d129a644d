"""A small shop of our own in the form of the retail set: products, two customers, orders, tasks."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from nawba.bench.retail.shop import Database

Record = dict[str, Any]
POLICY = "\n\n".join(
    [
        "# Retail policy",
        "## Cancel pending order",
        "## Modify pending order",
        "### Modify payment",
        "### Modify items",
        "## Return delivered order",
        "## Exchange delivered order",
    ]
)
HOME = {"address1": "1 Quay Street", "address2": "", "city": "Denver", "country": "USA",
        "state": "CO", "zip": "80201"}  # fmt: skip
OFFICE = {"address1": "9 Tower Road", "address2": "Suite 4", "city": "New York",
          "country": "USA", "state": "NY", "zip": "10001"}  # fmt: skip

LAMP, MUG, COAT = "1000000000", "2000000000", "3000000000"


def variant(id: str, price: float, available: bool = True, **options: str) -> Record:
    return {"item_id": id, "options": options, "available": available, "price": price}


def product(id: str, name: str, *variants: Record) -> Record:
    return {"name": name, "product_id": id, "variants": {one["item_id"]: one for one in variants}}


PRODUCTS = [
    product(
        LAMP,
        "Reading Lamp",
        variant("1000000001", 20.0, color="black", power="battery"),
        variant("1000000002", 25.0, color="white", power="battery"),
        variant("1000000003", 15.0, color="black", power="USB"),
        variant("1000000004", 30.0, False, color="red", power="battery"),
        variant("1000000005", 40.0, color="blue", power="USB"),
        variant("1000000006", 41.0, color="blue", power="solar"),
    ),
    product(
        MUG,
        "Travel Mug",
        variant("2000000001", 10.0, size="S", capacity="1.5L"),
        variant("2000000002", 12.0, size="M", capacity="1.5L"),
        variant("2000000003", 14.0, size="L", capacity="2L"),
    ),
    product(
        COAT,
        "Rain Coat",
        variant("3000000001", 50.0, color="green", waterproof="yes"),
        variant("3000000002", 55.0, color="green", waterproof="no"),
    ),
]
CARD, GIFT, PAYPAL = "credit_card_1111", "gift_card_2222", "paypal_3333"


def order(id: str, status: str, paid: str, *items: str, address: Record = HOME) -> Record:
    found = [_item(one) for one in items]
    payment = {"transaction_type": "payment", "amount": sum(i["price"] for i in found),
               "payment_method_id": paid}  # fmt: skip
    return {"order_id": id, "user_id": "sara_lind_1", "address": dict(address), "items": found,
            "status": status, "fulfillments": [], "payment_history": [payment]}  # fmt: skip


def _item(id: str) -> Record:
    of = next(one for one in PRODUCTS if id in one["variants"])
    one = of["variants"][id]
    keys = ("item_id", "price", "options")
    return {"name": of["name"], "product_id": of["product_id"], **{k: one[k] for k in keys}}


DELIVERED, MIXED, PENDING, SINGLE = "#W1000001", "#W1000002", "#W1000003", "#W1000004"


def database() -> Record:
    """Sara owns two delivered and two pending orders; Omar owns nothing."""
    orders = [
        order(DELIVERED, "delivered", CARD, "1000000001", "2000000001"),
        order(MIXED, "delivered", PAYPAL, "3000000001", "2000000003"),
        order(PENDING, "pending", CARD, "1000000002", "3000000002", address=OFFICE),
        order(SINGLE, "pending", GIFT, "2000000002"),
    ]
    methods = {
        CARD: {"source": "credit_card", "id": CARD, "brand": "visa", "last_four": "1111"},
        GIFT: {"source": "gift_card", "id": GIFT, "balance": 18.0},
        PAYPAL: {"source": "paypal", "id": PAYPAL},
    }
    sara = user("sara_lind_1", "Sara", "Lind", methods, [one["order_id"] for one in orders])
    omar = user("omar_diaz_2", "Omar", "Diaz", {}, [])
    return deepcopy(
        {
            "products": {one["product_id"]: one for one in PRODUCTS},
            "users": {one["user_id"]: one for one in (sara, omar)},
            "orders": {one["order_id"]: one for one in orders},
        }
    )


def user(id: str, first: str, last: str, methods: Record, orders: list[str]) -> Record:
    email = f"{first.lower()}.{last.lower()}@example.com"
    return {"user_id": id, "name": {"first_name": first, "last_name": last}, "address": HOME,
            "email": email, "payment_methods": methods, "orders": orders}  # fmt: skip


def shop_database() -> Database:
    return Database(**database())


SARA = "You are Sara Lind, in zip code 80201."


def task(
    id: str, reason: str, *actions: tuple[str, Record], known: str = SARA, then: str = ""
) -> Record:
    told = {"domain": "retail", "reason_for_call": reason, "known_info": known,
            "task_instructions": then, "unknown_info": None}  # fmt: skip
    wanted = [{"name": name, "arguments": given} for name, given in actions]
    return {"id": id, "user_scenario": {"instructions": told},
            "evaluation_criteria": {"actions": wanted}}  # fmt: skip


def returned(order: str, *items: str, to: str = CARD) -> tuple[str, Record]:
    given = {"order_id": order, "item_ids": list(items), "payment_method_id": to}
    return "return_delivered_order_items", given


def cancelled(order: str, reason: str = "no longer needed") -> tuple[str, Record]:
    return "cancel_pending_order", {"order_id": order, "reason": reason}


def files(folder: Path, tasks: list[Record], packed: bool = False) -> tuple[Path, Path, Path]:
    """The three files of a set, written to ``folder``: tasks, policy, database."""
    paths = folder / "tasks.json", folder / "policy.md", folder / "db.json"
    for path, value in ((paths[0], tasks), (paths[2], database())):
        content = json.dumps(value).encode()
        path.write_bytes(gzip.compress(content) if packed else content)
    paths[1].write_text(POLICY)
    return paths
