"""The demo's back office keeps to its rules, and a write with the same key happens once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from nawba.assistant.operations import connect
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.faults import KINDS, Fault
from nawba.demo.backoffice.link import link
from nawba.demo.backoffice.service import ZONE
from nawba.domain.operations import BrandOperations, Operation, OperationStatus, Risk

PLAN = {"plan": "id", "name": "text", "price": "amount"}
SAMIRA, LINE = "/customers/C-1001", "/customers/C-1001/lines/+212600000101"
DISPUTES = f"{SAMIRA}/invoices/latest/disputes"
NOON = datetime(2026, 11, 18, 12, tzinfo=ZONE)  # a Wednesday


@dataclass
class Desk:
    """A back office and a caller that has its token; ``now`` is what its clock says."""

    handle: Handle
    client: httpx.Client
    clock: dict[str, datetime]
    keys: Any = field(default_factory=count)

    def get(self, path: str, **asked: str) -> Any:
        reply = self.client.get(path, params=asked)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def post(self, path: str, key: str | None = None, **asked: Any) -> tuple[int, Any]:
        headers = {"Idempotency-Key": key or f"key-{next(self.keys)}"}
        reply = self.client.post(path, json=asked, headers=headers)
        return reply.status_code, reply.json()

    def done(self, path: str, key: str | None = None, **asked: Any) -> Any:
        status, body = self.post(path, key, **asked)
        assert status in (200, 201), body
        return body

    def refused(self, path: str, **asked: Any) -> str:
        status, body = self.post(path, **asked)
        assert status >= 400
        return str(body["code"])

    def code(self, customer: str = "C-1001") -> str:
        """What the console page shows: the code on the customer's telephone."""
        row = self.handle.books.one("SELECT code FROM codes WHERE customer = ?", customer)
        assert row is not None
        assert row["code"] in self.client.get("/").text
        return str(row["code"])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = {"now": NOON}
    handle = start(tmp_path, clock=lambda: clock["now"])
    headers = {"authorization": f"Bearer {handle.token}"}
    with httpx.Client(base_url=handle.address, headers=headers) as client:
        yield Desk(handle, client, clock)
    handle.stop()


# -- who is asking ----------------------------------------------------------------------------


def test_nothing_is_told_without_the_token_or_under_another_name(desk: Desk) -> None:
    bare = httpx.get(f"{desk.handle.address}/plans")
    assert (bare.status_code, bare.json()) == (401, {"code": "no-access"})
    rebound = desk.client.get("/plans", headers={"host": "evil.example"})
    assert rebound.status_code == 421


@pytest.mark.parametrize("name", ["Alaoui", "samira alaoui", "ALAOUI Samira"])
def test_a_customer_is_known_by_line_and_name(desk: Desk, name: str) -> None:
    assert desk.get("/customers", line="+212600000101", name=name) == {"customer": "C-1001"}


def test_accents_do_not_matter_and_a_wrong_name_is_like_a_wrong_line(desk: Desk) -> None:
    assert desk.get("/customers", line="+212600000105", name="ines duarte")["customer"] == "C-1005"
    for line, name in (("+212600000101", "Bennis"), ("+212600000999", "Alaoui"), ("", "")):
        reply = desk.client.get("/customers", params={"line": line, "name": name})
        assert (reply.status_code, reply.json()) == (404, {"code": "no-match"})


def test_what_belongs_to_another_customer_is_not_found(desk: Desk) -> None:
    other = desk.get("/customers/C-1002/invoices/latest")["invoice"]
    assert desk.refused(f"{SAMIRA}/invoices/{other}/disputes", amount="1.00") == "not-found"
    assert desk.refused(f"{SAMIRA}/lines/+212600000102/suspension") == "not-found"
    assert desk.refused(f"{SAMIRA}/appointments/RV-3102/move", date="2026-11-25") == "not-found"
    for path in ("orders/SH-20418", "lines/+212600000102", f"invoices/{other}"):
        assert desk.client.get(f"{SAMIRA}/{path}").status_code == 404
    assert desk.client.get("/customers/C-9/orders").json() == {"code": "not-found"}


