"""PDF files: reading order, columns, tables, what is hidden, what is broken."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiring.papers import ADVISER, SECRET, lines_of, pdf, said
from nawba.domain.candidates import Reading, Unreadable
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.reading import read_document

LEFT = tuple(f"left side says thing number {at}" for at in range(8))
RIGHT = tuple(f"right side says thing number {at}" for at in range(8))


def texts(reading: Reading, source: str = "text") -> list[str]:
    return [line.text for line in reading.lines if line.source == source]


def test_lines_come_with_their_place_size_and_weight() -> None:
    page = said("Salma Benani", 72, 770, 20, "F2") + lines_of(ADVISER[1:], top=730)
    reading = read_document(pdf(page))
    assert texts(reading) == list(ADVISER)
    first, second = reading.lines[:2]
    assert (first.size, first.bold, second.size, second.bold) == (20, True, 11, False)
    assert first.box is not None
    assert first.box.left == pytest.approx(72, abs=2)
    assert first.box.top < 842 - 770 < first.box.bottom
    assert (reading.kind, reading.language, reading.order_confidence) == ("pdf", "en", 1.0)
    assert reading.notes == ()


def test_columns_are_never_mixed_whatever_the_order_of_the_file() -> None:
    pairs = zip(LEFT, RIGHT, strict=True)
    mixed = "".join(
        said(left, 40, 700 - 15 * at) + said(right, 320, 700 - 15 * at)
        for at, (left, right) in enumerate(pairs)
    )
    head = said("A line that runs across the whole page and says who this is about", 40, 760, 16)
    reading = read_document(pdf(head + mixed))
    assert texts(reading)[1:] == [*LEFT, *RIGHT]
    assert len({line.block for line in reading.lines}) == 3


def test_dates_at_the_edge_stay_beside_what_they_date() -> None:
    jobs = [("Adviser, Atlas", "2019 - 2021"), ("Supervisor, Rif", "2021 - 2023"),
            ("Trainer, Souss", "2023 - 2025"), ("Planner, Draa", "2025 - 2026")]  # fmt: skip
    page = "".join(
        said(job, 40, 700 - 15 * at) + said(date, 480, 700 - 15 * at)
        for at, (job, date) in enumerate(jobs)
    )
    assert texts(read_document(pdf(page))) == [part for pair in jobs for part in pair]


def test_entries_side_by_side_are_read_one_by_one_and_a_table_with_a_head_is_not() -> None:
    cards = [("Kibo College", "Mara School"), ("2012 - 2015", "2008 - 2011"), ("BA", "BTS")]
    for head, by_columns in ((14, True), (9, False)):
        page = "".join(
            said(left, 40, 700 - 15 * at, size := 9 if at else head)
            + said(right, 320, 700 - 15 * at, size)
            for at, (left, right) in enumerate(cards)
        )
        columns = [side for column in zip(*cards, strict=True) for side in column]
        rows = [side for row in cards for side in row]
        assert texts(read_document(pdf(page))) == (columns if by_columns else rows)


def test_two_readings_that_disagree_ask_for_a_person() -> None:
    order = [5, 0, 3, 1, 4, 2]
    cells = ["".join(said(f"cell {at} of column {x}", x, 700 - 23 * at - x / 50) for at in order)
             for x in (40, 240, 420)]  # fmt: skip
    reading = read_document(pdf("".join(reversed(cells))))
    assert reading.order_confidence < 0.9
    note = next(note for note in reading.notes if note.warning == "reading_order")
    assert note.lines


def test_parts_of_a_line_stand_apart_by_weight_or_by_a_wider_gap() -> None:
    page = said("Green Belt", 72, 700, font="F2") + said("Institut Plus", 134, 700)
    page += said("Avaya", 72, 660) + said("Five9", 111, 660)
    assert texts(read_document(pdf(page))) == ["Green Belt   Institut Plus", "Avaya   Five9"]


def test_letter_spaced_headings_are_words() -> None:
    spaced = said("WORK EXPERIENCE", 72, 700, 12, ops="")
    page = spaced.replace("BT", "BT 5 Tc") + lines_of(ADVISER[3:], top=660)
    assert texts(read_document(pdf(page)))[0] == "WORK EXPERIENCE"
    assert texts(read_document(pdf(lines_of(["E X P E R I E N C E", *ADVISER]))))[0] == "EXPERIENCE"


HIDING = {
    "white on white": said(SECRET, 72, 400, ops="1 1 1 rg"),
    "nearly white": said(SECRET, 72, 400, ops="0.99 0.99 0.99 rg"),
    "the colour of its ground": "q 0 0.2 0.5 rg 60 390 400 30 re f Q\n"
    + said(SECRET, 72, 400, ops="0 0.2 0.5 rg"),
    "tiny": said(SECRET, 72, 400, 1),
    "not drawn": said(SECRET, 72, 400).replace("BT", "BT 3 Tr"),
    "outside of the page": said(SECRET, 700, 400),
    "under a box": said(SECRET, 72, 400) + "q 1 1 1 rg 60 390 400 30 re f Q\n",
    "under other text": said(SECRET, 72, 770, ops="1 1 1 rg") + lines_of(ADVISER),
}  # fmt: skip


@pytest.mark.parametrize("how", HIDING)
def test_what_nobody_sees_is_shown_to_the_recruiter_and_read_for_nothing(how: str) -> None:
    reading = read_document(pdf(HIDING[how] + lines_of(ADVISER)))
    assert "".join(texts(reading, "hidden")).replace(" ", "") == SECRET.replace(" ", "")
    assert texts(reading) == list(ADVISER)
    note = next(note for note in reading.notes if note.warning == "hidden_text")
    assert note.lines == tuple(line.number for line in reading.lines if line.source == "hidden")


@pytest.mark.parametrize(
    "page",
    [
        "q 0 0 0.3 rg 0 0 200 842 re f Q\n" + said("White on dark blue", 20, 500, ops="1 1 1 rg"),
        said("Light grey is seen", 72, 500, 8, ops="0.7 0.7 0.7 rg"),
        said("Outlined letters", 72, 500, 14).replace("BT", "BT 1 Tr"),
    ],
)
def test_what_can_be_seen_is_not_hidden(page: str) -> None:
    reading = read_document(pdf(page))
    assert texts(reading, "hidden") == []
    assert len(texts(reading)) == 1


def test_a_page_that_lies_on_its_side_is_read_upright() -> None:
    reading = read_document(pdf(lines_of(ADVISER)).replace(b"/MediaBox", b"/Rotate 90 /MediaBox"))
    assert texts(reading) == list(ADVISER)
    aside = said("On the margin", 500, 300).replace("500 300 Td", "0 1 -1 0 500 300 Tm")
    assert texts(read_document(pdf(lines_of(ADVISER) + aside))) == [*ADVISER, "On the margin"]


def test_a_page_without_words_is_a_verdict() -> None:
    with pytest.raises(Unreadable) as verdict:
        read_document(pdf(""))
    assert verdict.value.code == "no_text"


def test_verdicts_on_pages() -> None:
    with pytest.raises(Unreadable) as verdict:
        read_document(pdf(*[lines_of(ADVISER)] * 61))
    assert verdict.value.code == "too_many_pages"
    reading = read_document(pdf(*[lines_of(ADVISER)] * 3), Limits(pages=2))
    assert len(reading.pages) == 2
    assert [note.warning for note in reading.notes] == ["pages_left_out"]


def test_a_script_and_files_inside_are_told_and_left_alone() -> None:
    page = pdf(lines_of(ADVISER), extra="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>")
    assert [note.warning for note in read_document(page).notes] == ["macros"]


def test_a_password_is_a_verdict() -> None:
    page = pdf(lines_of(ADVISER))
    locked = page.replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <" + b"41" * 32 + b"> /U <"
        + b"42" * 32 + b"> >> /ID [<00> <00>]",
    )  # fmt: skip
    with pytest.raises(Unreadable) as verdict:
        read_document(locked)
    assert verdict.value.code == "password"


def test_a_page_as_large_as_a_field_is_read_in_small() -> None:
    reading = read_document(pdf(lines_of(ADVISER), size=(14_400, 14_400)))
    assert "Customer adviser" in texts(reading)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_bytes_turned_over_are_read_or_refused(data: st.DataObject) -> None:
    page = bytearray(pdf(lines_of(ADVISER)))
    for _ in range(data.draw(st.integers(1, 8))):
        page[data.draw(st.integers(0, len(page) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(1, len(page))))
    with suppress(Unreadable):
        read_document(bytes(page[:cut]))
