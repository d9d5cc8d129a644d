"""Thresholds per brand, language and predicted group: counted right, merged upward, honest."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.assistant.calibration import OTHERS, Read, calibrate
from nawba.assistant.cases import Case, CaseSource, read_cases
from nawba.domain.errors import DocumentError, Invalid
from nawba.stats import Promise, Verdict, trials_needed

PROMISE = Promise(0.05)
GROUPS = {"bill": "money", "refund": "money", "puk": "line", "esim": "line"}


def reads(
    intent: str | None,
    number: int,
    *,
    predicted: str | None = None,
    score: float = 0.9,
    brand: str = "sahla",
    language: str = "fr",
    source: CaseSource = CaseSource.WRITTEN,
) -> list[Read]:
    """``number`` cases of ``intent``, each a cluster of its own, read as ``predicted``."""
    name = f"{brand} {language} {intent} {predicted} {score}"
    return [
        Read(
            Case(f"{name} {i}", language, brand, intent, f"{name} {i}", source),
            predicted or intent or "bill",
            score,
        )
        for i in range(number)
    ]


def test_each_group_with_enough_cases_has_a_row_and_small_ones_share_one():
    numbers = {"bill": 120, "refund": 80, "puk": 90, "esim": 90, "parcel": 80, "courier": 60}
    table = calibrate(
        [read for intent, number in numbers.items() for read in reads(intent, number)],
        PROMISE,
        group_of=GROUPS,
    )
    assert [(row.name, row.cases) for row in table.rows] == [
        ("line", 180),
        ("money", 200),
        (OTHERS, 140),
    ]
    assert {row.verdict for row in table.rows} == {Verdict.KEPT}
    assert all(row.asked == 520 for row in table.rows)
    assert table.may_answer("sahla", "fr", "refund", 0.9)
    assert not table.may_answer("sahla", "fr", "refund", 0.1)
    assert table.may_answer("sahla", "fr", "parcel", 0.9)
    assert not table.may_answer("sahla", "ar", "refund", 0.99)


def test_too_few_cases_mean_assist_only_and_say_how_many_are_missing():
    table = calibrate([*reads("bill", 30), *reads("puk", 20)], PROMISE)
    (row,) = table.rows
    assert (row.name, row.verdict, row.threshold) == (OTHERS, Verdict.TOO_FEW, None)
    assert row.missing.in_scope == 9
    assert not table.may_answer("sahla", "fr", "bill", 0.999)


def test_small_groups_that_are_too_few_together_take_the_next_smallest_with_them():
    table = calibrate([*reads("bill", 200), *reads("puk", 70), *reads("parcel", 20)], PROMISE)
    assert [(row.name, row.cases) for row in table.rows] == [("bill", 200), (OTHERS, 90)]
    assert table.row("sahla", "fr", "puk") == table.row("sahla", "fr", "never seen")


def test_groups_are_those_of_the_predicted_intent():
    wrong = reads("parcel", 30, predicted="bill")
    table = calibrate([*reads("bill", 200), *wrong], PROMISE)
    bill = table.row("sahla", "fr", "bill")
    assert bill is not None
    assert (bill.cases, bill.verdict) == (230, Verdict.TOO_WRONG)
    assert not table.may_answer("sahla", "fr", "bill", 0.99)


def test_brands_and_languages_stand_for_themselves():
    table = calibrate(
        reads("bill", 100) + reads("bill", 100, language="ar") + reads("bill", 20, brand="other"),
        PROMISE,
    )
    kept = [(row.brand, row.language) for row in table.rows if row.threshold is not None]
    assert kept == [("sahla", "ar"), ("sahla", "fr")]


def test_paraphrases_of_one_sentence_are_one_case():
    same = [
        Read(Case(f"text {i}", "fr", "sahla", "bill", f"cluster {i % 50}"), "bill", 0.9)
        for i in range(500)
    ]
    (row,) = calibrate(same, PROMISE).rows
    assert (row.cases, row.verdict, row.missing.in_scope) == (50, Verdict.TOO_FEW, 9)


@pytest.mark.parametrize(
    ("sources", "covers"),
    [
        ((CaseSource.TRAFFIC, CaseSource.TRAFFIC), "traffic"),
        ((CaseSource.TRAFFIC, CaseSource.WRITTEN), "this set"),
    ],
)
def test_only_a_sample_of_traffic_speaks_of_traffic(sources, covers):
    cases = [*reads("bill", 60, source=sources[0]), *reads("puk", 60, source=sources[1])]
    assert {row.covers for row in calibrate(cases, PROMISE).rows} == {covers}


def test_out_of_scope_cases_count_against_the_group_they_were_read_as():
    cases = reads("bill", 400) + reads("puk", 400)
    strangers = reads(None, 150, predicted="bill", score=0.88) + reads(None, 150, score=0.01)
    table = calibrate([*cases, *strangers], Promise(0.1, oos_share=0.2))
    bill, puk = (table.row("sahla", "fr", intent) for intent in ("bill", "puk"))
    assert bill is not None
    assert puk is not None
    assert (bill.threshold, puk.oos_cases) == (pytest.approx(bill.threshold), 300)
    assert 0.88 < (bill.threshold or 0) <= 0.9
    assert (puk.threshold or 1) < 0.3
    assert bill.oos_answered == puk.oos_answered == 0


def test_together_all_rows_hold_at_once_and_cost_more_cases():
    cases = reads("bill", 170) + reads("puk", 170)
    alone = calibrate(cases, PROMISE)
    assert [row.verdict for row in alone.rows[:2]] == [Verdict.KEPT, Verdict.KEPT]
    joint = calibrate(cases, PROMISE, together=True)
    assert trials_needed(0.05, 1 - 0.05 / 3, errors=2) > 0.75 * 170
    assert [row.name for row in joint.rows] == [OTHERS]
    assert joint.rows[0].verdict is Verdict.KEPT


def test_coverage_grows_with_the_risk_allowed():
    rng = np.random.default_rng(1)
    cases = [
        Read(Case(f"t{i}", "fr", "sahla", "bill", f"c{i}"), "bill" if ok else "puk", float(score))
        for i, score in enumerate(rng.random(2000))
        for ok in [rng.random() > 0.25 * (1 - score)]
    ]
    every = {read.predicted: "all" for read in cases}
    tables = [calibrate(cases, Promise(risk), group_of=every) for risk in (0.01, 0.05, 0.2)]
    answered = [sum(row.answered for row in table.rows) for table in tables]
    assert answered[0] < answered[1] < answered[2]


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.booleans()), max_size=300))
@settings(max_examples=30, deadline=None)
def test_every_case_counts_in_exactly_one_row(pairs):
    cases = [
        Read(Case(f"t{i}", "fr", "b", "x" if inside else None, f"c{i}"), intent, 0.5)
        for i, (intent, inside) in enumerate(pairs)
    ]
    rows = calibrate(cases, PROMISE).rows
    inside = sum(marked for _, marked in pairs)
    assert sum(row.cases for row in rows) == inside
    assert all((row.asked, row.oos_cases) == (inside, len(pairs) - inside) for row in rows)


cases_of = st.builds(
    Case,
    text=st.text(min_size=1).filter(str.strip),
    language=st.sampled_from(["fr", "ar"]),
    brand=st.just("sahla"),
    intent=st.none() | st.sampled_from(["bill", "puk"]),
    cluster=st.text(min_size=1),
    source=st.sampled_from([CaseSource.TRAFFIC, CaseSource.WRITTEN]),
)


@given(st.lists(cases_of, min_size=1, max_size=5))
def test_cases_written_are_cases_read(cases):
    lines = "\n".join(json.dumps(asdict(case), ensure_ascii=False) for case in cases)
    assert read_cases(lines, "cases.jsonl") == cases


def line(**changes: object) -> str:
    whole = {"text": "Où est ma facture ?", "language": "fr", "brand": "sahla", "intent": "bill"}
    return json.dumps({key: value for key, value in (whole | changes).items() if value != "-"})


def test_without_a_cluster_each_text_is_its_own():
    (case,) = read_cases(line(), "cases.jsonl")
    assert (case.cluster, case.source) == (case.text, CaseSource.WRITTEN)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{", "cases.jsonl:3: is not JSON"),
        ("[]", "cases.jsonl:3: is not a JSON object"),
        (line(intent="-"), "cases.jsonl:3: intent: is missing"),
        (line(text=" "), "cases.jsonl:3: text: is missing or empty"),
        (line(brand="-"), "cases.jsonl:3: brand: is missing"),
        (line(intent=3), "cases.jsonl:3: intent: is not a name"),
        (line(cluster=7), "cases.jsonl:3: cluster: is not a name"),
        (line(langauge="fr"), "cases.jsonl:3: langauge: is not a field"),
        (line(source="gap"), "a gap proves nothing"),
        (line(source=["x"]), "is not a source"),
    ],
)
def test_a_fault_names_its_line_and_field(broken, said):
    with pytest.raises(DocumentError) as caught:
        read_cases(f"{line()}\n\n{broken}\n", "cases.jsonl")
    assert said in caught.value.message


def test_a_file_without_a_case_is_refused():
    with pytest.raises(Invalid, match="holds no labelled question"):
        read_cases("\n\n", "cases.jsonl")


def test_rows_keep_their_promise_one_by_one_or_all_together():
    """Three groups of known risk, too wrong at their loosest: how often is a row wrong?"""
    rng, times, worst = np.random.default_rng(11), 80, {"a": 0.8, "b": 0.6, "c": 0.4}

    def draw() -> list[Read]:
        found = []
        for i, score in enumerate(rng.random(1500)):
            intent = "abc"[i % 3]
            right = rng.random() >= worst[intent] * (1 - score) ** 3  # uniform scores
            case = Case(f"t{i}", "fr", "sahla", intent if right else "x", f"c{i}")
            found.append(Read(case, intent, float(score)))
        return found

    def broken(together: bool) -> list[int]:
        rows = [row for row in calibrate(draw(), PROMISE, together=together).rows if row.threshold]
        return [worst[r.name] * (1 - (r.threshold or 0)) ** 3 / 4 > 0.05 for r in rows if r.groups]

    alone = [broken(together=False) for _ in range(times)]
    joint = [broken(together=True) for _ in range(times)]
    assert sum(map(len, alone)) > 2 * times  # most rows answer
    assert sum(map(sum, alone)) / (3 * times) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / (3 * times))
    assert np.mean([any(rows) for rows in joint]) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / times)


def test_rehearsed_cases_move_the_start_and_prove_nothing():
    rng = np.random.default_rng(4)

    def draw(number: int) -> list[Read]:
        return [
            Read(
                Case(f"t{i}", "fr", "sahla", "bill", f"c{i}"),
                "bill" if rng.random() > (0.025 if score > 0.3 else 0.3) else "puk",
                float(score),
            )
            for i, score in enumerate(rng.random(number))
        ]

    groups, kept = {"bill": "all", "puk": "all"}, {False: 0, True: 0}
    for _ in range(30):
        cases, others = draw(900), draw(900)
        for rehearse in kept:
            table = calibrate(cases, PROMISE, group_of=groups, rehearsed=others if rehearse else ())
            kept[rehearse] += table.rows[0].verdict is Verdict.KEPT
            assert table.rows[0].cases == 900
    assert kept[True] > 25
    assert kept[True] > 1.3 * kept[False]
