"""The measurement of listening takes its contacts through the real door."""

from __future__ import annotations

from nawba.bench.listen import measure_listening
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
