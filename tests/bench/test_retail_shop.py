"""The back office: what each change does to the records, and what its rules refuse."""

from __future__ import annotations

from typing import Any

import pytest

from nawba.bench.retail.shop import Refused, Shop
from retail_set import (
    CARD,
    DELIVERED,
    GIFT,
    MIXED,
    OFFICE,
    PAYPAL,
    PENDING,
    SINGLE,
    shop_database,
)


def shop() -> Shop:
    return Shop(shop_database())


def test_customers_are_found_by_email_or_by_name_and_zip_code() -> None:
    found = shop()
    assert found.find_by_email("SARA.LIND@example.com") == "sara_lind_1"
    assert found.find_by_name_zip("sara", "Lind", "80201") == "sara_lind_1"
    assert found.find_by_name_zip("Sara", "Lind", "80202") is None
    assert found.find_by_email("nobody@example.com") is None


def test_a_cancelled_order_is_refunded_to_where_it_was_paid() -> None:
    one = shop()
    done = one.change("cancel_pending_order", order_id=SINGLE, reason="ordered by mistake")
    assert (done["status"], done["cancel_reason"]) == ("cancelled", "ordered by mistake")
    assert done["payment_history"][1] == {
        "transaction_type": "refund",
        "amount": 12.0,
        "payment_method_id": GIFT,
    }
    assert one.user("sara_lind_1")["payment_methods"][GIFT]["balance"] == 30.0


def test_an_exchange_notes_what_becomes_what_and_the_difference() -> None:
    one = shop()
    done = one.change(
        "exchange_delivered_order_items",
        order_id=DELIVERED,
        item_ids=["2000000001", "1000000001"],
        new_item_ids=["2000000003", "1000000002"],
        payment_method_id=PAYPAL,
    )
    assert done["status"] == "exchange requested"
    assert done["exchange_items"] == ["1000000001", "2000000001"]
    assert done["exchange_price_difference"] == 9.0
    assert [item["item_id"] for item in done["items"]] == ["1000000001", "2000000001"]


def test_modified_items_get_their_own_price_and_options() -> None:
    one = shop()
    done = one.change(
        "modify_pending_order_items",
        order_id=PENDING,
        item_ids=["1000000002", "3000000002"],
        new_item_ids=["1000000001", "3000000001"],
        payment_method_id=GIFT,
    )
    assert [item["price"] for item in done["items"]] == [20.0, 50.0]
    assert done["items"][0]["options"]["color"] == "black"
    assert done["status"] == "pending (item modified)"
    assert done["payment_history"][-1]["transaction_type"] == "refund"
    assert one.user("sara_lind_1")["payment_methods"][GIFT]["balance"] == 28.0
    moved = one.change("modify_pending_order_address", order_id=PENDING, **OFFICE)
    assert moved["address"] == OFFICE


def test_another_payment_method_is_charged_and_the_old_one_refunded() -> None:
    one = shop()
    one.change("modify_pending_order_payment", order_id=SINGLE, payment_method_id=CARD)
    kinds = [p["transaction_type"] for p in one.order(SINGLE)["payment_history"]]
    assert kinds == ["payment", "payment", "refund"]
    assert one.user("sara_lind_1")["payment_methods"][GIFT]["balance"] == 30.0


def test_a_return_and_an_address_of_the_customer() -> None:
    one = shop()
    done = one.change(
        "return_delivered_order_items",
        order_id=MIXED,
        item_ids=["2000000003"],
        payment_method_id=GIFT,
    )
    assert (done["status"], done["return_items"]) == ("return requested", ["2000000003"])
    one.change("modify_user_address", user_id="sara_lind_1", **OFFICE)
    assert one.user("sara_lind_1")["address"]["city"] == "New York"
    assert set(one.state()["orders"]) == {MIXED}
    assert set(one.state()["users"]) == {"sara_lind_1"}


SWAP = {"item_ids": ["1000000001"], "payment_method_id": CARD}


@pytest.mark.parametrize(
    ("name", "given", "rule"),
    [
        ("cancel_pending_order", {"order_id": DELIVERED, "reason": "no longer needed"}, "pending"),
        ("cancel_pending_order", {"order_id": PENDING, "reason": "too dear"}, "reason"),
        ("cancel_pending_order", {"order_id": "#W9", "reason": "no longer needed"}, "no order"),
        (
            "exchange_delivered_order_items",
            {"order_id": DELIVERED, "new_item_ids": ["1000000004"], **SWAP},
            "not available",
        ),
        (
            "exchange_delivered_order_items",
            {"order_id": DELIVERED, "new_item_ids": ["2000000001"], **SWAP},
            "same product",
        ),
        (
            "exchange_delivered_order_items",
            {"order_id": DELIVERED, "new_item_ids": ["1000000005"], **SWAP}
            | {"payment_method_id": GIFT},
            "gift card",
        ),
        (
            "exchange_delivered_order_items",
            {"order_id": PENDING, "new_item_ids": ["1000000002"], **SWAP},
            "delivered",
        ),
        (
            "modify_pending_order_items",
            {"order_id": PENDING, "new_item_ids": ["1000000003"], **SWAP},
            "no such item",
        ),
        (
            "modify_pending_order_items",
            {"order_id": PENDING, "item_ids": ["1000000002"], "new_item_ids": ["1000000002"]}
            | {"payment_method_id": CARD},
            "the old one",
        ),
        (
            "return_delivered_order_items",
            {"order_id": DELIVERED, "item_ids": ["1000000001"], "payment_method_id": PAYPAL},
            "original payment",
        ),
        (
            "return_delivered_order_items",
            {"order_id": DELIVERED, "item_ids": ["1000000001"] * 2, "payment_method_id": CARD},
            "no such item",
        ),
        (
            "modify_pending_order_payment",
            {"order_id": PENDING, "payment_method_id": CARD},
            "already",
        ),
        (
            "modify_pending_order_payment",
            {"order_id": PENDING, "payment_method_id": GIFT},
            "gift card",
        ),
        ("modify_user_address", {"user_id": "sara_lind_1", "city": "Paris"}, "lacks a part"),
        ("modify_user_address", {"user_id": "sara_lind_1", "made_up": "x"}, "lacks a part"),
        ("cancel_pending_order", {"order_id": PENDING}, "do not fit"),
        ("delete_everything", {}, "no change"),
    ],
)
def test_what_the_rules_refuse_changes_nothing(name: str, given: dict[str, Any], rule: str) -> None:
    one = shop()
    with pytest.raises(Refused, match=rule):
        one.change(name, **given)
    assert one.state() == {"orders": {}, "users": {}}
    assert one.calls == []


def test_an_order_is_returned_or_exchanged_once() -> None:
    one = shop()
    given = {"order_id": DELIVERED, "item_ids": ["1000000001"], "payment_method_id": CARD}
    one.change("return_delivered_order_items", **given)
    with pytest.raises(Refused, match="delivered"):
        one.change("exchange_delivered_order_items", **given, new_item_ids=["1000000002"])
    assert [name for name, _ in one.calls] == ["return_delivered_order_items"]
