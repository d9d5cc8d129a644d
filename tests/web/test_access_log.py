"""The log of access as its readers get it: one line for one thing that happened, of their sites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import sessions
from nawba.actions import accounts
from nawba.actions.api_keys import make_key
from nawba.domain.identity import CONSOLE, Account
from web.conftest import Web, eventually, serving

PASSWORD = "un cheval de bois rouge"
SITES = ("casablanca", "dakar")


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("access")
    with serving(f"sqlite:///{folder}/web.db", folder) as one:
        yield one


def lines(web: Web, site: str | None = None, **wanted: str) -> list[dict[str, Any]]:
    """The log as an administrator of ``site``, or of all, reads it."""
    assert web.store is not None
    sites = None if site is None else (site,)
    mine = sessions.headers(web.store, f"administrator:boss-{site}", sites=sites)
    reply = web.client.get("/api/access", params={**wanted, "limit": "500"}, headers=mine)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["rows"])


def told(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["action"], row["kind"], row["resource"]) for row in rows]


def held_by(web: Web, adviser: str, language: str) -> str:
    """A contact that ``adviser`` leads, and that a supervisor of everywhere looked at."""
    web.available(adviser)
    customer = web.customer(language)
    customer.say("أريد التحدث مع شخص" if language == "ar" else "I want a person")
    assert web.accepted(customer, adviser) == adviser
    assert web.staff("quality:everywhere", "GET", f"/api/contacts/{customer.id}").status_code == 200
    seen = {"resource": customer.id, "action": "saw"}
    eventually(lambda: lines(web, **seen) or None)  # what was seen is written soon after
    return customer.id


@pytest.fixture(scope="module")
def theirs(web: Web) -> dict[str, str]:
    """A contact of each site."""
    return {"casablanca": held_by(web, "amina", "ar"), "dakar": held_by(web, "moussa", "en")}


def test_a_sites_administrator_sees_who_looked_at_its_contacts(
    web: Web, theirs: dict[str, str]
) -> None:
    for site, other in (SITES, SITES[::-1]):
        own = lines(web, site, resource=theirs[site])
        assert {row["account"] for row in own if row["action"] == "saw"} == {"everywhere"}
        assert lines(web, site, resource=theirs[other]) == []
        assert theirs[other] not in str(lines(web, site))


def test_a_sites_administrator_sees_its_people_and_their_accounts(web: Web) -> None:
    assert web.store is not None
    people = {"casablanca": "amina", "dakar": "moussa"}
    for site, person in people.items():
        sessions.headers(web.store, f"adviser:{person}")
        scoped = Account(f"clerk-{site}", "Clerk", f"clerk-{site}", ("quality",), sites=(site,))
        accounts.add_account(web.store, CONSOLE, scoped)
        make_key(web.store, CONSOLE, f"screen-{site}", ("supervisor",), sites=(site,))
    for site, other in (SITES, SITES[::-1]):
        seen = lines(web, site)
        assert "signed_in" in {row["action"] for row in seen if row["account"] == people[site]}
        assert ("made", "account", people[site]) in told(seen)
        assert ("made", "account", f"clerk-{site}") in told(seen)
        assert any(row["kind"] == "key" for row in seen)
        hidden = {people[other], f"clerk-{other}", f"boss-{other}", "boss-None"}
        assert hidden & {row["resource"] for row in seen} == set()
        assert hidden & {row["account"] for row in seen} == set()
    everything = len(lines(web))
    assert all(0 < len(lines(web, site)) < everything for site in SITES)


def test_the_file_holds_what_the_page_shows(web: Web, theirs: dict[str, str]) -> None:
    assert web.store is not None
    mine = sessions.headers(web.store, "administrator:boss-dakar", sites=("dakar",))
    rows = web.client.get("/api/access.csv?kind=contact", headers=mine).text.splitlines()[1:]
    assert len(rows) == len(lines(web, "dakar", kind="contact")) > 0
    assert all(theirs["casablanca"] not in row for row in rows)


def test_a_link_that_is_used_is_one_line_and_the_sign_in_another(web: Web) -> None:
    assert web.store is not None
    accounts.add_account(
        web.store, CONSOLE, Account("nour", "Nour", "nour@x.example", ("planner",))
    )
    link = accounts.make_link(web.store, CONSOLE, "nour")
    body = {"token": link.token, "password": PASSWORD}
    used = web.client.post("/api/session/redeem", json=body)
    assert used.status_code == 200
    mine = lines(web, account="nour")
    session = used.json()["session"]
    assert told(mine) == [("signed_in", "session", session), ("chose_password", "account", "nour")]
    assert {row["address"] for row in mine} == {"127.0.0.1"}


def test_a_changed_password_is_one_line_and_the_sign_in_another(web: Web) -> None:
    assert web.store is not None
    accounts.add_account(
        web.store, CONSOLE, Account("sara", "Sara", "sara@x.example", ("planner",))
    )
    link = accounts.make_link(web.store, CONSOLE, "sara")
    body = {"token": link.token, "password": PASSWORD}
    entered = web.client.post("/api/session/redeem", json=body)
    mine = {
        "cookie": f"nawba={entered.cookies['nawba']}",
        "x-csrf-token": entered.json()["csrf"],
    }
    web.client.cookies.clear()
    changed = {"current": PASSWORD, "new": "trois petits bateaux bleus"}
    reply = web.client.post("/api/session/password", json=changed, headers=mine)
    assert reply.status_code == 200, reply.text
    web.client.cookies.clear()
    newest = [row["action"] for row in lines(web, account="sara")][:2]
    assert newest == ["signed_in", "chose_password"]
    assert len(lines(web, account="sara")) == 4
