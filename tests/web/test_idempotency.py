"""The same POST again, with the same key: once done, the same answer, whatever happens between."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from nawba.actions.repeated_requests import (
    KEPT_FOR,
    Answer,
    KeyedRequest,
    alongside,
    find_answer,
    forget_old_keys,
    keep_answer,
)
from nawba.domain.errors import KeyDone, KeyReused, KeyRunning
from nawba.domain.words import Actor
from nawba.store import Store
from nawba.store.engine import ALONGSIDE
from virtual_time import VirtualClock
from web.conftest import Customer, Web

ADMINISTRATOR = "administrator:salma"
HOOK = {"url": "https://crm.example/hook", "events": ["contact_closed"]}


def post(web: Web, path: str, body: Any, key: str, actor: str = ADMINISTRATOR) -> httpx.Response:
    headers = {**web.headers(actor), "idempotency-key": key}
    return web.client.post(path, json=body, headers=headers)


def hooks(web: Web) -> int:
    return len(web.staff(ADMINISTRATOR, "GET", "/api/webhooks").json()["rows"])


def test_the_same_request_again_gets_the_same_answer_and_is_done_once(web: Web) -> None:
    key, before = secrets.token_hex(8), hooks(web)
    first, again = (post(web, "/api/webhooks", HOOK, key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()  # the secret too, which is shown in no other way
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert hooks(web) == before + 1
    post(web, "/api/webhooks", HOOK, secrets.token_hex(8))
    assert hooks(web) == before + 2


def test_another_request_with_the_same_key_is_refused(web: Web) -> None:
    key, before = secrets.token_hex(8), hooks(web)
    post(web, "/api/webhooks", HOOK, key)
    other = post(web, "/api/webhooks", {**HOOK, "description": "other"}, key)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert hooks(web) == before + 1


def test_a_key_is_its_callers_own(web: Web) -> None:
    key = secrets.token_hex(8)
    post(web, "/api/webhooks", HOOK, key)
    stranger = post(web, "/api/webhooks", HOOK, key, actor="adviser:amina")
    assert (stranger.status_code, stranger.json()["code"]) == (403, "not_permitted")
    nobody = web.client.post("/api/webhooks", json=HOOK, headers={"idempotency-key": key})
    assert nobody.status_code in (401, 403)


def test_what_was_refused_may_be_mended_under_the_same_key(web: Web) -> None:
    key = secrets.token_hex(8)
    wrong = post(web, "/api/webhooks", {**HOOK, "events": []}, key)
    assert wrong.status_code == 422
    assert post(web, "/api/webhooks", HOOK, key).status_code == 201


@pytest.mark.parametrize("key", ["x" * 256, "caf\u00e9".encode("latin-1")], ids=["long", "accent"])
def test_a_key_that_is_none_is_refused(web: Web, key: Any) -> None:
    sent = key.encode() if isinstance(key, str) else key
    session = {name.encode(): value.encode() for name, value in web.headers(ADMINISTRATOR).items()}
    headers = {**session, b"idempotency-key": sent}
    reply = web.client.post("/api/webhooks", json=HOOK, headers=headers)
    assert (reply.status_code, reply.json()["field"]) == (422, "Idempotency-Key")


def test_many_at_once_are_done_once(web: Web) -> None:
    key, before = secrets.token_hex(8), hooks(web)
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda _: post(web, "/api/webhooks", HOOK, key), range(8)))
    codes = {reply.json().get("code", "") for reply in replies if reply.status_code != 201}
    assert codes <= {"key_running"}
    assert len({r.json()["id"] for r in replies if r.status_code == 201}) == 1
    assert hooks(web) == before + 1


def test_a_form_sent_again_is_the_same_form(web: Web) -> None:
    """A client library makes up another boundary each time."""
    customer = web.customer()
    headers = {**customer.headers, "idempotency-key": secrets.token_hex(8)}
    replies = [upload(web, customer, headers, boundary) for boundary in ("aaaa", "bbbb")]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].json() == replies[1].json()


def upload(web: Web, customer: Customer, headers: dict[str, str], boundary: str) -> httpx.Response:
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        f"hello\r\n--{boundary}--\r\n"
    )
    kind = f"multipart/form-data; boundary={boundary}"
    return web.client.post(
        "/api/contacts/me/attachments", content=body, headers={**headers, "content-type": kind}
    )


def test_a_customers_words_are_not_readable_where_answers_are_kept(web: Web) -> None:
    customer = web.customer()
    headers = {**customer.headers, "idempotency-key": secrets.token_hex(8)}
    body = {"client_id": "words-1", "text": "je m'appelle Fatima Zohra"}
    web.client.post("/api/contacts/me/messages", json=body, headers=headers)
    again = web.client.post("/api/contacts/me/messages", json=body, headers=headers)
    assert again.json()["text"] == "je m'appelle Fatima Zohra"
    assert web.store is not None
    with web.store.read() as connection:
        query = "SELECT contact, answer FROM idempotency_keys"
        rows = connection.exec_driver_sql(query).all()
    mine = [bytes(answer) for contact, answer in rows if contact == customer.id]
    assert mine  # found by whoever erases the customer
    assert all(b"Fatima" not in answer for answer in mine)


# -- below HTTP: what is kept, and when ----------------------------------------------------------

SOMEBODY = Actor("administrator", "salma")


def request(attempt: str = "1", *, key: str = "k", body: str = "b", safe: bool = False) -> Any:
    return KeyedRequest("somebody", key, body, attempt, is_safe_again=safe)


def act(store: Store, keyed: KeyedRequest, *, fails: bool = False) -> None:
    mark = ALONGSIDE.set(alongside(keyed))
    try:
        with store.write("check", SOMEBODY):
            if fails:
                raise RuntimeError("undone")
    finally:
        ALONGSIDE.reset(mark)


ANSWER = Answer(201, {"content-type": "application/json"}, b'{"id": 1}')


def test_what_was_done_and_not_answered_is_not_done_again(store: Store) -> None:
    act(store, request())
    with pytest.raises(KeyDone):
        find_answer(store, request("2"))
    assert find_answer(store, request("2", safe=True)) is None
    act(store, request("2", safe=True))
    keep_answer(store, request("2", safe=True), ANSWER)
    assert find_answer(store, request("3")) == ANSWER


def test_what_was_undone_may_be_done(store: Store) -> None:
    with pytest.raises(RuntimeError):
        act(store, request(), fails=True)
    assert find_answer(store, request("2")) is None
    keep_answer(store, request(), ANSWER)  # nothing was written: nothing to keep it with
    assert find_answer(store, request("2")) is None


def test_another_process_that_was_slower_undoes_its_work(store: Store) -> None:
    act(store, request("1"))
    with pytest.raises(KeyRunning):
        act(store, request("2"))


def test_one_request_may_write_several_times(store: Store) -> None:
    act(store, request())
    act(store, request())
    keep_answer(store, request(), ANSWER)
    with pytest.raises(KeyReused):
        find_answer(store, request(body="other"))


def test_answers_are_kept_for_a_day(store: Store, clock: VirtualClock) -> None:
    act(store, request())
    keep_answer(store, request(), ANSWER)
    clock.advance((KEPT_FOR - timedelta(seconds=1)).total_seconds())
    assert forget_old_keys(store) == 0
    assert find_answer(store, request("2")) == ANSWER
    clock.advance(2)
    assert find_answer(store, request("2", body="other")) is None
    assert forget_old_keys(store) == 1
