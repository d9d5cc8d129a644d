"""How probably each cause was active in a contact that failed.

Every draw of the model says for each failure how probably each cause was active in it, by the law
of that model; the draws are averaged. Both laws are fitted, and weigh in as far as the data prefer
one: the expected log predictive density of each contact (WAIC: Watanabe, JMLR 11, 2010; Vehtari,
Gelman & Gabry, Statistics and Computing 27, 2017) is summed, and the weight of the additive law is
the probability that its sum is the larger, the difference being about normal, with the error that
few draws have of it. Causes can be active together: the probabilities need not sum to one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from nawba.listening.cause.kinds import Kind
from nawba.listening.cause.laws import Law, law
from nawba.listening.cause.model import DRAWS, Draw, Model, fit
from nawba.listening.cause.tables import Codes, Flags, Floats

CAUSES = ("human", "technology", "process", "unknown")
_SMALLEST = 1e-12
_PARTS = 4  # of the draws, whose difference tells how steady they are


@dataclass(frozen=True)
class Attribution:
    """``probabilities[cause]`` [contact that failed], ``none`` too; ``model`` by the law that the
    data prefer; ``additive``: the weight of the law by which hazards add."""

    probabilities: Mapping[str, Floats]
    model: Model
    additive: float


def attribute(intents: Codes, failed: Flags, kinds: Sequence[Kind], seed: int = 0) -> Attribution:
    """Fit both laws and weigh them."""
    adding, odds = (Followed(law(name), failed) for name in ("additive", "logistic"))
    models = [fit(intents, failed, kinds, one.law, seed, one.follow) for one in (adding, odds)]
    weight = weight_of(adding, odds)
    found = {
        cause: weight * adding.mean(cause) + (1 - weight) * odds.mean(cause)
        for cause in (*CAUSES, "none")
    }
    return Attribution(found, models[0] if weight >= 0.5 else models[1], weight)


def weight_of(adding: Followed, odds: Followed) -> float:
    """How probably hazards add. The error is that of contacts, which are some of many, and that of
    the draws: a law may lead by their luck."""
    difference = adding.density() - odds.density()
    of_contacts = difference.var() * difference.size
    of_draws = adding.unsteadiness() + odds.unsteadiness()
    error = np.sqrt(of_contacts + of_draws)
    return float(ndtr(difference.sum() / error)) if error > 0 else 0.5


class Followed:
    """What the draws of one law come to: ``follow`` each, ``DRAWS`` in all."""

    def __init__(self, law: Law, failed: Flags) -> None:
        self.law, self.failed = law, failed
        self.rows = np.flatnonzero(failed)
        self.draws = 0
        self.sums = {cause: np.zeros(self.rows.size) for cause in (*CAUSES, "none")}
        self.parts = [_Density(failed.size) for _ in range(_PARTS)]

    def follow(self, draw: Draw) -> None:
        total = draw.total[self.rows]
        plain = total.copy()
        for cause, part in draw.parts.items():
            self.sums[cause] += self.law.active(total, part[self.rows])
            plain -= part[self.rows]
        self.sums["none"] += self.law.alone(total, plain)
        share = self.law.share(draw.total)
        chance = np.maximum(np.where(self.failed, share, 1 - share), _SMALLEST)
        self.parts[self.draws * _PARTS // DRAWS].add(chance)
        self.draws += 1

    def mean(self, cause: str) -> Floats:
        return np.clip(self.sums[cause] / self.draws, 0.0, 1.0)

    def density(self) -> Floats:
        """[contact]: the expected log predictive density."""
        whole = _Density(self.failed.size)
        for one in self.parts:
            whole.join(one)
        return whole.expected()

    def unsteadiness(self) -> float:
        """The variance of the sum of ``density`` from one row of draws to another."""
        sums = [one.expected().sum() for one in self.parts]
        return float(np.var(sums, ddof=1) / len(sums))


class _Density:
    """The expected log predictive density of some draws (WAIC), [contact]."""

    def __init__(self, contacts: int) -> None:
        self.draws = 0
        self.seen, self.log, self.squared = (np.zeros(contacts) for _ in range(3))

    def add(self, chance: Floats) -> None:
        """``chance`` [contact]: of what happened, by one more draw."""
        log = np.log(chance)
        self.draws += 1
        self.seen += chance
        self.log += log
        self.squared += log**2

    def join(self, other: _Density) -> None:
        self.draws += other.draws
        self.seen += other.seen
        self.log += other.log
        self.squared += other.squared

    def expected(self) -> Floats:
        spread = np.maximum(self.squared / self.draws - (self.log / self.draws) ** 2, 0)
        return np.asarray(np.log(self.seen / self.draws) - spread)
