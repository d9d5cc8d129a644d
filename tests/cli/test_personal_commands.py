"""``nawba privacy find | export | erase | hold | retention | register`` as typed, and restoring."""

from __future__ import annotations

import json
import zipfile

import pytest

from cli.conftest import Cli
from house import House, small_centre
from nawba.actions import hands
from nawba.actions.setup import configure
from nawba.domain.words import ADMINISTRATOR, CustomerDetails
from nawba.store import open_store
from nawba.store.migrate import migrate
from virtual_time import VirtualClock

SECRET = "Samira Alaoui"


@pytest.fixture
def centre(cli: Cli) -> str:
    """A database with one contact of one customer, over; the customer's id."""
    (cli.folder / "data").mkdir(exist_ok=True)
    clock = VirtualClock()
    store = open_store(cli.url, clock)
    migrate(store)
    configure(store, ADMINISTRATOR, small_centre())
    house = House(store, clock, small_centre())
    contact = house.opened(details=CustomerDetails(SECRET, "s@x.ma")).contact
    house.say(contact, text=f"ici {SECRET}")
    customer = house.row(contact).customer
    hands.end(store, house.customer_of(contact), house.centre, contact, "customer_left")
    store.dispose()
    return str(customer)


def words(cli: Cli) -> bytes:
    files = [*(cli.folder / "data").glob("nawba.db*")]
    return b"".join(file.read_bytes() for file in files)


def test_a_customer_is_found_exported_and_erased(cli: Cli, centre: str) -> None:
    (found,) = cli.json("privacy", "find", "alaoui")["customers"]
    assert (found["id"], found["found_by"]) == (centre, "details")
    assert SECRET in cli.run("privacy", "find", "alaoui").stdout
    made = cli.json("privacy", "export", centre, "--out", "all.zip")
    with zipfile.ZipFile(cli.folder / "all.zip") as file:
        assert SECRET in file.read("index.html").decode()
    assert made["rows"]["messages"] == 1
    cli.run("privacy", "export", centre, "--out", "all.zip", code=2)

    plan = cli.json("privacy", "erase", centre)
    assert plan["erased"] is False
    assert plan["counts"]["messages"] == 1
    assert SECRET.encode() in words(cli)
    assert "Nothing was erased" in cli.run("privacy", "erase", centre).stdout
    gone = cli.json("privacy", "erase", centre, "--yes", "--reason", "art-17")
    assert gone["counts"]["messages"] == 1
    assert gone["bytes_gone"] is True
    assert SECRET.encode() not in words(cli)
    assert "Nobody was found" in cli.run("privacy", "find", "alaoui").stdout
    assert cli.run("privacy", "erase", "u_none", code=2).stderr


def test_an_erasure_is_done_again_after_a_restore(cli: Cli, centre: str) -> None:
    cli.run("backup", "before.zip")
    cli.run("privacy", "erase", centre, "--yes")
    told = cli.json("restore", "before.zip", "--force")
    assert told["erased_again"] == 1
    current = (cli.folder / "data" / "nawba.db").read_bytes()
    assert SECRET.encode() not in current
    assert cli.json("restore", "before.zip", "--force")["erased_again"] == 1


def test_an_erasure_is_known_elsewhere_by_its_file(cli: Cli, centre: str) -> None:
    cli.run("backup", "before.zip")
    cli.run("privacy", "erase", centre, "--yes")
    (file,) = (cli.folder / "data" / "backups").glob("erasures.jsonl")
    kept = file.rename(cli.folder / "kept.jsonl")
    (cli.folder / "data" / "nawba.db.erasures.jsonl").unlink()
    assert cli.json("restore", "before.zip", "--force")["erased_again"] == 0
    told = cli.json("restore", "before.zip", "--force", "--erasures", str(kept))
    assert told["erased_again"] == 1


def test_a_contact_under_a_hold_stays(cli: Cli, centre: str) -> None:
    (contact,) = cli.json("privacy", "find", "alaoui")["customers"][0]["contacts"]
    cli.run("privacy", "hold", contact, code=2)
    cli.run("privacy", "hold", contact, "--reason", "tc-2026-117")
    assert cli.json("privacy", "erase", centre)["held"] == [contact]
    assert "legal hold" in cli.run("privacy", "erase", centre, "--yes", code=2).stderr
    cli.run("privacy", "hold", contact, "--release")
    cli.run("privacy", "erase", centre, "--yes")


def test_what_is_due_is_told_and_then_deleted(cli: Cli, centre: str) -> None:
    due = cli.json("privacy", "retention", "--dry-run")
    assert due["months"]["conversations_months"] == 24
    assert "Due now" in cli.run("privacy", "retention", "--dry-run").stdout
    run = cli.json("privacy", "retention")
    assert run["ended_at"]
    assert cli.run("privacy", "retention").stdout


def test_the_register_is_written_by_hand(cli: Cli, centre: str) -> None:
    purposes = cli.json("privacy", "register", "list")["purposes"]
    assert {one["id"] for one in purposes} >= {"training", "outside_model", "listening"}
    assert "off" in cli.run("privacy", "register", "list").stdout
    given = ("--basis", "legitimate_interest", "--authorisation", "CNDP D-1/2026")
    told = cli.run("privacy", "register", "set", "training", *given)
    assert "lacks retention, notice, since" in told.stdout
    more = ("--retention", "24 months", "--since", "2020-01-01", "--notice", "2020-01-01")
    told = cli.run("privacy", "register", "set", "training", *more, "--recipient", "Atlas")
    assert "training is on" in told.stdout
    shown = cli.json("privacy", "register", "show", "training")
    assert (shown["authorisation"], shown["in_force"]) == ("CNDP D-1/2026", True)
    cli.run("privacy", "register", "set", "training", "--until", "2021-01-01")
    assert cli.json("privacy", "register", "show", "training")["lacks"] == ["until"]
    cli.run("privacy", "register", "set", "training", "--until", "-")
    told = cli.run("privacy", "register", "set", "training", "--since", "soon", code=2)
    assert "--since" in told.stderr
    cli.run("privacy", "register", "show", "spying", code=2)
    assert json.dumps(shown["recipients"]) == '["Atlas"]'
