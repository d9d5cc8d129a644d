"""The files people write: every fault has its line and remedy, and what is written reads back."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.domain.centre_kinds import tidy_centre
from nawba.domain.documents import (
    build,
    read_article,
    read_centre,
    read_yaml,
    write_article,
    write_centre,
)
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.words import (
    Adviser,
    Article,
    Brand,
    CannedReply,
    Centre,
    Opening,
    PauseReason,
    Queue,
    Site,
    Skill,
    Supervisor,
    Target,
    WrapUpCode,
)

CENTRE = """\
skills:
  - {id: fr, name: Français}
  - {id: ar, name: العربية}
sites:
  - id: casablanca
    name: Casablanca
    country: MA
    timezone: Africa/Casablanca
    hours:
      - {days: [mon, tue], start: 08:30, end: 10:30}
brands:
  - id: sahla
    name: Sahla
    languages: [fr, ar]
    timezone: Africa/Casablanca
    assistant_name: Sahla
queues:
  - id: sahla-fr
    brand: sahla
    name: Sahla français
    language: fr
    requires: {fr: 3}
    target: {share: 0.8, seconds: 20}
    entry: true
  - id: sahla-ar
    brand: sahla
    name: Sahla arabe
    language: ar
    requires: {ar: 2}
    target: {share: 0.8, seconds: 20}
    entry: true
advisers:
  - {id: amina, name: Amina Tazi, site: casablanca, skills: {fr: 5, ar: 3}}
"""

ARTICLE = """\
---
id: resilier-abonnement
brand: sahla
language: fr
title: "Comment résilier mon abonnement ?"
owner: Nadia Berrada
expires_on: 2028-12-31
questions:
  - Je veux résilier
  - bghit n7bes l'abonnement
---

