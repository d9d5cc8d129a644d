"""What passes between a scorecard and a language model: a question, and an answer that quotes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class JudgeRequest:
    """``question`` in words; ``turns`` are (speaker, words), redacted, in their order."""

    question: str
    turns: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Judged:
    """``answer`` is yes, no or unknown; ``quotes`` are (number of the turn, words copied)."""

    answer: str
    quotes: tuple[tuple[int, str], ...] = ()
