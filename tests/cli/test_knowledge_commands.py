"""``nawba knowledge gaps`` as typed: what was not answered well, read from contacts that ended."""

from __future__ import annotations

from cli.conftest import Cli
from nawba.actions import contacts, hands, turns
from nawba.actions.register import set_purpose
from nawba.domain.decisions import Decision, Did
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, Actor
from nawba.store import open_store
from nawba.store.rows import read_centre
from web.conftest import LEARNING

UNSURE = Decision(Did.WITHHELD, "fr", "nothing_found")


def left_unanswered(cli: Cli, *texts: str) -> None:
    """Contacts whose customers asked ``texts`` in vain and left."""
    store = open_store(cli.url)
    with store.read() as connection:
        centre = read_centre(connection)
    for number, text in enumerate(texts):
        opened = contacts.open_contact(
            store, Actor("customer", "new"), centre.brand["atlas"], client_id=f"{number:020d}",
            draw=0.99,
        )  # fmt: skip
        customer = Actor("customer", opened.customer)
        message = contacts.say(store, customer, opened.contact, text, client_id="1")
        outcome = Outcome((Draft("?"),), withheld=("nothing_found", 0.1), decision=UNSURE)
        assert turns.take_turn(store, ASSISTANT, opened.contact, message, outcome)
        hands.end(store, customer, centre, opened.contact, "customer_left")
    store.dispose()


def allowed_to_learn(cli: Cli) -> None:
    store = open_store(cli.url)
    set_purpose(store, ADMINISTRATOR, LEARNING)
    store.dispose()


def test_nothing_is_read_before_the_register_allows_it(cli: Cli) -> None:
    cli.configured()
    left_unanswered(cli, "comment activer le réveil ?")
    facts = cli.json("knowledge", "gaps")
    assert (facts["learns"], facts["read"], facts["gaps"]) == (False, 0, [])
    told = cli.run("knowledge", "gaps").stdout
    assert "does not allow training" in told
    allowed_to_learn(cli)
    assert cli.json("knowledge", "gaps")["read"] == 1


def test_gaps_are_read_once_and_listed(cli: Cli) -> None:
    cli.configured()
    allowed_to_learn(cli)
    question = "Je suis Sara Benali, 0612345678, comment activer le réveil ?"
    left_unanswered(cli, question, "comment activer le réveil ?")
    facts = cli.json("knowledge", "gaps")
    assert (facts["read"], facts["questions"], facts["new_gaps"]) == (2, 2, 1)
    (gap,) = facts["gaps"]
    assert (gap["contacts"], gap["languages"], gap["state"]) == (2, {"fr": 2}, "open")
    told = cli.run("knowledge", "gaps", "--state", "all")
    assert "0 contacts read" in told.stdout + told.stderr
    assert "réveil" in told.stdout
    for word in ("Sara", "0612345678"):
        assert word not in told.stdout


def test_what_is_no_state_is_told(cli: Cli) -> None:
    cli.configured()
    told = cli.run("knowledge", "gaps", "--state", "wide", code=2)
    assert "open, drafted, closed, dismissed, all" in told.stdout + told.stderr