Ouvrez l'application Sahla.
1. Touchez « Mon forfait ».
"""


def faults_of(read, text: str) -> list[Fault]:
    with pytest.raises(DocumentError) as caught:
        read(text, "file.yaml")
    return list(caught.value.faults)


def only_fault(read, text: str) -> Fault:
    faults = faults_of(read, text)
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


# --- YAML ---------------------------------------------------------------------------------------


def test_yaml_keeps_the_line_of_every_node():
    document = read_yaml("a: 1\nb:\n  - x\n  -\n    c: 2\n", "f.yaml")
    assert document.value == {"a": 1, "b": ["x", {"c": 2}]}
    assert [document.line(path) for path in (("a",), ("b",), ("b", 0), ("b", 1, "c"))] == [
        1,
        2,
        3,
        5,
    ]
    assert document.line(("b", 1, "missing")) == document.line(("b", 1)) == 5


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10:30", "10:30"),
        ("NO", "NO"),
        ("on", "on"),
        ("2028-12-31", "2028-12-31"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("'12'", "12"),
        ("12", 12),
        ("-3", -3),
        ("0.80", 0.8),
        ("true", True),
        ("~", None),
        ("", None),
        ("1" * 30, "1" * 30),
    ],
)
def test_scalars_mean_what_they_look_like(written, meant):
    assert read_yaml(f"key: {written}\n", "f.yaml").value == {"key": meant}


def test_equal_keys_are_a_fault_on_the_second_line():
    fault = only_fault(read_yaml, "a: 1\nb: 2\na: 3\n")
    assert (fault.line, fault.field) == (3, "a")
    assert "line 1" in fault.problem


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not valid YAML"),
        ("a: 1\n\tb: 2\n", 2, "not valid YAML"),
        ("a: *nobody\n", 1, "nobody"),
        ("a: &loop [*loop]\n", 1, "loop"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("? {a: 1}\n: 2\n", 1, "not text"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("a: b\nc: \x07\n", 2, "U+0007"),
        ('a: "\\0"\n', 1, "U+0000"),
        ("a: " + "[" * 900, 1, "deep"),
        ("a: " + "x" * 1_000_001, 1, "1 MB"),
        ("é" * 600_000, 1, "1 MB"),
    ],
)
def test_dangerous_or_broken_yaml_is_refused_with_its_line(text, line, told):
    fault = only_fault(read_yaml, text)
    assert fault.line == line
    assert told in fault.problem
    assert fault.remedy.endswith(".")


def test_an_alias_bomb_is_refused_before_it_grows():
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    fault = only_fault(read_yaml, "\n".join(["a0: &a0 [x]", *levels]))
    assert "aliases" in fault.problem


def test_modest_aliases_are_a_convenience():
    value = read_yaml("a: &hours [{days: [mon]}]\nb: *hours\n", "f.yaml").value
    assert value["b"] == value["a"]


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(text):
    for read in (read_yaml, read_centre, read_article):
        try:
            read(text, "f.yaml")
        except DocumentError as error:
            assert error.faults  # noqa: PT017


# --- building -----------------------------------------------------------------------------------


def test_build_tells_every_fault_at_once():
    text = 'id: 7\nname: "F"\nlevle: 3\n'
    with pytest.raises(DocumentError) as caught:
        build(Skill, read_yaml(text, "skills.yaml"))
    told = [str(fault) for fault in caught.value.faults]
    assert told == [
        "skills.yaml:1: id: must be text, found 7. "
        "Write text here; put numbers and words like true in quotes.",
        "skills.yaml:3: levle: is not a field known here. Use one of: id, name.",
    ]


def test_build_reads_a_part_of_a_document():
    document = read_yaml("targets:\n  - {share: 1, seconds: 20}\n  - {share: x}\n", "t.yaml")
    assert build(Target, document, at=("targets", 0)) == Target(1.0, 20)
    with pytest.raises(DocumentError) as caught:
        build(Target, document, at=("targets", 1))
    fields = [(fault.field, fault.line) for fault in caught.value.faults]
    assert fields == [("targets[1].share", 3), ("targets[1].seconds", 3)]


@pytest.mark.parametrize("value", ['"3"', "3.5", "true", "[3]", "{a: 3}", ""])
def test_building_is_strict_about_numbers(value):
    document = read_yaml(f"share: 0.8\nseconds: {value}\n", "t.yaml")
    with pytest.raises(DocumentError) as caught:
        build(Target, document)
    assert [fault.field for fault in caught.value.faults] == ["seconds"]


# --- the centre ---------------------------------------------------------------------------------


def test_a_whole_centre_is_read():
    centre = read_centre(CENTRE, "centre.yaml")
    assert centre.advisers == (Adviser("amina", "Amina Tazi", "casablanca", {"fr": 5, "ar": 3}),)
    assert centre.sites[0].hours == (Opening(("mon", "tue"), "08:30", "10:30"),)
    assert centre.queues[0].target == Target(0.8, 20)


@pytest.mark.parametrize(
    ("old", "new", "field", "told"),
    [
        ("site: casablanca", "site: casablnca", "advisers[0].site", "Did you mean 'casablanca'?"),
        ("skills: {fr: 5", "skills: {fr: 6", "advisers[0].skills.fr", "a level from 1 to 5"),
        ("ar: 3}}", "ar: 3, de: 2}}", "advisers[0].skills.de", "unknown skill 'de'"),
        ("ar: 3}}", "ar: 3}, capacity: {chat: 0}}", "advisers[0].capacity.chat", "1 or more"),
        ("ar: 3}}", "ar: 3}, capacity: {caht: 1}}", "advisers[0].capacity.caht", "'chat'"),
        ("requires: {fr: 3}", "requires: {fr: 0}", "queues[0].requires.fr", "from 1 to 5"),
        ("requires: {fr: 3}", "requires: {}", "queues[0].requires", "is empty"),
        ("requires: {fr: 3}", "requires: {fr: 3}\n    reserved: 4", "queues[0].reserved",
         "the largest pool of the queue sahla-fr has 2"),
        ("brand: sahla\n    name: Sahla a", "brand: shla\n    name: Sahla a",
         "queues[1].brand", "Did you mean 'sahla'?"),
        ("{share: 0.8, seconds: 20}\n    entry: true\n  -",
         "{share: 80, seconds: 20}\n    entry: true\n  -",
         "queues[0].target.share", "0.8 means 80 %"),
        ("start: 08:30", "start: 8h30", "sites[0].hours[0].start", "08:30"),
        ("end: 10:30", "end: 08:30", "sites[0].hours[0].end", "whole day"),
        ("days: [mon, tue]", "days: [mon, tuesday]", "sites[0].hours[0].days[1]", "'tue'"),
        ("timezone: Africa/Casablanca\n    hours", "timezone: Africa/Casablnca\n    hours",
         "sites[0].timezone", "Did you mean 'Africa/Casablanca'?"),
        ("country: MA", "country: Maroc", "sites[0].country", "MA"),
        ("id: amina", "id: a mina", "advisers[0].id", "cannot be an id"),
        ("assistant_name: Sahla", "assistant_name: Sahla\n    colour: blue",
         "brands[0].colour", "#"),
        ("assistant_name: Sahla", "assistant_name: Sahla\n    holdout_share: 0.7",
         "brands[0].holdout_share", "0 to 0.5"),
        ("assistant_name: Sahla", "assistant_name:", "brands[0].assistant_name", "no value"),
        ("name: Sahla arabe", "names: Sahla arabe\n    name: x", "queues[1].names", "'name'"),
    ],
)  # fmt: skip
def test_each_fault_of_a_centre_names_its_field_line_and_remedy(old, new, field, told):
    text = CENTRE.replace(old, new)
    assert text != CENTRE
    found = {fault.field: fault for fault in faults_of(read_centre, text)}
    assert field in found, sorted(found)
    assert told in str(found[field])
    assert found[field].line >= line_of(text, new)


def test_a_file_with_many_faults_tells_them_all_in_order():
    text = CENTRE.replace("country: MA", "country: 3").replace("fr: 5", "frr: 5")
    text = text.replace("seconds: 20", "seconds: 0")
    faults = faults_of(read_centre, text)
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    assert {"sites[0].country", "advisers[0].skills.frr", "queues[1].target.seconds"} <= {
        fault.field for fault in faults
    }


def test_an_id_is_used_once():
    text = CENTRE + "  - {id: amina, name: Amina Deux, site: casablanca, skills: {fr: 1}}\n"
    fault = only_fault(read_centre, text)
    assert (fault.field, fault.line) == ("advisers[1].id", len(text.split("\n")) - 1)


def test_each_language_of_a_brand_has_exactly_one_entry():
    none = only_fault(
        read_centre, CENTRE.replace("entry: true\nadvisers", "entry: false\nadvisers")
    )
    assert none.field == "brands[0].languages[1]"
    assert "no entry queue of brand sahla in 'ar'" in none.problem
    two = CENTRE.replace("language: ar", "language: fr")
    assert [fault.problem for fault in faults_of(read_centre, two)] == [
        "2 entry queues of brand sahla in 'fr'",
        "no entry queue of brand sahla in 'ar'",
    ]


def test_a_queue_nobody_can_serve_is_a_fault():
    fault = only_fault(read_centre, CENTRE.replace("requires: {ar: 2}", "requires: {ar: 4, fr: 1}"))
    assert fault.problem == "no adviser can serve the queue sahla-ar: nobody has ar at level 4"
    assert "ar 4, fr 1" in fault.remedy


def test_nor_may_a_brand_list_only_those_who_cannot():
    bilal = "  - {id: bilal, name: Bilal, site: casablanca, skills: {fr: 5}}\n"
    listed = CENTRE.replace("    assistant_name", "    advisers: [bilal]\n    assistant_name")
    fault = only_fault(read_centre, listed + bilal)
    assert fault.problem.endswith("the queue sahla-ar: brand sahla lists none who could")
    assert "under its `advisers`" in fault.remedy


@pytest.mark.parametrize(
    ("written", "instead", "field"),
    [
        ("seconds: 20", "seconds: 0", "target.seconds"),
        ("share: 0.8", "share: 0", "target.share"),
        ("ar: 3}}", "ar: 3}, capacity: {chat: 0}}", "capacity.chat"),
        ("requires: {ar: 2}", "requires: {pt: 2}", "requires.pt"),
    ],
)
def test_what_cannot_be_is_said_at_load_with_its_place(written, instead, field):
    assert written in CENTRE
    faults = faults_of(read_centre, CENTRE.replace(written, instead))
    assert any(fault.field.endswith(field) and fault.line for fault in faults)


def test_a_queue_is_not_called_unserved_because_an_adviser_could_not_be_read():
    fault = only_fault(read_centre, CENTRE.replace("site: casablanca, ", ""))
    assert fault.field == "advisers[0].site"


@pytest.mark.parametrize("text", ["", "[]", "just words", "skills: 3\n", "skillz: []\n"])
def test_what_is_no_centre_is_refused(text):
    assert all(fault.remedy.endswith((".", "?")) for fault in faults_of(read_centre, text))


# --- articles -----------------------------------------------------------------------------------


def test_an_article_is_read():
    article = read_article(ARTICLE, "resilier.fr.md")
    assert article == Article(
        id="resilier-abonnement",
        brand="sahla",
        language="fr",
        title="Comment résilier mon abonnement ?",
        body="Ouvrez l'application Sahla.\n1. Touchez « Mon forfait ».",
        questions=("Je veux résilier", "bghit n7bes l'abonnement"),
        owner="Nadia Berrada",
        expires_on="2028-12-31",
    )


def test_an_article_from_another_editor_reads_the_same():
    windows = "\ufeff" + ARTICLE.replace("\n", "\r\n")
    assert read_article(windows, "a.md") == read_article(ARTICLE, "a.md")


@pytest.mark.parametrize(
    ("old", "new", "field", "line", "told"),
    [
        ("language: fr", "language: fra", "language", 4, "unknown language 'fra'"),
        ("language: fr\n", "", "language", 2, "is missing"),
        ("2028-12-31", "31/12/2028", "expires_on", 7, "YYYY-MM-DD"),
        ("2028-12-31", "2028-02-30", "expires_on", 7, "YYYY-MM-DD"),
        ("id: resilier-abonnement", "id: Résilier", "id", 2, "article's id"),
        ("owner: Nadia Berrada", "autor: x", "autor", 6, "not a field"),
        ("  - Je veux résilier\n", "  -\n", "questions[0]", 9, "no value"),
        ("Ouvrez", "x" * 4000, "body", 13, "4000 characters"),
        ("Ouvrez", "\x1b", "", 13, "U+001B"),
    ],
)
def test_each_fault_of_an_article_names_its_field_line_and_remedy(old, new, field, line, told):
    fault = only_fault(read_article, ARTICLE.replace(old, new, 1))
    assert (fault.field, fault.line) == (field, line)
    assert told in str(fault)


def test_front_matter_must_open_and_close():
    assert "no front matter" in only_fault(read_article, "Just a text.\n").problem
    unclosed = only_fault(read_article, ARTICLE.replace("---\n\nOuvrez", "Ouvrez"))
    assert "never ends" in unclosed.problem
    assert "has no fields" in only_fault(read_article, "---\n---\nBody\n").problem


def test_an_empty_body_is_a_fault():
    head = ARTICLE[: ARTICLE.index("Ouvrez")]
    assert only_fault(read_article, head).field == "body"


# --- round trips --------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=20)
names = words.filter(str.strip)
ids = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=12).filter(
    lambda text: text[0] not in "._-"
)
levels = st.integers(1, 5)
hours = st.lists(
    st.builds(
        Opening,
        st.sampled_from([("mon",), ("sat", "sun")]),
        st.sampled_from(["00:00", "09:05", "10:00"]),
        st.sampled_from(["10:01", "22:30", "24:00"]),
    ),
    max_size=2,
).map(tuple)
zones = st.sampled_from(["UTC", "Africa/Casablanca", "Europe/Lisbon"])
labels = st.dictionaries(st.sampled_from(["fr", "ar", "en"]), names, min_size=1)


@st.composite
def centres(draw) -> Centre:
    some = lambda strategy, least=1: tuple(  # noqa: E731
        draw(st.lists(strategy, min_size=least, max_size=3, unique_by=lambda part: part.id))
    )
    skills = some(st.builds(Skill, ids, names))
    sites = some(st.builds(Site, ids, names, st.just("MA"), zones, hours))
    spoken = st.lists(st.sampled_from(["fr", "ar", "en"]), min_size=1, unique=True).map(tuple)
    share = st.floats(0, 0.5)
    brands = some(st.builds(Brand, ids, names, spoken, zones, names, holdout_share=share))
    site = st.sampled_from([site.id for site in sites])
    required = st.dictionaries(st.sampled_from([skill.id for skill in skills]), levels, min_size=1)
    queues = tuple(
        Queue(
            f"{place}-{language}",
            brand.id,
            draw(names),
            language,
            draw(required),
            Target(draw(st.floats(0, 1, exclude_min=True)), draw(st.integers(1, 10**6))),
            entry=True,
            hours=draw(hours),
        )
        for place, brand in enumerate(brands)
        for language in brand.languages
    )
    able = Adviser("able", draw(names), sites[0].id, {skill.id: 5 for skill in skills})
    others = some(st.builds(Adviser, ids.filter("able".__ne__), names, site, required), 0)
    return Centre(
        skills=skills,
        sites=sites,
        brands=brands,
        queues=queues,
        advisers=(able, *others),
        supervisors=some(st.builds(Supervisor, ids, names, site), 0),
        wrap_up_codes=some(st.builds(WrapUpCode, ids, labels), 0),
        pause_reasons=some(st.builds(PauseReason, ids, labels), 0),
        canned_replies=some(
            st.builds(CannedReply, ids, st.just(brands[0].id),
                      st.just(brands[0].language), names, names), 0
        ),
    )  # fmt: skip


@settings(deadline=None)
@given(centres())
def test_a_written_centre_reads_back_equal(centre):
    read = read_centre(write_centre(centre), "centre.yaml")
    assert tidy_centre(read) == tidy_centre(centre)


articles = st.builds(
    Article,
    id=st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,3}", fullmatch=True),
    brand=names,
    language=st.sampled_from(["fr", "ar", "en"]),
    title=names,
    body=st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\n"))
    .map(str.strip)
    .filter(bool),
    questions=st.lists(names, max_size=3).map(tuple),
    owner=st.text(string.printable[:95], max_size=20),
    expires_on=st.none() | st.dates().map(str),
    version=st.integers(1, 10**6),
)


@settings(deadline=None)
@given(articles)
def test_a_written_article_reads_back_equal(article):
    assert read_article(write_article(article), "a.md") == article


def test_export_leaves_out_what_is_default():
    centre = read_centre(CENTRE, "centre.yaml")
    written = write_centre(replace(centre, pause_reasons=()))
    said = [line for line in written.splitlines() if not line.startswith("#")]
    assert not [line for line in said if "wrap_up_seconds" in line]
    assert "pause_reasons: []" in said  # a kind of which there is none is said to be empty
