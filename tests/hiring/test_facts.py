"""Facts of résumés that are only lines: every way of writing them, and nothing invented."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.bench.cv.score import is_sourced
from nawba.domain.candidates import Box, Fact, Line, Reading
from nawba.domain.folded import fold
from nawba.hiring.facts.dates import find_stretches
from nawba.hiring.facts.finding import find_facts

TODAY = date(2026, 11, 23)


def reading(text: str) -> Reading:
    """A line for each line of ``text``; an empty one begins a new block."""
    lines, block = [], 0
    for written in unicodedata.normalize("NFC", text).splitlines():
        block += not written.strip()
        if written.strip():
            lines.append(Line(len(lines), written.strip(), block=block))
    return Reading("text", tuple(lines))


def facts(text: str, kind: str) -> list[Fact]:
    return [one for one in find_facts(reading(text), TODAY) if one.kind == kind]


def values(text: str, kind: str, *keys: str) -> list[Any]:
    found = [one.value for one in facts(text, kind)]
    return [tuple(one[key] for key in keys) if len(keys) > 1 else one[keys[0]] for one in found]


@pytest.mark.parametrize(
    ("written", "first", "last", "current"),
    [
        ("03/2019 – 06/2021", "2019-03", "2021-06", False),
        ("depuis mars 2019", "2019-03", "", True),
        ("depuis 2019", "2019", "", True),
        ("Jan 2018 to Present", "2018-01", "", True),
        ("mars 2019 à ce jour", "2019-03", "", True),
        ("يناير 2019 - حتى الآن", "2019-01", "", True),
        ("من شتنبر ٢٠١٩ إلى دجنبر ٢٠٢١", "2019-09", "2021-12", False),
        ("كانون الثاني 2018 - تموز 2019", "2018-01", "2019-07", False),
        ("جانفي 2020 إلى أوت 2020", "2020-01", "2020-08", False),
        ("De janvier à mars 2020", "2020-01", "2020-03", False),
        ("12 mars 2019 au 3 avril 2020", "2019-03-12", "2020-04-03", False),
        ("2019-2021", "2019", "2021", False),
        ("2024-02-08 — 2026-06-03", "2024-02-08", "2026-06-03", False),
        ("enero de 2015 hasta hoy", "2015-01", "", True),
        ("Março de 2017 até Maio de 2018", "2017-03", "2018-05", False),
        ("Jan '19 – Feb '20", "2019-01", "2020-02", False),
        ("été 2015", "", "2015-06", False),
        ("Jul 15, 2025", "", "2025-07-15", False),
    ],
)
def test_stretches_are_read_as_written(written: str, first: str, last: str, current: bool) -> None:
    (found,) = find_stretches(fold(written))
    assert (found.first, found.last, found.current) == (first, last, current)


def test_a_month_without_a_year_is_no_date() -> None:
    assert find_stretches(fold("mars - Present")) == []
    assert [one.last for one in find_stretches(fold("2012 to avril"))] == ["2012"]


def test_what_is_no_date_is_none() -> None:
    for text in ("60 à 80 appels par jour", "+212 6 61 20 19 18", "version 2.0", "niveau 2"):
        assert find_stretches(fold(text)) == []


TITLE_FIRST = """
Experience
Customer adviser, Brightline Ltd, Nairobi
Jan 2019 - Mar 2021
- Answered calls
Zorbing wrangler, Quux
Apr 2021 - Present
- Replied to emails
"""
EMPLOYER_FIRST = """
Expérience professionnelle
Groupe Mirasud
Téléconseillère
03/2019 – 06/2021
• Appels entrants
Plouf
Zinzolin
07/2021 – 08/2022
• Chat
"""
DATE_FIRST = """
Experiencia laboral
2015 - 2017   Teleoperadora en horario de tarde | Contactalia S.L.
2017 - 2019   Cosa rara | Otra cosa
"""
ARABIC = """
الخبرة المهنية
مستشار خدمة العملاء لدى شركة أطلس
يناير 2019 - حتى الآن
- الرد على المكالمات الواردة
"""


def test_one_order_holds_for_a_document_also_where_the_words_are_unknown() -> None:
    keys = ("title", "employer")
    assert values(TITLE_FIRST, "experience", *keys) == [
        ("Customer adviser", "Brightline Ltd"),
        ("Zorbing wrangler", "Quux"),
    ]
    assert values(EMPLOYER_FIRST, "experience", *keys) == [
        ("Téléconseillère", "Groupe Mirasud"),
        ("Zinzolin", "Plouf"),
    ]
    assert values(DATE_FIRST, "experience", *keys) == [
        ("Teleoperadora en horario de tarde", "Contactalia S.L."),
        ("Cosa rara", "Otra cosa"),
    ]
    assert values(ARABIC, "experience", *keys) == [("مستشار خدمة العملاء", "شركة أطلس")]


def test_an_experience_says_when_where_and_whether_people_called() -> None:
    first, second = facts(TITLE_FIRST, "experience")
    assert first.value["place"] == "Nairobi"
    assert (first.value["months"], second.value["months"]) == (27, 68)
    assert second.value["current"]
    assert second.value["end"] == ""
    assert first.value["contact_centre"] is False
    assert facts(ARABIC, "experience")[0].value["contact_centre"]
    assert (first.value["channels"], second.value["channels"]) == (["voice"], ["email"])
    assert first.value["duties"] == [3]
    assert first.lines == (1, 2, 3)


def test_education_in_any_order() -> None:
    text = """
