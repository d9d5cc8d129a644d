"""A job's criteria against facts: met, not met, not stated, and the sum that orders a list."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.candidates import FACT_KINDS, PROTECTED, Fact
from nawba.domain.errors import DocumentError
from nawba.hiring.matching.degrees import years_of_study
from nawba.hiring.matching.job import job_of_text
from nawba.hiring.matching.months import months, span
from nawba.hiring.matching.score import order, score
from nawba.hiring.matching.visible import visible

TODAY = date(2026, 11, 23)

JOB = """
id = "casablanca-fr-en"
title = { fr = "Conseiller français et anglais", en = "Adviser, French and English" }
sites = ["casablanca"]
positions = 20
deadline = 2026-12-15

[[criterion]]
id = "french"
kind = "language"
need = "must"
language = "fr"
level = "C1"

[[criterion]]
id = "practice"
kind = "experience"
contact_centre = true
months = 12

[[criterion]]
id = "nights"
kind = "shift"
need = "nice"
shifts = ["night"]
"""


def job(text=JOB):
    return job_of_text(text, "JOB.toml")


def one(criterion, **more):
    """A job of this one criterion."""
    head = 'id = "j"\ntitle = { en = "J" }\n[[criterion]]\nid = "c"\n'
    return job(head + criterion)


def fact(kind, line=0, **value):
    return Fact(kind, value, (line,), "as written", id=f"{kind}-{line}")


def french(level, line=0):
    return fact("language", line, language="fr", level=level, basis="stated", words="")


def available(since):
    return fact("availability", **{"from": since})


def worked(start, end="", line=1, current=False, centre=True, channels=("voice",), sector=""):
    value = {"start": start, "end": end, "current": current, "contact_centre": centre}
    return fact("experience", line, **value, channels=list(channels), sector=sector)


def said(job, *facts):
    """What the only (or first) criterion says."""
    found = score(job, visible(facts), TODAY).answers[0]
    return found.met, found.found, found.lines


def test_the_sum_is_what_is_met_and_what_may_still_be():
    found = score(job(), visible([french("C2"), worked("2024-01", "2024-06", 4)]), TODAY)
    assert (found.points, found.open, found.total, found.place) == (3, 1, 6, 3.5)
    told = [(one.criterion, one.met, one.lines) for one in found.answers]
    assert told == [
        ("french", "met", (0,)),
        ("practice", "not_met", (4,)),
        ("nights", "not_stated", ()),
    ]


def test_a_must_that_is_missed_comes_last_but_stays():
    missed = score(job(), visible([french("B1"), worked("2020-01", "2024-06")]), TODAY)
    silent = score(job(), (), TODAY)
    assert missed.missed == ("french",)
    assert silent.missed == ()
    assert order("j", "a", silent) < order("j", "b", missed)


def test_equal_candidates_are_in_an_order_of_the_job_not_of_their_ids():
    silent = score(job(), (), TODAY)
    ids = [f"c-{n}" for n in range(40)]
    orders = {tuple(sorted(ids, key=lambda id, j=j: order(j, id, silent))) for j in ("one", "two")}
    assert len(orders) == 2
    assert tuple(ids) not in orders


@pytest.mark.parametrize(
    ("level", "met"),
    [("native", "met"), ("C1", "met"), ("B2", "not_met"), ("", "not_stated")],
)
def test_a_level_is_compared_and_an_unstated_one_asked(level, met):
    assert said(job(), french(level))[0] == met


def test_the_best_level_counts_and_another_language_does_not():
    assert said(job(), french("B1"), french("C1", 7)) == ("met", "C1", (7,))
    other = fact("language", language="en", level="C2")
    assert said(job(), other) == ("not_stated", "", ())


PRACTICE = 'kind = "experience"\ncontact_centre = true\nmonths = 12\n'


@pytest.mark.parametrize(
    ("experiences", "met", "found"),
    [
        ([worked("2024-01", "2024-12")], "met", "12"),
        ([worked("2024-01", "2024-11")], "not_met", "11"),
        ([worked("2024-01", "2024-08", 1), worked("2024-05", "2024-12", 2)], "met", "12"),
        ([worked("2024-01", "2024-06", 1), worked("2024-01", "2024-06", 2)], "not_met", "6"),
        ([worked("2025-12", current=True)], "met", "12"),
        ([worked("2026-01", "2031-01")], "not_met", "11"),
        ([worked("2023", "2024")], "not_stated", "2–24"),
        ([worked("2022", "2024")], "met", "14–36"),
        ([worked("")], "not_stated", "0"),
        ([worked("2024-01", "2024-03", 1), worked("", "", 2)], "not_stated", "3"),
        ([worked("2010-01", "2020-01", centre=False)], "not_stated", ""),
        ([], "not_stated", ""),
    ],
)
def test_months_in_contact_centres(experiences, met, found):
    assert said(one(PRACTICE), *experiences)[:2] == (met, found)


def test_channels_and_sectors_choose_which_experience_counts():
    wanted = one('kind = "experience"\nchannels = ["chat"]\nsectors = ["telecom"]\nmonths = 2\n')
    long, chat = worked("2020-01", "2022-01"), worked("2023-01", "2023-06", 2, channels=["chat"])
    assert said(wanted, long, chat)[0] == "not_stated"
    telecom = worked("2023-01", "2023-06", 3, channels=["chat"], sector="telecom")
    assert said(wanted, long, chat, telecom) == ("met", "6", (3,))


@given(st.lists(st.tuples(st.integers(2000, 2025), st.integers(1, 12), st.integers(0, 30))))
def test_months_together_are_those_that_a_calendar_would_tick(jobs):
    spans, ticked = [], set()
    for year, month, more in jobs:
        first = 12 * year + month - 1
        last = min(first + more, 12 * TODAY.year + TODAY.month - 1)
        end = f"{last // 12}-{last % 12 + 1:02}"
        spans.append(span(f"{year}-{month:02}", end, current=False, today=TODAY))
        ticked |= set(range(first, last + 1))
    assert months(spans) == (len(ticked), len(ticked))


@pytest.mark.parametrize(
    ("degree", "years"),
    [
        ("Bac +2 Gestion", 2),
        ("BTS Commerce international", 2),
        ("Licence professionnelle", 3),
        ("Master (Bac+5)", 5),
        ("B.Sc. in Computing", 3),
        ("Diplôme d'ingénieur d'État", 5),
        ("الإجازة في القانون", 3),
        ("Technicienne Spécialisée en gestion", 2),
        ("Formation interne", None),
        ("Masterclass", None),
    ],
)
def test_degrees_are_known_by_their_years(degree, years):
    assert years_of_study(degree) == years


def test_a_degree_of_unknown_length_leaves_it_open():
    wanted = one('kind = "education"\nyears = 2\n')
    bac = fact("education", 1, degree="Baccalauréat", area="")
    unknown = fact("education", 2, degree="Diplôme ISTA", area="")
    assert said(wanted, bac)[0] == "not_met"
    assert said(wanted, bac, unknown)[0] == "not_stated"


@pytest.mark.parametrize(
    ("criterion", "value", "met"),
    [
        ('tool"\nany_of = ["Zendesk"]', fact("tool", id="zendesk support"), "met"),
        ('skill"\nany_of = ["Zen"]', fact("tool", id="zendesk"), "not_stated"),
        ('certificate"\nany_of = ["delf"]', fact("certificate", name="DELF B2"), "met"),
        ('availability"\nby = 2026-12-01', available("2026-11-30"), "met"),
        ('availability"\nby = 2026-12-01', available("2027-01-04"), "not_met"),
        ('availability"\nby = 2026-12-01', fact("availability", text="soon"), "not_stated"),
        ('shift"\nshifts = ["night", "weekend"]', fact("shift", kinds=["night"]), "not_stated"),
        ('shift"\nshifts = ["night"]', fact("shift", kinds=["night", "weekend"]), "met"),
        ('site"\nplaces = ["Fès"]', fact("site", city="FES"), "met"),
        ('notice"\ndays = 30', fact("notice", days=60), "not_met"),
        ('notice"\ndays = 30', fact("notice", days=30), "met"),
        ('right_to_work"\ncountry = "MA"', fact("right_to_work", country="MA"), "met"),
    ],
)  # fmt: skip
def test_each_kind_of_criterion(criterion, value, met):
    assert said(one(f'kind = "{criterion}'), value)[0] == met


def test_nothing_protected_reaches_a_criterion():
    facts = [fact(kind, number, full="x") for number, kind in enumerate(FACT_KINDS)]
    assert not {one.kind for one in visible(facts)} & PROTECTED
    employed = worked("2020-01", "2021-01")
    named = replace(employed, value={**employed.value, "employer": "Dar Lalla", "title": "Hôtesse"})
    assert visible([named]) == visible([employed])


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('level = "C1"', 'level = "C3"', 13, "level"),
        ('language = "fr"', 'langage = "fr"', 12, "langage"),
        ("months = 12", "months = -1", 19, "less than 0"),
        ("months = 12", "weight = -1", 19, "less than 0"),
        ("months = 12", 'shifts = ["night"]', 19, "does not belong to experience"),
        ('shifts = ["night"]', "", 23, "says nothing yet"),
        ('id = "nights"', 'id = "french"', 9, "stands 2 times"),
        ("positions = 20", "positions = 0", 5, "nobody"),
        ("deadline = 2026-12-15", "deadline = tomorrow", 6, "no valid TOML"),
        ('language = "fr"', 'language = "French"', 12, "is no language"),
    ],
)
def test_a_wrong_job_is_refused_with_line_and_remedy(old, new, line, said):
    with pytest.raises(DocumentError) as refused:
        job(JOB.replace(old, new))
    assert (refused.value.faults[0].line, said in str(refused.value)) == (line, True)


def test_a_job_keeps_its_dates():
    assert job().deadline == date(2026, 12, 15)


def test_a_shift_that_was_stated_without_its_kind_is_a_question():
    nights = one('kind = "shift"\nshifts = ["night"]\n')
    told = score(nights, visible([fact("shift")]), TODAY)
    assert [answer.met for answer in told.answers] == ["not_stated"]
