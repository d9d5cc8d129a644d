"""An erasure reaches every copy, leaves the facts, and is done again after a restore."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from house import AMINA, House, small_centre
from nawba.actions import contacts, erasure, hands, holds
from nawba.actions.disclosure import export_customers
from nawba.actions.erasure_files import note_erasures, read_erasure_hashes
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from nawba.domain.retention import Retention
from nawba.domain.words import ADMINISTRATOR, Actor, CustomerDetails
from nawba.store import Store, open_store, tables
from nawba.store.backup import back_up
from nawba.store.doctor import find_violations
from nawba.store.personal import find_customers, same_person
from nawba.store.personal_map import find_held
from nawba.store.restore import restore
from test_event_stream import MARK, everything_said
from virtual_time import VirtualClock

NewStore = Callable[..., Store]


def words_of(store: Store) -> str:
    """Every value of every row, files' contents too."""
    with store.read() as connection:
        return "\n".join(
            str(tuple(row))
            for table in tables.metadata.sorted_tables
            for row in connection.execute(table.select())
        )


def everybody(house: House) -> list[str]:
    return [row.id for row in house.rows("customers")]


def erase_all(house: House, *files: Path) -> erasure.Erased:
    return erasure.erase_customers(house.store, ADMINISTRATOR, everybody(house), files=files)


def test_nothing_that_was_said_is_left_and_all_facts_are(house: House, tmp_path: Path) -> None:
    everything_said(house)
    assert MARK in words_of(house.store)
    before = {name: len(house.rows(name)) for name in ("messages", "events", "attachments")}
    erased = erase_all(house, tmp_path / "erasures.jsonl")
    assert MARK not in words_of(house.store)
    assert erased.counts["messages"] > 3
    assert len(house.rows("messages")) == before["messages"]
    assert len(house.rows("attachments")) == before["attachments"]
    assert len(house.rows("events")) > before["events"]
    with house.store.read() as connection:
        assert find_violations(connection) == []
        assert find_held(connection, everybody(house)).counts == {}


def test_the_bytes_are_gone_from_sqlites_files(
    sqlite_databases: Any, clock: VirtualClock, tmp_path: Path
) -> None:
    url = sqlite_databases.new_url("configured")
    house = House(open_store(url, clock), clock, small_centre())
    everything_said(house)
    for number in range(3):  # revisions of a brief replace one another: none may linger
        house.say(contact := house.opened().contact, text=f"{MARK} " * (number * 150 + 1))
        _end(house, contact)
    path = Path(url.removeprefix("sqlite:///"))
    files = [path, path.with_name(path.name + "-wal")]
    assert any(MARK.encode() in file.read_bytes() for file in files)
    assert erase_all(house, tmp_path / "erasures.jsonl").bytes_gone
    for file in files:
        assert MARK.encode() not in file.read_bytes(), file.name
    house.store.dispose()


def _end(house: House, contact: str) -> None:
    hands.end(house.store, house.customer_of(contact), house.centre, contact, "customer_left")


def test_others_keep_all_they_said(house: House) -> None:
    kept = house.opened(details=CustomerDetails("Salma Kept")).contact
    house.say(kept, text="I stay")
    house.say(gone := house.opened().contact, text=MARK)
    _end(house, gone)
    customer = house.row(gone).customer
    erasure.erase_customers(house.store, ADMINISTRATOR, [customer], files=())
    left = words_of(house.store)
    assert MARK not in left
    assert "I stay" in left
    assert "Salma Kept" in left


def test_the_link_of_an_erased_contact_opens_nothing(house: House) -> None:
    opened = house.opened()
    _end(house, opened.contact)
    erase_all(house)
    assert not house.rows("contacts", token_hash=contacts.hash_token(opened.token))


def test_an_open_contact_is_ended_first(house: House) -> None:
    house.held()
    with pytest.raises(Conflict, match="Still open"):
        erase_all(house)
    assert house.rows("erasures") == []


def test_a_legal_hold_stands_before_an_erasure(house: House) -> None:
    contact = house.closed()
    holds.hold_contact(house.store, ADMINISTRATOR, contact, "file-7")
    with pytest.raises(Conflict, match="legal hold"):
        erase_all(house)
    holds.release_contact(house.store, ADMINISTRATOR, contact)
    assert erase_all(house).contacts == 1
    with pytest.raises(Conflict, match="nothing to hold"):
        holds.hold_contact(house.store, ADMINISTRATOR, contact, "file-8")


def test_erasing_twice_proves_it_once(house: House, tmp_path: Path) -> None:
    house.closed()
    first, again = erase_all(house), erase_all(house)
    assert len(first.ids) == 1
    assert (again.ids, again.counts) == ((), {})
    assert len(house.rows("erasures")) == len(house.events(ev.CustomerErased)) == 1


def test_the_proof_says_who_when_and_how_much_and_nobodys_name(house: House) -> None:
    house.say(contact := house.opened(details=CustomerDetails(name=MARK)).contact, text=MARK)
    _end(house, contact)
    erase_all(house)
    (proof,) = house.rows("erasures")
    assert (proof.by, proof.reason, proof.at) == (str(ADMINISTRATOR), "request", house.clock())
    assert proof.counts["messages"] == len(house.rows("messages", contact=contact))
    assert proof.customer_hash == erasure.hash_customer(house.row(contact).customer)
    assert house.row(contact).customer not in str(tuple(proof))