def test_a_one_time_code_is_right_once_and_not_guessed(desk: Desk) -> None:
    sent = desk.done(f"{SAMIRA}/codes")
    assert sent == {"sent_to": "•••• 01"}
    code = desk.code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert desk.refused(f"{SAMIRA}/codes/check", code=wrong) == "wrong-code"
    assert desk.done(f"{SAMIRA}/codes/check", code=code) == {"verified": True}
    assert desk.refused(f"{SAMIRA}/codes/check", code=code) == "expired-code"


def test_three_wrong_codes_end_it_and_ten_minutes_too(desk: Desk) -> None:
    desk.done(f"{SAMIRA}/codes")
    code = desk.code()
    tries = [desk.refused(f"{SAMIRA}/codes/check", code="x") for _ in range(4)]
    assert tries == ["wrong-code"] * 3 + ["too-many-tries"]
    assert desk.refused(f"{SAMIRA}/codes/check", code=code) == "too-many-tries"
    desk.done(f"{SAMIRA}/codes")
    desk.clock["now"] += timedelta(minutes=11)
    assert desk.refused(f"{SAMIRA}/codes/check", code=desk.code()) == "expired-code"


# -- the six flows ------------------------------------------------------------------------------


def test_an_invoice_is_found_by_month_or_amount(desk: Desk) -> None:
    invoice = desk.get(f"{SAMIRA}/invoices/latest")
    assert invoice["items"][-1] == {"label": "Achat de contenus", "amount": "250.00"}
    assert desk.get(f"{SAMIRA}/invoices", month="2026-10")["invoices"][0]["amount"] == "99.00"
    (found,) = desk.get(f"{SAMIRA}/invoices", amount="349.00")["invoices"]
    assert found["invoice"] == invoice["invoice"]
    assert desk.get(f"{SAMIRA}/invoices", issued_on="2020-01-01") == {"invoices": []}


def test_an_invoice_is_disputed_once_and_the_dispute_can_be_taken_back(desk: Desk) -> None:
    opened = desk.done(DISPUTES, amount="250.00", note="pas moi")
    assert (opened["amount"], opened["state"]) == ("250.00", "open")
    assert desk.refused(DISPUTES, amount="10.00") == "already-disputed"
    assert desk.get(f"{SAMIRA}/disputes")["disputes"][0]["dispute"] == opened["dispute"]
    cancel = f"{SAMIRA}/disputes/{opened['dispute']}/cancel"
    assert desk.done(cancel) == {"dispute": opened["dispute"], "state": "cancelled"}
    assert desk.refused(cancel) == "already-closed"
    assert desk.done(DISPUTES, amount="10.00")["dispute"] != opened["dispute"]


@pytest.mark.parametrize(
    ("amount", "code"),
    [("349.01", "amount-too-high"), ("0.00", "amount-too-high"), ("250", "bad-amount"),
     ("-1.00", "bad-amount"), ("1e3", "bad-amount"), (250, "bad-amount")],
)  # fmt: skip
def test_only_an_amount_of_the_invoice_can_be_disputed(desk: Desk, amount: Any, code: str) -> None:
    assert desk.refused(DISPUTES, amount=amount) == code


def test_an_old_invoice_cannot_be_disputed(desk: Desk) -> None:
    old = desk.get(f"{SAMIRA}/invoices", month="2026-08")["invoices"][0]["invoice"]
    assert desk.refused(f"{SAMIRA}/invoices/{old}/disputes", amount="1.00") == "too-late"


def test_an_appointment_moves_to_a_free_time_until_the_eve_at_six(desk: Desk) -> None:
    visit = desk.get(f"{SAMIRA}/appointments/next")
    slot = desk.get("/slots", after=visit["date"])["slots"][0]
    move = f"{SAMIRA}/appointments/{visit['appointment']}/move"
    moved = desk.done(move, date=slot["date"], start=slot["start"])
    assert all(moved[key] == slot[key] for key in ("date", "start", "end"))
    taken = desk.get("/customers/C-1006/appointments/next")
    assert desk.refused(move, date=taken["date"], start=taken["start"]) == "slot-taken"
    for day, start_ in (("2026-11-22", "08:00"), ("2026-11-18", "08:00"), ("soon", "08:00"),
                        ("2027-11-18", "08:00"), (slot["date"], "09:00")):  # fmt: skip
        assert desk.refused(move, date=day, start=start_) == "no-such-slot"
    eve = datetime.fromisoformat(slot["date"]).replace(tzinfo=ZONE) - timedelta(days=1)
    desk.clock["now"] = eve.replace(hour=18)
    assert desk.refused(move, date="2026-12-10", start="08:00") == "too-late"


