"""What a customer's words mean at the retail desk: sure, not sure, or against the rules."""

from __future__ import annotations

import pytest

from nawba.bench.retail.addresses import from_line, resolve_moves
from nawba.bench.retail.clauses import Clause, read_clauses
from nawba.bench.retail.desk import retail_flows
from nawba.bench.retail.owned import Impossible, Owned, Unclear
from nawba.bench.retail.parts import Vocabulary
from nawba.bench.retail.phrases import mended, tokens
from nawba.bench.retail.resolving import resolve
from nawba.bench.retail.shop import Shop
from retail_set import (
    DELIVERED,
    LAMP,
    MIXED,
    MUG,
    OFFICE,
    PENDING,
    PRODUCTS,
    SINGLE,
    shop_database,
)


def owned() -> Owned:
    return Owned(Shop(shop_database()), "sara_lind_1")


Swaps = list[tuple[str, tuple[str, ...], tuple[str, ...]]]


def jobs(kind: str, *clauses: str) -> Swaps:
    return [(job.order, job.items, job.new_items) for job in resolve(owned(), kind, clauses)]


@pytest.mark.parametrize(
    ("said", "swaps"),
    [
        # What is not named stays: black USB, not the white battery one.
        (
            "I want to exchange the black reading lamp for one with USB.",
            [(DELIVERED, ("1000000001",), ("1000000003",))],
        ),
        (
            f"For order {DELIVERED}, exchange the lamp for a white one, same power.",
            [(DELIVERED, ("1000000001",), ("1000000002",))],
        ),
        # Nothing blue has a battery: of the blue ones, only one has USB.
        (
            "Please exchange the black lamp to {'color': 'blue', 'power': 'USB'}",
            [(DELIVERED, ("1000000001",), ("1000000005",))],
        ),
        (
            f"In {DELIVERED} change the lamp to USB and the mug to a medium one",
            [(DELIVERED, ("1000000001", "2000000001"), ("1000000003", "2000000002"))],
        ),
        (
            f"I would like to swap the lamp from {DELIVERED} to the cheapest one",
            [(DELIVERED, ("1000000001",), ("1000000003",))],
        ),
        (
            f"change the lamp in {DELIVERED} to item 1000000005",
            [(DELIVERED, ("1000000001",), ("1000000005",))],
        ),
        (
            f"change the color of my order {SINGLE} to large",
            [],
        ),
        (
            "modify the pending coat to a waterproof one instead of not waterproof",
            [(PENDING, ("3000000002",), ("3000000001",))],
        ),
        (
            "Modify the pending coat to the waterproof one, refund to my gift card.",
            [(PENDING, ("3000000002",), ("3000000001",))],
        ),
        (
            f"change my order {SINGLE} to size L, 2 liters",
            [(SINGLE, ("2000000002",), ("2000000003",))],
        ),
        # Two owners' lamps, no order, no color: which?
        ("exchange the lamp for one with USB", []),
        (f"exchange the lamp of {DELIVERED} for a USB one instead of the white one", []),
        (f"exchange the lamp of {DELIVERED} for a USB one rather than the lamp", []),
        # More or less of what has an order, all else staying as it is.
        (f"exchange the mug of {DELIVERED} for a bigger one", []),
        (
            f"exchange the mug of {DELIVERED} for a larger size",
            [(DELIVERED, ("2000000001",), ("2000000002",))],
        ),
        (f"exchange the lamp of {DELIVERED} for a higher power", []),
        # Several blue ones, none of which is like the old one.
        (f"exchange the lamp of {DELIVERED} for a blue one", []),
        # A word that nothing accounts for.
        (f"exchange the lamp of {DELIVERED} for a USB one unless it is late", []),
        (f"exchange the lamp of {DELIVERED} for a bigger one", []),
        (f"exchange the lamp of {DELIVERED} for a black white one", []),
        (f"exchange the lamp of {DELIVERED} for a coat", []),
        ("exchange the lamp of #W9999999 for a USB one", []),
        (f"exchange the lamp of {DELIVERED}", []),
    ],
)
def test_changes_of_items(said: str, swaps: Swaps) -> None:
    if swaps:
        assert jobs("change", said) == swaps
    else:
        with pytest.raises(Unclear):
            jobs("change", said)


@pytest.mark.parametrize(
    ("said", "returned"),
    [
        ("I want to return the reading lamp.", [(DELIVERED, ("1000000001",), ())]),
        (
            "return the small travel mug and the coat",
            [(DELIVERED, ("2000000001",), ()), (MIXED, ("3000000001",), ())],
        ),
        ("I decided to send back the lamp", [(DELIVERED, ("1000000001",), ())]),
        ("return 2 mugs", [(DELIVERED, ("2000000001",), ()), (MIXED, ("2000000003",), ())]),
        ("return all mugs", [(DELIVERED, ("2000000001",), ()), (MIXED, ("2000000003",), ())]),
        (f"return everything from order {MIXED} except the mug", [(MIXED, ("3000000001",), ())]),
        ("return the mug I received with the lamp", [(DELIVERED, ("2000000001",), ())]),
        ("return the lamb", []),
        ("return the mug", []),
        ("return 3 mugs", []),
        ("return everything", []),
        ("return the lamp but not the mug", []),
        ("return everything except the mug", []),
        ("return the umbrella", []),
        (f"return the lamp, orders {DELIVERED} and {MIXED}", []),
    ],
)
def test_returns(said: str, returned: Swaps) -> None:
    if returned:
        assert jobs("return", said) == returned
    else:
        with pytest.raises(Unclear):
            jobs("return", said)


