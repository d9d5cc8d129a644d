"""Kept vectors: the same rows as the embedder's, computed once, never of other weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nawba.domain.ports import Vectors
from nawba.models.kept import KeptEmbedder
from nawba.models.scripted import scripted_embedder


class Counting:
    """The scripted embedder, telling how many texts it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._embed = scripted_embedder()

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return self._embed(texts)


def test_a_restart_embeds_nothing_again(tmp_path: Path) -> None:
    file, first, second = tmp_path / "deep" / "kept.npz", Counting(), Counting()
    kept = KeptEmbedder(first, file, "w1")
    rows = kept(["un", "deux", "un"])
    kept.save()
    again = KeptEmbedder(second, file, "w1")(["un", "deux", "un"])
    assert np.array_equal(rows, again)
    assert (first.asked, second.asked) == (["un", "deux"], [])


def test_vectors_of_other_weights_are_not_used(tmp_path: Path) -> None:
    file, counting = tmp_path / "kept.npz", Counting()
    kept = KeptEmbedder(Counting(), file, "w1")
    kept(["un"])
    kept.save()
    KeptEmbedder(counting, file, "w2")(["un"])
    assert counting.asked == ["un"]


@pytest.mark.parametrize("damage", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    file, counting = tmp_path / "kept.npz", Counting()
    file.write_bytes(damage)
    KeptEmbedder(counting, file, "w1")(["un"])
    assert counting.asked == ["un"]


def test_what_is_no_longer_used_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "kept.npz"
    kept = KeptEmbedder(Counting(), file, "w1")
    kept(["un", "deux"])
    kept.save()
    later = KeptEmbedder(Counting(), file, "w1")
    later(["deux"])
    later.save()
    counting = Counting()
    KeptEmbedder(counting, file, "w1")(["un", "deux"])
    assert counting.asked == ["un"]


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    kept = KeptEmbedder(Counting(), tmp_path / "taken" / "kept.npz", "w1")
    kept(["un"])
    kept.save()
