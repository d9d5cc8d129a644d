"""How far the machine agrees with people, beside how far people agree with each other.

Only questions drawn at random count: what was asked because a rule was unsure is harder than the
rest. An answer "cannot tell", by either, is no opinion and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from nawba.domain.words import Json
from nawba.listening.scorecard.admission import FEW, Admission, admissions
from nawba.stats.agreement import Agreement, cohens_kappa
from nawba.store.reviews import DRAWN, Reading, read_readings


@dataclass(frozen=True)
class QuestionAgreement:
    """Of one question: ``machine`` with people, ``people`` among themselves; ``models`` apart, of
    whose answers more are drawn.

    ``share_yes`` is how often people said yes, of yes and no: where it is near 0 or 1, kappa is
    low even if nearly all agree. ``untold``: readings in which machine or person could not tell.
    """

    question: str
    machine: Agreement
    people: Agreement
    share_yes: float | None
    untold: int
    models: tuple[Admission, ...] = ()

    @property
    def is_few(self) -> bool:
        return self.machine.pairs < FEW

    def json(self) -> Json:
        one, other = self.machine, self.people
        return {
            "question": self.question, "few": self.is_few, "untold": self.untold,
            "n": one.pairs, "agreed": one.share, "kappa": one.kappa, "low": one.low,
            "high": one.high, "people_n": other.pairs, "people_agreed": other.share,
            "people_kappa": other.kappa, "people_low": other.low, "people_high": other.high,
            "people_few": other.pairs < FEW, "share_yes": self.share_yes,
            "models": [model.json() for model in self.models],
        }  # fmt: skip


def agreements(connection: Connection, scorecard: str | None = None) -> list[Json]:
    """The agreement on every version of ``scorecard`` (of all) that people answered, as JSON:
    ``{scorecard, version, questions}``, the newest version first."""
    by_version: dict[tuple[str, int], list[Reading]] = {}
    for one in read_readings(connection, scorecard):
        by_version.setdefault((one.scorecard, one.version), []).append(one)
    ordered = sorted(by_version.items(), key=lambda pair: (pair[0][0], -pair[0][1]))
    return [
        {"scorecard": name, "version": version,
         "questions": [one.json() for one in agreement(readings)]}
        for (name, version), readings in ordered
    ]  # fmt: skip


def agreement(readings: Iterable[Reading]) -> list[QuestionAgreement]:
    """The agreement on each question, of readings of one version of one scorecard."""
    by_question: dict[str, list[Reading]] = {}
    drawn = [one for one in readings if one.because in DRAWN]
    for one in drawn:
        by_question.setdefault(one.question, []).append(one)
    models = admissions(drawn)
    return [
        _of(question, [one for one in kept if one.because == "random"],
            tuple(one for one in models if one.question == question))
        for question, kept in sorted(by_question.items())
    ]  # fmt: skip


def _of(
    question: str, readings: Sequence[Reading], models: tuple[Admission, ...]
) -> QuestionAgreement:
    """The first reading speaks for people: with all of them, who is asked twice counted double."""
    machine = [(str(one.machine["answer"]), one.people[0]) for one in readings]
    people = [(one.people[0], one.people[1]) for one in readings if len(one.people) > 1]
    told = [first for _, first in machine if first in ("yes", "no")]
    both = _told(machine)
    return QuestionAgreement(
        question,
        cohens_kappa(both),
        cohens_kappa(_told(people)),
        sum(answer == "yes" for answer in told) / len(told) if told else None,
        len(machine) - len(both),
        models,
    )


def _told(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if "unknown" not in pair]
