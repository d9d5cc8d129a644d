"""``nawba simulate`` as typed: figures with intervals, or every fault with its line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cli.conftest import Cli

SCENARIO = """name = "small"
start = "09:00"
hours = 2
policy = "longest_wait_first"

[[queue]]
id = "fr"
requires = { fr = 3 }
contacts = [60, 70, 80, 60]
handling = { mean = 240, scv = 0.8 }
patience = { mean = 120 }
intents = { bill = 0.5, other = 0.5 }

[[queue]]
id = "pt"
requires = { pt = 3 }
contacts = 12
handling = { mean = 240 }
patience = { mean = 120 }

[[pool]]
id = "dakar"
site = "dakar"
skills = { fr = 5 }
staff = [10, 11, 11, 10]

[[pool]]
id = "lisbonne"
site = "lisbonne"
skills = { pt = 5, fr = 3 }
staff = 2

[[alternative]]
name = "dark"
outage = { site = "dakar", from = "10:00", to = "10:30" }

[[alternative]]
name = "assistant"
assistant = { intent = "bill", share = 0.5 }

[[alternative]]
name = "teach"
teach = { skill = "pt", advisers = 3, pool = "dakar" }

[[alternative]]
name = "close"
close = { site = "lisbonne" }
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "day.toml"
    path.write_text(SCENARIO)
    return path


def test_what_ifs_stand_beside_the_day_as_it_is(cli: Cli, scenario: Path) -> None:
    result = cli.run("simulate", str(scenario), "--json", "--replications", "8")
    found = {
        (one["alternative"], one["id"], one["figure"]): one
        for one in json.loads(result.stdout)["figures"]
    }
    base = found["baseline", "", "service_level"]
    assert base["low"] < base["mean"] < base["high"]
    assert base["change"] is None
    assert found["dark", "fr", "abandonment"]["change_low"] > 0
    assert found["assistant", "fr", "mean_wait"]["change_high"] < 0
    assert found["teach", "pt", "abandonment"]["change_high"] < 0
    assert found["close", "pt", "abandonment"]["mean"] == pytest.approx(1.0)
    assert found["close", "lisbonne", "occupancy"]["mean"] is None


def test_prices_say_what_is_scarce(cli: Cli, scenario: Path) -> None:
    """With its only site closed, Portuguese goes unserved: one more is one more."""
    found = json.loads(cli.run("simulate", str(scenario), "--prices", "--json").stdout)
    closed = found["close"]["intervals"][found["close"]["busiest"]]
    portuguese = next(one for one in closed["queues"] if one["queue"] == "pt")
    assert portuguese["short"] == pytest.approx(portuguese["contacts"])
    assert portuguese["price"] == pytest.approx(1.0)
    assert "contacts per hour find nobody" in cli.run("simulate", str(scenario), "--prices").stdout


def test_figures_come_as_csv_and_as_a_table(cli: Cli, scenario: Path) -> None:
    options = ("--replications", "2")
    rows = list(csv.DictReader(io.StringIO(cli.run("simulate", str(scenario), "--csv",
                                                   *options).stdout)))  # fmt: skip
    assert {row["alternative"] for row in rows} == {
        "baseline", "dark", "assistant", "teach", "close"
    }  # fmt: skip
    shown = cli.run("simulate", str(scenario), *options).stdout
    for word in ("By queue", "By site", "dark", "dakar", "±"):
        assert word in shown


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("requires = { pt = 3 }", "requires = { xx = 3 }",
         ("day.toml:16", "queue 'pt' requires xx at level 3", "Give a pool the skill")),
        ("requires = { pt = 3 }", "requires = { pt = 5, fr = 5 }",
         ("day.toml:16", "nobody who is there", "pt 5, fr 5")),
        ("contacts = [60, 70, 80, 60]", "contacts = [60, 70]", ("day.toml:9", "2 numbers", "4")),
        ("contacts = [60, 70, 80, 60]", 'contacts = "many"',
         ("day.toml:9", "neither a number nor a list of numbers")),
        ("staff = 2", "staff = -2", ("day.toml:31", "below 0")),
        ("start =", "begin =", ("day.toml:2", "no such field")),
        ("hours = 2", "hours = [", ("day.toml:", "TOML")),
        ('site = "dakar", from', 'site = "mars", from', ("day.toml:35", "no site 'mars'")),
        ("bill = 0.5,", "bill = 0.6,", ("day.toml:12", "come to 1.1")),
        ('to = "10:30"', 'to = "09:30"', ("day.toml:35", "ends before it begins")),
        ("longest_wait_first", "magic", ("no policy 'magic'", "wait_over_target")),
    ],
    ids=["skill", "nobody", "contacts", "many", "staff", "field", "syntax", "site", "intents",
         "outage", "policy"],
)  # fmt: skip
def test_faults_name_line_and_remedy(
    cli: Cli, scenario: Path, before: str, after: str, said: tuple[str, ...]
) -> None:
    assert before in SCENARIO
    scenario.write_text(SCENARIO.replace(before, after, 1))
    result = cli.run("simulate", str(scenario), "--replications", "2", code=2)
    for words in said:
        assert words in result.stderr.replace("\n", " ")


def test_the_sample_is_a_scenario(cli: Cli, tmp_path: Path) -> None:
    from nawba.planning.simulation.what_if import read_scenarios

    printed = cli.run("simulate", "--sample").stdout
    (tmp_path / "six-sites.toml").write_text(printed)
    scenarios = read_scenarios(tmp_path / "six-sites.toml")
    assert len(scenarios) == 5
    assert len({one.site for one in scenarios["baseline"].supplies}) == 6


def test_without_a_file_it_says_what_to_do(cli: Cli) -> None:
    result = cli.run("simulate", code=2)
    assert "--sample" in result.stderr
