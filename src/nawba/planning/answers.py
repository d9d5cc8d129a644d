"""What planners ask of one queue in one interval, and the answer: for the command and the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from nawba.domain.errors import Invalid
from nawba.planning.limits import garnett, halfin_whitt
from nawba.planning.line import LEVELS, Line
from nawba.planning.patience import Endless, Exponential, Lognormal, Patience
from nawba.planning.roots import root
from nawba.planning.staffing import Promise, fewest

_CURVE = 40  # points at most on either side together
_REACH = 1.5  # square roots of the load to either side


@dataclass(frozen=True)
class Question:
    """``arrivals`` per second, mean ``handling`` in seconds, ``patience`` of the customers."""

    arrivals: float
    handling: float
    patience: Patience

    @property
    def load(self) -> float:
        """Offered load, in erlangs."""
        return self.arrivals * self.handling

    @property
    def all_stay(self) -> bool:
        return isinstance(self.patience, Endless)

    def line(self, servers: int) -> Line:
        return Line(servers, self.arrivals, self.handling, self.patience)

    def lines(self, numbers: Iterable[int]) -> list[Line]:
        """The queue with each of ``numbers`` advisers; where it would grow without end, not."""
        return [self.line(n) for n in numbers if n >= 1 and not (self.all_stay and n <= self.load)]


def patience_of(mean: float | None, spread: float | None) -> Patience:
    """Patience of this ``mean`` (seconds; None: nobody leaves), lognormal with a ``spread``."""
    if mean is None and spread is not None:
        raise Invalid("A spread needs a patience: give its mean in seconds.", field="spread")
    if mean is None:
        return Endless()
    if spread is None:
        return Exponential(mean)
    return Lognormal(mean / math.exp(spread**2 / 2), spread)


def answer(question: Question, promise: Promise, advisers: int | None = None) -> Line:
    """The queue with so many ``advisers``, else with the fewest that keep ``promise``."""
    if advisers is not None:
        return question.line(advisers)
    return fewest(question.arrivals, question.handling, promise, question.patience)


def facts(line: Line, promise: Promise, absent: float = 0.0) -> dict[str, Any]:
    """All that can be said of ``line``; seconds and shares. ``absent`` as in ``on_payroll``."""
    return {
        "advisers": line.servers,
        "on_payroll": on_payroll(line.servers, absent),
        "load_erlangs": line.load,
        "delayed": _share(line.delayed),
        "wait_seconds": line.wait,
        "wait_p90_seconds": line.wait_quantile(0.9),
        "waiting": line.waiting,
        "abandoned": _share(line.abandoned),
        "occupancy": _share(line.occupancy),
        "levels": {name: _share(line.level(promise.seconds, name)) for name in LEVELS},
        "kept": promise.is_kept(line),
    }


def _share(value: float) -> float:
    """``value`` without what rounding put beyond 0 and 1."""
    return min(max(value, 0.0), 1.0)


def on_payroll(advisers: int, absent: float) -> int:
    """Advisers to employ so that ``advisers`` sit there, of whose paid time ``absent`` is away."""
    return math.ceil(advisers / (1 - absent) - 1e-9)


def curve(question: Question, middle: int) -> list[Line]:
    """Queues with fewer and more advisers than ``middle``, evenly apart, ``middle`` among them."""
    reach = max(4, math.ceil(_REACH * math.sqrt(question.load)))
    step = math.ceil(2 * reach / _CURVE)
    sides = reach // step
    return question.lines(middle + step * place for place in range(-sides, sides + 1))


@dataclass(frozen=True)
class Rule:
    """The square-root rule beside an exact answer.

    ``spare`` is what the answer has over the load, in square roots of the load (beta); ``delayed``
    the share who wait by the rule; ``advisers`` how many the rule takes for the share who wait
    in the exact answer.
    """

    spare: float
    delayed: float
    advisers: int


def rule_beside(question: Question, exact: Line) -> Rule | None:
    """Halfin-Whitt where nobody leaves, Garnett where patience is exponential; else None."""
    load = question.load
    spare = (exact.servers - load) / math.sqrt(load)
    patience = question.patience
    if question.all_stay:
        return _rule(load, exact.delayed, spare, halfin_whitt, 1e-9)
    if not isinstance(patience, Exponential):
        return None
    ratio = question.handling / patience.mean
    return _rule(load, exact.delayed, spare, lambda beta: garnett(beta, ratio), -_FAR)


_FAR = 4.0  # square roots; the limits are for queues that are neither drowned nor idle


def _rule(load: float, delayed: float, spare: float, waits: Any, least: float) -> Rule | None:
    """None where the rule says nothing: too far from the load."""
    if not -_FAR < spare < _FAR or not waits(_FAR) < delayed < waits(least):
        return None
    beta = root(lambda x: waits(x) - delayed, least, _FAR)
    advisers = math.ceil(load + beta * math.sqrt(load) - 1e-6)
    return Rule(spare, _share(float(waits(spare))), max(1, advisers))
