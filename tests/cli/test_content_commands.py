"""Articles from files into the database, with every fault told at once."""

from __future__ import annotations

import pytest

from cli.conftest import Cli


def test_articles_are_imported_once_and_an_unchanged_one_keeps_its_version(cli: Cli) -> None:
    cli.configured()
    cli.article("one")
    cli.article("two", id="slow-wifi", title="My wifi is slow", question="wifi is slow")
    assert "2 added, 0 changed, 0 the same" in cli.run("articles", "import", "articles").stdout
    cli.article("two", id="slow-wifi", title="My wifi is slow", body="Restart the box.")
    assert "0 added, 1 changed, 1 the same" in cli.run("articles", "import", "articles").stdout
    versions = {one["id"]: one["version"] for one in cli.json("articles", "list")}
    assert versions == {"cancel-plan": 1, "slow-wifi": 2}


def test_checking_articles_imports_nothing(cli: Cli) -> None:
    cli.configured()
    cli.article("one")
    said = cli.run("articles", "import", "articles", "--check").stdout
    assert "1 articles are sound" in said
    assert "No article yet" in cli.run("articles", "list").stdout


def test_every_faulty_article_is_told_and_none_is_imported(cli: Cli) -> None:
    cli.configured()
    cli.article("good")
    cli.article("language", id="other", language="xx")
    cli.article("twin")
    cli.write("articles/bare.md", "no front matter")
    cli.write("articles/open.md", "---\nid: x\n")
    told = cli.run("articles", "import", "articles", code=2).stderr
    assert "language.md:4: language: unknown language 'xx'" in told
    assert "bare.md:1: has no front matter" in told
    assert "open.md:" in told
    assert "twin.md:2: id: 'cancel-plan' in 'en' is also in good.md" in told
    assert "No article yet" in cli.run("articles", "list").stdout


def test_articles_of_unknown_brands_are_all_named(cli: Cli) -> None:
    cli.configured()
    cli.article("one", brand="atlantis")
    cli.article("two", id="two", brand="lemuria")
    cli.article("three", id="three")
    told = cli.run("articles", "import", "articles", code=2).stderr
    assert "brand 'atlantis': is not configured; it is named by cancel-plan (en)" in told
    assert "brand 'lemuria': is not configured; it is named by two (en)" in told
    assert "Configured: atlas, control. Correct `brand:` in them." in told
    assert "No article yet" in cli.run("articles", "list").stdout


def test_articles_before_any_centre_are_told_what_comes_first(cli: Cli) -> None:
    for number in range(8):
        cli.article(f"n{number}", id=f"article-{number}")
    told = cli.run("articles", "import", "articles", code=2).stderr
    assert "article-4 (en) and 3 more" in told
    assert "Run `nawba config apply config/` first" in told


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_articles_is_told(cli: Cli, folder: str) -> None:
    (cli.folder / "empty").mkdir()
    assert folder in cli.run("articles", "import", folder, code=2).stderr


def test_listed_articles_show_owner_and_expiry_on_one_line_each(cli: Cli) -> None:
    cli.configured()
    cli.article("one", title="A title that is much longer than what eighty columns would hold, ok?")
    cli.run("articles", "import", "articles")
    (line,) = [one for one in cli.run("articles", "list").stdout.splitlines() if "cancel" in one]
    assert "Nadia" in line
    assert "never" in line
    assert line.rstrip().endswith("would hold, ok?")


def test_a_search_shows_scores_and_from_where_the_assistant_answers(cli: Cli) -> None:
    cli.configured()
    cli.article("one")
    cli.article(
        "two", id="slow-wifi", title="My wifi is slow", question="wifi is slow", body="Move"
    )
    cli.run("articles", "import", "articles")
    words = ("articles", "search", "I want to cancel my plan", "--brand", "atlas")
    said = cli.run(*words, "--language", "en").stdout
    assert said.splitlines()[1].split()[2] == "cancel-plan"
    assert "answers from a score of" in said
    found = cli.json(*words, "--language", "en")
    assert found[0]["article"]["id"] == "cancel-plan"
    assert found[0]["score"] >= found[-1]["score"]
    assert "Known: atlas, control" in cli.run(*words[:-1], "atlos", code=2).stderr


def test_a_search_that_finds_nothing_says_what_to_look_at(cli: Cli) -> None:
    cli.configured()
    said = cli.run("articles", "search", "x", "--brand", "atlas").stdout
    assert "Nothing found" in said
    assert cli.json("articles", "search", "x", "--brand", "atlas") == []


def test_json_tells_the_same_as_words(cli: Cli) -> None:
    cli.configured()
    cli.article("one")
    assert cli.json("articles", "import", "articles", "--check")["articles"] == 1
    report = cli.json("articles", "import", "articles")
    assert (report["added"], report["changed"], report["same"]) == (1, 0, 0)
    (article,) = cli.json("articles", "list", "--brand", "atlas")
    assert (article["owner"], article["expires_on"]) == ("Nadia", None)


def test_person_requests_are_measured_by_part(cli: Cli) -> None:
    lines = (
        '{"text": "un conseiller svp", "language": "fr", "request": true}\n'
        '{"text": "my wifi is slow", "language": "en", "request": false}\n'
    )
    file = str(cli.write("list.jsonl", lines))
    said = cli.run("assistant", "person-requests", file).stdout
    assert "recall" in said
    assert ["fr", "1", "1.0000", "1.0000"] in [line.split() for line in said.splitlines()]
    assert cli.json("assistant", "person-requests", file)["n"] == 2


def test_a_labelled_list_with_a_fault_names_its_line(cli: Cli) -> None:
    file = str(cli.write("list.jsonl", '{"text": "x", "language": "fr", "request": true}\n{"te\n'))
    assert "list.jsonl:2" in cli.run("assistant", "person-requests", file, code=2).stderr
    assert "is not a file" in cli.run("assistant", "person-requests", "none", code=2).stderr
