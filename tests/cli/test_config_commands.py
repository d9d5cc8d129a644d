"""The configuration as files: checked whole, compared in words, applied at once, told by line."""

from __future__ import annotations

import pytest

from cli.conftest import Cli
from nawba.domain.centre_kinds import KINDS

APPLY = ("config", "apply", "--yes")


def exported(cli: Cli) -> str:
    return cli.run("config", "export").stdout


def test_files_are_checked_without_a_database(cli: Cli) -> None:
    said = cli.run("config", "apply", str(cli.centre()), "--dry-run").stdout
    assert "brands atlas: added" in said
    assert "21 added" in said
    assert not (cli.folder / "data").exists()


def test_a_centre_is_applied_and_what_comes_next_is_said(cli: Cli) -> None:
    said = cli.run(*APPLY, str(cli.centre())).stdout
    assert "Configured in" in said
    assert "21 added" in said
    assert "nawba articles import" in said
    assert "nawba serve" in said


def test_every_fault_is_told_with_its_place_and_remedy(cli: Cli) -> None:
    file = cli.centre(
        ("timezone: Africa/Dakar}\nbrands", "timezone: Africa/Daker}\nbrands"),
        ("share: 0.8, seconds: 40", "share: 8, seconds: 40"),
        ("site: dakar, skills", "site: dakkar, skills"),
        ("id: karim, name: Karim Idrissi", "id: karim, nam: Karim Idrissi"),
    )
    told = cli.run(*APPLY, str(file), code=2).stderr
    for line, field, remedy in (
        (8, "timezone", "Africa/Dakar"),
        (26, "target.share", "0.8"),
        (30, "site", "'dakar'"),
        (31, "nam", "'name'"),
    ):
        found = [one for one in told.splitlines() if f"centre.yaml:{line}: " in one]
        assert any(field in one and remedy in one for one in found), (line, told)
    assert "brands: []" in exported(cli)


def test_a_faulty_file_leaves_what_was(cli: Cli) -> None:
    cli.configured()
    before = exported(cli)
    cli.run(*APPLY, str(cli.centre(("assistant_name: Nour", "assistant: Nour"))), code=2)
    assert exported(cli) == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("brands: [", "not valid YAML"),
        ("", "centre.yaml:1"),
        ("- a\n- b\n", "is not a centre"),
        ("skills: 3\n", "must be a list"),
        ("skills:\n\t- id: fr\n", "centre.yaml:2"),
        ("format: 2\nskills: []\n", "This version reads format 1"),
        ("colours: []\n", "centre.yaml:1: colours: is not a section"),
    ],
)
def test_what_is_no_centre_is_told_as_such(cli: Cli, text: str, told: str) -> None:
    file = cli.write("centre.yaml", text)
    assert told in cli.run(*APPLY, str(file), code=2).stderr


def test_a_file_that_cannot_be_read_is_named(cli: Cli) -> None:
    assert "nothing.yaml cannot be read" in cli.run(*APPLY, "nothing.yaml", code=2).stderr
    assert "holds no YAML files" in cli.run(*APPLY, str(cli.folder), code=2).stderr
    (cli.folder / "latin.yaml").write_bytes("skills: français".encode("latin-1"))
    assert "Save it with UTF-8" in cli.run(*APPLY, "latin.yaml", code=2).stderr
    assert not (cli.folder / "data" / "nawba.db").exists()


@pytest.mark.parametrize("target", ["folder", "file"])
def test_what_is_exported_is_applied_to_the_same_bytes(cli: Cli, target: str) -> None:
    cli.configured()
    other = ("--database", "sqlite:///other.db")
    if target == "folder":
        cli.run("config", "export", "files")
        files = {one.name: one.read_bytes() for one in (cli.folder / "files").iterdir()}
        assert files.keys() == {f"{kind}.yaml" for kind in KINDS}
        cli.run(*APPLY, "files", *other)
        cli.run("config", "export", "again", *other)
        assert {one.name: one.read_bytes() for one in (cli.folder / "again").iterdir()} == files
    else:
        once = exported(cli)
        cli.write("once.yaml", once)
        cli.run(*APPLY, "once.yaml", *other)
        assert cli.run("config", "export", *other).stdout == once


def test_applying_twice_changes_nothing_more(cli: Cli) -> None:
    cli.configured()
    assert "Nothing differs" in cli.run(*APPLY, "centre.yaml").stdout
    assert cli.json("config", "diff", "centre.yaml")["diff"] == []


def test_a_difference_is_told_in_words_and_by_the_status(cli: Cli) -> None:
    cli.configured()
    cli.run("config", "export", "files")
    assert "Nothing differs" in cli.run("config", "diff", "files").stdout
    queues = cli.folder / "files" / "queues.yaml"
    queues.write_text(queues.read_text().replace("seconds: 40", "seconds: 45"))
    cli.write("files/canned_replies.yaml", "canned_replies: []\n")
    said = cli.run("config", "diff", "files", code=1).stdout
    assert "queues atlas-technical: changed\n  target.seconds: 40 -> 45\n" in said
    assert "canned_replies hello-fr: retired\n" in said
    assert "1 changed, 1 retired." in said
    found = cli.json("config", "diff", "files", code=1)["diff"]
    assert [(one["id"], one["what"]) for one in found] == [
        ("atlas-technical", "changed"), ("hello-fr", "retired")
    ]  # fmt: skip
    cli.run(*APPLY, "files")
    assert "Nothing differs" in cli.run("config", "diff", "files").stdout


def test_one_file_changes_its_own_kinds_only(cli: Cli) -> None:
    cli.configured()
    cli.write("codes.yaml", "wrap_up_codes:\n- {id: callback, labels: {fr: Rappel}}\n")
    found = cli.json("config", "apply", "codes.yaml")
    assert found["applied"] is True
    assert [(one["kind"], one["id"], one["what"]) for one in found["diff"]] == [
        ("wrap_up_codes", "callback", "changed"), ("wrap_up_codes", "solved", "retired")
    ]  # fmt: skip
    assert "id: amina" in exported(cli)


def test_what_the_files_leave_others_without_is_refused(cli: Cli) -> None:
    cli.configured()
    cli.write("skills.yaml", "skills:\n- {id: fr, name: Français}\n- {id: ar, name: A}\n")
    told = cli.run(*APPLY, "skills.yaml", code=2).stderr
    assert "queues atlas-en requires.en: unknown skill 'en'" in told
    cli.write("advisers.yaml", "advisers: []\n")
    told = cli.run(*APPLY, "advisers.yaml", code=2).stderr
    assert "no adviser can serve the queue atlas-fr" in told
    cli.run(*APPLY, "advisers.yaml", "--incomplete")
    said = cli.run(*APPLY, "advisers.yaml", "--dry-run").stdout
    assert "No adviser can serve the queue atlas-fr" in said


def test_a_change_is_asked_for_before_it_is_made(cli: Cli) -> None:
    cli.run("config", "apply", str(cli.centre()), code=1)  # nobody says yes
    assert "brands: []" in exported(cli)


def test_export_prints_words_as_they_were_written(cli: Cli) -> None:
    """A terminal's markup and emoji codes are nobody's business here."""
    strange = '"[bold]Bonjour[/] :smile: — é ع"'
    cli.run(*APPLY, str(cli.centre(('"Bonjour, je suis à vous."', strange))))
    assert "[bold]Bonjour[/] :smile: — é ع" in exported(cli)


def test_export_without_a_database_says_how_to_get_one(cli: Cli) -> None:
    assert "nawba config apply config/" in cli.run("config", "export", code=2).stderr
