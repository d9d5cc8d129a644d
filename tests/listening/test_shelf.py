"""What lies in the folder of a recorded contact: whole documents, of each stage the last."""

from __future__ import annotations

from pathlib import Path

import pytest

from nawba.listening.shelf import STAGES, Kept, Shelf

ITEM = "rc-0123456789abcdef"
ALL = ("probe", "transcribe", "redact")


def test_a_torn_line_is_not_there_and_the_next_one_is(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep(ITEM, "probe", Kept("k1", 0.0, {"seconds": 2.0}))
    path = shelf.folder(ITEM) / STAGES
    with path.open("ab") as out:
        out.write(b'\n{"stage":"transcribe","key":"k2","seconds":0.0,"document":{"turns":[{}')
    assert set(shelf.kept(ITEM, ALL)) == {"probe"}
    shelf.keep(ITEM, "redact", Kept("k3", 0.0, {"turns": []}))
    assert set(shelf.kept(ITEM, ALL)) == {"probe", "redact"}


@pytest.mark.parametrize("seconds", [0.0, 1.0], ids=["not synced", "synced"])
def test_what_was_deleted_or_made_anew_is_nowhere_in_the_file(
    tmp_path: Path, seconds: float
) -> None:
    shelf = Shelf(tmp_path)
    for stage in ALL:
        shelf.keep(ITEM, stage, Kept("k", seconds, {"said": f"of {stage}"}))
    shelf.empty(ITEM, "transcribe")
    shelf.keep(ITEM, "redact", Kept("k2", seconds, {"said": "anew"}), again=True)
    assert shelf.kept(ITEM, ALL) == {
        "probe": Kept("k", seconds, {"said": "of probe"}),
        "transcribe": Kept("k", seconds, None),
        "redact": Kept("k2", seconds, {"said": "anew"}),
    }
    text = (shelf.folder(ITEM) / STAGES).read_text()
    assert "of transcribe" not in text
    assert "of redact" not in text
    assert [path.name for path in shelf.folder(ITEM).iterdir()] == [STAGES]


def test_a_word_that_looks_like_a_line_is_a_word(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    said = '\n{"stage":"probe","key":"x","seconds":0,"document":{}}\u2028\r'
    shelf.keep(ITEM, "redact", Kept("k", 0.0, {"said": said}))
    assert shelf.kept(ITEM, ALL) == {"redact": Kept("k", 0.0, {"said": said})}
