"""``nawba bench understand`` as typed: one object of figures, or what to mend."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

from cli.conftest import Cli

WORDS = {"bill": ["invoice", "bill", "amount"], "sim": ["sim", "puk", "blocked"]}
FILLERS = ["please", "my", "the", "about", "question"]


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    rng, made = random.Random(1), {"train": 150, "test": 20}
    for name, number in made.items():
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("text", "intent"))
            for label, words in WORDS.items():
                for _ in range(number):
                    out.writerow(
                        (" ".join([*rng.sample(words, 2), *rng.sample(FILLERS, 3)]), label)
                    )
    return [part for name in made for part in (f"--{name}", str(tmp_path / f"{name}.csv"))]


def test_the_command_prints_one_object(cli: Cli, options: list[str]):
    asked = [*options, "--risk", "0.1", "--resamples", "5"]
    result = cli.run("bench", "understand", *asked, "--json")
    printed = json.loads(result.stdout)
    assert set(printed) >= {
        "accuracy", "macro_f1", "oos_recall", "coverage", "wrong_rate", "wrong_upper",
        "latency_ms", "train_s", "resampled",
    }  # fmt: skip
    assert printed["accuracy"] > 0.9
    assert printed["oos_recall"] is None


@pytest.mark.parametrize(("risk", "share"), [("0", "0"), ("1.5", "0"), ("0.05", "1")])
def test_a_senseless_promise_is_told(cli: Cli, options: list[str], risk, share):
    asked = [*options, "--risk", risk, "--oos-share", share]
    assert "Not possible" in cli.run("bench", "understand", *asked, code=2).stderr


def test_several_files_may_follow_one_option(cli: Cli, options: list[str]):
    train, test = options[1], options[3]
    asked = ["--train", train, train, "--test", test, "--train", train, "--risk", "0.1"]
    printed = json.loads(cli.run("bench", "understand", *asked, "--json").stdout)
    assert printed["trained_on"]["overall"] == 3 * 300
    assert printed["tested_on"]["in_scope"] == 40
