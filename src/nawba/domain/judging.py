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
    """``answer`` is yes, no or unknown; ``quotes`` are (number of the turn, words copied).

    ``problem`` is a code that says why nothing came that is worth anything; where ``is_open`` it
    may come when it is asked again: nobody answered, or nothing was sent.
    """

    answer: str
    quotes: tuple[tuple[int, str], ...] = ()
    problem: str = ""
    is_open: bool = False
