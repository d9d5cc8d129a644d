"""Word, OpenDocument, web pages, plain text: what they say, hide, and what is wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiring.papers import ADVISER, SECRET, W, docx, lines_of, odt, packed, paragraph, pdf, run
from nawba.domain.candidates import Reading, Unreadable
from nawba.hiring.documents.arabic import is_backwards, said_order
from nawba.hiring.documents.kinds import kind_of
from nawba.hiring.documents.letters import clean, close_up
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.reading import read_document

PLAIN = "".join(paragraph(run(text)) for text in ADVISER)


def texts(reading: Reading, source: str = "text") -> list[str]:
    return [line.text for line in reading.lines if line.source == source]


def warnings(reading: Reading) -> list[str]:
    return [note.warning for note in reading.notes]


def refusal(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(Unreadable) as verdict:
        read_document(data, limits or Limits())
    return verdict.value.code


def test_word_paragraphs_tables_boxes_headers_and_styles() -> None:
    style = f"""<w:styles {W}><w:style w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>
    <w:style w:styleId="Title"><w:basedOn w:val="Base"/><w:rPr><w:sz w:val="40"/></w:rPr></w:style>
    </w:styles>"""
    title = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{run("Salma Benani")}</w:p>'
    cells = "".join(f"<w:tc>{paragraph(run(text))}</w:tc>" for text in ("2019", "Adviser"))
    box = f"<w:r><w:txbxContent>{paragraph(run('In a box'))}</w:txbxContent></w:r>"
    twice = f"<w:r><w:Fallback>{paragraph(run('In a box'))}</w:Fallback></w:r>"
    gone = "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
    header = f"<w:hdr {W}>{paragraph(run('On every page'))}</w:hdr>"
    body = title + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + paragraph(run("Text"), box, twice, gone)
    reading = read_document(docx(body, {"word/styles.xml": style, "word/header1.xml": header}))
    assert texts(reading) == [
        "On every page",
        "Salma Benani",
        "2019",
        "Adviser",
        "Text",
        "In a box",
    ]
    name = reading.lines[1]
    assert (name.size, name.bold) == (20, True)
    assert len({line.block for line in reading.lines}) >= 4


HIDDEN_IN_WORD = ("<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>',
                  '<w:shd w:fill="224466"/><w:color w:val="224466"/>')  # fmt: skip


@pytest.mark.parametrize("properties", HIDDEN_IN_WORD)
def test_hidden_runs_of_word(properties: str) -> None:
    reading = read_document(docx(PLAIN + paragraph(run("Seen "), run(SECRET, properties))))
    assert texts(reading) == [*ADVISER, "Seen"]
    assert texts(reading, "hidden") == [SECRET]
    assert "hidden_text" in warnings(reading)


def test_white_letters_on_a_dark_cell_are_seen() -> None:
    white = paragraph(run("Skills", HIDDEN_IN_WORD[1]))
    cell = f'<w:tc><w:tcPr><w:shd w:fill="112233"/></w:tcPr>{white}</w:tc>'
    body = f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>" + PLAIN
    assert texts(read_document(docx(body))) == ["Skills", *ADVISER]


def test_word_macros_and_files_inside_are_told() -> None:
    parts = {"word/vbaProject.bin": b"Sub AutoOpen()", "word/embeddings/oleObject1.bin": b"MZ"}
    assert warnings(read_document(docx(PLAIN, parts))) == ["macros", "embedded_files"]


BOMB = "<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def test_archives_that_are_traps() -> None:
    assert refusal(docx(PLAIN, {"word/styles.xml": b" " * 3_000_000}), Limits(unpacked=1_000_000))\
        == "unpacks_to_too_much"  # fmt: skip
    assert refusal(docx(PLAIN.replace("Salma", "&i;"), head=BOMB)) == "damaged"
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert refusal(docx(PLAIN.replace("Salma", "&x;"), head=outside)) == "damaged"
    assert refusal(docx("<w:p>" * 5000 + "</w:p>" * 5000)) == "damaged"
    assert refusal(packed({"xl/workbook.xml": "<x/>"})) == "kind"
    assert refusal(docx(PLAIN)[:-40]) == "damaged"
    assert refusal(docx(PLAIN * 900)) == "too_many_pages"


def test_open_document() -> None:
    styles = """<style:style style:name="T1"><style:text-properties text:display="none"/>
    </style:style><style:style style:name="P1"><style:text-properties fo:font-weight="bold"
    fo:font-size="18pt"/></style:style>"""
    body = f"""<text:h text:style-name="P1">Salma<text:s/>Benani</text:h>
    <table:table><table:table-row><table:table-cell><text:p>2019</text:p></table:table-cell>
    <table:table-cell><text:p>Adviser</text:p></table:table-cell></table:table-row></table:table>
    <text:p>One<text:line-break/>two
    <text:span text:style-name="T1">{SECRET}</text:span></text:p>"""
    reading = read_document(odt(body, styles, {"Basic/Standard/Module1.xml": "<x/>"}))
    assert texts(reading) == ["Salma Benani", "2019", "Adviser", "One", "two"]
    assert texts(reading, "hidden") == [SECRET]
    assert (reading.lines[0].size, reading.lines[0].bold) == (18, True)
    assert warnings(reading) == ["macros", "hidden_text"]


def test_a_locked_open_document_is_a_verdict() -> None:
    manifest = """<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
    <m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"""
    assert refusal(odt("<text:p>x</text:p>", "", {"META-INF/manifest.xml": manifest})) == "password"


HIDDEN_IN_PAGES = ("display:none", "visibility: hidden", "font-size:0", "opacity:0", "color:#fff",
                   "position:absolute;left:-9999px", "background:navy;color:navy")  # fmt: skip


@pytest.mark.parametrize("style", HIDDEN_IN_PAGES)
def test_what_a_browser_would_not_show(style: str) -> None:
    page = f'<html><body><h1>Salma</h1><p>Adviser <span style="{style}">{SECRET}</span></p></body>'
    reading = read_document(page.encode())
    assert texts(reading) == ["Salma", "Adviser"]
    assert texts(reading, "hidden") == [SECRET]


def test_web_pages() -> None:
    page = f"""<!doctype html><html><head><title>no</title><style>.x, p.y {{display:none}}</style>
    </head><body><script>no()</script><h1>Salma</h1><div class="x">{SECRET}</div>
    <table><tr><td>2019</td><td style="background:#123;color:white">Adviser</td></tr></table>
    one<br>two <b>three</b><img src="http://example.org/never-fetched.png"></body></html>"""
    reading = read_document(page.encode())
    assert texts(reading) == ["Salma", "2019", "Adviser", "one", "two three"]
    assert texts(reading, "hidden") == [SECRET]
    assert warnings(reading) == ["photo", "hidden_text"]
    assert reading.lines[0].bold
    assert reading.lines[0].size > reading.lines[-1].size


def test_plain_text_in_the_encodings_of_thirty_years() -> None:
    french = "Expérience : conseillère clientèle à Fès, gérée par téléphone.\n\nCompétences\n" * 3
    arabic = "مستشارة خدمة العملاء في مركز الاتصال بالدار البيضاء\nالرد على المكالمات الواردة\n" * 3
    for text, encoding in ((french, "utf-8"), (french, "utf-16"), (french, "cp1252"),
                           (arabic, "utf-8-sig"), (arabic, "cp1256")):  # fmt: skip
        reading = read_document(text.encode(encoding))
        assert reading.lines[0].text == text.splitlines()[0], encoding
    assert read_document(french.encode()).language == "fr"
    assert read_document(arabic.encode()).language == "ar"


def test_words_in_tag_characters_are_hidden_text() -> None:
    tags = "".join(chr(0xE0000 + ord(char)) for char in SECRET)
    reading = read_document(f"Salma{tags} Benani\nCustomer adviser".encode())
    assert texts(reading) == ["Salma Benani", "Customer adviser"]
    assert texts(reading, "hidden") == [SECRET]


def test_arabic_stored_as_it_looks_is_turned() -> None:
    lines = ["مستشارة خدمة العملاء", "خبرة في الرد على المكالمات", "التواصل 2019 - 2021 Zendesk"]
    seen = ["ءالمعلا ةمدخ ةراشتسم", "تاملاكملا ىلع درلا يف ةربخ", "Zendesk 2021 - 2019 لصاوتلا"]
    reading = read_document("\n".join(seen).encode())
    assert texts(reading) == lines
    assert warnings(reading) == ["visual_arabic"]
    assert warnings(read_document("\n".join(lines).encode())) == []


def test_presentation_forms_become_letters() -> None:
    assert clean("\ufe8d\ufedf\ufecc\ufee4\ufefc\ufe80") == "العملاء"
    assert clean("e\u0301quipe \ufb01able \uf0b7 a\u00adb\u200b") == "équipe fiable • ab"
    assert close_up("E X P E R I E N C E") == "EXPERIENCE"
    assert close_up("A B test of 3 4 5 6") == "A B test of 3 4 5 6"


def test_mixed_lines_turn_their_arabic_only() -> None:
    assert said_order("Zendesk ةمدخ") == "خدمة Zendesk"
    assert said_order("Zendesk ةمدخ", "L") == "Zendesk خدمة"
    address = "162 " + "الدار البيضاء"[::-1] + " ,47037 ," + "شارع الحسن الثاني"[::-1] + ", (MA)"
    assert said_order(address, "L") == "162 شارع الحسن الثاني, 47037, الدار البيضاء, (MA)"
    assert said_order("2021 - 2019 ,سنوت") == "تونس, 2019 - 2021"
    assert said_order("Customer adviser") == "Customer adviser"
    assert said_order("2021 - 2019", numbers="R") == "2019 - 2021"
    assert said_order("2019 - 2021") == "2019 - 2021"
    assert said_order("B2 ةيسنرفلا") == "الفرنسية B2"
    assert not is_backwards(["خدمة العملاء"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\0" * 99, "empty"),
        (b"x" * 2_000_001, "too_large"),
        (b"MZ\x90\0" + b"\0" * 200, "kind"),
        (bytes(range(256)) * 8, "kind"),
        (b"{\\rtf1 hello}", "kind"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (b"\x89PNG\r\n\x1a\nnothing else", "damaged"),
        (b"PK\x03\x04nothing else", "damaged"),
        (b"  ... ---  ", "no_text"),
    ],
)
def test_verdicts_on_bytes(data: bytes, code: str) -> None:
    assert refusal(data, Limits(bytes_=2_000_000)) == code


def test_names_are_not_asked() -> None:
    found = [kind_of(data) for data in (docx(PLAIN), pdf(lines_of(ADVISER)), odt("<text:p/>"))]
    assert found == ["docx", "pdf", "odt"]
    assert kind_of(b"<p>Salma</p>") == "html"
    assert kind_of(b"Salma < Benani") == "text"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_archives_with_bytes_turned_over_are_read_or_refused(data: st.DataObject) -> None:
    document = bytearray(data.draw(st.sampled_from([docx(PLAIN), odt("<text:p>Salma</text:p>")])))
    for _ in range(data.draw(st.integers(1, 6))):
        document[data.draw(st.integers(0, len(document) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_document(bytes(document))
    except Unreadable:
        return


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        reading = read_document(text.encode("utf-8", "replace"))
    except Unreadable:
        return
    assert [line.number for line in reading.lines] == list(range(len(reading.lines)))
