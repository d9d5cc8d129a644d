"""What a customer said about the service: dissatisfied, or leaving. Off by default.

Words only: a signal is a phrase of a table, quoted where the customer said it. No mood is
inferred, nothing of what an adviser or the assistant says is read, and no score, cause or review
follows from it. Nothing is kept: who may see it has it read from the redacted words, so that
switching it off leaves nothing behind. The phrases are few and known: much is missed, and a request
to end a contract counts as leaving whatever moved it. Figures: docs/decisions/038.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nawba.domain.recordings import Quote, Transcript, quoted
from nawba.listening.spotting import Spotter

KINDS = ("dissatisfied", "leaving")


@dataclass(frozen=True)
class Signal:
    """``quote`` are the customer's words that say ``kind``."""

    kind: str
    quote: Quote


def find_signals(transcript: Transcript) -> list[Signal]:
    """In the order of the turns; each phrase once where it stands. Only customers are read."""
    return [
        Signal(hit.cue, quoted(transcript, place, hit.start, hit.end))
        for place, turn in enumerate(transcript.turns)
        if turn.speaker == "customer"
        for hit in _spotter().spot(turn.text)
    ]


def count_contacts(found: Iterable[Sequence[Signal]]) -> dict[str, int]:
    """In how many contacts each kind was said."""
    kinds = Counter(kind for one in found for kind in {signal.kind for signal in one})
    return {kind: kinds[kind] for kind in KINDS}


@cache
def _spotter() -> Spotter:
    """One for all languages: customers mix them."""
    source = files("nawba.listening").joinpath("customer_words.toml")
    table = tomllib.loads(source.read_text("utf-8"))
    return Spotter({kind: [one for own in table[kind].values() for one in own] for kind in KINDS})