@pytest.mark.parametrize(
    ("said", "orders"),
    [
        (f"Cancel order {PENDING}.", [PENDING]),
        ("I want to cancel all pending orders", [PENDING, SINGLE]),
        ("cancel the mug", [SINGLE]),
        ("cancel the order with the coat", [PENDING]),
    ],
)
def test_cancelled_orders(said: str, orders: list[str]) -> None:
    assert [order for order, _, _ in jobs("cancel", said)] == orders


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("cancel", "cancel the coat"),  # one item of an order
        ("cancel", f"cancel order {DELIVERED}"),
        ("change", f"exchange the lamp of {DELIVERED} for a red one, everything else the same"),
        ("change", f"exchange the mug of {DELIVERED} for the maximum capacity"),  # not in its size
        ("change", f"exchange the mug of {DELIVERED} for a smaller size"),
        ("move", f"change the address of {DELIVERED} to my default address"),
    ],
)
def test_what_the_rules_do_not_allow(kind: str, said: str) -> None:
    with pytest.raises(Impossible):
        resolve_moves(owned(), [said]) if kind == "move" else jobs(kind, said)


def test_the_same_item_is_not_changed_twice() -> None:
    with pytest.raises(Unclear):
        jobs("return", "return the lamp", "return the black lamp")


NYC = "9 Tower Road; Suite 4; New York; NY; USA; 10001"


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        (
            f"change the address of order {PENDING} to 5 Elm St, Suite 2, Boulder, CO 80301",
            [(PENDING, "5 Elm St; Suite 2; Boulder; CO; USA; 80301")],
        ),
        (
            "change my default address to 5 Elm St, Boulder, CO, 80301",
            [("", "5 Elm St; -; Boulder; CO; USA; 80301")],
        ),
        (
            "I want to change my NYC order to my default address",
            [(PENDING, "1 Quay Street; -; Denver; CO; USA; 80201")],
        ),
        (f"change the address of {SINGLE} to be the same as order {PENDING}", [(SINGLE, NYC)]),
        (
            "modify all my pending order addresses to my NYC address, along with my default "
            "address",
            [(PENDING, NYC), (SINGLE, NYC), ("", NYC)],
        ),
        ("change the address of the order with the coat to my NYC address", [(PENDING, NYC)]),
    ],
)
def test_addresses(said: str, moves: list[tuple[str, str]]) -> None:
    found = resolve_moves(owned(), [said])
    assert [(move.order, move.written) for move in found] == moves


@pytest.mark.parametrize(
    "said",
    [
        "change the address of my order to my NYC address",  # of which of two?
        "change my address to my NYC address",  # whose: an order's, the default one?
        f"change the address of {SINGLE} to my Boston address",
        f"change the address of {SINGLE} to my NYC address next week",
        f"change the address of {SINGLE}",
        "change the address of #W9999999 to my NYC address",
    ],
)
def test_addresses_that_are_not_sure(said: str) -> None:
    with pytest.raises(Unclear):
        resolve_moves(owned(), [said])


def test_an_address_on_one_line_reads_back() -> None:
    (move,) = resolve_moves(owned(), [f"change the address of {SINGLE} to my NYC address"])
    assert from_line(move.written) == OFFICE
    with pytest.raises(ValueError, match="shorter"):
        from_line("nowhere")


def test_a_message_is_cut_into_wishes_and_questions() -> None:
    said = (
        "Hi, I am Sara. I moved. I want to cancel my order because it is late, and return the "
        "lamp. How much do I get back? Use my gift card. I want to change my default address."
    )
    assert read_clauses(retail_flows(), said) == [
        Clause("I want to cancel my order", "cancel-order"),
        Clause("return the lamp.", "return-items"),
        Clause("How much do I get back? . Use my gift card.", ""),
        Clause("I want to change my default address.", "change-address"),
    ]


def test_two_words_can_be_the_verb() -> None:
    (clause,) = read_clauses(retail_flows(), "I would like to send back the lamp")
    assert clause.flow == "return-items"


def test_words_of_two_kinds_in_one_clause_start_no_flow() -> None:
    assert read_clauses(retail_flows(), "I want to cancel or return the lamp") == []


def test_a_later_message_may_take_back_half_of_a_wish() -> None:
    earlier = [Clause("return the lamp", "return-items")]
    assert read_clauses(retail_flows(), "Not the black one.", earlier) == [
        Clause("return the lamp . Not the black one.", "return-items")
    ]
    assert read_clauses(retail_flows(), "My name is Sara. Please.", earlier) == earlier


def test_only_slips_are_put_right() -> None:
    assert mended("I want to excahnge the charger") == "I want to exchange the charger"
    assert mended("a larger one") == "a larger one"
    words = Vocabulary(PRODUCTS)
    assert [part.kind for part in words.read("watreproof")] == ["value"]
    assert [part.kind for part in words.read("blacker")] == ["unknown"]


def test_words_are_compared_in_one_form() -> None:
    assert tokens("Sara's two 1.5 Liters, watches") == ["sara", "2", "1p5", "liter", ",", "watch"]
    known = {one["product_id"]: one for one in PRODUCTS}
    (part,) = Vocabulary([known[MUG]]).read("1.5 litres")
    assert part.values == {"Travel Mug": ("capacity", "1.5L")}
    (lamp,) = Vocabulary([known[LAMP]]).read("lamps")
    assert lamp.products == {"Reading Lamp"}
