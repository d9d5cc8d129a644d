"""The sum of a job's criteria for one candidate, and the order of a list.

points    the weights of what is met
open      the weights of what is not stated: they may still be met
total     the weights of all

A list is in the order of ``points + open / 2``: what nobody asked yet counts half, neither for nor
against. Whoever surely misses a must comes after the others, in sight and never refused. Equal ones
follow in an order that no name and no time of arrival has a part in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from nawba.hiring.matching.criteria import Answer, answer
from nawba.hiring.matching.job import Criterion, Job
from nawba.hiring.matching.visible import Visible

RULES = "2"
"""Counts up whenever the same facts may get another answer; logged with every score."""


@dataclass(frozen=True)
class Score:
    """``answers`` in the order of the job's criteria; ``missed`` are musts that are not met."""

    job: str
    rules: str
    points: float
    open: float
    total: float
    answers: tuple[Answer, ...]
    missed: tuple[str, ...]

    @property
    def place(self) -> float:
        """What the list is ordered by."""
        return self.points + self.open / 2


def score(job: Job, facts: Sequence[Visible], today: date) -> Score:
    """``facts`` as ``visible`` gives them, ``today`` the day on which the document came in."""
    answers = tuple(answer(one, facts, today) for one in job.criterion)
    told = list(zip(job.criterion, answers, strict=True))
    return Score(
        job=job.id,
        rules=RULES,
        points=_sum(one for one, said in told if said.met == "met"),
        open=_sum(one for one, said in told if said.met == "not_stated"),
        total=job.total,
        answers=answers,
        missed=tuple(one.id for one, said in told if one.need == "must" and said.met == "not_met"),
    )


def _sum(criteria: Iterable[Criterion]) -> float:
    return sum(one.counts for one in criteria)


class Placed(Protocol):
    """What a place in a list is made of: a score, or a row of applications."""

    @property
    def missed(self) -> Any: ...

    @property
    def place(self) -> float: ...


def order(job: str, candidate: str, score: Placed) -> tuple[bool, float, bytes]:
    """What to sort by. ``candidate`` is an id that says nothing of the person."""
    drawn = hashlib.blake2b(f"{job}/{candidate}".encode(), digest_size=8).digest()
    return bool(score.missed), -score.place, drawn
