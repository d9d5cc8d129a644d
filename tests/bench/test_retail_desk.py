"""The retail desk in conversation: who it is, what is read back, what is done and what is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nawba.bench.retail.desk import HANDED_OVER, OPEN, OVER, Desk, Reply, retail_flows
from nawba.bench.retail.shop import Shop
from retail_set import CARD, DELIVERED, GIFT, MIXED, OFFICE, PENDING, SINGLE, shop_database

EMAIL = "sara.lind@example.com"
NO = "No, thanks."


def talk(*lines: str) -> tuple[Desk, Reply]:
    """What came of ``lines``; ``pay: X`` clicks the button that names X."""
    desk = Desk(Shop(shop_database()))
    reply = Reply(())
    for line in lines:
        reply = desk.hear(_clicked(line, reply.choices))
    return desk, reply


def _clicked(line: str, choices: Sequence[str]) -> str:
    wanted = line.removeprefix("pay: ")
    return next(one for one in choices if wanted in one) if wanted != line else line


def test_the_flows_of_the_desk_are_sound() -> None:
    ids = {flow.id for flow in retail_flows().flows}
    assert ids >= {"cancel-order", "change-items", "change-address", "return-items", "identify"}


def test_a_return_is_read_back_and_made_after_a_yes() -> None:
    lines = ("I want to return the reading lamp.", NO, EMAIL, "pay: visa")
    desk, asked = talk(*lines)
    assert "Reading Lamp 1000000001" in asked.says[-1]
    assert "W1000001" in asked.says[-1]
    assert desk.shop.calls == []
    reply = desk.hear("yes")
    assert desk.shop.order(DELIVERED)["return_items"] == ["1000000001"]
    assert desk.shop.order(DELIVERED)["return_payment_method_id"] == CARD
    assert "is requested" in reply.says[0]
    assert desk.hear(NO).state == OVER


@pytest.mark.parametrize("said", ["no", "hmm", "yes?", "ok but the mug too"])
def test_nothing_is_made_without_an_explicit_yes(said: str) -> None:
    desk, _ = talk("I want to return the reading lamp.", NO, EMAIL, "pay: visa", said)
    assert desk.shop.calls == []


def test_who_has_no_email_gives_name_and_zip_code() -> None:
    desk, reply = talk("Cancel the mug please", NO, "Skip", "Sara Lind", "80201", NO)
    assert reply.choices[:2] == ("No longer needed", "Ordered by mistake")
    desk.hear("Ordered by mistake")
    desk.hear("yes")
    assert desk.shop.order(SINGLE)["cancel_reason"] == "ordered by mistake"


def test_a_stranger_learns_nothing_and_changes_nothing() -> None:
    lines = ["I want to return the lamp.", NO, "Skip", "Sara Lind", "80299"]
    desk, reply = talk(*lines, "Sara Lind", "80298", "Sara Lind", "80297")
    assert reply.state == HANDED_OVER
    assert "Lamp" not in " ".join(reply.says)
    assert desk.shop.calls == []


def test_another_customers_orders_are_none_of_theirs() -> None:
    desk, _ = talk(f"Return the lamp from {DELIVERED}", NO, "omar.diaz@example.com", "I don't know")
    assert desk.shop.calls == []


def test_several_wishes_one_after_the_other() -> None:
    desk, reply = talk(
        "Change the pending coat to the waterproof one. I also want to return the reading lamp.",
        "And change the address of order #W1000004 to my NYC address.",
        NO,
        EMAIL,
        "yes",
        "pay: PayPal",
        "yes",
        "pay: visa",
        "yes",
    )
    assert [name for name, _ in desk.shop.calls] == [
        "modify_pending_order_address",
        "modify_pending_order_items",
        "return_delivered_order_items",
    ]
    assert desk.shop.order(SINGLE)["address"] == OFFICE
    assert reply.state == OPEN
    assert desk.hear("no").state == OVER


def test_items_of_two_orders_are_two_changes() -> None:
    desk, _ = talk("Return all mugs", NO, EMAIL, "pay: visa", "yes", "pay: gift card", "yes")
    refunds = [given["payment_method_id"] for _, given in desk.shop.calls]
    assert refunds == [CARD, GIFT]
    assert {given["order_id"] for _, given in desk.shop.calls} == {DELIVERED, MIXED}


def test_two_changes_of_an_order_are_made_in_one() -> None:
    first = f"Exchange the lamp of {DELIVERED} for one with USB."
    desk, _ = talk(
        first, f"Exchange the mug of {DELIVERED} to medium.", NO, EMAIL, "pay: visa", "yes"
    )
    ((_, given),) = desk.shop.calls
    assert given["item_ids"] == ["1000000001", "2000000001"]


def test_wishes_that_exclude_each_other_go_to_a_person_before_anything_is_done() -> None:
    said = f"Return the mug of {DELIVERED}. Exchange the lamp of {DELIVERED} for one with USB."
    desk, reply = talk(said, NO, EMAIL)
    assert (reply.state, reply.reason) == (HANDED_OVER, "rule")
    assert desk.shop.calls == []


def test_what_is_not_sure_is_asked_once_and_then_handed_over() -> None:
    lines = ("I want to return the mug.", NO, EMAIL)
    desk, asked = talk(*lines)
    assert asked.says[-1].startswith("Which items are to be returned")
    assert "1000000001" not in " ".join(asked.says)
    assert desk.hear("the one of 1.5L").choices
    desk, reply = talk(*lines, "I don't know.")
    assert (reply.state, reply.reason) == (HANDED_OVER, "not_understood")
    assert desk.systems.unsure[0].startswith("'mug'")


def test_details_may_tell_what_it_is_that_is_changed() -> None:
    lines = ("Exchange the lamp for one with USB.", NO, EMAIL, "the black one", "pay: visa", "yes")
    desk, _ = talk(*lines)
    assert [given["new_item_ids"] for _, given in desk.shop.calls] == [["1000000003"]]


def test_against_the_rules_is_said_and_the_rest_goes_on() -> None:
    desk, reply = talk(
        "Cancel the coat. Also return the reading lamp.", NO, EMAIL, "pay: visa", "yes"
    )
    assert any("I have changed nothing" in one for one in reply.says)
    assert [name for name, _ in desk.shop.calls] == ["return_delivered_order_items"]


def test_who_got_a_no_can_ask_for_something_else_or_a_person_takes_over() -> None:
    desk, reply = talk("Cancel the coat.", NO, EMAIL)
    assert any("I have changed nothing" in one for one in reply.says)
    last = desk.hear(NO)
    assert (last.state, last.reason) == (HANDED_OVER, "rule")
    desk, _ = talk("Cancel the coat.", NO, EMAIL, "Cancel the order with the coat.", NO)
    desk.hear("No longer needed")
    desk.hear("yes")
    assert desk.hear(NO).state == OVER
    assert desk.shop.order(PENDING)["status"] == "cancelled"


def test_questions_are_left_to_a_person_at_the_end() -> None:
    said = "Return the reading lamp. How much will I get back?"
    desk, reply = talk(said, NO, EMAIL, "pay: visa", "yes", NO)
    assert (reply.state, reply.reason) == (HANDED_OVER, "question")
    assert len(desk.shop.calls) == 1


def test_a_person_on_request_at_any_time() -> None:
    desk, reply = talk("I want to talk to a person")
    assert (reply.state, reply.reason) == (HANDED_OVER, "person_requested")
    lines = ("I want to return the reading lamp.", NO, EMAIL, "let me speak to a human please")
    desk, reply = talk(*lines)
    assert reply.state == HANDED_OVER
    assert desk.shop.calls == []


def test_who_says_nothing_that_is_understood_is_handed_over() -> None:
    assert talk("My lamp sings at night.", "It sings.", "La la.")[1].state == HANDED_OVER
    assert talk("My lamp sings at night.", "No.")[1].reason == "not_understood"


def test_a_gift_card_that_does_not_cover_it_is_refused_by_the_shop() -> None:
    lines = (f"Exchange the lamp of {DELIVERED} for a blue USB one", NO, EMAIL, "pay: gift", "yes")
    desk, reply = talk(*lines)
    assert reply.state == HANDED_OVER
    assert desk.shop.calls == []
    assert "gift card does not cover" in desk.systems.unsure[-1]


def test_another_way_to_pay() -> None:
    said = f"I want to change the payment method of order {PENDING}"
    desk, reply = talk(said, NO, EMAIL)
    assert not any("visa" in one for one in reply.choices)  # it is paid so already
    desk.hear(next(one for one in reply.choices if "PayPal" in one))
    desk.hear("yes")
    assert desk.shop.order(PENDING)["payment_history"][1]["payment_method_id"] == "paypal_3333"
