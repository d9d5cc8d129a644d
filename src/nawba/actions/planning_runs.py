"""What planners have simulated is kept for them: begun, ended once, forgotten.

Of each planner the last ``MOST`` runs are kept, for ``KEPT_FOR`` at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from nawba.actions.steps import new_id
from nawba.domain.errors import NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, statements
from nawba.store.planning_tables import planning_runs

KEPT_FOR = timedelta(days=90)
MOST = 50


@dataclass(frozen=True)
class PlanningRun:
    """What is to be simulated: ``scenario`` as a document, and which of its ``alternatives``."""

    name: str
    scenario: Json
    alternatives: tuple[str, ...]
    replications: int
    seed: int


def begin_planning_run(store: Store, actor: Actor, wanted: PlanningRun, holder: str) -> str:
    """Note that ``holder`` (a process) simulates it for ``actor``; returns the run's id."""
    permit(actor, "plan_staffing")
    with store.write("begin_planning_run", actor) as tx:
        _make_room(tx, actor.id)
        run = new_id("r")
        statements.add(
            tx.connection,
            planning_runs,
            **vars(wanted) | {"alternatives": list(wanted.alternatives)},
            id=run,
            owner=actor.id,
            state="running",
            holder=holder,
            created_at=tx.now,
        )
    return run


def end_planning_run(
    store: Store,
    actor: Actor,
    run: str,
    state: str,
    *,
    figures: list[Json] | None = None,
    problem: Json | None = None,
) -> bool:
    """Keep how a run ended (``done``, ``failed``, ``cancelled``), unless it had ended already."""
    permit(actor, "plan_staffing")
    with store.write("end_planning_run", actor) as tx:
        changed = statements.change(
            tx.connection,
            planning_runs,
            {"id": run, "owner": actor.id, "state": "running"},
            state=state,
            ended_at=tx.now,
            figures=figures,
            problem=problem,
        )
    return changed > 0


def forget_planning_run(store: Store, actor: Actor, run: str) -> None:
    """Delete one of the actor's own runs. Raises NotFound."""
    permit(actor, "plan_staffing")
    with store.write("forget_planning_run", actor) as tx:
        if not statements.remove(tx.connection, planning_runs, id=run, owner=actor.id):
            raise NotFound(f"There is no run {run}.")


def _make_room(tx: Transaction, owner: str) -> None:
    table = planning_runs
    own = sa.select(table.c.id).where(table.c.owner == owner)
    newest = own.order_by(table.c.created_at.desc(), table.c.id).limit(MOST - 1)
    kept = list(tx.run(newest).scalars())
    tx.run(sa.delete(table).where(table.c.owner == owner, table.c.id.not_in(kept)))
    tx.run(sa.delete(table).where(table.c.created_at < tx.now - KEPT_FOR))
