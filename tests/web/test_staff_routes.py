"""The adviser's and supervisor's routes on a real server: desk, offers, transfer, wrap-up, live."""

from __future__ import annotations

import csv
import io
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from web.conftest import Customer, Listener, Web, eventually

SUPERVISOR = "supervisor:salma"
ADVISERS = ("amina", "moussa", "karim")


@pytest.fixture
def waiting(web: Web) -> Customer:
    """A customer who asked for a person, with every adviser at their desk."""
    web.available(*ADVISERS)
    customer = web.customer("fr", name="Samira", email=f"{secrets.token_hex(4)}@example.org")
    customer.say("je voudrais parler à quelqu'un svp")
    customer.in_state("waiting")
    return customer


@pytest.fixture
def held(web: Web, waiting: Customer) -> tuple[Customer, str]:
    """That customer, and the adviser who has accepted."""
    return waiting, web.accepted(waiting, *ADVISERS)


def staff_say(web: Web, actor: str, contact: str, text: str, **more: Any) -> Any:
    body = {"client_id": secrets.token_hex(6), "text": text, **more}
    return web.staff(actor, "POST", f"/api/contacts/{contact}/messages", body)


def test_an_offer_shows_brief_and_deadline_and_is_accepted(web: Web, waiting: Customer) -> None:
    offer = web.offer_for(waiting.id, *ADVISERS)
    assert offer["row"]["customer_name"] == "Samira"
    assert offer["brief"]["why"]
    assert offer["expires_at"] > offer["made_at"]
    adviser = web.accepted(waiting, *ADVISERS)
    view = waiting.in_state("held")
    name = {"amina": "Amina El Fassi", "moussa": "Moussa Ndiaye", "karim": "Karim Idrissi"}
    assert view["contact"]["lead"] == {"party": "adviser", "name": name[adviser]}
    assert any(name[adviser] in text for text in waiting.texts("system"))


def test_two_pages_of_one_offer_accept_at_once(web: Web, waiting: Customer) -> None:
    """Two clicks, one hand: the second click finds the contact already there."""
    offer = web.offer_for(waiting.id, *ADVISERS)
    path = f"/api/offers/{offer['id']}/accept"
    actor, body = f"adviser:{offer['adviser']}", {"epoch": offer["epoch"]}
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda _: web.staff(actor, "POST", path, body), range(2)))
    assert [reply.status_code for reply in replies] == [200, 200]
    detail = web.staff(actor, "GET", f"/api/contacts/{waiting.id}").json()
    assert [hand["party"] for hand in detail["hands"]] == ["assistant", "adviser"]


def test_another_adviser_cannot_take_the_offer(web: Web, waiting: Customer) -> None:
    offer = web.offer_for(waiting.id, *ADVISERS)
    other = next(one for one in ADVISERS if one != offer["adviser"])
    path = f"/api/offers/{offer['id']}/accept"
    reply = web.staff(f"adviser:{other}", "POST", path, {"epoch": offer["epoch"]})
    assert reply.status_code == 403
    stale = web.staff(f"adviser:{offer['adviser']}", "POST", path, {"epoch": offer["epoch"] - 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")


def test_a_refused_contact_rings_elsewhere_with_its_age(web: Web, waiting: Customer) -> None:
    offer = web.offer_for(waiting.id, *ADVISERS)
    since = waiting.look()["contact"]["waiting_since"]
    refused = web.staff(
        f"adviser:{offer['adviser']}",
        "POST",
        f"/api/offers/{offer['id']}/refuse",
        {"epoch": offer["epoch"], "reason": "break"},
    )
    assert refused.status_code == 204
    others = [one for one in ADVISERS if one != offer["adviser"]]
    assert web.offer_for(waiting.id, *others)["adviser"] in others
    assert waiting.look()["contact"]["waiting_since"] == since


def test_conversation_note_and_wrap_up(web: Web, held: tuple[Customer, str]) -> None:
    customer, adviser = held
    actor = f"adviser:{adviser}"
    assert staff_say(web, actor, customer.id, "Bonjour, je regarde.").status_code == 201
    assert staff_say(web, actor, customer.id, "client pressé", note=True).status_code == 201
    assert customer.texts("adviser") == ["Bonjour, je regarde."]
    ended = web.staff(actor, "POST", f"/api/contacts/{customer.id}/end")
    assert ended.status_code == 204
    customer.in_state("wrap_up")
    unknown = web.staff(actor, "POST", f"/api/contacts/{customer.id}/wrap-up", {"code": "nope"})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "code")
    body = {"code": "solved", "summary": "Expliqué", "follow_ups": "Rappeler lundi"}
    done = web.staff(actor, "POST", f"/api/contacts/{customer.id}/wrap-up", body)
    assert done.status_code == 204
    detail = web.staff(actor, "GET", f"/api/contacts/{customer.id}").json()
    assert detail["row"]["state"] == "closed"
    assert detail["wrap_up"]["summary"] == "Expliqué"
    assert [m["text"] for m in detail["messages"] if m["kind"] == "note"] == ["client pressé"]


def test_transfer_to_a_queue_and_to_a_colleague(web: Web, held: tuple[Customer, str]) -> None:
    customer, adviser = held
    path = f"/api/contacts/{customer.id}/transfer"
    body = {"queue": "atlas-technical", "note": "ligne coupée"}
    assert web.staff(f"adviser:{adviser}", "POST", path, body).status_code == 204
    second = web.accepted(customer, "amina", "karim")
    colleague = next(one for one in ("amina", "karim") if one != second)
    assert web.staff(f"adviser:{second}", "POST", path, {"adviser": colleague}).status_code == 204
    offer = web.offer_for(customer.id, colleague)
    assert offer["adviser"] == colleague
    unknown = web.staff(SUPERVISOR, "POST", path, {"queue": "nowhere"})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "queue")


