"""Days and hours as customers name them, in four languages and two scripts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.fields import calendar, extract

TODAY = date(2026, 3, 11)  # a Wednesday

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def read(text: str, kind: str = "date", *, asked: bool = False, language: str = "fr") -> str:
    found = extract(text, [kind], language, TODAY, asked=kind if asked else "")
    return " ".join(f"{field.value}" for field in found)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/03/2026", "2026-03-12"),
        ("le 5.4.26 au plus tard", "2026-04-05"),
        ("2026-03-02", "2026-03-02"),
        ("١٢/٠٣/٢٠٢٦", "2026-03-12"),
        ("le 15/3", "2026-03-15"),
        ("ma facture du 12/03", "2026-03-12"),
        ("le 1er août", "2026-08-01"),
        ("quinze mars", "2026-03-15"),
        ("le premier avril 2027", "2027-04-01"),
        ("on March 3rd, 2026", "2026-03-03"),
        ("the 21st of May", "2026-05-21"),
        ("twenty first of May", "2026-05-21"),
        ("يوم 3 مارس", "2027-03-03"),
        ("٢٠ أبريل ٢٠٢٦", "2026-04-20"),
        ("خمسة عشر ماي", "2026-05-15"),
        ("فاتح غشت", "2026-08-01"),
        ("le vendredi 13 mars à 14h30", "2026-03-13"),
        ("lundi, 16 mars", "2026-03-16"),
        ("le 29 février", "2028-02-29"),
    ],
)
def test_days_of_a_month_that_is_named(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("le 15", "2026-03-15"),
        ("le 5", "2026-04-05"),
        ("le 31", "2026-03-31"),
        ("non, le 15", "2026-03-15"),
        ("the 15th", "2026-03-15"),
        ("vendredi 13", "2026-03-13"),
        ("نهار 15", "2026-03-15"),
        ("يوم ١٥", "2026-03-15"),
        ("le 15 du mois prochain", "2026-04-15"),
        ("the 15th of last month", "2026-02-15"),
        ("نهار 5 من الشهر الجاي", "2026-04-05"),
        ("fin du mois", "2026-03-31"),
        ("lakher chhar", "2026-03-31"),
    ],
)
def test_days_of_a_month_that_is_not(text: str, day: str) -> None:
    assert read(text) == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("aujourd'hui", 0), ("today", 0), ("اليوم", 0), ("lyoum", 0),
        ("demain", 1), ("tomorrow", 1), ("غداً", 1), ("ghdda", 1), ("غدوة", 1),
        ("après-demain", 2), ("the day after tomorrow", 2), ("بعد غد", 2), ("ba3d ghedda", 2),
        ("hier", -1), ("yesterday", -1), ("أمس", -1), ("lbare7", -1), ("البارح", -1),
        ("avant-hier", -2), ("أول أمس", -2),
        ("lundi", 5), ("lundi prochain", 5), ("next Monday", 5), ("الاثنين القادم", 5),
        ("nhar ltnin", 5), ("lundi dernier", -2), ("last Monday", -2), ("jem3a", 2),
        ("mercredi", 7), ("ce mercredi", 0), ("this Wednesday", 0), ("mercredi dernier", -7),
        ("dans 3 jours", 3), ("in two weeks", 14), ("dans une semaine", 7), ("in a week", 7),
        ("بعد يومين", 2), ("بعد أسبوع", 7), ("من هنا 3 أيام", 3), ("mn daba simana", 7),
        ("il y a deux semaines", -14), ("3 days ago", -3), ("قبل 3 أيام", -3), ("hadi 3 iyam", -3),
        ("3 iyam hadi", -3), ("dans 1 mois", 31), ("a month ago", -28), ("dans un an", 365),
    ],
)  # fmt: skip
def test_days_counted_from_today(text: str, days: int) -> None:
    assert read(text) == (TODAY + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026", "le 31 février 2026", "lundi 15 mars", "lundi 15", "32/01/2026",
        "le 200 est en panne", "le 15 dh", "le 5 go", "le 15e", "the 15 euros", "les 3 colis",
        "j'ai 2 colis", "dans dix mille ans", "1.5", "192.168.1.12", "06/12/34/56/78", "3am",
        "pendant 3 jours", "le forfait", "15", "", "WH123456789",
    ],
)  # fmt: skip
def test_what_is_no_day_or_contradicts_itself_is_left_out(text: str) -> None:
    assert read(text) == ""


def test_what_is_left_open_lies_ahead_or_behind() -> None:
    assert read("le 15", "past_date") == "2026-02-15"
    assert read("le 15 juin", "past_date") == "2025-06-15"
    assert read("mardi", "past_date") == "2026-03-10"
    assert read("le 11", "past_date") == read("le 11") == TODAY.isoformat()
    assert read("lundi prochain", "past_date") == "2026-03-16"


def test_a_weekday_may_point_in_the_other_direction() -> None:
    assert read("lundi 16 mars", "past_date") == "2026-03-16"
    assert read("lundi 9 mars") == read("lundi 9") == "2026-03-09"


def test_a_bare_number_is_a_day_only_when_one_was_asked_for() -> None:
    assert read("15 svp", asked=True) == "2026-03-15"
    assert read("quinze", asked=True) == "2026-03-15"
    assert read("45", asked=True) == read("15 euros", asked=True) == read("15 ou 16") == ""


def test_several_days_stand_in_their_order() -> None:
    text = "pas le 14 mais le 15, ou demain"
    found = extract(text, ["date"], "fr", TODAY)
    assert [(f.value, text[f.start : f.end]) for f in found] == [
        ("2026-03-14", "le 14"),
        ("2026-03-15", "le 15"),
        ("2026-03-12", "demain"),
    ]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("14h30", "14:30"), ("à 14h", "14:00"), ("14:30", "14:30"), ("9h05", "09:05"),
        ("3 pm", "15:00"), ("3:30 p.m", "15:30"), ("12 am", "00:00"), ("15 heures 30", "15:30"),
        ("neuf heures et demie", "09:30"), ("8h et quart", "08:15"), ("9h du matin", "09:00"),
        ("à midi", "12:00"), ("minuit", "00:00"), ("الساعة 3 ونصف", "03:30"),
        ("الساعة ٣ مساءً", "15:00"), ("m3a 3 dyal l3chiya", "15:00"), ("مع العشية", ""),
        ("25h", ""), ("12:5", ""), ("le 15", ""), ("at 3", ""), ("", ""),
    ],
)  # fmt: skip
def test_hours(text: str, time: str) -> None:
    assert read(text, "time") == time


def test_a_bare_hour_when_asked() -> None:
    assert read("15", "time", asked=True) == "15:00"
    assert read("a 3 o 4", "time", asked=True) == ""


@given(days, st.sampled_from(["{:%d/%m/%Y}", "{:%d.%m.%Y}", "{:%Y-%m-%d}", "le {:%d/%m/%Y}, oui"]))
def test_every_numeric_day_is_read(day: date, form: str) -> None:
    (field,) = extract(form.format(day), ["date"], "fr", TODAY)
    assert field.value == day.isoformat()


@given(days, days)
def test_days_left_open_are_the_nearest_of_their_direction(day: date, today: date) -> None:
    ahead = calendar.day_of_year(day.month, day.day, today, past=False)
    behind = calendar.day_of_year(day.month, day.day, today, past=True)
    assert ahead is not None
    assert behind is not None
    assert behind <= today <= ahead
    assert (ahead - today).days < 366 or (day.month, day.day) == (2, 29)
    assert calendar.day_of_week(day.weekday(), today, past=False) > today
    assert calendar.day_of_week(day.weekday(), today, past=True) < today


@given(days, st.integers(-500, 500))
def test_months_later_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    later = calendar.months_from(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or later == calendar.end_of_month(later)
