"""The routes behind the wallboard's policy: which decides, what each says of itself, choose one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.engine import Connection

from nawba.actions.policies import choose_policy
from nawba.dispatch import policies as _policies  # noqa: F401 - registers the house's own
from nawba.dispatch.choice import account_of, standing
from nawba.dispatch.kernel import KNOWN, Policy, policy_named
from nawba.dispatch.learned import LOOKS_BACK, NEEDS, Rates, rates_from
from nawba.domain.board import Board
from nawba.domain.errors import Conflict
from nawba.domain.permissions import may
from nawba.domain.words import Actor, Json
from nawba.store import statements
from nawba.store.handling import count_closed
from nawba.store.identity_tables import accounts
from nawba.store.policies import (
    chosen_policy,
    rates_number,
    read_choices,
    read_modes,
    read_rates,
)
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House
from nawba.web.scope import is_scoped, scoped_centre

router = APIRouter(prefix="/api/dispatch")


class Choice(Body):
    policy: Annotated[str, Field(max_length=80)]
    reason: Annotated[str, Field(max_length=500)] = ""


@router.get("/policy")
def show_policy(house: TheHouse, actor: Annotated[Actor, needs("read_wallboard")]) -> Json:
    """The policy in force, all there are, and who chose which before."""
    with house.store.read() as connection:
        board = Board(policy=chosen_policy(connection), modes=read_modes(connection))
        rates, seen = _rates(connection), _seen(connection, house.store.clock())
        return {
            **policy_json(house, connection, actor, board),
            "may_choose": may(actor, "choose_policy") and not is_scoped(actor),
            "policies": [_line(KNOWN[name], rates, seen) for name in sorted(KNOWN)],
            "choices": [
                {
                    "policy": one.policy,
                    "reason": "" if is_scoped(actor) else one.reason,
                    "by": _name(house, connection, actor, one.by),
                    "at": one.at.isoformat(),
                }
                for one in read_choices(connection)
            ],
        }


@router.post("/policy")
def choose(
    house: TheHouse, actor: Annotated[Actor, needs("choose_policy")], wanted: Choice
) -> Json:
    """Let another policy decide, from now on and in every process."""
    policy = policy_named(wanted.policy)
    with house.store.read() as connection:
        lacking = _rates(connection).lacks(policy.needs)
    if lacking:
        raise Conflict(
            f"{policy.name} compares rates, and too few contacts were closed to learn them from."
            " Choose another until then."
        )
    choose_policy(house.store, actor, policy.name, wanted.reason)
    return show_policy(house, actor)


def policy_json(house: House, connection: Connection, actor: Actor, board: Board) -> Json:
    """The policy that ``board`` says is in force, its mode, and since when; ``since`` and
    ``chosen_by`` are null while nobody chose it, the latter also for somebody out of sight."""
    found = standing(board, policy_named(house.settings.dispatch_policy))
    by = found.choice.by if found.choice is not None else None
    name = _name(house, connection, actor, by) if by is not None else None
    return {**found.facts(), "chosen_by": name}


def _name(house: House, connection: Connection, actor: Actor, by: str) -> str | None:
    """What is shown of whoever chose, as far as ``actor`` may see them."""
    id = by.partition(":")[2]
    known = {one.id: one.name for one in scoped_centre(house.history_centre, actor).supervisors}
    if id in known or is_scoped(actor):
        return known.get(id)
    account = statements.find(connection, accounts, id=id)
    return None if account is None else str(account.name)


def _rates(connection: Connection) -> Rates:
    return rates_from(read_rates(connection, rates_number(connection)))


def _seen(connection: Connection, now: datetime) -> dict[str, int]:
    """What could be learned from now: counted as far as is needed."""
    served, left = count_closed(connection, now - LOOKS_BACK, max(NEEDS.values()))
    return {"service": served, "abandonment": left}


def _line(policy: Policy, rates: Rates, seen: dict[str, int]) -> Json:
    lacking = rates.lacks(policy.needs)
    return {
        "policy": policy.name,
        **asdict(account_of(policy)),
        "switches": policy.switch is not None,
        "needs": [
            {"what": what, "needed": NEEDS[what], "seen": min(seen[what], NEEDS[what])}
            for what in policy.needs
        ],
        "choosable": not lacking,
    }