def test_a_slot_is_booked_by_its_id_and_found_from_its_own_day_on(desk: Desk) -> None:
    visit = desk.get(f"{SAMIRA}/appointments/next")
    slot = desk.get("/slots", **{"from": "2026-11-26"})["slots"][0]
    assert slot["slot"] == f"{slot['date']}-{slot['start'][:2]}"
    assert slot["date"] == "2026-11-26"
    moved = desk.done(f"{SAMIRA}/appointments/{visit['appointment']}/move", slot=slot["slot"])
    assert (moved["date"], moved["start"]) == (slot["date"], slot["start"])


def test_a_customer_is_known_by_name_in_either_script(desk: Desk) -> None:
    for name in ("samira ALAOUI", "سميرة العلوي"):
        found = desk.get("/customers", line="+212600000101", name=name)
        assert found["customer"] == "C-1001"


def test_a_plan_changes_once_a_month_up_now_and_down_with_the_next(desk: Desk) -> None:
    down = desk.done(f"{LINE}/plan", plan="sahla-10")
    assert (down["price"], down["starts_on"]) == ("49.00", "2026-12-01")
    assert desk.refused(f"{LINE}/plan", plan="sahla-60") == "already-changed"
    desk.done(f"{SAMIRA}/plan-changes/{down['change']}/cancel")
    assert desk.get(LINE)["plan"] == "sahla-25"
    up = desk.done(f"{LINE}/plan", plan="sahla-60")
    assert (up["starts_on"], desk.get(LINE)["price"]) == ("2026-11-18", "199.00")


def test_a_plan_asked_for_late_starts_a_month_later(desk: Desk) -> None:
    desk.clock["now"] = NOON.replace(day=26)
    assert desk.done(f"{LINE}/plan", plan="sahla-10")["starts_on"] == "2027-01-01"


@pytest.mark.parametrize(
    ("plan", "code"),
    [("sahla-25", "same-plan"), ("gold", "unknown-plan"), ("fibre-100", "unknown-plan")],
)
def test_a_line_takes_plans_of_its_kind(desk: Desk, plan: str, code: str) -> None:
    assert desk.refused(f"{LINE}/plan", plan=plan) == code


def test_a_stolen_line_is_suspended_once(desk: Desk) -> None:
    done = desk.done(f"{LINE}/suspension", reason="theft")
    assert (done["state"], desk.get(LINE)["state"]) == ("suspended", "suspended")
    assert desk.refused(f"{LINE}/suspension", reason="theft") == "already-suspended"
    assert desk.refused(f"{LINE}/plan", plan="sahla-60") == "line-suspended"


def test_contact_data_change_and_change_back(desk: Desk) -> None:
    done = desk.done(f"{SAMIRA}/contact", email="samira@example.org")
    assert desk.get(f"{SAMIRA}/contact")["email"] == "samira@example.org"
    assert desk.refused(f"{SAMIRA}/contact", email="samira@example.org") == "same-value"
    assert desk.refused(f"{SAMIRA}/contact", email="samira") == "bad-value"
    assert desk.refused(f"{SAMIRA}/contact") == "nothing-to-change"
    desk.done(f"{SAMIRA}/contact-changes/{done['change']}/cancel")
    assert desk.get(f"{SAMIRA}/contact")["email"] == "client1@example.org"


def test_an_order_is_told_however_its_number_is_typed(desk: Desk) -> None:
    assert desk.get(f"{SAMIRA}/orders/sh-20417")["state"] == "shipped"
    assert len(desk.get("/customers/C-1009/orders")["orders"]) == 1


# -- once and only once -------------------------------------------------------------------------


