"""Keep where a flow stands: before each call that leaves, with each reply, when nobody replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid
from nawba.domain.flow_runs import OUTCOMES, FlowRun
from nawba.domain.permissions import permit
from nawba.domain.text import check_code
from nawba.domain.turns import Draft
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements, tables


def keep_flow(store: Store, actor: Actor, contact: str, run: FlowRun) -> FlowRun:
    """Keep ``run`` and return it with its new revision; a new run begins with revision 0.

    Called before an operation leaves: whoever comes after a crash finds in the run what was asked
    for, and with which key. Raises Conflict when the run was kept by somebody else meanwhile, when
    it is over, when the contact is in the middle of another flow, or when a person leads.
    """
    permit(actor, "keep_flow")
    with store.write("keep_flow", actor) as tx:
        steps.load_led(tx, actor, contact)
        return keep(tx, contact, run)


def keep(tx: Transaction, contact: str, run: FlowRun) -> FlowRun:
    """The step of ``keep_flow`` for verbs that reply in the same transaction."""
    _check(run)
    if run.revision == 0:
        _begin(tx, contact, run)
    else:
        _go_on(tx, contact, run)
    if run.outcome is not None:
        tx.emit(ev.FlowEnded(contact, run.id, run.flow, run.outcome))
    elif run.paused:
        tx.emit(ev.FlowPaused(contact, run.id, run.flow))
    return replace(run, revision=run.revision + 1)


def set_flow_aside(
    store: Store, actor: Actor, contact: str, run: FlowRun, drafts: Sequence[Draft]
) -> bool:
    """Tell a silent customer ``drafts`` and keep ``run`` as they say; False when it is too late.

    Too late means that they have written, that a person leads, or that somebody else kept the run
    meanwhile: then nothing is said. Told at most once: words and run are one transaction.
    """
    permit(actor, "set_flow_aside")
    with store.write("set_flow_aside", actor) as tx:
        row = steps.load(tx, contact)
        if row.state != "assistant" or row.turn_due is not None:
            return False
        try:
            keep(tx, contact, run)
        except Conflict:
            return False
        for place, draft in enumerate(drafts):
            steps.announce(tx, row, actor, draft, f"{run.id}/{run.revision}/{place}")
        return True


def _check(run: FlowRun) -> None:
    check_code(run.id, field="run", limit=40)
    check_code(run.flow, field="flow")
    if run.outcome is not None and run.outcome not in OUTCOMES:
        raise Invalid(f"A flow ends as {', '.join(OUTCOMES)}.", field="outcome")


def _begin(tx: Transaction, contact: str, run: FlowRun) -> None:
    if statements.find(tx.connection, tables.flow_runs, contact=contact, ended_at=None) is not None:
        raise Conflict("This contact is in the middle of another flow. End that one first.")
    if statements.find(tx.connection, tables.flow_runs, id=run.id) is not None:
        raise Conflict("This run has begun already. Read it again.")
    statements.add(
        tx.connection,
        tables.flow_runs,
        id=run.id,
        contact=contact,
        flow=run.flow,
        started_at=tx.now,
        **_values(tx, run),
    )
    document = dict(run.document)
    statements.add(tx.connection, tables.flow_states, run=run.id, document=document)
    tx.emit(ev.FlowStarted(contact, run.id, run.flow, run.version))


def _go_on(tx: Transaction, contact: str, run: FlowRun) -> None:
    where = {"id": run.id, "contact": contact, "revision": run.revision, "ended_at": None}
    if statements.change(tx.connection, tables.flow_runs, where, **_values(tx, run)) != 1:
        raise Conflict("This flow has gone on meanwhile. Read it again.")
    document = dict(run.document)
    statements.change(tx.connection, tables.flow_states, {"run": run.id}, document=document)


def _silent_at(tx: Transaction, run: FlowRun) -> datetime | None:
    if run.silent_after is None or run.outcome is not None:
        return None
    return tx.now + timedelta(minutes=run.silent_after)


def _values(tx: Transaction, run: FlowRun) -> dict[str, object]:
    return {
        "version": run.version,
        "revision": run.revision + 1,
        "heard": run.heard,
        "changed_at": tx.now,
        "ended_at": None if run.outcome is None else tx.now,
        "silent_at": _silent_at(tx, run),
        "outcome": run.outcome,
    }
