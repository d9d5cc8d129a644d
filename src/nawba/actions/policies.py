"""Which policy decides: chosen by people while the centre runs, its mode told by dispatch."""

from __future__ import annotations

from nawba.actions import masking
from nawba.actions.offers import Lease, check_lease
from nawba.domain import events as ev
from nawba.domain.board import PolicyLine
from nawba.domain.errors import Invalid, NotPermitted
from nawba.domain.permissions import permit
from nawba.domain.text import clean
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.policies import chosen_policy, rates_number, read_choices
from nawba.store.policy_tables import dispatch_modes, learned_rates, policy_choices

MOST_LETTERS = 500


def choose_policy(store: Store, actor: Actor, policy: str, reason: str = "") -> PolicyLine:
    """From now on ``policy`` decides, in every process; to choose it again changes nothing.

    Whether there is such a policy is for whoever calls to know. Raises Invalid for a ``reason`` too
    long, NotPermitted for an actor whose brands or sites are limited: it decides for all.
    """
    permit(actor, "choose_policy")
    _check(actor, reason)
    words = masking.mask_field(clean(reason, field="reason", limit=MOST_LETTERS))
    with store.write("choose_policy", actor) as tx:
        before = chosen_policy(tx.connection)
        if before is not None and before.policy == policy:
            return before
        _keep(tx, actor, policy, words)
        _begin_normal(tx, policy)
        tx.emit(ev.PolicyChosen(policy, before.policy if before is not None else None))
        return PolicyLine(policy, str(actor), tx.now)


def _check(actor: Actor, reason: str) -> None:
    if actor.brands is not None or actor.sites is not None:
        raise NotPermitted(
            "The policy decides for the whole centre. Ask somebody who sees all its brands and"
            " sites."
        )
    if len(reason) > MOST_LETTERS:
        raise Invalid(f"The reason may have {MOST_LETTERS} letters at most.", field="reason")


def _keep(tx: Transaction, actor: Actor, policy: str, reason: str) -> None:
    latest = read_choices(tx.connection, 1)
    number = latest[0].number + 1 if latest else 1
    values = {"policy": policy, "reason": reason, "by": str(actor), "at": tx.now}
    statements.add(tx.connection, policy_choices, number=number, **values)


def _begin_normal(tx: Transaction, policy: str) -> None:
    """Modes are numbered by each policy for itself: a new one begins in normal load."""
    values = {"policy": policy, "mode": 0, "since": tx.now}
    tx.connection.execute(dispatch_modes.update().values(values))
    if statements.find(tx.connection, dispatch_modes, cell=tx.cell) is None:
        statements.add(tx.connection, dispatch_modes, cell=tx.cell, **values)


def change_mode(
    store: Store, actor: Actor, lease: Lease, policy: str, before: int, since: int
) -> None:
    """Say that the policy moved between normal load and overload. Raises Conflict without lease."""
    permit(actor, "offer")
    with store.write("change_mode", actor, lease.cell) as tx:
        check_lease(tx, lease)
        values = {"policy": policy, "mode": since, "since": tx.now}
        if not statements.change(tx.connection, dispatch_modes, {"cell": lease.cell}, **values):
            statements.add(tx.connection, dispatch_modes, cell=lease.cell, **values)
        tx.emit(ev.DispatchModeChanged(policy, before, since))


def keep_rates(store: Store, actor: Actor, document: object, contacts: int) -> int:
    """Let policies reckon with these rates from now on; returns their number.

    ``contacts`` is from how many they were learned.
    """
    permit(actor, "learn_rates")
    with store.write("keep_rates", actor) as tx:
        number = rates_number(tx.connection) + 1
        statements.add(tx.connection, learned_rates, number=number, at=tx.now, document=document)
        tx.emit(ev.RatesLearned(number, contacts))
        return number