def test_the_same_key_again_gets_the_same_answer_and_changes_nothing(desk: Desk) -> None:
    first = desk.post(DISPUTES, "k", amount="250.00")
    assert desk.post(DISPUTES, "k", amount="250.00") == first
    assert len(desk.get(f"{SAMIRA}/disputes")["disputes"]) == 1
    assert desk.post(DISPUTES, "k", amount="1.00") == (422, {"code": "key-reused"})
    assert desk.get(f"{SAMIRA}/requests/k")["reference"] == first[1]["dispute"]


def test_a_refusal_is_repeated_and_not_found_as_done(desk: Desk) -> None:
    assert desk.post(DISPUTES, "k", amount="999.00")[0] == 409
    assert desk.post(DISPUTES, "k", amount="999.00")[1] == {"code": "amount-too-high"}
    assert desk.client.get(f"{SAMIRA}/requests/k").status_code == 404


def test_a_write_needs_a_key_and_many_at_once_with_one_key_are_one(desk: Desk) -> None:
    assert desk.client.post(DISPUTES, json={"amount": "1.00"}).json() == {"code": "key-missing"}
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: desk.post(DISPUTES, "k", amount="5.00"), range(8)))
    assert len({str(one) for one in told}) == 1
    assert len(desk.get(f"{SAMIRA}/disputes")["disputes"]) == 1


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff", b"x" * 70_000])
def test_a_body_that_is_none_is_refused(desk: Desk, content: bytes) -> None:
    reply = desk.client.post(DISPUTES, content=content, headers={"Idempotency-Key": "k"})
    assert (reply.status_code, reply.json()) == (400, {"code": "bad-body"})


def test_the_books_outlive_the_service_and_old_visits_are_renewed(tmp_path: Path) -> None:
    first = start(tmp_path, clock=lambda: NOON)
    first.books.run("UPDATE lines SET state = 'suspended'")
    first.stop()
    later = start(tmp_path, clock=lambda: NOON + timedelta(days=30))
    visits = later.books.all("SELECT * FROM appointments")
    assert {row["state"] for row in later.books.all("SELECT * FROM lines")} == {"suspended"}
    assert all(visit["date"] > "2026-12-18" for visit in visits)
    assert len({(visit["date"], visit["start"]) for visit in visits}) == len(visits)
    later.stop()


# -- faults -------------------------------------------------------------------------------------


def test_a_fault_meets_the_path_it_is_for_as_often_as_told(desk: Desk) -> None:
    desk.handle.faults.add(Fault("error", "/disputes", times=2))
    assert desk.get("/plans")
    assert [desk.post(DISPUTES, "k", amount="1.00")[0] for _ in range(3)] == [500, 500, 201]
    desk.handle.faults.add(Fault("down"))
    desk.handle.faults.clear()
    assert desk.get("/plans")


@pytest.mark.parametrize(
    ("kind", "done"),
    [("down", 0), ("error", 0), ("redirect", 0), ("lost", 1), ("garbage", 1), ("huge", 1),
     ("inject", 1), ("duplicate", 1), ("slow", 1)],
)  # fmt: skip
def test_each_fault_does_the_work_once_or_not_at_all(desk: Desk, kind: str, done: int) -> None:
    desk.handle.faults.add(Fault(kind, seconds=0))
    try:
        desk.client.post(DISPUTES, json={"amount": "1.00"}, headers={"Idempotency-Key": "k"})
    except httpx.TransportError:
        assert kind in ("down", "lost")
    assert len(desk.get(f"{SAMIRA}/disputes")["disputes"]) == done


def test_an_unknown_fault_is_named(desk: Desk) -> None:
    assert "drip" in KINDS
    with pytest.raises(ValueError, match="earthquake"):
        desk.handle.faults.add(Fault("earthquake"))


def test_the_demo_is_reached_as_a_real_brand_would_be(desk: Desk) -> None:
    look = Operation("plans", Risk.READ, "backoffice", "GET", "/plans", result={"plans": PLAN})
    connected = connect(BrandOperations("sahla", (look,)), *link(desk.handle))
    result = connected.call("plans", {}, "k")
    connected.close()
    assert (result.status, len(result.data["plans"])) == (OperationStatus.DONE, 6)
