"""The demo's month: the same every time, whole, its causes only where they were planted."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from nawba.demo.company import demo_centre
from nawba.demo.month import Contact, draw_month, month_plan
from nawba.demo.month_files import write_month
from nawba.demo.month_words import transcribe
from nawba.domain.errors import Conflict


def share(contacts: list[Contact], chosen: Callable[[Contact], bool]) -> float:
    own = [one for one in contacts if chosen(one)]
    return sum(one.failed for one in own) / len(own)


def test_what_was_planted_fails_and_the_decoys_do_not() -> None:
    plan, contacts = month_plan(), draw_month()
    assert contacts == draw_month()
    assert contacts != draw_month(seed=2)
    outage, policy, training = plan["outage"], plan["policy"], plan["training"]
    usual = [one for one in contacts if not one.cause and one.intent not in plan["hard"]]
    assert share(usual, lambda one: True) < 0.1
    for one in contacts:
        assert not one.cause or one.failed
        if one.cause == "technology":
            assert one.intent in outage["intents"]
            assert outage["from"] <= one.at < outage["until"]
        if one.cause == "process":
            assert one.intent in policy["intents"]
            assert one.at >= policy["changed_at"]
        if one.cause == "human":
            assert (one.site, one.intent) == (training["site"], training["intents"][0])
    by_cause = {cause: sum(one.cause == cause for one in contacts) for cause in
                ("technology", "process", "human")}  # fmt: skip
    assert min(by_cause.values()) >= 30
    decoy = plan["decoy_outage"]
    assert share(contacts, lambda one: one.intent in decoy["intents"]) < 0.12
    assert len({one.adviser for one in contacts if one.cause == "human"}) >= 3, "no one person"


def test_the_files_are_whole_and_the_truth_lies_apart(tmp_path: Path) -> None:
    number = write_month(tmp_path / "month", contacts=60)
    folder = tmp_path / "month"
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == number
    assert "cause" not in rows[0]
    advisers = {one.id: one for one in demo_centre().advisers}
    for row in rows:
        assert advisers[row["adviser"]].site == row["site"]
        lines = (folder / row["file"]).read_text(encoding="utf-8").splitlines()
        turns = [json.loads(line) for line in lines]
        assert {turn["speaker"] for turn in turns} == {"adviser", "customer"}
        assert all(one["start"] < one["end"] <= two["start"] + 1e-6
                   for one, two in itertools.pairwise(turns))  # fmt: skip
        assert not any("{" in turn["text"] for turn in turns)
    with (folder / "truth" / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["contact_id"] for row in csv.DictReader(file)}
    assert truth == {row["contact_id"] for row in rows}
    with pytest.raises(Conflict):
        write_month(folder, contacts=5)


def test_what_is_said_tells_the_cause_in_the_customer_s_language() -> None:
    contacts = draw_month()
    words = month_plan()
    for cause, kind in (("technology", "outage"), ("process", "policy"), ("human", "training")):
        one = next(one for one in contacts if one.cause == cause and one.language == "fr")
        turns, _ = transcribe(one)
        said = {turn.text for turn in turns if turn.speaker == "adviser"}
        assert said & set(words["fr"][f"{kind}_adviser"])
    arabic = next(one for one in contacts if one.language == "ar" and not one.failed)
    turns, _ = transcribe(arabic)
    assert turns == transcribe(arabic)[0]
    assert turns[-2].text in words["ar"]["solved"]
