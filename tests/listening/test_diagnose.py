"""``nawba listen diagnose`` as typed: what was planted is found and told apart, and nobody else."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from nawba.cli.app import app
from nawba.domain.errors import DocumentError
from nawba.listening.cause.files import read_lists
from nawba.listening.cause.words import LANGUAGES, Words
from planted_month import Month, plant


def typed(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["listen", "diagnose", *words])
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return plant(tmp_path_factory.mktemp("month"))


@pytest.fixture(scope="module")
def told(month: Month, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the month, with a report in French."""
    out = tmp_path_factory.mktemp("out") / "made"
    typed(*month.options, "--out", str(out), "--language", "fr")
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_outage_a_policy_and_a_training_gap_are_told_apart(month: Month, told: Path) -> None:
    verdicts = {one["contact_id"]: one["verdict"] for one in rows(told / "contacts.csv")}
    for cause, contacts in month.planted.items():
        said = Counter(verdicts[one] for one in contacts)
        assert said.most_common(1)[0][0] == cause, (cause, said)
    blameless = [one for one in verdicts if one not in month.planted["human"]]
    blamed = sum("human" in verdicts[one] for one in blameless)
    assert blamed < 0.02 * len(blameless)


def test_cohorts_name_what_was_planted_and_nothing_else(told: Path) -> None:
    found = {one["what"]: one for one in rows(told / "cohorts.csv") if one["found"] == "1"}
    causes = {what: one["cause"] for what, one in found.items()}
    expected = {"shop": "technology", "policy on cancelling": "process", "dakar": "human"}
    assert len(found) == len(expected)
    for word, cause in expected.items():
        [(what, said)] = [(one, each) for one, each in causes.items() if word in one]
        assert said == cause
        low, high = map(float, found[what]["interval"].split(".."))
        assert 0 < low <= float(found[what]["effect"]) <= high
        assert float(found[what]["q_value"]) <= 0.05
        assert int(found[what]["n"]) > 0
    tested = " ".join(one["what"] for one in rows(told / "cohorts.csv") if one["found"] == "0")
    assert "crm" in tested
    assert "script" in tested


def test_every_failure_has_its_evidence_and_no_name_stands_in_it(told: Path) -> None:
    contacts = rows(told / "contacts.csv")
    assert list(contacts[0]) == [
        "contact_id", "p_human", "p_technology", "p_process", "p_none", "verdict", "evidence",
    ]  # fmt: skip
    assert all(0 <= float(one["p_human"]) <= 1 for one in contacts)
    outage = [one for one in contacts if one["verdict"] == "technology"]
    assert all("shop" in one["evidence"] for one in outage)
    for file in told.iterdir():
        assert "adviser-" not in file.read_text("utf-8")


