"""``nawba dispatch``: policies, and recorded days played through them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import sqlalchemy as sa
import typer

from nawba.cli.console import done, err, load_settings, print_json, print_table, say
from nawba.cli.content import Database
from nawba.cli.database import open_as_it_is, open_database
from nawba.dispatch import policies as _  # noqa: F401 - registers the house's own
from nawba.dispatch.choice import standing
from nawba.dispatch.engine import decision_of
from nawba.dispatch.kernel import KNOWN, load_policies, policy_named
from nawba.dispatch.plan import Plan, plan_of
from nawba.dispatch.policy import Decision
from nawba.dispatch.recording import read_recording, write_recording
from nawba.dispatch.replay import Replayed, replay
from nawba.domain.board import Board
from nawba.domain.errors import Invalid, NawbaError
from nawba.store.policies import chosen_policy, read_modes
from nawba.store.policy_tables import policy_choices

app = typer.Typer(no_args_is_help=True, help="See and try who would take which contact.")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Own = Annotated[
    list[str] | None, typer.Option("--policies", help="A Python module that registers policies.")
]


@app.command("policies")
def policies(own: Own = None, database: Database = None, as_json: Json = False) -> None:
    """List the policies: where each comes from, what is proven, what is heuristic here.

    Where there is a database it also says which one decides there, since when and in which mode.

    Example: `nawba dispatch policies`
    """
    load_policies(own or ())
    facts = _in_force(database)
    if as_json:
        listed = {name: KNOWN[name].about for name in sorted(KNOWN)}
        print_json({"in_force": facts, "policies": listed})
        return
    print_table(("policy", "about"), [(name, KNOWN[name].about) for name in sorted(KNOWN)])
    if facts is not None:
        since = f" since {facts['since']}" if facts["since"] else " by the settings"
        mode = f", in mode {facts['mode']} since {facts['mode_since']}" if facts["mode"] else ""
        say(f"{facts['policy']} decides{since}{mode}.")


def _in_force(database: str | None) -> dict[str, Any] | None:
    """Which policy decides in the house of ``database``; None where there is none yet."""
    try:
        store = open_as_it_is(database)
        with store.read() as connection:
            if not sa.inspect(connection).has_table(policy_choices.name):
                return None
            board = Board(policy=chosen_policy(connection), modes=read_modes(connection))
    except NawbaError:
        if database is not None:
            raise
        return None
    return standing(board, policy_named(load_settings().dispatch_policy)).facts()


@app.command("replay")
def replay_day(
    file: Annotated[Path, typer.Argument(help="A recorded day, as JSON lines.")],
    policy: Annotated[str, typer.Option(help="Through which policy.")] = "longest_wait_first",
    explain: Annotated[
        Path | None, typer.Option(help="Write every decision with its why to this file.")
    ] = None,
    own: Own = None,
    as_json: Json = False,
) -> None:
    """Play a recorded day through a policy: waits and service level as they would have been.

    Who left would have left after the same wait; contacts take as long as they took; every offer
    is accepted at once. With --explain each decision is a line of JSON: the pools and queues
    compared, with their scores.

    Example: `nawba dispatch record 2026-03-02 --to day.jsonl` and then
    `nawba dispatch replay day.jsonl --policy wait_over_target --explain why.jsonl`
    """
    load_policies(own or ())
    chosen = policy_named(policy)
    recording = read_recording(file)
    with err.status(f"Playing {len(recording.happened):,} events…"):
        found = replay(recording, chosen)
    if explain is not None:
        lines = _explained(found, plan_of(recording.centre()))
        explain.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    if as_json:
        print_json(_facts(found))
        return
    _tell(found, explain)


@app.command("record")
def record_day(
    day: Annotated[str, typer.Argument(help="The day, as 2026-03-02, from midnight UTC.")],
    to: Annotated[Path, typer.Option("--to", help="The file to write.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write a day of this house as JSON lines, without words, names or ids of anybody.

    Example: `nawba dispatch record 2026-03-02 --to day.jsonl`
    """
    from nawba.dispatch.record import record
    from nawba.store.rows import read_centre

    start, store = _day(day), open_database(database, must_exist=True)
    with err.status(f"Reading the events of {day}…"), store.read() as connection:
        recording = record(connection, read_centre(connection), start)
    to.write_text("".join(f"{line}\n" for line in write_recording(recording)), "utf-8")
    facts = {"file": str(to), "day": day, "events": len(recording.happened)}
    if as_json:
        print_json(facts)
        return
    done(f"{facts['events']:,} events of {day} are in {to}.")


def _day(day: str) -> datetime:
    try:
        return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as error:
        raise Invalid(f"'{day}' is no day. Write it as 2026-03-02.", field="day") from error


def _facts(found: Replayed) -> dict[str, Any]:
    return {
        "policy": found.policy,
        "decisions": len(found.decisions),
        "switches": [asdict(one) for one in found.switches],
        "queues": [asdict(one) for one in found.queues],
    }


def _tell(found: Replayed, explain: Path | None) -> None:
    rows = [
        (
            one.queue, str(one.offered), str(one.answered), str(one.abandoned), str(one.waiting),
            _percent(one.service_level), _seconds(one.mean_wait), _seconds(one.longest_wait),
        )
        for one in found.queues
    ]  # fmt: skip
    heads = ("queue", "came", "answered", "left", "waiting", "in target", "mean wait", "longest")
    print_table(heads, rows)
    say(f"{len(found.decisions):,} decisions by {found.policy}.")
    for one in found.switches:
        say(f"At {one.at:,.0f} s the mode went from {one.before} to {one.since}.")
    if explain is not None:
        say(f"Each is explained in {explain}.")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _seconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds:.1f} s"


def _explained(found: Replayed, plan: Plan) -> Iterator[str]:
    for taken in found.decisions:
        yield json.dumps(_why(taken.at, decision_of(taken, plan, found.policy)))


def _why(at: float, decision: Decision) -> dict[str, Any]:
    return {
        "at": at,
        "contact": decision.contact,
        "adviser": decision.adviser,
        "queue": decision.queue,
        "pool": decision.pool,
        "reason": decision.why.reason,
        "mode": decision.why.mode,
        "together": decision.why.together,
        "waited": decision.why.waited_seconds,
        "pools": [one._asdict() for one in decision.why.candidates],
        "queues": [one._asdict() for one in decision.why.rivals],
    }
