"""Find, export, erase, hold, retention and register over HTTP, for administrators only."""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from nawba.store.access_log import Wanted, read_access
from web.conftest import Customer, Web, eventually, serving

ADMIN = "administrator:salma"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server of this module's own, whose back-ups and erasures lie in its folder."""
    folder = tmp_path_factory.mktemp("privacy")
    with serving(f"sqlite:///{folder}/web.db", folder, backup_folder=folder / "backups") as web:
        yield web


def folder_of(web: Web) -> Path:
    assert web.store is not None
    return Path(str(web.store.engine.url.database)).parent


def over(web: Web, name: str, **details: str) -> Customer:
    """A customer called ``name`` whose contact is closed, and nothing is owed to it."""
    customer = web.customer(name=name, **details)
    customer.say(f"Ici {name}, je veux résilier mon abonnement")
    eventually(lambda: len(customer.texts("assistant")) > 1 or None)
    customer.post("end")
    return customer


def ask(web: Web, method: str, path: str, body: Any = None, actor: str = ADMIN) -> Any:
    reply = web.staff(actor, method, f"/api/privacy/{path}", body)
    assert reply.status_code < 300, reply.text
    return reply.json() if reply.content else None


def found(web: Web, words: str) -> list[dict[str, Any]]:
    return list(ask(web, "GET", f"customers?q={words}")["customers"])


def test_a_customer_is_found_shown_exported_and_erased(web: Web) -> None:
    name = f"Zohra {secrets.token_hex(4)}"
    customer = over(web, name, email="zohra@x.example")
    (one,) = found(web, name)
    shown = ask(web, "GET", f"customers/{one['id']}")
    assert shown["name"] == name
    assert shown["counts"]["messages"] >= 3
    assert [contact["id"] for contact in shown["contacts"]] == [customer.id]
    reply = web.staff(ADMIN, "GET", f"/api/privacy/customers/{one['id']}/export")
    with zipfile.ZipFile(BytesIO(reply.content)) as file:
        assert name in file.read("data.json").decode()

    path = f"customers/{one['id']}/erase"
    refused = web.staff(ADMIN, "POST", f"/api/privacy/{path}", {"confirm": "yes"})
    assert refused.status_code == 409
    assert found(web, name)
    done = ask(web, "POST", path, {"confirm": one["id"]})
    assert done["counts"]["messages"] == shown["counts"]["messages"]
    assert found(web, name) == []
    assert done["erasures"][0] in [row["id"] for row in ask(web, "GET", "erasures")["erasures"]]
    assert (folder_of(web) / "backups" / "erasures.jsonl").read_text().count("\n") >= 1
    assert web.store is not None
    with web.store.read() as connection:
        log = read_access(connection, Wanted(resource=one["id"]), 10)
    assert {line.action for line in log} >= {"exported", "erased"}


def test_only_customers_of_the_same_person_go_along(web: Web) -> None:
    phone = f"06{secrets.randbelow(10**8):08}"
    one, other = (over(web, f"Ali {n} {phone}", phone=phone) for n in range(2))
    stranger = over(web, f"Hind {phone}x")
    ids = {c.id: found(web, c.id)[0]["id"] for c in (one, other, stranger)}
    shown = ask(web, "GET", f"customers/{ids[one.id]}")
    assert [also["id"] for also in shown["also"]] == [ids[other.id]]
    path = f"/api/privacy/customers/{ids[one.id]}/erase"
    body = {"confirm": ids[one.id], "also": [ids[stranger.id]]}
    assert web.staff(ADMIN, "POST", path, body).status_code == 409
    done = web.staff(ADMIN, "POST", path, {**body, "also": [ids[other.id]]}).json()
    assert done["contacts"] == 2
    assert found(web, phone)[0]["id"] == ids[stranger.id]


def test_a_contact_that_is_open_or_held_is_not_erased(web: Web) -> None:
    customer = web.customer(name="Ouverte")
    (one,) = found(web, customer.id)
    path = f"/api/privacy/customers/{one['id']}/erase"
    body = {"confirm": one["id"]}
    assert "open" in web.staff(ADMIN, "POST", path, body).json()["detail"]
    customer.post("end")
    ask(web, "PUT", f"holds/{customer.id}", {"reason": "file-7"})
    assert customer.id in [hold["contact"] for hold in ask(web, "GET", "holds")["holds"]]
    assert "hold" in web.staff(ADMIN, "POST", path, body).json()["detail"]
    ask(web, "DELETE", f"holds/{customer.id}")
    assert web.staff(ADMIN, "POST", path, body).status_code == 200


def test_retention_is_told_and_run(web: Web) -> None:
    told = ask(web, "GET", "retention")
    assert told["months"]["conversations"] == 24
    assert told["due"] == {"contacts": 0, "rows": {}}
    assert ask(web, "POST", "retention/run")["last"]["ended_at"]


def test_the_register_is_read_and_written(web: Web) -> None:
    told = {one["id"]: one for one in ask(web, "GET", "register")["purposes"]}
    assert told["listening"]["in_force"] is False
    entry = {
        "basis": "consent", "authorisation": "CNDP A-2/2026", "retention": "6 months",
        "recipients": ["Atlas"], "since": "2020-01-01", "notice": "2020-01-01",
        "revision": told["listening"]["revision"],
    }  # fmt: skip
    kept = ask(web, "PUT", "register/listening", entry)
    assert (kept["in_force"], kept["lacks"]) == (True, [])
    stale = web.staff(ADMIN, "PUT", "/api/privacy/register/listening", entry)
    assert stale.status_code == 409
    assert web.staff(ADMIN, "PUT", "/api/privacy/register/spying", entry).status_code == 404


@pytest.mark.parametrize("actor", ["adviser:amina", "supervisor:salma", "editor:salma"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "customers?q=a"), ("GET", "customers/u_1"), ("GET", "customers/u_1/export"),
        ("POST", "customers/u_1/erase"), ("GET", "erasures"), ("GET", "holds"),
        ("PUT", "holds/c_1"), ("DELETE", "holds/c_1"), ("GET", "retention"),
        ("POST", "retention/run"), ("GET", "register"), ("PUT", "register/training"),
    ],
)  # fmt: skip
def test_nobody_else_may(web: Web, actor: str, method: str, path: str) -> None:
    body = {"confirm": "u_1", "reason": "x"}
    assert web.staff(actor, method, f"/api/privacy/{path}", body).status_code == 403


def test_who_is_not_there_is_not_found(web: Web) -> None:
    for path in ("customers/u_none", "customers/u_none/export"):
        assert web.staff(ADMIN, "GET", f"/api/privacy/{path}").status_code == 404
    body = {"confirm": "u_none"}
    assert web.staff(ADMIN, "POST", "/api/privacy/customers/u_none/erase", body).status_code == 404
    assert json.dumps(found(web, "%%"))
