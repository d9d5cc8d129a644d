"""Everything outside the house that the house calls, as callables and values on one screen.

A port is implemented in ``models`` (machine-learned parts), ``knowledge`` (search) or the standard
library (time); a scripted twin of each ships beside it, and one contract suite runs on both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nawba.domain.hearing import Heard, Samples
from nawba.domain.judging import Judged, JudgeRequest
from nawba.domain.operations import Fields, OperationResult
from nawba.domain.words import Article, CustomerDetails
from nawba.domain.writing import Proposal, Redacted, WriteRequest

Clock = Callable[[], datetime]
"""Now, as an aware ``datetime`` in UTC."""

Vectors = NDArray[np.float32]
"""Shape (n, dimensions), one unit-length row per text: a dot product is a cosine."""

Embed = Callable[[Sequence[str]], Vectors]
"""Texts in any language to their vectors, in order; equal texts give equal rows. Thread-safe."""

Progress = Callable[[int, int], Any]
"""Told after each piece of long work: how many are done, of how many."""


@dataclass(frozen=True)
class Found:
    """An article that search proposes, in the language it would be served in.

    ``score`` lies in [0, 1]: more is surer. ``margin`` is the score minus that of the best
    *other* article (of the article behind it, for those that are not the first).
    """

    article: Article
    score: float
    margin: float = 0.0


class Search(Protocol):
    """Approved articles of ``brand`` for a customer's words, best first; never an expired one."""

    def __call__(
        self, text: str, brand: str, language: str, limit: int = 5, *, today: date
    ) -> Sequence[Found]: ...


class Operations(Protocol):
    """Calls an operation of the brand's systems by its declared name.

    ``key`` is the idempotency key: the same key never makes the same change twice. Never raises
    for what the system does: slow, down or answering nonsense is a status of the result.
    """

    def call(self, name: str, fields: Fields, key: str) -> OperationResult: ...


Redact = Callable[[Sequence[str], CustomerDetails], Redacted]
"""Texts of one customer without their personal data; one placeholder per value over all texts."""


Judge = Callable[[JudgeRequest], Judged]
"""A language model that answers a question about a transcript and says where the answer stands.

Never raises for what a model or its endpoint does: unknown then, with the problem. Whether the
words it quotes were said is for whoever asks to check. Only redacted turns are given to it.
"""


class Write(Protocol):
    """A language model behind its limits. Thread-safe; never raises for what a model or its
    endpoint does: the proposal then has no command and says why.

    Takes as long as its endpoint's total time-out at most. Nothing personal is sent.
    """

    def propose(self, request: WriteRequest) -> Proposal: ...


class Transcribe(Protocol):
    """A speech model. Thread-safe. ``name`` says which words came from which model."""

    name: str

    def __call__(self, windows: Sequence[Samples], language: str = "") -> list[Heard]:
        """What is said in each window, in order. ``language`` (ISO 639-1) is forced if the model
        knows it; without one, one language is detected for all of them. An empty window has no
        phrases. Raises Invalid for a window longer than 30 s, Unavailable if nobody answers.
        """
        ...
