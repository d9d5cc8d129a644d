"""Every case against what is known of it: formulas and chains exactly, simulations by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any
from zlib import crc32

from nawba.bench.queueing.cases import Case, Expected, flat
from nawba.bench.queueing.chains import CHAINS
from nawba.bench.queueing.forms import FORMS
from nawba.bench.queueing.plays import PLAYS, Drawn
from nawba.stats.multiple import chance_of, holm

LEVEL = 0.01
"""The chance that any right simulation is called wrong, over all cases together."""


@dataclass(frozen=True)
class Check:
    """One figure of one case. ``how``: formula, chain, simulation or nothing.

    ``error`` is the standard error of a simulated value; ``chance`` its p-value; ``fault`` says
    in words what is wrong, or is None.
    """

    case: str
    figure: str
    how: str
    expected: float
    value: float | None = None
    error: float | None = None
    chance: float | None = None
    fault: str | None = None


@dataclass(frozen=True)
class QueueingFigures:
    """All cases: those of ``failed`` have a wrong figure; ``simulated`` ran a simulation."""

    cases: int
    failed_count: int
    failed: list[str]
    simulated: list[str]
    not_simulated: list[str]
    figures: int
    worst_exact: float
    least_chance: float | None
    seconds: float
    checks: list[dict[str, Any]]


def measure_queueing(
    cases: Sequence[Case],
    effort: float = 1.0,
    seed: int = 1,
    progress: Callable[[int, int, str], object] = lambda done, total, id: None,
) -> QueueingFigures:
    """Answer ``cases``; ``effort`` scales how long is simulated, 0 simulates nothing."""
    began, checks = perf_counter(), list[Check]()
    for done, case in enumerate(cases):
        progress(done, len(cases), case.id)
        checks += checked(case, effort, seed)
    return summed(cases, jointly(checks, cases), perf_counter() - began)


def checked(case: Case, effort: float = 0.0, seed: int = 1) -> list[Check]:
    """The figures of a case: exactly where there is a way, and simulated where it is to be."""
    form, chain = FORMS.get(case.by), CHAINS.get(case.by)
    exact = form or chain
    found = (
        [] if exact is None else _exact(case, "formula" if form else "chain", exact(case.params))
    )
    play = PLAYS.get(case.by) if effort else None
    if play is not None:
        found += _drawn(case, play(case.params, effort, seed))
    return found or [
        Check(case.id, name, "nothing", one.value, fault="nothing here answers it")
        for name, one in case.figures.items()
    ]


def _own(seed: int, case: Case) -> int:
    """A seed of the case's own: cases that shared their luck would err together."""
    return seed + crc32(case.id.encode())


def _exact(case: Case, how: str, answers: Mapping[str, Any]) -> list[Check]:
    values = dict(flat(dict(answers)))
    return [_compared(case, how, name, one, values[name]) for name, one in case.figures.items()]


def _compared(case: Case, how: str, name: str, one: Expected, value: float) -> Check:
    off = abs(value - one.value)
    fault = None if off <= one.slack else f"off by {off:.2g}, {one.slack:.2g} allowed"
    return Check(case.id, name, how, one.value, value, fault=fault)


def _drawn(case: Case, drawn: Mapping[str, Drawn]) -> list[Check]:
    """Simulated figures; a case may leave some of its figures to the formula."""
    return [
        Check(
            case.id,
            name,
            "simulation",
            case.figures[name].value,
            one.mean,
            one.error,
            _chance(one, case.figures[name]),
        )
        for name, one in drawn.items()
    ]


def _chance(one: Drawn, expected: Expected) -> float:
    error = (one.error**2 + expected.error**2) ** 0.5
    return chance_of(one.mean - expected.value, error, one.days - 1)


def jointly(checks: Sequence[Check], cases: Iterable[Case]) -> list[Check]:
    """``checks`` with the verdict on all simulated figures together, after Holm.

    A figure inside the interval that its source published stands in any case.
    """
    figures = {(case.id, name): one for case in cases for name, one in case.figures.items()}
    drawn = [place for place, check in enumerate(checks) if check.how == "simulation"]
    rejected = holm([checks[place].chance or 0.0 for place in drawn], LEVEL)
    judged = list(checks)
    for place, is_wrong in zip(drawn, rejected, strict=True):
        check = checks[place]
        if is_wrong and not _is_published(check, figures[check.case, check.figure]):
            judged[place] = replace(check, fault=f"simulated otherwise (p = {check.chance:.2g})")
    return judged


def _is_published(check: Check, expected: Expected) -> bool:
    interval, value = expected.published, check.value
    return interval is not None and value is not None and interval[0] <= value <= interval[1]


def summed(cases: Sequence[Case], checks: Sequence[Check], seconds: float) -> QueueingFigures:
    """The figures of all cases; those that ask for a simulation and got none are named."""
    failed = [case.id for case in cases if any(c.fault for c in checks if c.case == case.id)]
    simulated = [case.id for case in cases if any(_is_drawn(c, case) for c in checks)]
    exact = [abs(c.value - c.expected) for c in checks if c.how in ("formula", "chain") and c.value]
    return QueueingFigures(
        cases=len(cases),
        failed_count=len(failed),
        failed=failed,
        simulated=simulated,
        not_simulated=[c.id for c in cases if c.by not in FORMS and c.id not in simulated],
        figures=len(checks),
        worst_exact=max(exact, default=0.0),
        least_chance=min((c.chance for c in checks if c.chance is not None), default=None),
        seconds=seconds,
        checks=[asdict(check) for check in checks],
    )


def _is_drawn(check: Check, case: Case) -> bool:
    return check.case == case.id and check.how == "simulation"
