"""From read cases to the thresholds of a version, under the risk that the operator wishes.

What is kept of the cases is what proves a threshold and no more: ids, right and read intents,
scores; no words. So a risk can be moved, and its effect shown, wherever the version is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nawba.assistant.calibration import Read, Row, calibrate
from nawba.assistant.cases import Case, CaseSource
from nawba.assistant.gate.material import Groups
from nawba.domain.errors import Invalid
from nawba.domain.versions import AssistantDocument, Threshold, digest
from nawba.stats import Promise

RISK = 0.05
ERROR = 0.05  # how often a statement made with 95 % confidence may fail
OOS_SHARE = 0.2
BUDGET = 5
RISKS = (0.01, 0.02, 0.03, 0.05, 0.10)
"""Fixed beforehand, so that showing them all is not a search for the one that looks best."""

Place = tuple[str, str]
"""A brand and a language."""


@dataclass(frozen=True)
class Wish:
    """The share of wrong answers that the operator accepts: ``risk``, or another in some places.

    ``oos_share`` is the stated share of questions out of scope in the traffic. The same cases may
    prove ``budget`` readings, one after the other, and no more: each takes an equal part of the
    5 % by which the statement may fail, so that with 95 % confidence all of them hold.
    """

    risk: float = RISK
    oos_share: float = OOS_SHARE
    budget: int = BUDGET
    places: Mapping[Place, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for risk in (self.risk, *self.places.values()):
            if not 0 < risk < 0.5:
                raise Invalid(f"A risk of {risk:g} is none. Give one such as 5%.", field="risk")
        if not 0 <= self.oos_share < 1:
            raise Invalid("The out-of-scope share must be 0 or more, below 1.", field="oos_share")
        if self.budget < 1:
            raise Invalid("Cases must be good for 1 use at least.", field="budget")

    def promise(self, brand: str, language: str) -> Promise:
        risk = self.places.get((brand, language), self.risk)
        return Promise(risk, self.oos_share, 1 - ERROR / self.budget)

    def moved(self, risk: float, places: Sequence[Place]) -> Wish:
        """The wish with another risk at ``places``."""
        return replace(self, places={**self.places, **dict.fromkeys(places, risk)})


def wish_of(document: AssistantDocument) -> Wish:
    """The wish that the thresholds of ``document`` were set under."""
    places = {(row.brand, row.language): row.risk for row in document.thresholds}
    shares = {row.oos_share for row in document.thresholds}
    budgets = {row.budget for row in document.thresholds}
    return Wish(
        oos_share=max(shares, default=OOS_SHARE),
        budget=min(budgets, default=BUDGET),
        places=places,
    )


def thresholds_of(reads: Sequence[Read], groups: Groups, wish: Wish) -> tuple[Threshold, ...]:
    """The rows of every brand and language that has cases."""
    rows: list[Threshold] = []
    for (brand, language), part in sorted(_places(reads).items()):
        promise = wish.promise(brand, language)
        table = calibrate(part, promise, group_of=groups.get(brand, {}))
        rows += [_threshold(row, promise, wish.budget) for row in table.rows]
    return tuple(rows)


def _places(reads: Sequence[Read]) -> dict[Place, list[Read]]:
    parts: dict[Place, list[Read]] = {}
    for read in reads:
        parts.setdefault((read.case.brand, read.case.language), []).append(read)
    return parts


def _threshold(row: Row, promise: Promise, budget: int) -> Threshold:
    return Threshold(
        brand=row.brand,
        language=row.language,
        group=row.name,
        risk=promise.risk,
        oos_share=promise.oos_share,
        threshold=row.threshold,
        bound=row.bound,
        verdict=row.verdict.value,
        cases=row.cases,
        asked=row.asked,
        answered=row.answered,
        wrong=row.wrong,
        oos_cases=row.oos_cases,
        oos_answered=row.oos_answered,
        missing=row.missing.in_scope,
        missing_oos=row.missing.out_of_scope,
        covers=row.covers,
        budget=budget,
    )


def covered(rows: Sequence[Threshold]) -> float:
    """Share of the in-scope cases of one brand and language that are answered."""
    return sum(row.answered for row in rows) / (max((row.asked for row in rows), default=0) or 1)


_FIELDS = ("id", "brand", "language", "intent", "script")


def dump_reads(reads: Sequence[Read]) -> bytes:
    """What is kept of ``reads``: no words; a cluster is named by the digest of its name."""
    rows = [
        {name: getattr(read.case, name) for name in _FIELDS}
        | {
            "cluster": digest(read.case.cluster.encode())[:16],
            "source": read.case.source.value,
            "read": read.predicted,
            "score": read.score,
            "uses": read.uses,
        }
        for read in reads
    ]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()


def load_reads(content: bytes) -> list[Read]:
    """What ``dump_reads`` kept, as reads of cases without words."""
    return [_read(row) for row in json.loads(content)]


def _read(row: dict[str, Any]) -> Read:
    case = Case(
        "",
        row["language"],
        row["brand"],
        row["intent"],
        row["cluster"],
        CaseSource(row["source"]),
        row["id"],
        row["script"],
    )
    return Read(case, row["read"], row["score"], row.get("uses", 1))


def count_uses(reads: Sequence[Read], before: Sequence[Read]) -> list[Read]:
    """``reads`` with their uses, after those that proved the last version; both as kept.

    Where a brand's cases in one language were all read as before, nothing new was proven.
    """
    known, counted = _places(before), list[Read]()
    for place, part in _places(reads).items():
        last = {read.case.cluster: read.uses for read in known.get(place, ())}
        again = 0 if _seen(part) == _seen(known.get(place, ())) else 1
        counted += [replace(one, uses=last.get(one.case.cluster, 0) + again) for one in part]
    return counted


def _seen(reads: Sequence[Read]) -> set[tuple[str, str, str, float]]:
    return {(one.case.id, one.case.cluster, one.predicted, one.score) for one in reads}
