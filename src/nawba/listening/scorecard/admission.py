"""To which questions a language model's answers count: where people confirmed enough of them.

As for a classifier, it must be shown (95 %, Clopper-Pearson) that at least ``RIGHT`` of what it
says is what people say; and, since it may always say the same, that they agree beyond chance: the
interval of kappa begins at ``LEAST_KAPPA`` or above. Judged are only answers that were drawn at
random, of one model, to one question of one version of a scorecard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nawba.domain.words import Json
from nawba.listening.scorecard.classifier import RIGHT
from nawba.stats import lower_bound
from nawba.stats.agreement import Agreement, cohens_kappa
from nawba.store.reviews import DRAWN, Reading

FEW = 20
"""Below so many pairs the interval says nothing worth acting on."""

LEAST_KAPPA = 0.4


@dataclass(frozen=True)
class Admission:
    """How far people agree with ``model`` on ``question``; ``right`` is the lower bound of how
    often."""

    question: str
    model: str
    agreement: Agreement
    right: float

    @property
    def is_admitted(self) -> bool:
        low = self.agreement.low
        shown = low is not None and low >= LEAST_KAPPA and self.right >= RIGHT
        return shown and self.agreement.pairs >= FEW

    def json(self) -> Json:
        told = self.agreement
        return {
            "model": self.model, "n": told.pairs, "few": told.pairs < FEW, "agreed": told.share,
            "kappa": told.kappa, "low": told.low, "high": told.high,
            "right": self.right, "counts": self.is_admitted,
        }  # fmt: skip


def admissions(readings: Iterable[Reading]) -> list[Admission]:
    """Of each question and model that people judged, in readings of one version of a scorecard."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in readings:
        machine = one.machine
        if one.because in DRAWN and machine.get("by") == "model" and one.people[0] != "unknown":
            key = one.question, str(machine.get("because", ""))
            pairs.setdefault(key, []).append((str(machine["answer"]), one.people[0]))
    return [_of(*key, told) for key, told in sorted(pairs.items())]


def admitted_to(readings: Iterable[Reading], model: str) -> list[str]:
    """The questions to which the answers of ``model`` count."""
    return [one.question for one in admissions(readings) if one.model == model and one.is_admitted]


def _of(question: str, model: str, pairs: list[tuple[str, str]]) -> Admission:
    same = sum(machine == person for machine, person in pairs)
    right = round(float(lower_bound(same, len(pairs))), 4)
    return Admission(question, model, cohens_kappa(pairs), right)