Formation
Licence en gestion, Université du Sahel, Sousse
2010 - 2013
Baccalauréat, Lycée Al Khansaa
2010
"""
    assert values(text, "education", "degree", "area", "institution", "end") == [
        ("Licence", "gestion", "Université du Sahel", "2013"),
        ("Baccalauréat", "", "Lycée Al Khansaa", "2010"),
    ]


@pytest.mark.parametrize(
    ("written", "degree", "area"),
    [
        ("Bachelor of Arts in Psychology", "Bachelor of Arts", "Psychology"),
        ("Bachelor of Arts Psychology", "Bachelor of Arts", "Psychology"),
        ("Psychology in Bachelor of Arts", "Bachelor of Arts", "Psychology"),
        ("Licence en gestion des entreprises", "Licence", "gestion des entreprises"),
        ("Baccalauréat", "Baccalauréat", ""),
        (
            "Diplôme de technicien spécialisé in Réseaux",
            "Diplôme de technicien spécialisé",
            "Réseaux",
        ),
    ],
)
def test_a_degree_and_its_subject_are_told_apart(written: str, degree: str, area: str) -> None:
    text = f"Education\nKibo College\n{written}\n2010 - 2012"
    assert values(text, "education", "degree", "area", "institution") == [
        (degree, area, "Kibo College")
    ]


def test_a_name_that_runs_over_two_lines_is_one() -> None:
    text = "Formation\n2007 - 2010\nÉcole de commerce du\nDétroit\nBaccalauréat\n"
    (found,) = facts(text, "education")
    assert found.value["institution"] == "École de commerce du Détroit"
    assert found.value["degree"] == "Baccalauréat"
    assert found.lines == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("line", "language", "level", "basis"),
    [
        ("Anglais : B2", "en", "B2", "stated"),
        ("Français (langue maternelle)", "fr", "native", "stated"),
        ("Fluent in Spanish", "es", "C1", "stated"),
        ("الإنجليزية: متوسط", "en", "B1", "stated"),
        ("Anglais ★★★☆☆", "en", "", "unstated"),
        ("Anglais - TOEIC 850", "en", "B2", "certified"),
        ("English: IELTS 7.5", "en", "C1", "certified"),
        ("Français DELF B1", "fr", "B1", "certified"),
        ("German: upper intermediate", "de", "B2", "stated"),
        ("German: lower intermediate", "de", "A2", "stated"),
        ("Espagnol : intermédiaire supérieur", "es", "B2", "stated"),
        ("Spanish: not fluent", "es", "", "unstated"),
        ("Espagnol : pas encore courant", "es", "", "unstated"),
        ("Inglês: não fluente", "en", "", "unstated"),
        ("الإنجليزية: غير متقن", "en", "", "unstated"),
    ],
)
def test_a_language_has_the_level_that_is_written(
    line: str, language: str, level: str, basis: str
) -> None:
    assert values(f"Langues\n{line}", "language", "language", "level", "basis") == [
        (language, level, basis)
    ]


def test_languages_side_by_side_have_the_level_under_them() -> None:
    def line(number: int, text: str, left: float, top: float) -> Line:
        return Line(number, text, box=Box(1, left, top, left + 60, top + 10))

    row = ["Languages", "Arabe", "Espagnol", "Allemand", "Courant", "C1"]
    places = [(40, 80), (40, 100), (200, 100), (400, 100), (40, 114), (200, 114)]
    lines = [line(at, text, *places[at]) for at, text in enumerate(row)]
    told = find_facts(Reading("pdf", tuple(lines)), TODAY)
    found = [one.value for one in told if one.kind == "language"]
    assert [(one["language"], one["words"]) for one in found] == [
        ("ar", "Courant"), ("es", "C1"), ("de", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "email"),
    [
        ("salma.bennani@example.", "org", "salma.bennani@example.org"),
        ("salma.bennani@exam", "ple.org", "salma.bennani@example.org"),
        ("salma.bennani@example.c", "om", "salma.bennani@example.com"),
        ("salma.bennani@example.or", "g", "salma.bennani@example.org"),
        ("salma.bennani@example.org", "Casablanca", "salma.bennani@example.org"),
    ],
)
def test_an_address_that_a_narrow_column_broke_is_one(first: str, second: str, email: str) -> None:
    (found,) = facts(f"Salma Bennani\n{first}\n{second}\n", "email")
    assert found.value["text"] == email


def test_who_gave_a_certificate_is_told_without_the_words_that_say_so() -> None:
    text = "Certificats\nGreen Belt\nDélivré par Institut Qualité\nNov 2025\n"
    assert values(text, "certificate", "name", "issuer") == [("Green Belt", "Institut Qualité")]
    assert values(text, "name", "full") == []


def test_several_languages_of_a_line_keep_their_own_levels() -> None:
    found = values(
        "Langues : arabe (natif), français (C1), anglais", "language", "language", "level"
    )
    assert found == [("ar", "native"), ("fr", "C1"), ("en", "")]


def test_what_is_masked_is_found() -> None:
    text = """
