"""Invented résumés, and how what was read of them is counted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from nawba.bench.cv.entities import measure_entities
from nawba.bench.cv.resumes import make_resumes
from nawba.bench.cv.score import Scorer, Tally
from nawba.domain.candidates import Fact, Line, Reading
from nawba.domain.errors import Invalid

TODAY = date(2026, 11, 23)
RESUME = {
    "basics": {"name": "Ada Diop", "email": "a@example.com", "phone": "+221 77 111 22 33"},
    "work": [
        {"name": "Atlas SARL", "position": "Vendeuse", "startDate": "2019-03-01"},
        {"name": "Voxia", "position": "Caissière", "startDate": "2017-01-01"},
    ],
}
SHOWN = "ADA DIOP a@example.com Atlas SARL, Vendeuse, mars 2019 Voxia janvier 2017"
LINES = ("Ada Diop", "Atlas SARL", "Vendeuse", "mars 2019", "Voxia 2017")
READING = Reading("text", tuple(Line(number, text) for number, text in enumerate(LINES)))


def job(lines: tuple[int, ...], **value: str) -> Fact:
    return Fact("experience", value, lines, " ".join(LINES[number] for number in lines))


def test_the_same_seed_makes_the_same_people_and_held_out_ones_have_words_of_their_own() -> None:
    made = make_resumes(60, seed=3)
    assert made == make_resumes(60, seed=3) != make_resumes(60, seed=4)
    assert {one.language for one in made} == {"fr", "en", "ar", "es", "pt"}
    titles = [
        {
            job["position"]
            for one in made
            if one.held_out is held and one.language == "fr"
            for job in one.document["work"]
        }
        for held in (False, True)
    ]
    assert not titles[0] & titles[1]
    assert sum(one.held_out for one in made) == 30


def scored(*facts: Fact) -> Tally:
    return Scorer(RESUME, SHOWN).score(READING, facts)


def test_only_what_the_page_shows_counts() -> None:
    tally = scored()
    assert dict(tally.shown) == {
        "name": 1, "email": 1, "experience.employer": 2, "experience.title": 1,
        "experience.start": 2,
    }  # fmt: skip
    assert tally.figures()["recall"] == 0


def test_an_entry_is_compared_with_the_facts_that_agree_most() -> None:
    first = job((1, 2, 3), employer="Atlas SARL", title="Vendeuse", start="2019-03", end="")
    other = job((4,), employer="Voxia", title="Vendeuse", start="2017", end="")
    tally = scored(other, first, Fact("name", {"full": "Ada Diop"}, (0,), "Ada Diop"))
    assert tally.figures()["recall"] == 6 / 7
    assert tally.wrong.total() == 0
    swapped = job((1, 2, 3), employer="Vendeuse", title="Atlas SARL", start="2019-03", end="")
    assert scored(swapped).wrong.total() == 2


def test_what_is_not_written_is_invented_and_what_is_not_in_its_lines_is_unsourced() -> None:
    tally = scored(job((1,), employer="Plouf", title="", start="1999", end=""))
    assert tally.invented == ["experience.employer: Plouf", "experience.start: 1999"]
    assert tally.unsourced == 1
    assert scored(job((1,), employer="Atlas SARL", title="", start="", end="")).unsourced == 0


def test_a_scanned_text_may_have_a_wrong_letter() -> None:
    misread = Fact("experience", {"employer": "Atlas SARI"}, (1,), "Atlas SARL")
    assert Scorer(RESUME, SHOWN, 0.85).score(READING, [misread]).found["experience.employer"] == 1
    assert scored(misread).found["experience.employer"] == 0


def marked(path: Path, text: str, *entities: tuple[str, str]) -> Path:
    spans = [
        {"label": label, "start": text.index(words), "end": text.index(words) + len(words)}
        for label, words in entities
    ]
    path.write_text(json.dumps({"text": text, "entities": spans}) + "\n", encoding="utf-8")
    return path


def test_marked_spans_are_compared_letter_by_letter_and_by_overlap(tmp_path: Path) -> None:
    text = "Jo Do\n\nEXPERIENCE\n\nShop Assistant\nQuux Ltd - Nairobi\n2019 - 2021\n"
    path = marked(
        tmp_path / "cv.jsonl",
        text,
        ("Designation", "Shop Assistant"),
        ("Companies worked at", "Quux"),
        ("Name", "Jo Do"),
    )
    figures = measure_entities(path, TODAY)
    assert figures["fields"]["Designation"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert figures["fields"]["Companies worked at"]["f1"] == 0.0
    assert figures["overlap"]["fields"]["Companies worked at"]["f1"] == 1.0
    assert "Name" in figures["left_out"]


def test_a_file_of_another_form_says_which_line(tmp_path: Path) -> None:
    path = tmp_path / "cv.jsonl"
    path.write_text('{"text": "a", "entities": []}\n{"texts": 1}\n', encoding="utf-8")
    with pytest.raises(Invalid, match="line 2"):
        measure_entities(path, TODAY)
