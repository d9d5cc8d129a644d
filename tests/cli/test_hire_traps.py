"""Documents that somebody made to break or to mislead, taken in as one folder: a verdict each."""

from __future__ import annotations

from PIL import Image

from cli.conftest import Cli
from cli.test_hire_intake import hiring
from hiring.papers import ADVISER, SECRET, docx, lines_of, paragraph, pdf, run, said, saved
from nawba.store import open_store
from nawba.store.hiring import documents_of, read_document

__all__ = ["hiring"]
LOCK = (
    b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <" + b"41" * 32 + b"> /U <"
    + b"42" * 32 + b"> >> /ID [<00> <00>]"
)  # fmt: skip
PAGE = lines_of(ADVISER)
WORDS = "".join(paragraph(run(one)) for one in ADVISER)
REFUSED = {
    "locked.pdf": (pdf(PAGE).replace(b"/Root 1 0 R", LOCK), "password"),
    "thick.pdf": (pdf(*[PAGE] * 300), "too_many_pages"),
    "torn.pdf": (pdf(PAGE)[:200], "damaged"),
    "bomb.docx": (docx(WORDS, {"word/styles.xml": b" " * 70_000_000}), "unpacks_to_too_much"),
    "field.png": (saved(Image.new("1", (10_000, 8_000)), "PNG"), "too_large"),
    "program.exe": (b"MZ\x90\x00\x03" + bytes(200), "kind"),
}
READ = {
    "white.pdf": pdf(PAGE + said(SECRET, 72, 600, ops="1 1 1 rg")),
    "program.docx": docx(WORDS, {"word/vbaProject.bin": b"Sub AutoOpen()"}),
    "turned.txt": "ناميلس ةيدان\nءالمعلا ةمدخ ةراشتسم\nةيبرعلا ةغللا\n".encode(),
}


def test_each_trap_has_its_verdict_and_the_others_are_read(hiring: Cli) -> None:
    folder = hiring.folder / "cvs"
    folder.mkdir()
    for name, content in {**{one: REFUSED[one][0] for one in REFUSED}, **READ}.items():
        (folder / name).write_bytes(content)
    totals = hiring.json("hire", "import", "cvs", "--job", "casa.toml")
    assert (totals["read"], totals["quarantined"]) == (len(READ), len(REFUSED))
    aside = hiring.json("hire", "status", totals["intake"])["quarantine"]
    assert {one["name"]: one["reason"] for one in aside} == {
        name: reason for name, (_, reason) in REFUSED.items()
    }
    assert all("Ask" in one["message"] or "again" in one["message"] for one in aside)
    store = open_store(hiring.url)
    with store.read() as connection:
        whole = (read_document(connection, one.id) for one in documents_of(connection))
        read = {one.name: one.profile for one in whole if one is not None and one.profile}
    store.dispose()
    facts = str(read["white.pdf"]["facts"])
    assert SECRET not in facts
    assert SECRET in str(read["white.pdf"]["reading"])
    assert "macros" in str(read["program.docx"]["reading"]["notes"])
    assert "نادية" in str(read["turned.txt"]["reading"])
