"""``nawba staff``: how many advisers a half hour takes, and what one more or less would mean."""

from __future__ import annotations

from typing import Annotated

import typer

from nawba.cli.console import done, print_json, print_table, say
from nawba.cli.content import Json
from nawba.cli.shares import part_of
from nawba.domain.errors import Invalid
from nawba.planning.answers import Question, answer, facts, on_payroll, patience_of
from nawba.planning.line import LEVELS, Line
from nawba.planning.staffing import Promise, most_arrivals

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
    question = Question(contacts / minutes / 60, handling, patience_of(patience, spread))
    found = answer(question, promise, advisers)
    away = part_of(absent, "absent")
    if as_json:
        most = _most(question, promise, found, minutes)
        print_json(facts(found, promise, away) | {"most_contacts": most})
        return
    _tell(question, promise, found, away, minutes)


def _tell(question: Question, promise: Promise, found: Line, away: float, minutes: float) -> None:
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


def _around(question: Question, found: Line) -> list[Line]:
    """The numbers beside the one found; those whose queue grows without end are left out."""
    return question.lines(range(found.servers - _AROUND, found.servers + _AROUND + 1))


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
    return f", {on_payroll(found.servers, away)} on the payroll." if away else "."


def _most(question: Question, promise: Promise, found: Line, minutes: float) -> float | None:
    """Contacts that the advisers found can bear in the interval; None: not even those."""
    if not promise.is_kept(found):
        return None
    rate = most_arrivals(found.servers, question.handling, promise, question.patience)
    return rate * minutes * 60


def _promise(target: str, definition: str, abandoned: str | None, occupied: str | None) -> Promise:
    share, _, seconds = target.partition("/")
    try:
        within = float(seconds)
    except ValueError:
        raise Invalid(f"'{target}' is no target. Write 80/20.", field="target") from None
    percent = part_of(share if "%" in share else f"{share}%", "target")
    return Promise(
        percent,
        within,
        definition,
        abandoned=None if abandoned is None else part_of(abandoned, "most_abandoned"),
        occupancy=None if occupied is None else part_of(occupied, "most_occupied"),
    )
