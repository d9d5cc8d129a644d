"""Cards planted through every door of the house are nowhere in it; names are in no log or cache."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from nawba.store.backup import back_up
from web.conftest import Customer, Web, eventually, serving

CARD, CODE = "5500 0055 5555 5559", "cryptogramme 7391"
PLANTED = f"ma carte {CARD}, {CODE}"
SECRETS = (CARD, CARD.replace(" ", ""), "0055 5555", "7391")
PERSON = "Zahra Boutaleb"
PHONE = "0661 22 87 65"
IBAN = "MA64 0115 1900 0001 2050 0053 4921"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Web]:
    """A server of this module's own, so that all its files can be read through."""
    with serving(f"sqlite:///{folder}/web.db", folder / "cache", metrics=True) as web:
        yield web


def visit(web: Web) -> Customer:
    """A customer who plants everything in every field they can write in, until people take over."""
    told = {"name": f"{PERSON} {CARD}", "email": f"z@x.example {CARD}", "phone": f"{PHONE} {CARD}",
            "reference": CARD}  # fmt: skip
    customer = web.customer(**told)
    customer.post("details", told, "PUT")
    customer.say(f"Je m'appelle {PERSON}, {PHONE}, {IBAN}, {PLANTED}. Je veux résilier")
    for part in ("5500", "0055", "5555", "5559"):
        assert customer.say(part).status_code == 201
    customer.say(f"je voudrais parler à quelqu'un, {PLANTED}")
    brief = customer.in_state("waiting")["contact"]["brief"]
    mended = {"goal": PLANTED, "fields": {"Carte": CARD}, "revision": brief["revision"]}
    assert customer.post("brief", mended, "PUT").status_code == 200
    file = {"file": (f"{CARD}.txt", io.BytesIO(b"nothing"))}
    path = "/api/contacts/me/attachments"
    kept = web.client.post(path, files=file, headers=customer.headers)
    assert CARD not in kept.json()["name"]
    return customer


def answer(web: Web, customer: Customer) -> None:
    """An adviser who plants the same in all that staff can write."""
    adviser = f"adviser:{web.accepted(customer, 'amina')}"
    for note in (False, True):
        body = {"client_id": f"n{note}", "text": PLANTED, "note": note}
        path = f"/api/contacts/{customer.id}/messages"
        assert web.staff(adviser, "POST", path, body).status_code == 201
    web.staff(adviser, "POST", f"/api/contacts/{customer.id}/end")
    body = {"code": "solved", "summary": PLANTED, "follow_ups": CARD}
    codes = web.staff(adviser, "GET", "/api/centre").json()["wrap_up_codes"]
    body["code"] = codes[0]["id"]
    path = f"/api/contacts/{customer.id}/wrap-up"
    assert web.staff(adviser, "POST", path, body).status_code == 204
    customer.post("rating", {"rating": 1, "comment": PLANTED})


def test_what_was_planted_is_found_nowhere(
    web: Web, folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    web.available("amina")
    customer = visit(web)
    answer(web, customer)
    eventually(lambda: customer.look() or None)
    assert any("•••" in text for text in customer.texts("customer"))
    assert web.store is not None
    back_up(web.store, folder / "all.zip", "test")
    with zipfile.ZipFile(folder / "all.zip") as file:
        kept = b"".join(file.read(name) for name in file.namelist())
    assert PERSON.encode() in kept  # the search below can fail
    database = b"".join(path.read_bytes() for path in folder.glob("web.db*"))
    caches = b"".join(p.read_bytes() for p in (folder / "cache").rglob("*") if p.is_file())
    metrics = web.client.get("/metrics").content
    spoken = "".join([caplog.text, *capfd.readouterr()]).encode()
    with zipfile.ZipFile(folder / "all.zip") as file:
        events = file.read("tables/events.jsonl")
    for secret in SECRETS:
        found = re.compile(rb"(?<![\w.])" + secret.encode() + rb"(?![\w.])")
        for place in (kept, database, caches, metrics, spoken, events):
            assert found.search(place) is None, secret
    for secret in (PERSON, PHONE, IBAN, "0661228765"):
        for place in (caches, metrics, spoken, events):
            assert secret.encode() not in place, secret
