"""Words wrong are counted as anybody would, whatever they were written with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nawba.bench.spoken import words_of
from nawba.bench.transcribe import Wishes, measure_transcription, read_labels
from nawba.domain.errors import Invalid
from nawba.models.scripted_transcribe import ScriptedTranscriber
from sounds import voice, write_sound

pytest.importorskip("jiwer", reason="the extra 'listening' is not installed")


@pytest.mark.parametrize(
    ("said", "heard", "language"),
    [
        ("Appuyez sur deux, s'il vous plaît.", "appuyez sur 2 s’il vous plaît", "fr"),
        ("quatorzième", "14e", "fr"),
        ("press one for sales", "Press 1 for sales!", "en"),
        ("mil doscientos", "1.200", "es"),
        ("وَالأَرْضُ", "والارض", "ar"),
    ],
)
def test_the_same_words_written_in_two_ways_are_the_same(said: str, heard: str, language: str):
    assert words_of(said, language).split() == words_of(heard, language).split()
    assert words_of("plaît", "fr") != words_of("plait", "fr")


def test_words_wrong_are_counted_over_all_files_and_in_noise(tmp_path: Path):
    for name in ("a", "b"):
        write_sound(tmp_path / f"{name}.flac", voice(2), codec="flac")
    write_sound(
        tmp_path / "noise.flac", np.random.default_rng(1).normal(0, 0.1, 30_000), codec="flac"
    )
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "file,lang,text\naudio/a.flac,fr,appuyez sur deux\naudio/b.flac,fr,merci de patienter\n"
        "audio/c.flac,en,hello\n",
        "utf-8",
    )
    files = read_labels(labels, tmp_path, "fr")
    wishes = Wishes("fr", tmp_path, (20.0,), long=5.0)
    figures = measure_transcription(files, ScriptedTranscriber("appuyez sur 3"), wishes)
    assert (figures["files"], figures["words"], figures["wer"]) == (2, 6, round(4 / 6, 4))
    assert figures["wer_interval"] == [round(1 / 3, 4), 1.0]
    assert [one["wer"] for one in figures["noise"]] == [figures["wer"]]
    assert figures["long"]["seconds"] == pytest.approx(5.2, abs=0.1)
    assert figures["rss_mb"] > 10
    with pytest.raises(Invalid, match=r"line 4: .* has no file audio/c\.flac"):
        read_labels(labels, tmp_path, "en")