def test_who_may_not_is_refused(house: House) -> None:
    customer = house.row(house.closed()).customer
    for actor in (AMINA, Actor("editor", "salma"), Actor("administrator", "a", brands=("sahla",))):
        with pytest.raises(NotPermitted):
            erasure.erase_customers(house.store, actor, [customer], files=())
        with pytest.raises(NotPermitted):
            export_customers(house.store, actor, [customer], Retention())


def test_nothing_is_erased_that_a_restore_would_bring_back(house: House, tmp_path: Path) -> None:
    house.closed()
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="Nothing was erased"):
        erase_all(house, tmp_path / "file" / "erasures.jsonl")
    assert house.rows("erasures") == []


@pytest.mark.parametrize("ended", [True, False])
def test_an_erasure_is_done_again_after_a_restore(
    new_store: NewStore, clock: VirtualClock, tmp_path: Path, ended: bool
) -> None:
    house = House(new_store(), clock, small_centre())
    house.say(contact := house.opened(details=CustomerDetails(name=MARK)).contact, text=MARK)
    if ended:
        _end(house, contact)
    house.say(house.opened().contact, text="I stay")
    back_up(house.store, tmp_path / "before.zip", "test")
    if not ended:
        _end(house, contact)
    file = tmp_path / "erasures.jsonl"
    erasure.erase_customers(house.store, ADMINISTRATOR, [house.row(contact).customer], files=[file])
    url = house.store.engine.url.render_as_string(hide_password=False)
    house.store.dispose()
    restore(url, tmp_path / "before.zip", force=True, clock=clock)
    store = open_store(url, clock)
    assert MARK in words_of(store)
    again = erasure.erase_again(store, ADMINISTRATOR, read_erasure_hashes([file]))
    assert again.contacts == 1
    assert MARK not in words_of(store)
    assert "I stay" in words_of(store)
    with store.read() as connection:
        assert find_violations(connection) == []
    assert erasure.erase_again(store, ADMINISTRATOR, read_erasure_hashes([file])).counts == {}
    store.dispose()


def test_a_file_of_erasures_that_is_damaged_is_told(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    note_erasures([file], [{"customer_hash": "a", "reason": "request", "at": "x"}])
    with file.open("a") as out:
        out.write('{"customer_ha')  # a crash in the middle: nothing was erased yet
    assert read_erasure_hashes([file, tmp_path / "none"]) == {"a": "request"}
    file.write_text("no erasure\n" + file.read_text())
    with pytest.raises(Invalid, match=r"erasures\.jsonl:1"):
        read_erasure_hashes([file])


def test_an_export_holds_everything_in_words_and_files(house: House) -> None:
    everything_said(house)
    (customer,) = {row.customer for row in house.rows("contacts")}
    done = export_customers(house.store, ADMINISTRATOR, [customer], Retention())
    with zipfile.ZipFile(BytesIO(done.content)) as file:
        known = json.loads(file.read("data.json"))
        page = file.read("index.html").decode()
        (attached,) = known["files"]
        assert MARK.encode() in file.read(attached)
    assert known["held"]["customers"][0]["name"] == MARK
    assert any(row["text"] == MARK for row in known["held"]["messages"])
    assert {"briefs", "wrap_ups", "feedback", "operation_contents", "flow_states"} <= set(
        known["held"]
    )
    for language, heading in (("fr", "Les messages"), ("ar", "الرسائل"), ("en", "The messages")):
        assert f'lang="{language}"' in page
        assert heading in page
    assert "24" in page
    assert "amina" not in page + json.dumps(known)
    assert house.events(ev.CustomerExported)[0].customer == customer


def test_an_export_escapes_what_was_typed(house: House) -> None:
    contact = house.opened(details=CustomerDetails(name="<script>alert(1)</script>")).contact
    done = export_customers(house.store, ADMINISTRATOR, [house.row(contact).customer], Retention())
    with zipfile.ZipFile(BytesIO(done.content)) as file:
        assert b"<script>" not in file.read("index.html")


def test_a_stranger_cannot_be_exported(house: House) -> None:
    with pytest.raises(NotFound):
        export_customers(house.store, ADMINISTRATOR, ["u_none"], Retention())


def test_a_customer_is_found_by_details_and_by_words(house: House) -> None:
    details = CustomerDetails("Samira Alaoui", "Sam@Mail.example", "+212 6 61-22-33-44", "WH_7%")
    known = house.row(house.opened(details=details).contact).customer
    house.opened(details=CustomerDetails("Someone Else", None, "0522000000"))
    contact = house.opened().contact
    house.say(contact, text="ici Samira Alaoui")
    with house.store.read() as connection:
        for words in ("alaoui", "SAM@MAIL", "0661223344", "wh_7%", known):
            assert known in [one.row.id for one in find_customers(connection, words)], words
        found = find_customers(connection, "samira")
        assert [(one.row.id, one.where) for one in found] == [
            (known, "details"),
            (house.row(contact).customer, "words"),
        ]
        assert find_customers(connection, "samira", brands=["sahla"]) == []
        assert find_customers(connection, "  ") == []
        assert find_customers(connection, "%") != find_customers(connection, "x%x")


def test_one_persons_contacts_are_found_by_what_they_told_alike(house: House) -> None:
    one, other = (
        house.row(house.opened(details=CustomerDetails(None, None, phone)).contact).customer
        for phone in ("0661223344", "+212 661 22 33 44")
    )
    house.opened(details=CustomerDetails(None, None, "0661223345"))
    with house.store.read() as connection:
        assert same_person(connection, one) == [one, other]
        assert same_person(connection, "u_none") == []
