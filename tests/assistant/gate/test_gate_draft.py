"""A draft: what is served and proven, under which risk; what is left out, and who is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.gate.workshop import GROUPS, LIBRARY, PARCEL, REFUND, cases, draft, material
from nawba.assistant.gate import Material, Wish, coverage_points, with_wish
from nawba.assistant.gate.draft import Last
from nawba.assistant.gate.proofs import check_budget
from nawba.assistant.gate.thresholds import RISKS, dump_reads, load_reads, thresholds_of, wish_of
from nawba.domain.errors import Invalid
from nawba.domain.version_diff import diff
from nawba.domain.versions import AssistantDocument, digest, from_json, to_json


def test_a_draft_names_its_articles_groups_and_what_its_cases_prove() -> None:
    made = draft()
    assert [one.id for one in made.document.articles] == ["colis", "remboursement"]
    rows = {row.group: row for row in made.document.thresholds}
    assert set(rows) == {"parcels", "money", "others"}
    for group in ("parcels", "money"):
        row = rows[group]
        assert row.threshold is not None
        assert row.bound is not None
        assert row.bound <= row.risk == 0.05
        assert (row.cases, row.answered, row.wrong, row.coverage) == (320, 320, 0, 1.0)
        assert row.covers == "this set"
    limit = made.document.limit("waha", "fr", "colis")
    assert (limit.group, limit.threshold) == ("parcels", rows["parcels"].threshold)
    assert made.document.limit("waha", "ar", "colis").threshold is None
    assert made.document.limit("sahla", "fr", "colis").threshold is None


def test_the_same_made_again_has_the_same_id() -> None:
    assert draft().document.id == draft().document.id
    assert draft(articles=LIBRARY[::-1]).document.articles != ()
    other = draft(articles=[PARCEL, replace(REFUND, version=2)])
    assert other.document.id != draft().document.id


def test_a_document_survives_being_kept() -> None:
    document = draft().document
    again = from_json(json.loads(json.dumps(to_json(document))))
    assert (again.id, again.limit("waha", "fr", "colis")) == (
        document.id,
        document.limit("waha", "fr", "colis"),
    )


def test_every_part_is_kept_under_its_digest() -> None:
    made = draft()
    assert made.document.parts <= made.parts.keys()
    assert all(digest(content) == name for name, content in made.parts.items())


def test_what_is_kept_of_the_cases_proves_the_same_and_holds_no_word() -> None:
    made = draft()
    kept = made.parts[made.document.calibration or ""]
    assert b"question" not in kept
    assert thresholds_of(load_reads(kept), GROUPS, Wish(budget=1)) == made.document.thresholds
    assert dump_reads(load_reads(kept)) != b"[]"


def test_an_expired_article_is_left_out() -> None:
    old = replace(REFUND, expires_on="2026-11-22")
    last_day = replace(REFUND, expires_on="2026-11-23")
    assert draft(articles=[PARCEL, old]).expired == [old]
    assert [one.id for one in draft(articles=[PARCEL, old]).document.articles] == ["colis"]
    assert draft(articles=[PARCEL, last_day]).expired == []


def test_articles_that_contradict_each_other_are_both_left_out() -> None:
    other = replace(REFUND, id="delai", body="Remboursé sous 14 jours ouvrés.")
    one = replace(REFUND, body="Un colis perdu est remboursé sous 7 jours ouvrés.")
    other = replace(other, body="Un colis perdu est remboursé sous 14 jours ouvrés.")
    made = draft(articles=[PARCEL, one, other])
    assert [found.articles for found in made.contradictions] == [(one, other)]
    assert [left.id for left in made.document.articles] == ["colis"]
    assert [left.id for left in made.articles] == ["colis"]


def test_without_cases_nothing_may_be_answered() -> None:
    made = draft(Material(groups=GROUPS))
    assert made.document.thresholds == ()
    assert made.document.limit("waha", "fr", "colis").threshold is None


def test_too_few_cases_are_counted_as_missing() -> None:
    (row,) = draft(material(read=cases(20, 10))).document.thresholds
    assert (row.threshold, row.verdict) == (None, "too_few")
    assert row.missing + row.missing_oos > 0


def test_a_risk_can_be_moved_in_one_place_and_all_else_stays() -> None:
    made = draft()
    moved = with_wish(made, wish_of(made.document).moved(0.02, [("waha", "fr")]))
    assert {row.risk for row in moved.document.thresholds} == {0.02}
    assert replace(moved.document, thresholds=()) == replace(made.document, thresholds=())
    assert {change.kind for change in diff(made.document, moved.document)} == {"threshold"}


def test_coverage_never_falls_when_more_risk_is_accepted() -> None:
    made = draft()
    points = coverage_points(made.reads[::2], GROUPS, Wish(budget=1), ("waha", "fr"))
    assert [point.risk for point in points] == list(RISKS)
    shares = [point.coverage for point in points]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] == 1.0
    for point in points:
        assert (point.wrong_upper is None) == (point.coverage == 0)
        assert point.wrong_upper is None or point.wrong_upper <= point.risk
    assert coverage_points(made.reads, GROUPS, Wish(budget=1), ("waha", "ar")) == []


def test_the_same_cases_prove_as_many_readings_as_were_declared() -> None:
    first = draft(wish=Wish(budget=2))
    assert {read.uses for read in first.reads} == {1}
    assert check_budget(first).passed
    second = draft(articles=[PARCEL], wish=Wish(budget=2), last=Last(None, first.reads))
    assert {read.uses for read in second.reads} == {2}
    assert check_budget(second).passed
    third = draft(wish=Wish(budget=2), last=Last(None, second.reads))
    stopped = check_budget(third)
    assert (stopped.failed, stopped.examples) == (
        1,
        ("waha fr: its cases would prove reading number 3",),
    )
    assert "fresh cases" in stopped.remedy


def test_cases_read_as_before_and_fresh_ones_spend_nothing() -> None:
    first = draft()
    again = draft(last=Last(None, first.reads))
    assert {read.uses for read in again.reads} == {1}
    assert again.document.id == first.document.id
    fresh = [replace(case, id=f"new-{case.id}", cluster=f"new {case.cluster}") for case in cases()]
    other = draft(material(read=fresh), last=Last(None, first.reads))
    assert {read.uses for read in other.reads} == {1}


def test_a_larger_budget_asks_for_more_cases() -> None:
    few = material(read=cases(40, 40))
    once, often = (draft(few, wish=Wish(budget=budget)) for budget in (1, 20))
    missing = [[row.missing for row in one.document.thresholds] for one in (once, often)]
    assert missing[0] < missing[1]
    assert Wish(budget=20).promise("waha", "fr").confidence == 0.9975
    assert wish_of(often.document).budget == 20
    with pytest.raises(Invalid):
        Wish(budget=0)


@pytest.mark.parametrize("risk", [0.0, -0.1, 0.5, 1.0])
def test_what_is_no_risk_is_refused(risk: float) -> None:
    with pytest.raises(Invalid):
        Wish(risk)
    with pytest.raises(Invalid):
        Wish().moved(risk, [("waha", "fr")])


def test_a_difference_is_told_in_words() -> None:
    was, now = draft().document, draft(articles=[PARCEL]).document
    told = [str(change) for change in diff(was, now)]
    assert "- article waha/remboursement (fr): version 1" in told
    assert any(line.startswith("~ threshold waha fr money: ") for line in told) or any(
        line.startswith("- threshold waha fr money: ") for line in told
    )
    assert diff(was, was) == []


def test_flows_that_changed_are_named() -> None:
    was = AssistantDocument((), flows={"waha/refund.yaml": "a" * 64, "waha/move.yaml": "b" * 64})
    now = AssistantDocument((), flows={"waha/refund.yaml": "c" * 64, "waha/trace.yaml": "d" * 64})
    assert [str(change) for change in diff(was, now)] == [
        "- flow waha/move.yaml: bbbbbbbb",
        "~ flow waha/refund.yaml: aaaaaaaa → cccccccc",
        "+ flow waha/trace.yaml: dddddddd",
    ]