Salma Benkirane
12 rue des Orangers, 20000 Casablanca, Maroc
salma.b@example.com | +212 6 61 22 33 44
Née le 12/03/1995
Nationalité : marocaine
Situation familiale : célibataire
Sexe : F
"""
    found = {one.kind: one.value for one in find_facts(reading(text), TODAY)}
    assert found["name"]["full"] == "Salma Benkirane"
    assert found["address"]["city"] == "Casablanca"
    assert found["address"]["country"] == "MA"
    assert found["email"]["text"] == "salma.b@example.com"
    assert found["phone"]["digits"] == "+212661223344"
    assert found["birth"]["date"] == "1995-03-12"
    assert found["nationality"]["text"] == "marocaine"
    assert found["marital_status"]["text"] == "célibataire"
    assert found["gender"]["text"] == "F"


def test_wishes() -> None:
    text = """
Amadou Diop

Disponibilité
Disponible à partir du 1er janvier 2027 | Préavis : deux mois
Disponible la nuit et le week-end, temps partiel
Mobilité : Rabat, Tanger
Carte de séjour valable en France
Prétentions salariales : 6 500 MAD par mois
"""
    found: dict[str, list[Any]] = {}
    for one in find_facts(reading(text), TODAY):
        found.setdefault(one.kind, []).append(one.value)
    assert found["availability"][0]["from"] == "2027-01-01"
    assert found["notice"][0]["days"] == 60
    assert found["shift"][0]["kinds"] == ["night", "weekend", "part_time"]
    assert [one["city"] for one in found["site"]] == ["Rabat", "Tanger"]
    assert found["right_to_work"][0]["country"] == "FR"
    salary = found["salary_wish"][0]
    assert (salary["amount"], salary["currency"], salary["period"]) == (6500, "MAD", "month")


def test_skills_and_tools_are_told_apart() -> None:
    text = "Compétences\nRelation client : écoute active, négociation\nZendesk, Excel"
    assert values(text, "skill", "id") == ["relation client", "ecoute active", "negociation"]
    assert values(text, "tool", "id") == ["zendesk", "excel"]


def test_hidden_lines_tell_nothing() -> None:
    hidden = Line(1, "Excel, Salesforce", source="hidden")
    read = Reading("pdf", (Line(0, "Compétences"), hidden, Line(2, "Word")))
    assert [one.value["name"] for one in find_facts(read, TODAY)] == ["Word"]


def _set(rows: Sequence[tuple[str, float, float, int]]) -> Reading:
    """Lines in order of reading: text, left, top, block; headings are larger."""
    lines = [
        Line(at, text, box=Box(1, left, top, left + 110, top + 10), size=14.0 if text.isupper()
             else 9.0, block=block)
        for at, (text, left, top, block) in enumerate(rows)
    ]  # fmt: skip
    return Reading("pdf", tuple(lines))


def test_schools_side_by_side_are_told_before_the_heading_below_them() -> None:
    one = [("EDUCATION", 40.0, 100.0, 0), ("Kibo College", 40.0, 120.0, 0),
           ("2012 - 2015", 40.0, 132.0, 0), ("LANGUAGES", 40.0, 170.0, 0),
           ("English (B2)", 40.0, 190.0, 0), ("Westbridge College", 300.0, 120.0, 1),
           ("2008 - 2011", 300.0, 132.0, 1)]  # fmt: skip
    found = [fact for fact in find_facts(_set(one), TODAY) if fact.kind == "education"]
    assert [fact.value["institution"] for fact in found] == ["Kibo College", "Westbridge College"]


def test_a_list_under_a_heading_that_no_list_knows_is_of_skills_and_sentences_are_not() -> None:
    for item, skills in (("complaint handling", 2), ("I sold upgrades over the phone.", 0)):
        rows = [("TOOLS", 40.0, 100.0, 0), ("Zendesk", 40.0, 120.0, 0),
                ("CUSTOMER CARE", 40.0, 140.0, 0), ("active listening", 40.0, 160.0, 0),
                (item, 40.0, 172.0, 0), ("LANGUAGES", 40.0, 190.0, 0),
                ("English (B2)", 40.0, 210.0, 0)]  # fmt: skip
        found = [fact.kind for fact in find_facts(_set(rows), TODAY)]
        assert (found.count("skill"), found.count("tool")) == (skills, 1)


def test_an_address_under_about_is_where_somebody_lives() -> None:
    told = "Salma Bennani\nProfil\n94 rue des Orangers\nRabat 38577 MA\nsalma@example.org\n"
    (found,) = facts(told, "address")
    assert (found.value["city"], found.value["country"]) == ("Rabat", "MA")
    assert (
        facts("Salma Bennani\nProfil\nJ'ai travaillé rue des Orangers à Rabat\n", "address") == []
    )


def test_an_employer_set_like_a_heading_is_none() -> None:
    rows = [("EXPERIENCE", 40.0, 100.0, 0), ("BRIGHTLINE LTD", 40.0, 120.0, 0),
            ("2019 - 2021", 40.0, 132.0, 0), ("Customer adviser", 40.0, 144.0, 0),
            ("LANGUAGES", 40.0, 170.0, 0), ("English", 40.0, 190.0, 0),
            ("French", 40.0, 202.0, 0)]  # fmt: skip
    found = [fact for fact in find_facts(_set(rows), TODAY) if fact.kind == "experience"]
    assert [fact.value["employer"] for fact in found] == ["BRIGHTLINE LTD"]


def test_headings_and_dates_in_a_margin_come_back_to_their_entries() -> None:
    def line(number: int, text: str, left: float, top: float, block: int) -> Line:
        return Line(number, text, box=Box(1, left, top, left + 120, top + 10), block=block)

    margin = [("Experience", 100), ("2019 - 2021", 120), ("Education", 160), ("2012 - 2015", 180)]
    content = [
        ("Brightline Ltd", 120), ("Customer adviser", 132), ("Kibo College", 180), ("Diploma", 192)
    ]  # fmt: skip
    lines = [line(n, text, 300, top, 1) for n, (text, top) in enumerate(content)]
    lines += [line(n + 4, text, 20, top, 2) for n, (text, top) in enumerate(margin)]
    beyond = [line(8, "Something else", 900, 120, 3)]  # at the same height, and farther
    lines = [*beyond, *lines]
    found = {one.kind: one.value for one in find_facts(Reading("pdf", tuple(lines)), TODAY)}
    assert found["experience"]["employer"] == "Brightline Ltd"
    assert (found["experience"]["start"], found["experience"]["end"]) == ("2019", "2021")
    assert (found["education"]["degree"], found["education"]["end"]) == ("Diploma", "2015")


WORDS = st.sampled_from(
    """Expérience Langues Formation Compétences Skills français B2 TOEIC 850 2019 2021 - – depuis
    mars Present Téléconseiller chez Atlas SARL , | : • ( ) Casablanca rue 12 né le marocaine
    الخبرة مستشار شركة اللغات الإنجليزية متوسط ٢٠١٩ préavis mois disponible nuit salaire souhaité
    5000 MAD a@b.co +212661223344 œuvre ﬁn é""".split()  # noqa: SIM905
)
LINES = st.lists(
    st.one_of(st.lists(WORDS, max_size=8).map(" ".join), st.text(max_size=30)), max_size=14
)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_every_fact_stands_in_its_lines_whatever_is_written(written: list[str]) -> None:
    lines = tuple(Line(number, text) for number, text in enumerate(written))
    read = Reading("text", lines)
    found = find_facts(read, TODAY)
    assert all(is_sourced(one, read) for one in found)
    for one in found:
        told = _squeezed(" ".join(written[number] for number in one.lines))
        for key in ("title", "employer", "institution", "degree", "name", "full", "words"):
            assert _squeezed(str(one.value.get(key, ""))) in told
    assert found == find_facts(read, TODAY)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def test_a_resume_of_three_pages_takes_little_time() -> None:
    read = reading("Ada Diop\n" + TITLE_FIRST * 10 + EMPLOYER_FIRST * 10 + DATE_FIRST * 10)
    find_facts(read, TODAY)  # word lists are read once
    begin = time.process_time()
    find_facts(read, TODAY)
    assert time.process_time() - begin < 0.2


def test_a_name_beside_a_column_of_skills_is_no_skill():
    column = ("Skills", "Excel, Word", "Languages", "French")
    lines = [Line(at, text, size=11.0) for at, text in enumerate(column)]
    lines += [Line(4, "Moussa Diarra", size=20.0, block=1), Line(5, "Cashier", size=11.0, block=1)]
    for order in (lines, [*lines[2:4], *lines[:2], *lines[4:]]):
        numbered = tuple(replace(line, number=at) for at, line in enumerate(order))
        facts = find_facts(Reading("pdf", numbered), TODAY)
        assert [one.value["full"] for one in facts if one.kind == "name"] == ["Moussa Diarra"]
        named = [one.value["id"] for one in facts if one.kind in ("skill", "tool")]
        assert sorted(named) == ["excel", "word"]
