"""Webhooks end to end: a real server, a real receiver, and every way in which one can misbehave."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import standardwebhooks

from nawba.domain.webhooks import SENT_EVENTS
from receiver import Came, Receiver, receiving
from web.conftest import Web, eventually, serving

ADMINISTRATOR = "administrator:salma"


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server whose operator allows webhooks to this machine; receivers get one second."""
    folder = tmp_path_factory.mktemp("hooked")
    allowed: dict[str, Any] = {"webhook_hosts": "127.0.0.1", "webhook_seconds": 1}
    with serving(f"sqlite:///{folder}/web.db", folder, **allowed) as web:
        yield web


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


Subscribe = Callable[..., dict[str, Any]]


@pytest.fixture
def subscribe(hooked: Web, receiver: Receiver) -> Iterator[Subscribe]:
    added: list[str] = []

    def subscribe(*events: str, **more: Any) -> dict[str, Any]:
        body = {"url": receiver.url, "events": list(events) or ["*"], **more}
        reply = hooked.staff(ADMINISTRATOR, "POST", "/api/webhooks", body)
        assert reply.status_code == 201, reply.text
        added.append(reply.json()["id"])
        return dict(reply.json())

    yield subscribe
    for webhook in added:
        hooked.staff(ADMINISTRATOR, "DELETE", f"/api/webhooks/{webhook}")


def look(web: Web, path: str, method: str = "GET", body: Any = None) -> dict[str, Any]:
    reply = web.staff(ADMINISTRATOR, method, f"/api/webhooks/{path}".rstrip("/"), body)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def deliveries(web: Web, webhook: str) -> list[dict[str, Any]]:
    return list(look(web, f"{webhook}/deliveries")["rows"])


def a_contact(web: Web) -> str:
    customer = web.customer()
    customer.say("où est mon colis, Fatima Zohra ?")
    customer.post("end")
    customer.in_state("closed")
    return customer.id


def closed(receiver: Receiver, contact: str) -> bool | None:
    told = [one.told for one in list(receiver.came)]
    ended = [one for one in told if one["type"] == "contact_closed"]
    return True if any(one["data"]["contact"] == contact for one in ended) else None


def test_what_happens_is_sent_signed_in_order_and_without_words(
    hooked: Web, receiver: Receiver, subscribe: Subscribe
) -> None:
    webhook = subscribe()
    contact = a_contact(hooked)
    eventually(lambda: closed(receiver, contact))
    of_contact = [one for one in receiver.came if one.told["data"].get("contact") == contact]
    seqs = [one.told["data"]["seq"] for one in of_contact]
    assert seqs == sorted(set(seqs))
    assert of_contact[0].told["type"] == "contact_opened"
    assert all(one.told["data"]["brand"] == "atlas" for one in of_contact)
    library = standardwebhooks.Webhook(webhook["secret"])
    for one in receiver.came:
        library.verify(one.body, one.headers)  # raises when the signature is not the standard's
        assert b"colis" not in one.body
        assert b"Fatima" not in one.body


def test_a_subscription_gets_its_events_and_brands_only(
    hooked: Web, receiver: Receiver, subscribe: Subscribe
) -> None:
    subscribe("contact_closed", brands=["atlas"])
    other = hooked.customer(brand="control")
    other.post("end")
    contact = a_contact(hooked)
    eventually(lambda: closed(receiver, contact))
    assert set(receiver.types()) == {"contact_closed"}
    assert other.id not in {one.told["data"]["contact"] for one in receiver.came}


def test_the_secret_is_shown_once(hooked: Web, subscribe: Subscribe) -> None:
    webhook = subscribe()
    assert webhook["secret"].startswith("whsec_")
    assert "secret" not in look(hooked, webhook["id"])
    listed = look(hooked, "")
    assert all("secret" not in one for one in listed["rows"])
    assert listed["events"] == list(SENT_EVENTS)


def test_a_ping_tells_whether_the_receiver_is_there(
    hooked: Web, receiver: Receiver, subscribe: Subscribe
) -> None:
    webhook = subscribe("contact_closed")["id"]
    delivery = look(hooked, f"{webhook}/test", "POST")["delivery"]

    def done() -> dict[str, Any] | None:
        found = [one for one in deliveries(hooked, webhook) if one["state"] == "done"]
        return found[0] if found else None

    sent = eventually(done)
    assert (sent["id"], sent["type"], sent["status"], sent["attempts"]) == (
        delivery, "ping", 204, 1,
    )  # fmt: skip
    assert receiver.ids() == [delivery]


def failed(web: Web, webhook: str) -> dict[str, Any] | None:
    found = [one for one in deliveries(web, webhook) if one["attempts"] and one["error"]]
    return found[0] if found else None


def redirecting(came: Came) -> tuple[int, dict[str, str]]:
    return 302, {"location": "http://169.254.169.254/latest/meta-data/"}


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (lambda came: (500, {}), 500, "refused"),
        (redirecting, 302, "redirected"),
    ],
    ids=["broken", "redirecting"],
)
def test_a_failure_is_kept_and_tried_again_later_with_the_same_id(
    hooked: Web, receiver: Receiver, subscribe: Subscribe, answer: Any, status: int, error: str
) -> None:
    receiver.answer = answer
    webhook = subscribe("contact_closed")["id"]
    look(hooked, f"{webhook}/test", "POST")
    found = eventually(lambda: failed(hooked, webhook))
    assert (found["state"], found["status"], found["error"]) == ("waiting", status, error)
    assert found["due_at"] > found["tried_at"]
    receiver.answer = lambda came: (200, {})
    look(hooked, f"{webhook}/replay", "POST", {"delivery": found["id"]})
    eventually(lambda: True if len(receiver.came) > 1 else None)
    assert set(receiver.ids()) == {found["id"]}


