"""The child process: capped, replaced when it is lost, and no worse a reader."""

from __future__ import annotations

import os
import signal
import zlib
from pathlib import Path

import pytest

from hiring.papers import ADVISER, docx, lines_of, paragraph, pdf, run
from nawba.domain.candidates import Unreadable
from nawba.hiring.documents import child as child_module
from nawba.hiring.documents.child import answer
from nawba.hiring.documents.limits import LIMITS, Limits
from nawba.hiring.documents.reader import Reader
from nawba.hiring.documents.reading import read_document

CV = pdf(lines_of(ADVISER))
DEEP = "q 1 0 0 1 0 0 cm " * 10


def test_a_child_reads_one_document_after_the_other() -> None:
    word = docx("".join(paragraph(run(text)) for text in ADVISER))
    with Reader() as reader:
        assert reader.read(CV) == read_document(CV)
        first = reader._child
        with pytest.raises(Unreadable, match="damaged"):
            reader.read(b"%PDF-1.7 nothing")
        assert reader.read(word) == read_document(word)
        assert reader._child is first


def test_a_child_that_was_lost_is_replaced() -> None:
    with Reader() as reader:
        reader.read(CV)
        assert reader._child is not None
        os.kill(reader._child.pid, signal.SIGKILL)
        reader._child.wait()
        assert reader.read(CV) == read_document(CV)


def test_a_document_that_takes_too_long_is_given_up() -> None:
    page = "".join(f"0 0 {at % 500} 800 re f\n" for at in range(60_000)) * 3
    with Reader(Limits(wall=1)) as reader:
        with pytest.raises(Unreadable) as verdict:
            reader.read(pdf(*[page] * 3))
        assert verdict.value.code == "too_slow"
        assert reader._child is None


def test_a_document_that_wants_all_memory_is_given_up() -> None:
    sides = (60_000).to_bytes(4, "big") * 2
    picture = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", sides + b"\x08\x02\0\0\0")
    with Reader(Limits(pixels=1 << 40)) as reader:
        with pytest.raises(Unreadable):
            reader.read(picture + _chunk(b"IDAT", b"x\x9cc\0\0") + _chunk(b"IEND", b""))
        assert reader.read(CV).kind == "pdf"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAWBA_SECRET", "hush")
    with Reader() as reader:
        reader.read(CV)
        assert reader._child is not None
        told = Path(f"/proc/{reader._child.pid}/environ").read_bytes()
    assert b"hush" not in told
    assert b"PATH=" in told


def test_a_fault_of_a_library_is_a_verdict_without_its_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("Salma Benani")

    monkeypatch.setattr(child_module, "read_document", fail)
    told = answer(CV, LIMITS)
    assert told["code"] == "damaged"
    assert "Salma" not in told["message"]
