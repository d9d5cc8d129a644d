"""The assistant questioned from a terminal: why it decided so."""

from __future__ import annotations

from cli.conftest import Cli
from nawba.actions import contacts, turns
from nawba.domain.decisions import Decision, Did, Reading, Retrieved
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT, Actor
from nawba.store import open_store
from nawba.store.rows import read_centre

FOUND = (
    Retrieved("cancel-plan", 2, "en", 0.412, 0.1),
    Retrieved("slow-wifi", 1, "en", 0.312),
)
REFUSED = Decision(
    Did.WITHHELD, "en", "below_threshold", FOUND, (Reading("cancel-plan", 0.5),), "contract",
    0.731, 4, 11.6,
)  # fmt: skip


def asked(cli: Cli, text: str, decision: Decision) -> str:
    """The id of a contact in which ``text`` was decided so."""
    store = open_store(cli.url)
    with store.read() as connection:
        brand = read_centre(connection).brand["atlas"]
    customer = Actor("customer", "new")
    opened = contacts.open_contact(store, customer, brand, client_id="x" * 20, draw=0.99)
    customer = Actor("customer", opened.customer)
    message = contacts.say(store, customer, opened.contact, text, client_id="1")
    outcome = Outcome((Draft("Which one?"),), withheld=("below_threshold", 0.4), decision=decision)
    assert turns.take_turn(store, ASSISTANT, opened.contact, message, outcome)
    store.dispose()
    return opened.contact


def test_a_turn_is_explained_to_whoever_was_not_there(cli: Cli) -> None:
    cli.configured()
    contact = asked(cli, "my [bold] plan", REFUSED)
    told = cli.run("assistant", "explain", contact).stdout
    for words in (
        "« my [bold] plan »",
        "Gave no answer and asked back",
        "article cancel-plan (version 2, en), scored 0.412 and stayed below the threshold 0.731",
        "for the group contract",
        "slow-wifi",
        "Read as cancel-plan (0.500)",
        "version 4",
        "12 ms",
    ):
        assert words in told, (words, told)


def test_the_same_facts_are_there_for_a_machine(cli: Cli) -> None:
    cli.configured()
    contact = asked(cli, "my plan", REFUSED)
    told = cli.json("assistant", "explain", contact)
    (turn,) = told["turns"]
    assert (told["contact"], turn["text"], turn["did"]) == (contact, "my plan", "withheld")
    assert [one["score"] for one in turn["retrieved"]] == [0.412, 0.312]
    assert (turn["threshold"], turn["version"], turn["group"]) == (0.731, 4, "contract")


def test_a_contact_that_is_not_there_is_told_as_such(cli: Cli) -> None:
    cli.configured()
    assert "no contact c_none" in cli.run("assistant", "explain", "c_none", code=2).stderr