class Page(HTMLParser):
    """Tags that would fetch or run something, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag in ("script", "link", "img", "iframe") or names & {"src", "href", "onclick"}:
            self.foreign.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_evidence_tells_a_range_around_its_effect(told: Path) -> None:
    contacts = rows(told / "contacts.csv")
    said = " ".join({one["evidence"] for one in contacts if one["verdict"] != "none"})
    number = r"([+−][\d,]+)"
    ranges = re.findall(rf"{number} points de plus qu'attendu \({number} à {number}\)", said)
    assert ranges
    for each in ranges:
        effect, low, high = (float(one.replace(",", ".").replace("−", "-")) for one in each)
        assert low <= effect <= high
        assert low < high


def test_dimensions_are_named_in_the_language_of_the_report() -> None:
    said = {one: Words(one).value("team", "blue") for one in LANGUAGES}
    assert said == {"en": "team blue", "fr": "équipe « blue »", "ar": "الفريق \u2068blue\u2069"}
    assert Words("fr").value("shoe size", "43") == "shoe size « 43 »"
    assert (
        Words("fr").note("left_out", ("customer", "900")).startswith("La colonne « client » a 900")
    )


def test_a_chance_is_never_certain_and_the_first_of_a_month_is_said_as_people_do() -> None:
    first = datetime(2026, 10, 1, tzinfo=UTC).timestamp()
    french, english = Words("fr"), Words("en")
    assert (french.day(first), english.day(first)) == ("1er oct. 2026", "1 Oct 2026")
    assert french.short_day(first + 86_400) == "2 oct."
    assert [english.probability(one) for one in (0.9, 0.99, 0.9951, 1.0)] == [
        "90%", "99%", "> 99%", "> 99%"
    ]  # fmt: skip
    assert Words("ar").probability(1.0) == "\u2066> 99%\u2069"


def test_the_report_stands_alone_and_says_how_people_are_guarded(told: Path) -> None:
    page = Page()
    page.feed((told / "report.html").read_text("utf-8"))
    words = " ".join(page.words)
    assert page.foreign == []
    for said in ("shop", "dakar", "jamais « humaine »", "contester", "dernière explication"):
        assert said in words
    document = json.loads((told / "report.json").read_text("utf-8"))
    assert sum(one["failed"] for one in document["days"]) == document["failed"]
    assert all(one["would_change"] for one in document["cohorts"])


def test_without_any_record_the_cause_is_unknown_and_the_report_says_what_would_tell(
    month: Month, tmp_path: Path
) -> None:
    out = json.loads(
        typed("--contacts", str(month.contacts), "--out", str(tmp_path), "--names", "--json")
    )
    assert {one["code"] for one in out["notes"]} == {"no_incidents", "no_versions"}
    verdicts = {one["contact_id"]: one["verdict"] for one in rows(tmp_path / "contacts.csv")}
    outage = Counter(verdicts[one] for one in month.planted["technology"])
    assert outage["unknown"] > 0.7 * outage.total()
    assert not any({"technology", "process"} & set(one.split("+")) for one in verdicts.values())
    hours = [one for one in out["cohorts"] if one["kind"] == "hours" and one["found"]]
    assert hours
    assert all(one["cause"] == "unknown" and "14 Oct 2026" in one["would_change"] for one in hours)


def test_parquet_and_any_order_of_rows_tell_the_same(
    month: Month, told: Path, tmp_path: Path
) -> None:
    turned = tmp_path / "contacts.parquet"
    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{month.contacts}') ORDER BY contact_id DESC) TO '{turned}'"
    )
    options = ["--contacts", str(turned), *month.options[2:]]
    typed(*options, "--out", str(tmp_path / "out"), "--language", "fr")
    same = {one["contact_id"]: one for one in rows(tmp_path / "out" / "contacts.csv")}
    for one in rows(told / "contacts.csv"):
        assert same[one["contact_id"]]["verdict"] == one["verdict"]
    assert rows(tmp_path / "out" / "cohorts.csv") == rows(told / "cohorts.csv")


def test_a_list_of_nothing_may_be_an_empty_file(tmp_path: Path) -> None:
    for text in ("", "\n", '""\n'):
        (tmp_path / "list.csv").write_text(text, "utf-8")
        assert read_lists(tmp_path / "list.csv", tmp_path / "list.csv") == ((), ())
    with pytest.raises(DocumentError, match="not there"):
        read_lists(tmp_path / "no.csv", None)


def test_every_fault_of_all_files_is_told_with_line_column_and_remedy(tmp_path: Path) -> None:
    def write(name: str, *lines: str) -> str:
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    contacts = write(
        "contacts.csv",
        "Contact_ID;adviser;site;queue;intent;started_at;failed",
        'a;;"two\nlines";q;refund;2026-10-05 08:00;0',
        "a;;s;q;refund;2026-10-05;2",
        "b;;s;q;refund",
        "c;;s;q;refund;2026-10-05 09:00;0",
        "d;;s;q;refund;1926-10-05 09:00;0",
    )
    incidents = write(
        "incidents.csv", "system,start,ended_at,intents", "crm,2026-10-05T08:00Z,2026-10-05T07:00Z,"
    )
    versions = write(
        "versions.csv", "what,intents,changed_at", 'script,"[refund",2026-10-06', ",,x"
    )
    said = typed(
        "--contacts", contacts, "--incidents", incidents, "--versions", versions,
        "--out", str(tmp_path / "out"), code=2,
    )  # fmt: skip
    for fault in (
        "contacts.csv:4: contact_id: 'a' is on line 2 too",
        "contacts.csv:4: started_at: '2026-10-05' is no time",
        "contacts.csv:4: failed: '2' is neither 0 nor 1",
        "contacts.csv:5: has 5 cells, the first line 7",
        "contacts.csv:7: started_at: lies more than 5 years from the other contacts",
        "incidents.csv:1: started_at: is not a column of this file. Rename the column 'start'",
        "versions.csv:2: intents: '[refund' is no list",
        "versions.csv:3: what: is empty",
        "versions.csv:3: changed_at: 'x' is no time",
    ):
        assert fault in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "rest",
    [["--language", "de"], ["--contacts", "nowhere.csv"], ["--contacts", "broken.parquet"]],
    ids=["language", "missing", "parquet"],
)
def test_what_cannot_be_read_is_said(rest: list[str], month: Month, tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and no more")
    words = [one.replace("broken", f"{tmp_path}/broken") for one in rest]
    said = typed(*month.options, *words, "--out", str(tmp_path / "out"), code=2)
    assert any(one in said for one in ("Choose one of", "Check the path", "Write it again"))
