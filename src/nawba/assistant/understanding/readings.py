"""What texts were read as: intents with numbers, for those who route, ask back or answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.assistant.understanding.kernel import Numbers, Places


@dataclass(frozen=True)
class Readings:
    """n texts. ``outputs`` (n, intents) are the overall classifier's, one per intent, near the
    share of such texts that mean it; ``trusted`` (n,) is the place of the guard's top intent, and
    ``scores`` (n,) in (0, 1) how likely that one is right and in scope.
    """

    intents: tuple[str, ...]
    outputs: Numbers
    trusted: Places
    scores: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def best(self) -> list[str]:
        """Each text's top intent, for routing: from everything that was learned."""
        return [self.intents[place] for place in self.outputs.argmax(axis=1)]

    @property
    def answerable(self) -> list[str]:
        """Each text's intent of which ``scores`` speaks: the only one that may be answered."""
        return [self.intents[place] for place in self.trusted]

    def ranked(self, row: int, limit: int = 3) -> list[tuple[str, float]]:
        """The likeliest intents of one text with their outputs, cut to [0, 1], best first."""
        outputs = self.outputs[row]
        places = np.argsort(-outputs, kind="stable")[:limit]
        return [(self.intents[place], float(outputs[place].clip(0, 1))) for place in places]

    def margin(self, row: int) -> float:
        """How far the first of ``ranked`` leads the second; small: ask the customer which."""
        (_, first), *rest = self.ranked(row, 2)
        return first - rest[0][1] if rest else first


def stacked(intents: tuple[str, ...], parts: Iterable[Readings]) -> Readings:
    """The readings of ``parts`` one after the other."""
    empty = Readings(
        intents, np.empty((0, len(intents)), np.float32), np.empty(0, np.intp), np.empty(0)
    )
    every = [empty, *parts]
    return Readings(
        intents,
        np.concatenate([part.outputs for part in every]),
        np.concatenate([part.trusted for part in every]),
        np.concatenate([part.scores for part in every]),
    )
