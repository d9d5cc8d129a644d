"""``nawba accounts``: the way back in for whoever sits at the machine."""

from __future__ import annotations

import json

from cli.conftest import Cli


def test_an_account_is_made_listed_linked_and_shut_out(cli: Cli) -> None:
    cli.configured()
    words = ("accounts", "add", "Lina@x.example", "--name", "Lina", "--role", "planner")
    made = json.loads(cli.run(*words, "--json").stdout)
    assert made["account"]["id"] == "lina"
    assert "/welcome?token=" in made["link"]
    listed = cli.run("accounts", "list").stdout
    assert "lina@x.example" in listed
    again = json.loads(cli.run("accounts", "link", "lina", "--json").stdout)
    assert again["link"] != made["link"]
    assert "shut out" in cli.run("accounts", "disable", "lina").stdout
    assert "may sign in again" in cli.run("accounts", "disable", "lina", "--undo").stdout


def test_the_first_administrators_link_is_printed_until_there_is_one(cli: Cli) -> None:
    cli.configured()
    first = json.loads(cli.run("accounts", "link", "--json").stdout)
    assert (first["account"], "/welcome?token=" in first["link"]) == (None, True)
    assert "first administrator" in cli.run("accounts", "link").stdout
    cli.run("accounts", "add", "a@x.example", "--name", "A", "--role", "administrator")
    assert "already" in cli.run("accounts", "link", code=2).stderr


def test_what_makes_no_sense_is_refused_in_words(cli: Cli) -> None:
    cli.configured()
    told = cli.run("accounts", "add", "x@y.example", "--name", "X", "--role", "boss", code=2).stderr
    assert "adviser, supervisor" in told
    words = ("accounts", "add", "x@y.example", "--name", "X", "--role", "adviser")
    assert "has no adviser x" in cli.run(*words, code=2).stderr
    assert "nawba accounts list" in cli.run("accounts", "link", "nobody", code=2).stderr


def test_keys_are_made_shown_once_and_revoked(cli: Cli) -> None:
    cli.configured()
    words = ("accounts", "keys", "--add", "wall", "--role", "supervisor", "--json")
    made = json.loads(cli.run(*words).stdout)
    assert made["secret"].startswith("nawba_")
    listed = cli.run("accounts", "keys").stdout
    assert made["key"]["id"] in listed
    assert made["secret"] not in listed
    cli.run("accounts", "keys", "--revoke", made["key"]["id"])
    assert "revoked" in cli.run("accounts", "keys").stdout
