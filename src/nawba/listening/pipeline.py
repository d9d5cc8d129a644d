"""All stages, in order: the one list that a run, its ledger and its documents agree on."""

from __future__ import annotations

from nawba.listening import sound_stages
from nawba.listening.scorecard import stages as reading
from nawba.listening.stages import Stage


def all_stages(*, judged: bool = False) -> tuple[Stage, ...]:
    """Those of sound and words, then those that read what is left of the words.

    ``judged``: a language model is asked too.
    """
    return (*sound_stages.STAGES, *reading.reading_stages(judged=judged))
