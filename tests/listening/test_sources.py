"""What a manifest may name, and what lies in an object store."""

from __future__ import annotations

import json
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
