"""How probably each cause was active in a contact that failed.

Every draw of the model says for each failure how probably each cause was active in it, by the law
of that model; the draws are averaged. Both laws are fitted, and weigh in as far as the data prefer
one: the expected log predictive density of each contact (WAIC: Watanabe, JMLR 11, 2010; Vehtari,
Gelman & Gabry, Statistics and Computing 27, 2017) is summed, and the weight of the additive law is
the probability that its sum is the larger, the difference being about normal. Causes can be active
together: the probabilities need not sum to one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from nawba.listening.cause.kinds import Kind
from nawba.listening.cause.laws import Law, law
from nawba.listening.cause.model import Draw, Model, fit
from nawba.listening.cause.tables import Codes, Flags, Floats

CAUSES = ("human", "technology", "process", "unknown")
_SMALLEST = 1e-12


@dataclass(frozen=True)
class Attribution:
    """``probabilities[cause]`` [contact that failed], ``none`` too; ``model`` by the law that the
    data prefer; ``additive``: the weight of the law by which hazards add."""

    probabilities: Mapping[str, Floats]
    model: Model
    additive: float


def attribute(intents: Codes, failed: Flags, kinds: Sequence[Kind], seed: int = 0) -> Attribution:
    """Fit both laws and weigh them."""
    adding, odds = (_Followed(law(name), failed) for name in ("additive", "logistic"))
    models = [fit(intents, failed, kinds, one.law, seed, one.follow) for one in (adding, odds)]
    weight = _weight(adding.density() - odds.density())
    found = {
        cause: weight * adding.mean(cause) + (1 - weight) * odds.mean(cause)
        for cause in (*CAUSES, "none")
    }
    return Attribution(found, models[0] if weight >= 0.5 else models[1], weight)


def _weight(difference: Floats) -> float:
    error = difference.std() * np.sqrt(difference.size)
    return float(ndtr(difference.sum() / error)) if error > 0 else 0.5


class _Followed:
    """What the draws of one law come to."""

    def __init__(self, law: Law, failed: Flags) -> None:
        self.law, self.failed = law, failed
        self.rows = np.flatnonzero(failed)
        self.draws = 0
        self.sums = {cause: np.zeros(self.rows.size) for cause in (*CAUSES, "none")}
        self.seen, self.log, self.squared = (np.zeros(failed.size) for _ in range(3))

    def follow(self, draw: Draw) -> None:
        self.draws += 1
        total = draw.total[self.rows]
        plain = total.copy()
        for cause, part in draw.parts.items():
            self.sums[cause] += self.law.active(total, part[self.rows])
            plain -= part[self.rows]
        self.sums["none"] += self.law.alone(total, plain)
        share = self.law.share(draw.total)
        chance = np.maximum(np.where(self.failed, share, 1 - share), _SMALLEST)
        log = np.log(chance)
        self.seen, self.log, self.squared = (
            self.seen + chance,
            self.log + log,
            self.squared + log**2,
        )

    def mean(self, cause: str) -> Floats:
        return np.clip(self.sums[cause] / self.draws, 0.0, 1.0)

    def density(self) -> Floats:
        """[contact]: the expected log predictive density."""
        spread = np.maximum(self.squared / self.draws - (self.log / self.draws) ** 2, 0)
        return np.asarray(np.log(self.seen / self.draws) - spread)
