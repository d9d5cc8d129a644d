"""``nawba staff``: how many advisers a half hour takes, and what one more or less would mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from nawba.cli.console import done, print_json, print_table, say
from nawba.cli.content import Json
from nawba.domain.errors import Invalid
from nawba.planning.line import LEVELS, Line
from nawba.planning.patience import Endless, Exponential, Lognormal, Patience
from nawba.planning.staffing import Promise, fewest, most_arrivals

_AROUND = 3


def staff(
    contacts: Annotated[float, typer.Option(min=0.001, help="Contacts that come in the interval.")],
    handling: Annotated[float, typer.Option(min=0.001, help="Mean handling time, in seconds.")],
    minutes: Annotated[float, typer.Option(min=0.001, help="Length of the interval.")] = 30,
    target: Annotated[str, typer.Option(help="Share and seconds of the service level.")] = "80/20",
    definition: Annotated[
        str, typer.Option(help=f"How those who leave are read: {', '.join(LEVELS)}.")
    ] = "less_short_abandons",
    patience: Annotated[
        float | None, typer.Option(min=0.001, help="Mean patience, in seconds; else nobody leaves.")
    ] = None,
    spread: Annotated[
        float | None,
        typer.Option(min=0.01, help="Patience is lognormal with this sigma of its logarithm."),
    ] = None,
    most_abandoned: Annotated[
        str | None, typer.Option(help="Share that may leave at most, e.g. 5%.")
    ] = None,
    most_occupied: Annotated[
        str | None, typer.Option(help="Occupancy of the advisers at most, e.g. 88%.")
    ] = None,
    absent: Annotated[
        str, typer.Option(help="Share of paid time not at the desk: leave, training, breaks.")
    ] = "0%",
    advisers: Annotated[
        int | None, typer.Option(min=1, help="Do not search: say what this number comes to.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find the fewest advisers that keep a target, exactly, and what their neighbours come to.

    Erlang C without --patience; with it customers leave (Erlang A, or any lognormal patience).
    One queue, advisers alike, a steady interval: shifts, skills and outages are for simulation.

    Example: `nawba staff --contacts 600 --handling 300 --target 80/20 --patience 180 --absent 30%`
    """
    promise = _promise(target, definition, most_abandoned, most_occupied)
    question = _Question(contacts / minutes / 60, handling, _patience(patience, spread))
    found = _found(question, promise, advisers)
    away = _share(absent, "absent")
    if as_json:
        print_json(_facts(found, promise, away) | {"most_contacts": _most(question, promise, found,
                                                                           minutes)})  # fmt: skip
        return
    _tell(question, promise, found, away, minutes)


@dataclass(frozen=True)
class _Question:
    arrivals: float
    handling: float
    patience: Patience

    def line(self, servers: int) -> Line:
        return Line(servers, self.arrivals, self.handling, self.patience)


def _found(question: _Question, promise: Promise, advisers: int | None) -> Line:
    if advisers is not None:
        return question.line(advisers)
    return fewest(question.arrivals, question.handling, promise, question.patience)


def _tell(question: _Question, promise: Promise, found: Line, away: float, minutes: float) -> None:
    rows = [_row(line, promise, line.servers == found.servers) for line in _around(question, found)]
    print_table(
        (
            "",
            "advisers",
            f"in {promise.seconds:g} s",
            "mean wait",
            "90 % wait",
            "leave",
            "occupied",
        ),
        rows,
    )
    done(
        f"{found.servers} advisers at their desks for {found.load:.1f} erlangs" + _paid(found, away)
    )
    bears = _most(question, promise, found, minutes)
    if bears is not None:
        say(f"  They bear {bears:.0f} contacts in {minutes:g} min before the target breaks.")


def _around(question: _Question, found: Line) -> list[Line]:
    """The numbers beside the one found; those whose queue grows without end are left out."""
    numbers = range(max(1, found.servers - _AROUND), found.servers + _AROUND + 1)
    all_stay = isinstance(question.patience, Endless)
    return [question.line(one) for one in numbers if not all_stay or one > found.load]


def _row(line: Line, promise: Promise, is_found: bool) -> tuple[object, ...]:
    return (
        "→" if is_found else "",
        line.servers,
        f"{line.level(promise.seconds, promise.definition):.1%}",
        f"{line.wait:.1f} s",
        f"{line.wait_quantile(0.9):.0f} s",
        f"{line.abandoned:.1%}",
        f"{line.occupancy:.1%}",
    )


def _paid(found: Line, away: float) -> str:
    return f", {_on_payroll(found, away)} on the payroll." if away else "."


def _on_payroll(found: Line, away: float) -> int:
    return math.ceil(found.servers / (1 - away) - 1e-9)


def _most(question: _Question, promise: Promise, found: Line, minutes: float) -> float | None:
    """Contacts that the advisers found can bear in the interval; None: not even those."""
    if not promise.is_kept(found):
        return None
    rate = most_arrivals(found.servers, question.handling, promise, question.patience)
    return rate * minutes * 60


def _facts(found: Line, promise: Promise, away: float) -> dict[str, Any]:
    return {
        "advisers": found.servers,
        "on_payroll": _on_payroll(found, away),
        "load_erlangs": found.load,
        "delayed": found.delayed,
        "wait_seconds": found.wait,
        "wait_p90_seconds": found.wait_quantile(0.9),
        "waiting": found.waiting,
        "abandoned": found.abandoned,
        "occupancy": found.occupancy,
        "levels": {name: found.level(promise.seconds, name) for name in LEVELS},
        "kept": promise.is_kept(found),
    }


def _promise(target: str, definition: str, abandoned: str | None, occupied: str | None) -> Promise:
    share, _, seconds = target.partition("/")
    try:
        within = float(seconds)
    except ValueError:
        raise Invalid(f"'{target}' is no target. Write 80/20.", field="target") from None
    percent = _share(share if "%" in share else f"{share}%", "target")
    return Promise(
        percent,
        within,
        definition,
        abandoned=None if abandoned is None else _share(abandoned, "most_abandoned"),
        occupancy=None if occupied is None else _share(occupied, "most_occupied"),
    )


def _patience(mean: float | None, spread: float | None) -> Patience:
    if mean is None and spread is not None:
        raise Invalid("--spread needs --patience.", field="spread")
    if mean is None:
        return Endless()
    if spread is None:
        return Exponential(mean)
    return Lognormal(mean / math.exp(spread**2 / 2), spread)


def _share(text: str, field: str) -> float:
    """``5%`` or ``0.05`` as 0.05, from 0 to below 1. Raises Invalid."""
    try:
        number = float(text.strip().rstrip("% ").replace(",", "."))
    except ValueError:
        raise Invalid(f"'{text}' is no share. Write 5% or 0.05.", field=field) from None
    share = number / 100 if "%" in text else number
    if not 0 <= share < 1:
        raise Invalid(f"'{text}' is no share below 1. Write 5% or 0.05.", field=field)
    return share