def test_a_slow_receiver_is_left_and_does_not_hold_up_another(
    hooked: Web, receiver: Receiver, subscribe: Subscribe
) -> None:
    enough = threading.Event()

    def slow(came: Came) -> tuple[int, dict[str, str]]:
        enough.wait(20)
        return 204, {}

    receiver.answer = slow
    webhook = subscribe("contact_closed")["id"]
    with receiving() as quick:
        body = {"url": quick.url, "events": ["contact_closed"]}
        other = hooked.staff(ADMINISTRATOR, "POST", "/api/webhooks", body).json()["id"]
        contact = a_contact(hooked)
        eventually(lambda: closed(quick, contact))
        found = eventually(lambda: failed(hooked, webhook))
        enough.set()
        assert (found["status"], found["error"]) == (None, "timeout")
        hooked.staff(ADMINISTRATOR, "DELETE", f"/api/webhooks/{other}")


def test_a_dead_receiver_loses_nothing(hooked: Web, subscribe: Subscribe) -> None:
    with receiving() as mortal:
        gone = mortal.url
    webhook = subscribe("contact_closed", url=gone)["id"]
    contact = a_contact(hooked)
    found = eventually(lambda: failed(hooked, webhook))
    assert (found["status"], found["error"]) == (None, "ConnectError")
    with receiving() as alive:
        body = {"url": alive.url, "events": ["contact_closed"]}
        look(hooked, webhook, "PUT", body)
        look(hooked, f"{webhook}/replay", "POST", {"delivery": found["id"]})
        eventually(lambda: closed(alive, contact))


def test_a_receiver_that_says_gone_is_left_alone_and_everybody_is_told(
    hooked: Web, receiver: Receiver, subscribe: Subscribe
) -> None:
    receiver.answer = lambda came: (410, {})
    webhook = subscribe("contact_closed")["id"]
    look(hooked, f"{webhook}/test", "POST")
    off = eventually(lambda: one if not (one := look(hooked, webhook))["is_on"] else None)
    assert off["off_reason"] == "gone"
    receiver.answer = lambda came: (200, {})
    contact = a_contact(hooked)
    body = {"url": receiver.url, "events": ["contact_closed"], "is_on": True}
    assert look(hooked, webhook, "PUT", body)["off_reason"] is None
    eventually(lambda: closed(receiver, contact))  # what happened while it was off comes too


def test_everything_since_a_moment_is_sent_again(
    hooked: Web, receiver: Receiver, subscribe: Subscribe
) -> None:
    contact = a_contact(hooked)
    webhook = subscribe("contact_closed")["id"]
    assert not receiver.came  # it began after that contact
    listed = look(hooked, f"{webhook}/replay", "POST", {"since": "2020-01-01T00:00:00"})
    assert listed["queued"] >= 1
    eventually(lambda: closed(receiver, contact))


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://169.254.169.254/",
        "https://10.0.0.7/hook",
        "https://[::1]/hook",
        "https://[::ffff:127.0.0.1]/hook",
        "https://192.168.1.1/",
        "http://crm.example/hook",
        "ftp://crm.example/",
        "https://user:word@crm.example/",
        "file:///etc/passwd",
        "https://",
        "https://a b/",
        "https://crm.example:99999/",
    ],
)
def test_an_address_that_may_not_be_called_is_refused(hooked: Web, url: str) -> None:
    body = {"url": url, "events": ["*"]}
    reply = hooked.staff(ADMINISTRATOR, "POST", "/api/webhooks", body)
    assert (reply.status_code, reply.json()["field"]) == (422, "url"), reply.text


def test_a_name_that_leads_home_is_refused_when_it_is_called(
    hooked: Web, subscribe: Subscribe
) -> None:
    webhook = subscribe("contact_closed", url="https://localhost/hook")["id"]
    look(hooked, f"{webhook}/test", "POST")
    found = eventually(lambda: failed(hooked, webhook))
    assert found["error"] == "address_not_allowed"


@pytest.mark.parametrize(
    "body",
    [
        {"events": []},
        {"events": ["lease_taken"]},
        {"events": ["nothing"]},
        {"brands": ["nowhere"]},
        {"description": "x" * 500},
        {"url": "https://crm.example/" + "x" * 2000},
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused(hooked: Web, body: dict[str, Any]) -> None:
    whole = {"url": "https://crm.example/", "events": ["*"], **body}
    reply = hooked.staff(ADMINISTRATOR, "POST", "/api/webhooks", whole)
    assert reply.status_code in (404, 413, 422)
    assert reply.json()["field"] in body


@pytest.mark.parametrize("actor", ["supervisor:salma", "adviser:amina", "editor:salma"])
def test_only_administrators_manage_webhooks(hooked: Web, actor: str) -> None:
    assert hooked.staff(actor, "GET", "/api/webhooks").status_code == 403


def test_deliveries_come_in_pages(hooked: Web, receiver: Receiver, subscribe: Subscribe) -> None:
    webhook = subscribe("contact_closed")["id"]
    sent = [look(hooked, f"{webhook}/test", "POST")["delivery"] for _ in range(5)]
    seen: list[str] = []
    path: str | None = f"/api/webhooks/{webhook}/deliveries?limit=2"
    while path:
        reply = hooked.staff(ADMINISTRATOR, "GET", path)
        seen += [one["id"] for one in reply.json()["rows"]]
        path = reply.links["next"]["url"] if "next" in reply.links else None
    assert sorted(seen) == sorted(sent)
    assert len(seen) == 5
