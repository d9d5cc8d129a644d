"""What a manifest may name, and what lies in an object store."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import fsspec
import pytest

from nawba.domain.errors import DocumentError
from nawba.listening.shelf import Shelf
from nawba.listening.sources import Source

TURNS = (
    {"speaker": "adviser", "start": 0, "end": 2, "text": "Bonjour, Amina à votre écoute."},
    {"speaker": "customer", "start": 2, "end": 4, "text": "Ma facture est fausse."},
)
CHAT = "\n".join(json.dumps(turn) for turn in TURNS)


def test_a_manifest_opens_nothing_outside_its_folder(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    for place in (calls / "in.jsonl", tmp_path / "out.jsonl"):
        place.write_text(CHAT)
    named = ["in.jsonl", "../out.jsonl", str(tmp_path / "out.jsonl"), "sub/../../out.jsonl"]
    (calls / "manifest.csv").write_text("file\n" + "\n".join(named) + "\n")
    with pytest.raises(DocumentError) as refused:
        Source(str(calls))
    assert [fault.line for fault in refused.value.faults] == [3, 4, 5]
    assert "outside" in str(refused.value)
    (calls / "manifest.csv").write_text(f"file\n{calls}/in.jsonl\n")
    assert Source(str(calls)).count() == 1


def test_an_object_store_is_read_as_a_folder_is(tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    store.pipe("/month/a.jsonl", CHAT.encode())
    store.pipe("/month/manifest.csv", b"file,adviser\na.jsonl,amina\n")
    source, shelf = Source("memory://month"), Shelf(tmp_path)
    (taken,) = [source.take(one, shelf) for one in source.walk()]
    assert (taken.item.adviser, taken.fault) == ("amina", None)
    assert Path(taken.item.files[0]).read_text() == CHAT


def taken(folder: Path, calls: Path) -> dict[str, str]:
    """Each contact of ``calls`` with the code of its fault, if any."""
    source, shelf = Source(str(calls)), Shelf(folder / "shelf")
    return {
        one.name: one.fault[0] if one.fault else ""
        for one in (source.take(found, shelf) for found in source.walk())
    }


def test_one_that_cannot_be_opened_costs_nobody_else(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    for name in ("good.wav", "two\nlines.wav", "مكالمة.wav", f"{'a' * 251}.wav"):
        calls.joinpath(name).write_bytes(name.encode())
    calls.joinpath("good.jsonl").write_text(CHAT)
    (tmp_path / "out.wav").write_bytes(b"elsewhere")
    (tmp_path / "out.jsonl").write_text(CHAT)
    calls.joinpath("within.wav").symlink_to("good.wav")
    calls.joinpath("without.wav").symlink_to("../out.wav")
    calls.joinpath("without.jsonl").symlink_to("../out.jsonl")
    calls.joinpath("dangling.wav").symlink_to("gone.wav")
    calls.joinpath("round.wav").symlink_to("round.wav")
    os.mkfifo(calls / "pipe.wav")
    os.mkfifo(calls / "pipe.jsonl")
    calls.joinpath("latin-\udce9.wav").write_bytes(b"not UTF-8")
    calls.joinpath("torn.jsonl.gz").write_bytes(gzip.compress(b"")[:10] + b"\xff" * 99)
    calls.joinpath("bomb.jsonl.gz").write_bytes(gzip.compress(bytes(17 << 20)))
    found = taken(tmp_path, calls)
    assert {name: fault for name, fault in found.items() if fault} == {
        "without.wav": "outside",
        "without.jsonl": "outside",
        "dangling.wav": "missing",
        "round.wav": "unreadable",
        "pipe.wav": "unreadable",
        "pipe.jsonl": "unreadable",
        "latin-?.wav": "bad_name",
        "torn.jsonl.gz": "unreadable",
        "bomb.jsonl.gz": "unreadable",
    }
    assert len(found) == 9 + 6


def test_one_that_vanishes_while_others_are_heard_is_missing(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    calls.mkdir()
    for name in ("a.wav", "b.wav"):
        calls.joinpath(name).write_bytes(name.encode())
    source, shelf = Source(str(calls)), Shelf(tmp_path / "shelf")
    walk = list(source.walk())
    (calls / "a.wav").unlink()
    gone, there = (source.take(one, shelf) for one in walk)
    assert gone.fault == ("missing", "a.wav is not there any more. Import again from where it is.")
    assert there.fault is None


TABLE = "file;contact_id;site\r\na.jsonl;7;Fès\r\n;;\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        TABLE.encode("utf-8-sig"),
        TABLE.replace(";", "\t").encode("utf-16"),
        TABLE.replace(";", ",").encode(),
    ],
    ids=["semicolons", "unicode text", "commas"],
)
def test_a_manifest_is_read_as_spreadsheets_write_it(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "a.jsonl").write_text(CHAT)
    (tmp_path / "manifest.csv").write_bytes(raw)
    (found,) = Source(str(tmp_path)).walk()
    assert (found.facts["contact"], found.facts["site"], found.fault) == ("7", "Fès", None)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            "manifest.csv",
            "file,site\na.jsonl,x\na.jsonl,y\n",
            "manifest.csv:3: file: a.jsonl is nam",
        ),
        ("manifest.csv", f"file,site\na.jsonl,{'x' * 200_000}\n", "manifest.csv:2: this is no CSV"),
        ("manifest.json", "[" * 100_000, "manifest.json:1: this is no JSON"),
    ],
    ids=["twice", "endless cell", "deep"],
)
def test_what_is_wrong_with_a_manifest_is_told_with_its_line(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    (tmp_path / "a.jsonl").write_text(CHAT)
    (tmp_path / name).write_text(text)
    with pytest.raises(DocumentError) as refused:
        Source(str(tmp_path))
    assert told in str(refused.value)


def test_a_file_without_an_extension_is_what_its_first_bytes_say(tmp_path: Path) -> None:
    first = {
        "0001": b"RIFF\x24\x00\x00\x00WAVEfmt ", "0002_agent": b"fLaC\x00",
        "0002_caller": b"fLaC\x00",
        "0003": b"ID3\x04", "0004": b"\xff\xfb\x90\x64", "0005": b"OggS\x00", "0006": CHAT.encode(),
        "0007": b"\x00\x00\x00\x18ftypmp42", "LICENSE": b"MIT License", "nothing": b"",
        "utf16": "{}".encode("utf-16"), "archive": b"PK\x03\x04",
    }  # fmt: skip
    for name, told in first.items():
        (tmp_path / name).write_bytes(told)
    os.mkfifo(tmp_path / "pipe")
    found = {one.name: one for one in Source(str(tmp_path)).walk()}
    skipped = {name for name, one in found.items() if one.fault and one.fault[0] == "skipped"}
    assert skipped == {"LICENSE", "nothing", "utf16", "archive"}
    assert found["0006"].kind == "text"
    assert found["0002"].roles == ("adviser", "customer")
    assert set(found) - skipped == {*(f"000{number}" for number in range(1, 8)), "pipe"}
    taken = Source(str(tmp_path)).take(found["pipe"], Shelf(tmp_path / "shelf"))
    assert taken.fault is not None
    assert taken.fault[0] == "unreadable"
