"""Any centre as files and back, and any rubbish as files: equal, or told with its place."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.domain.adviser_csv import draft_csv, write_csv
from nawba.domain.calendars import Calendar, Holiday
from nawba.domain.centre_checks import lacks_of
from nawba.domain.centre_diff import differences
from nawba.domain.centre_draft import build_noun
from nawba.domain.centre_files import draft_files, write_centre, write_files
from nawba.domain.centre_kinds import EMPTY, KINDS, by_id, nouns_of, plain, tidy_centre
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.retention import Retention
from nawba.domain.sampling import Sampling
from nawba.domain.words import (
    Adviser,
    Brand,
    CannedReply,
    Centre,
    LaterTarget,
    Opening,
    PauseReason,
    Queue,
    Site,
    Skill,
    Supervisor,
    Target,
    WrapUpCode,
)

texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\n\t"))
names = st.one_of(
    texts.filter(str.strip),
    st.sampled_from(["1.5e5", "0x1F", "yes", "null", "~", "12", " x ", "- a", "# b", "=1", "'"]),
).filter(lambda text: len(text) <= 200)  # fmt: skip
ids = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=12).filter(
    lambda text: text[0] not in "._-"
)
days = st.dates().map(str)
shares = st.floats(0, 1, exclude_min=True)
zones = st.sampled_from(["UTC", "Africa/Casablanca", "Asia/Kathmandu"])
hours = st.lists(
    st.builds(
        Opening,
        st.lists(st.sampled_from(["mon", "sun", "fri"]), min_size=1, unique=True).map(tuple),
        st.sampled_from(["00:00", "22:05"]),
        st.sampled_from(["10:01", "24:00"]),
    ),
    max_size=2,
).map(tuple)
labels = st.dictionaries(st.sampled_from(["fr", "ar", "en"]), names, min_size=1)
seconds = st.integers(1, 10**5)


@st.composite
def centres(draw: st.DrawFn) -> Centre:
    """Centres without faults, whole or not: most lack something."""

    def some(strategy: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        found = st.lists(strategy, max_size=3, unique_by=lambda noun: noun.id)
        return tuple(draw(found))

    def among(nouns: tuple[Any, ...]) -> st.SearchStrategy[str]:
        return st.sampled_from([noun.id for noun in nouns])

    named = st.just("") | names
    holidays = st.lists(st.builds(Holiday, days, named), max_size=3, unique_by=lambda day: day.date)
    calendars = some(st.builds(Calendar, ids, names, st.sampled_from(["", "MA"]),
                               holidays.map(tuple)))  # fmt: skip
    closed = st.just(())
    if calendars:
        closed = st.lists(among(calendars), max_size=2, unique=True).map(tuple)  # type: ignore[assignment]
    skills = some(st.builds(Skill, ids, names))
    sites = some(st.builds(Site, ids, names, st.just("MA"), zones, hours, closed))
    spoken = st.lists(st.sampled_from(["fr", "ar", "es"]), min_size=1, unique=True).map(tuple)
    brands = some(
        st.builds(Brand, ids, names, spoken, zones, names, holdout_share=st.floats(0, 0.5),
                  names=st.just({}) | labels, assistant_names=st.just({}) | labels)
    )  # fmt: skip
    queues: tuple[Queue, ...] = ()
    if skills and brands:
        levels = st.dictionaries(among(skills), st.integers(1, 5), min_size=1)
        target = st.builds(Target, shares, seconds)
        later = st.lists(st.builds(LaterTarget, days, shares, seconds), max_size=2,
                         unique_by=lambda one: one.since).map(tuple)  # fmt: skip
        queues = some(
            st.sampled_from(brands).flatmap(
                lambda brand: st.builds(
                    Queue, ids, st.just(brand.id), names, st.sampled_from(brand.languages), levels,
                    target, st.booleans(), seconds, zones, hours, closed, later
                )
            )
        )  # fmt: skip
    has = st.dictionaries(among(skills), st.integers(1, 5)) if skills else st.just({})
    able = st.dictionaries(st.sampled_from(["chat", "voice"]), st.integers(1, 100))
    return Centre(
        skills=skills,
        sites=sites,
        brands=brands,
        queues=queues,
        advisers=some(st.builds(Adviser, ids, names, among(sites), has, able)) if sites else (),
        supervisors=some(st.builds(Supervisor, ids, names, among(sites))) if sites else (),
        wrap_up_codes=some(st.builds(WrapUpCode, ids, labels)),
        pause_reasons=some(st.builds(PauseReason, ids, labels)),
        canned_replies=some(
            st.builds(CannedReply, ids, st.just(brands[0].id), st.just(brands[0].language), names,
                      texts.filter(str.strip))
        ) if brands else (),
        calendars=calendars,
        sampling=tuple(
            Sampling(f"s{place}", purpose, draw(st.floats(0, 1)),
                     draw(st.none() | among(queues)) if queues else None)
            for place, purpose in enumerate(draw(st.sampled_from([(), ("listening", "scoring")])))
        ),
        retention=draw(st.builds(Retention, *[st.integers(6, 120)] * 7)),
    )  # fmt: skip


@settings(deadline=None)
@given(centres(), st.booleans())
def test_export_apply_and_export_again_are_the_same_bytes(centre: Centre, whole: bool) -> None:
    files = {"centre.yaml": write_centre(centre)} if whole else write_files(centre)
    read = draft_files(files, EMPTY).centre()
    assert tidy_centre(read) == tidy_centre(centre)
    assert write_files(read) == write_files(centre)
    assert differences(read, centre) == []
    assert [lack.key for lack in lacks_of(tidy_centre(read))] == [
        lack.key for lack in lacks_of(tidy_centre(centre))
    ]


@settings(deadline=None)
@given(centres(), centres())
def test_the_files_of_one_centre_turn_any_other_into_it(one: Centre, other: Centre) -> None:
    assert write_files(draft_files(write_files(one), other).centre()) == write_files(one)


@settings(deadline=None)
@given(centres())
def test_every_noun_passes_as_what_a_page_sends(centre: Centre) -> None:
    for kind in KINDS.values():
        for noun in nouns_of(tidy_centre(centre), kind):
            assert build_noun(kind, plain(noun)) == noun


@settings(deadline=None)
@given(centres())
def test_advisers_travel_as_a_table_and_back(centre: Centre) -> None:
    read = draft_csv(write_csv(centre.advisers), "advisers.csv", centre)
    known = by_id(centre, KINDS["advisers"])
    for adviser in read.centre().advisers:
        assert adviser.skills == known[adviser.id].skills
        assert adviser.name == known[adviser.id].name.strip()


# -- rubbish ----------------------------------------------------------------------------------

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)


def refused(read: Callable[[], Any]) -> tuple[Fault, ...]:
    """The faults for which ``read`` refuses; none when it does not. Nothing else may be raised."""
    try:
        read()
    except DocumentError as error:
        return error.faults
    return ()


@settings(deadline=None)
@given(st.text() | st.builds("{}: {}".format, st.sampled_from(list(KINDS)), st.text()))
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    faults = refused(lambda: draft_files({"f.yaml": text}, EMPTY).centre())
    assert all(fault.problem and fault.remedy for fault in faults)
    assert all(fault.line >= 1 for fault in faults if fault.file)


@settings(deadline=None)
@given(centres(), st.data())
def test_a_file_with_any_part_replaced_is_read_or_refused(
    centre: Centre, data: st.DataObject
) -> None:
    text = write_centre(centre)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    mangled = text[:start] + data.draw(st.text(max_size=10)) + text[end:]
    refused(lambda: draft_files({"f.yaml": mangled}, EMPTY).centre())


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
@settings(deadline=None)
@given(st.data())
def test_anything_that_a_page_sends_is_built_or_refused(kind: Any, data: st.DataObject) -> None:
    fields = st.sampled_from([field.name for field in dataclasses.fields(kind.noun)])
    value = data.draw(plain_values | st.dictionaries(fields, plain_values, max_size=6))
    refused(lambda: build_noun(kind, value))


@settings(deadline=None)
@given(st.text() | st.builds("id;name;site;skills;capacity\n{}".format, st.text()))
def test_any_table_is_read_or_refused_with_its_line(text: str) -> None:
    faults = refused(lambda: draft_csv(text, "a.csv", EMPTY).centre())
    assert all(fault.line >= 1 for fault in faults if fault.file)


# -- words --------------------------------------------------------------------------------------


def test_what_differs_is_told_in_words() -> None:
    before = Centre(
        skills=(Skill("fr", "Français"),),
        sites=(Site("casa", "Casa", "MA", "UTC", calendars=("ma",)),),
        brands=(),
        queues=(),
        advisers=(Adviser("amina", "Amina", "casa", {"fr": 3}),),
        wrap_up_codes=(WrapUpCode("a", {"fr": "A"}), WrapUpCode("b", {"fr": "B"})),
        calendars=(Calendar("ma", "Maroc"), Calendar("fr", "France")),
    )
    after = Centre(
        skills=(Skill("fr", "Français"), Skill("ar", "العربية")),
        sites=(Site("casa", "Casa", "MA", "UTC", calendars=("fr", "ma")),),
        brands=(),
        queues=(),
        advisers=(Adviser("amina", "Amina", "casa", {"fr": 4, "ar": 2}),),
        wrap_up_codes=(WrapUpCode("b", {"fr": "B"}), WrapUpCode("a", {"fr": "A"})),
        calendars=(Calendar("ma", "Maroc", days=(Holiday("2027-07-30", "Trône"),)),
                   Calendar("fr", "France")),
        retention=Retention(recordings_months=3),
    )  # fmt: skip
    assert [str(one) for one in differences(before, after)] == [
        "skills ar: added",
        "sites casa: changed\n  calendars: +fr",
        "advisers amina: changed\n  skills.fr: 3 -> 4\n  skills.ar: nothing -> 2",
        'calendars ma: changed\n  days: +{"date": "2027-07-30", "name": "Trône"}',
        'wrap_up_codes: reordered\n  order: ["a", "b"] -> ["b", "a"]',
        "retention retention: changed\n  recordings_months: 6 -> 3",
    ]
