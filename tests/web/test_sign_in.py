"""The door over HTTP: who comes in, how, for how long, and who cannot make them do things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

import sessions
from nawba.actions import accounts, api_keys
from nawba.domain.identity import CONSOLE, Account
from nawba.store.identity import find_account
from web import described
from web.conftest import Listener, Web, eventually, serving

PASSWORD = "un cheval de bois rouge"
OTHER = "trois petits bateaux bleus"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("door")
    with serving(f"sqlite:///{folder}/web.db", folder) as one:
        yield one


@pytest.fixture(scope="module")
def salma(web: Web) -> str:
    """A supervisor with a password; her login."""
    assert web.store is not None
    made = Account("salma", "Salma Berrada", "Salma@Nawba.example", ("supervisor", "editor"))
    accounts.add_account(web.store, CONSOLE, made)
    link = accounts.make_link(web.store, CONSOLE, "salma")
    with page(web) as one:
        body = {"token": link.token, "password": PASSWORD}
        assert one.post("/api/session/redeem", json=body).status_code == 200
    return "salma@nawba.example"


@contextmanager
def page(web: Web, **headers: str) -> Iterator[httpx.Client]:
    """A browser of its own, with its cookies."""
    with described.Client(base_url=web.base, timeout=30, headers=headers) as client:
        yield client


def come_in(client: httpx.Client, login: str, password: str = PASSWORD) -> dict[str, Any]:
    reply = client.post("/api/session", json={"login": login, "password": password})
    assert reply.status_code == 200, reply.text
    client.headers["x-csrf-token"] = reply.json()["csrf"]
    return dict(reply.json())


def code(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, str(reply.json()["code"])


def test_who_signs_in_is_told_what_they_may_do(web: Web, salma: str) -> None:
    with page(web) as one:
        told = come_in(one, "SALMA@nawba.example")
        assert (told["account"], told["roles"]) == ("salma", ["supervisor", "editor"])
        assert "read_wallboard" in told["can_as"]["supervisor"]
        assert "draft_article" in told["can"]
        assert "manage_accounts" not in told["can"]
        assert one.get("/api/session").json() == told
        assert one.get("/api/wallboard").status_code == 200


def test_the_cookie_is_for_the_browser_alone(web: Web, salma: str) -> None:
    with page(web) as one:
        reply = one.post("/api/session", json={"login": salma, "password": PASSWORD})
    said = reply.headers["set-cookie"].lower()
    assert said.startswith("nawba=")
    assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in said.split(";")}
    token = reply.cookies["nawba"]
    assert token not in reply.text
    assert web.store is not None
    with web.store.read() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM sessions").fetchall()
    assert token not in str(kept)


def test_it_is_not_said_what_was_wrong(web: Web, salma: str) -> None:
    with page(web) as one:
        answers = [
            one.post("/api/session", json={"login": login, "password": password})
            for login, password in ((salma, "wrong password here"), ("nobody@x", PASSWORD))
        ]
    assert [code(one) for one in answers] == [(401, "wrong_credentials")] * 2
    assert answers[0].json() == answers[1].json()


def test_failures_make_one_wait_and_are_told_in_seconds(web: Web) -> None:
    with page(web) as one:
        replies = [
            one.post("/api/session", json={"login": "guessed@x", "password": "x"}) for _ in range(6)
        ]
    assert [one.status_code for one in replies] == [401] * 5 + [429]
    assert code(replies[-1]) == (429, "wait")
    assert 1 <= int(replies[-1].headers["retry-after"]) <= 5


@pytest.mark.parametrize(
    ("headers", "wanted"),
    [
        ({}, "csrf"),
        ({"x-csrf-token": "0" * 64}, "csrf"),
        ({"origin": "https://evil.example"}, "foreign_origin"),
        ({"origin": "null"}, "foreign_origin"),
        ({"sec-fetch-site": "cross-site"}, "foreign_origin"),
        ({"sec-fetch-site": "same-site"}, "foreign_origin"),
    ],
    ids=["without", "wrong", "origin", "null", "cross-site", "same-site"],
)
def test_another_site_cannot_write(
    web: Web, salma: str, headers: dict[str, str], wanted: str
) -> None:
    with page(web) as one:
        come_in(one, salma)
        if "x-csrf-token" in headers or not headers:
            del one.headers["x-csrf-token"]
        refused = one.delete("/api/session", headers=headers)
        assert code(refused) == (403, wanted)
        assert one.get("/api/session").status_code == 200


def test_another_site_cannot_sign_somebody_in(web: Web, salma: str) -> None:
    body = {"login": salma, "password": PASSWORD}
    with page(web, origin="https://evil.example") as one:
        assert code(one.post("/api/session", json=body)) == (403, "foreign_origin")


def test_signing_out_ends_the_session_and_its_streams(web: Web, salma: str) -> None:
    with page(web) as one:
        come_in(one, salma)
        cookie = {"cookie": f"nawba={one.cookies['nawba']}"}
        listener = Listener(f"{web.base}/api/stream", cookie).start()
        assert one.delete("/api/session").status_code == 204
        assert "nawba" not in one.cookies
    assert code(web.client.get("/api/wallboard", headers=cookie)) == (401, "sign_in_needed")
    listener.wait(lambda name, _: name == "signed_out")


def test_signing_out_everywhere_else_keeps_this_one(web: Web, salma: str) -> None:
    with page(web) as here, page(web) as there:
        come_in(here, salma)
        come_in(there, salma)
        listed = here.get("/api/sessions").json()["sessions"]
        assert sum(one["current"] for one in listed) == 1
        assert len(listed) >= 2
        assert here.delete("/api/sessions", params={"others": True}).status_code == 204
        assert here.get("/api/session").status_code == 200
        assert there.get("/api/session").status_code == 401


def test_a_changed_password_signs_out_elsewhere(web: Web) -> None:
    assert web.store is not None
    made = Account("karim", "Karim", "karim@nawba.example", ("adviser",))
    accounts.add_account(web.store, CONSOLE, made)
    link = accounts.make_link(web.store, CONSOLE, "karim")
    with page(web) as here, page(web) as there:
        body = {"token": link.token, "password": PASSWORD}
        assert here.post("/api/session/redeem", json=body).status_code == 200
        assert code(there.post("/api/session/redeem", json=body)) == (410, "link_ended")
        come_in(here, "karim@nawba.example")
        come_in(there, "karim@nawba.example")
        weak = here.post("/api/session/password", json={"current": PASSWORD, "new": "court"})
        assert (weak.status_code, weak.json()["field"]) == (422, "new")
        wrong = here.post("/api/session/password", json={"current": "x", "new": OTHER})
        assert code(wrong) == (401, "wrong_credentials")
        done = here.post("/api/session/password", json={"current": PASSWORD, "new": OTHER})
        assert done.status_code == 200
        assert here.get("/api/session").json()["csrf"] == done.json()["csrf"]
        assert there.get("/api/session").status_code == 401


def test_a_disabled_account_is_out_at_once(web: Web) -> None:
    assert web.store is not None
    mine = sessions.headers(web.store, "quality:hind")
    assert web.client.get("/api/session", headers=mine).status_code == 200
    with web.store.read() as connection:
        known = find_account(connection, "hind")
    assert known is not None
    accounts.change_account(web.store, CONSOLE, replace(known, disabled=True))
    assert web.client.get("/api/session", headers=mine).status_code == 401


def test_a_role_that_is_not_ones_own_cannot_be_named(web: Web, salma: str) -> None:
    with page(web) as one:
        come_in(one, salma)
        refused = one.get("/api/wallboard", headers={"x-nawba-role": "administrator"})
        assert code(refused) == (403, "not_permitted")
        assert one.get("/api/wallboard", headers={"x-nawba-role": "editor"}).status_code == 403


def test_a_key_needs_no_cookie_and_ends_when_it_is_revoked(web: Web) -> None:
    assert web.store is not None
    key, secret = api_keys.make_key(
        web.store, CONSOLE, "wall", ("supervisor",), actions=("read_wallboard",)
    )
    bearer = {"authorization": f"Bearer {secret}"}
    assert web.client.get("/api/wallboard", headers=bearer).status_code == 200
    assert code(web.client.get("/api/stream", headers=bearer)) == (403, "not_permitted")
    api_keys.revoke_key(web.store, CONSOLE, key.id)
    assert code(web.client.get("/api/wallboard", headers=bearer)) == (401, "sign_in_needed")


def test_last_use_of_a_key_is_shown_to_the_administrator(web: Web) -> None:
    made = web.staff("administrator:boss", "POST", "/api/keys", {"name": "k", "roles": ["planner"]})
    assert made.status_code == 201, made.text
    bearer = {"authorization": f"Bearer {made.json()['secret']}"}
    assert web.client.get("/api/centre", headers=bearer).status_code == 200

    def used() -> bool | None:
        keys = web.staff("administrator:boss", "GET", "/api/keys").json()["keys"]
        mine = next(one for one in keys if one["id"] == made.json()["key"]["id"])
        return True if mine["used_at"] else None

    eventually(used)


def test_nobody_enters_by_a_demos_door_where_there_is_no_demo(web: Web) -> None:
    reply = web.client.post("/api/session", json={"demo": "adviser:amina"})
    assert code(reply) == (404, "not_found")
    assert web.client.get("/api/session/ways").json()["demo"] is None


def test_the_administrator_invites_and_the_log_tells(web: Web) -> None:
    wanted = {"name": "Nour Haddad", "login": "nour@nawba.example", "roles": ["planner"]}
    made = web.staff("administrator:boss", "POST", "/api/accounts", wanted)
    assert made.status_code == 201, made.text
    token = made.json()["link"]["path"].partition("token=")[2]
    with page(web) as one:
        told = one.post("/api/session/link", json={"token": token}).json()
        assert (told["kind"], told["name"]) == ("invitation", "Nour Haddad")
        one.post("/api/session/redeem", json={"token": token, "password": PASSWORD})
        assert one.get("/api/session").json()["account"] == made.json()["account"]["id"]
    lines = web.staff("administrator:boss", "GET", "/api/access?resource=nour").json()["rows"]
    assert ("made", "account", "boss") in {(r["action"], r["kind"], r["account"]) for r in lines}
    mine = web.staff("administrator:boss", "GET", "/api/access?account=nour").json()["rows"]
    assert "signed_in" in {line["action"] for line in mine}


def test_the_last_administrator_stays(web: Web) -> None:
    mine = web.staff("administrator:boss", "GET", "/api/accounts/boss").json()
    asked = {name: mine[name] for name in ("name", "login", "revision")}
    for change in ({"roles": ["planner"]}, {"roles": ["administrator"], "disabled": True}):
        reply = web.staff("administrator:boss", "PUT", "/api/accounts/boss", asked | change)
        assert code(reply) == (409, "conflict")


def test_the_first_link_makes_the_administrator_once(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/web.db", tmp_path) as web:
        assert web.store is not None
        assert web.client.get("/api/session/ways").json()["first"] is True
        link = accounts.make_first_link(web.store, CONSOLE)
        assert link is not None
        body = {"token": link.token, "password": PASSWORD, "login": "hakima@x.example"}
        with page(web) as one:
            nameless = one.post("/api/session/redeem", json=body)
            assert (nameless.status_code, nameless.json()["field"]) == (422, "name")
            made = one.post("/api/session/redeem", json=body | {"name": "Hakima"})
            assert made.json()["roles"] == ["administrator"]
            assert code(one.post("/api/session/redeem", json=body)) == (410, "link_ended")
        assert accounts.make_first_link(web.store, CONSOLE) is None
        assert web.client.get("/api/session/ways").json()["first"] is False
