"""The measurement of listening takes its contacts through the real door."""

from __future__ import annotations

from pathlib import Path

from nawba.bench.listen import measure_listening
from nawba.bench.listen_copies import month, read_copies, repeated_in, write_copies
from nawba.models.scripted import scripted_embedder


def test_every_copy_is_another_contact_and_goes_through_every_stage() -> None:
    told: list[int] = []
    figures = measure_listening(
        6, 20, 1, 1, None, scripted_embedder(), lambda done, total: told.append(done)
    )
    assert (figures.contacts, figures.quarantined, told[-1]) == (6, 0, 6)
    assert 16 <= figures.turns_mean <= 24
    assert {"transcribe", "redact", "measures", "scorecard", "findings"} <= set(figures.stages)
    assert figures.rules_s > 0


def test_copies_repeat_no_more_than_what_they_are_made_of(tmp_path: Path) -> None:
    sources = month(1)
    turns = sum(map(len, sources))
    assert write_copies(tmp_path / "copies", sources, 120, 50, 1) > turns
    copies = read_copies(tmp_path / "copies", turns)
    assert sum(map(len, copies)) == turns
    assert 0 < repeated_in(copies) <= repeated_in(sources)
