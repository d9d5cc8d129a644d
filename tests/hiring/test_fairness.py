"""Whether groups were taken equally often: what is compared, left out, and called proven."""

import json
from itertools import repeat

import pytest

from nawba.hiring.fairness.audit import Outcome, above_median, compare
from nawba.hiring.fairness.told import document_of


def people(group: str, taken: int, of: int, **more: str) -> list[Outcome]:
    groups = {"gender": group, **more}
    return [*repeat(Outcome(groups, True), taken), *repeat(Outcome(groups, False), of - taken)]


def verdicts(outcomes, attributes=("gender",)):
    return {row.group[0]: row.verdict for row in compare(outcomes, attributes)[0].rows}


@pytest.mark.parametrize(
    ("taken", "of", "verdict"),
    [
        (500, 1000, "holds"),
        (13, 30, "open"),
        (430, 1000, "unequal"),
        (10, 30, "seems_below"),
        (380, 1000, "below"),
        (300, 1000, "surely_below"),
    ],
)
def test_each_ratio_is_read_with_its_interval(taken, of, verdict):
    outcomes = people("men", 501, 1000) + people("women", taken, of)
    assert verdicts(outcomes) == {"men": "most", "women": verdict}


def test_tiny_groups_are_left_out_and_said():
    outcomes = people("a", 40, 100) + people("b", 30, 99) + people("c", 0, 3)
    (comparison,) = compare(outcomes, ("gender",))
    assert [row.group for row in comparison.rows] == [("a",), ("b",)]
    assert comparison.left_out == {("c",): 3}


def test_who_declared_nothing_is_counted_apart():
    outcomes = people("a", 5, 10) + people("b", 5, 10) + people("", 9, 9)
    (comparison,) = compare(outcomes, ("gender",))
    assert (comparison.people, comparison.not_declared) == (20, 9)
    assert {row.rate for row in comparison.rows} == {0.5}


def test_attributes_are_crossed_where_each_alone_hides_the_difference():
    outcomes = [
        *people("f", 10, 100, age="young"),
        *people("m", 60, 100, age="young"),
        *people("f", 60, 100, age="old"),
        *people("m", 10, 100, age="old"),
    ]
    gender, age, both = compare(outcomes, ("gender", "age"))
    assert {row.ratio.value for row in (*gender.rows, *age.rows)} == {1.0}
    assert [row.verdict for row in both.rows[2:]] == ["surely_below", "surely_below"]


def test_more_groups_need_stronger_evidence():
    two = compare(people("a", 50, 100) + people("b", 35, 100), ("gender",))[0]
    more = [one for name in "cdef" for one in people(name, 45, 100)]
    six = compare(people("a", 50, 100) + people("b", 35, 100) + more, ("gender",))[0]
    assert (two.confidence, six.confidence) == (0.95, pytest.approx(1 - 0.05 / 15))
    assert two.rows[1].ratio.high < 1 < six.rows[-1].ratio.high


def test_nobody_taken_at_all_is_open_and_a_document():
    document = document_of(compare(people("a", 0, 50) + people("b", 0, 50), ("gender",)))
    _, row = document["comparisons"][0]["groups"]
    assert (row["verdict"], row["ratio"], row["ratio_interval"]) == ("open", None, [0.0, None])
    json.dumps(document, allow_nan=False)


def test_a_score_rate_counts_who_is_above_the_median():
    above = above_median({"a": 1, "b": 2, "c": 3, "d": 4})
    assert [one for one, is_above in above.items() if is_above] == ["c", "d"]
    assert not any(above_median(dict.fromkeys("abc", 2.0)).values())
    assert above_median({}) == {}