def test_an_adviser_holding_contacts_cannot_go_offline(
    web: Web, held: tuple[Customer, str]
) -> None:
    _, adviser = held
    reply = web.staff(f"adviser:{adviser}", "POST", "/api/desk/presence", {"state": "offline"})
    assert reply.status_code == 409
    assert "Wrap up or transfer" in reply.json()["detail"]


def test_previous_contacts_of_the_same_customer(web: Web, waiting: Customer) -> None:
    email = f"{secrets.token_hex(4)}@example.org"
    first = web.customer(email=email)
    first.post("end")
    second = web.customer(email=email)
    detail = web.staff("adviser:amina", "GET", f"/api/contacts/{second.id}").json()
    assert [row["id"] for row in detail["previous"]] == [first.id]


def test_a_supervisor_watches_joins_and_takes_over(web: Web, held: tuple[Customer, str]) -> None:
    customer, adviser = held
    for verb in ("watch", "join", "take-over"):
        path = f"/api/contacts/{customer.id}/{verb}"
        assert web.staff(SUPERVISOR, "POST", path).status_code == 204
        assert web.staff(f"adviser:{adviser}", "POST", path).status_code == 403
    detail = web.staff(SUPERVISOR, "GET", f"/api/contacts/{customer.id}").json()
    assert detail["row"]["lead"]["party"] == "supervisor"
    kinds = [event["type"] for event in detail["timeline"]]
    assert "contact_watched" in kinds
    mute = staff_say(web, f"adviser:{adviser}", customer.id, "encore moi")
    assert mute.status_code == 403


def test_the_wallboard_counts_what_happens(web: Web, waiting: Customer) -> None:
    board = web.staff(SUPERVISOR, "GET", "/api/wallboard").json()
    assert {"queues", "sites", "advisers", "contacts", "today"} <= board.keys()
    row = next(row for row in board["contacts"] if row["id"] == waiting.id)
    assert row["queue"] == "atlas-fr"
    web.accepted(waiting, *ADVISERS)

    def counted() -> Any:
        fresh = web.staff(SUPERVISOR, "GET", "/api/wallboard").json()
        line = next(line for line in fresh["queues"] if line["queue"] == "atlas-fr")
        return line if line["answered"] else None

    line = eventually(counted)
    assert line["service_level"] == 1.0
    assert line["service_level_low"] < 1.0 == line["service_level_high"]
    assert web.staff("adviser:amina", "GET", "/api/wallboard").status_code == 403


def test_history_filters_pages_and_exports(web: Web, held: tuple[Customer, str]) -> None:
    customer, adviser = held
    now = datetime.now(UTC)
    span = {
        "from": (now - timedelta(hours=1)).isoformat(),
        "to": (now + timedelta(minutes=5)).isoformat(),
    }

    def history(**more: Any) -> Any:
        headers = web.headers(SUPERVISOR)
        reply = web.client.get("/api/history", params=span | more, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.json()

    mine = history(adviser=adviser, outcome="handed_over", brand="atlas")
    assert customer.id in [row["id"] for row in mine["rows"]]
    pages, cursor = [], None
    while True:
        page = history(limit=1, **({"next": cursor} if cursor else {}))
        pages += [row["id"] for row in page["rows"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(pages) == len(set(pages)) == page["total"]
    assert sum(one["opened"] for one in page["intervals"]) == page["total"]
    mine = web.headers(SUPERVISOR)
    export = web.client.get("/api/history.csv", params=span, headers=mine)
    rows = list(csv.DictReader(io.StringIO(export.text.lstrip("\ufeff"))))
    assert customer.id in [row["id"] for row in rows]
    assert "Samira" not in export.text
    backwards = {"from": span["to"], "to": span["from"]}
    wrong = web.client.get("/api/history.csv", params=backwards, headers=mine)
    assert (wrong.status_code, wrong.json()["field"]) == (422, "to")


def test_an_advisers_stream_carries_only_their_contacts(
    web: Web, held: tuple[Customer, str]
) -> None:
    customer, adviser = held
    listener = Listener(f"{web.base}/api/stream", web.headers(f"adviser:{adviser}")).start()
    stranger = web.customer("en")
    customer.say("vous êtes là ?")
    listener.wait(lambda name, data: name == "event" and data["type"] == "message_added")
    seen = {data["data"].get("contact") for _, name, data in listener.frames if name == "event"}
    assert customer.id in seen
    assert stranger.id not in seen
    listener.stop()


def test_notes_reach_staff_streams_and_never_the_customers(
    web: Web, held: tuple[Customer, str]
) -> None:
    customer, adviser = held
    url = (
        f"{web.base}/api/contacts/me/stream?token={customer.token}&cursor={customer.view['cursor']}"
    )
    listener = Listener(url).start()
    staff_say(web, f"adviser:{adviser}", customer.id, "SECRET-NOTE", note=True)
    staff_say(web, f"adviser:{adviser}", customer.id, "visible")
    listener.wait(lambda name, data: name == "message" and data["text"] == "visible")
    assert not any("SECRET-NOTE" in str(data) for _, _, data in listener.frames)
    listener.stop()


def test_typing_is_passed_on_and_kept_nowhere(web: Web, held: tuple[Customer, str]) -> None:
    customer, adviser = held
    listener = Listener(f"{web.base}/api/contacts/me/stream?token={customer.token}").start()
    listener.wait(lambda name, _: name == "ready")
    web.staff(f"adviser:{adviser}", "POST", f"/api/contacts/{customer.id}/typing")
    assert listener.wait(lambda name, _: name == "typing")["party"] == "adviser"
    listener.stop()


def test_a_supervisor_resumes_at_a_cursor_without_gap_or_repeat(web: Web) -> None:
    start = web.client.get("/api/health").json()["cursor"]
    customer = web.customer("en")
    customer.say("a human please")
    customer.in_state("waiting")
    end = int(web.client.get("/api/health").json()["cursor"].rpartition(":")[2])
    stream = f"{web.base}/api/stream?cursor={start}"
    listener = Listener(stream, web.headers(SUPERVISOR)).start()
    listener.wait(lambda name, data: name == "event" and data["seq"] >= end)
    seqs = [data["seq"] for _, name, data in listener.frames if name == "event"]
    first = int(start.rpartition(":")[2]) + 1
    assert seqs[: end - first + 1] == list(range(first, end + 1))
    listener.stop()


@pytest.mark.parametrize("actor", ["", "adviser:nobody", "supervisor:amina", "admin:root"])
def test_unknown_staff_have_to_sign_in(web: Web, actor: str) -> None:
    reply = web.staff(actor, "GET", "/api/desk")
    assert (reply.status_code, reply.json()["code"]) == (401, "sign_in_needed")


def test_a_damaged_cursor_is_told(web: Web) -> None:
    mine = web.headers(SUPERVISOR)
    reply = web.client.get("/api/stream", params={"cursor": "main:x"}, headers=mine)
    assert (reply.status_code, reply.json()["field"]) == (422, "cursor")
