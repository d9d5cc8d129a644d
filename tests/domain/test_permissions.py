"""The permissions table says who may do what; nothing else does."""

from __future__ import annotations

from itertools import product

import pytest

from nawba.domain.errors import NotPermitted
from nawba.domain.permissions import ANY, OWN, PERMISSIONS, permit
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, DISPATCHER, WATCHDOG, Actor

KINDS = (
    "customer", "assistant", "adviser", "supervisor", "quality", "editor", "recruiter", "planner",
    "client", "candidate", "administrator", "system",
)  # fmt: skip


@pytest.mark.parametrize("action", PERMISSIONS)
def test_the_table_is_obeyed(action: str) -> None:
    for kind, own in product(KINDS, (True, False)):
        scope = PERMISSIONS[action].get(kind)
        if scope == ANY or (scope == OWN and own):
            permit(Actor(kind, "x"), action, own=own)
        else:
            with pytest.raises(NotPermitted):
                permit(Actor(kind, "x"), action, own=own)


def test_the_table_speaks_of_known_parties_and_scopes_only() -> None:
    for action, parties in PERMISSIONS.items():
        assert set(parties) <= set(KINDS), action
        assert set(parties.values()) <= {ANY, OWN}, action


def test_a_refusal_says_for_whom_the_action_is() -> None:
    with pytest.raises(NotPermitted, match="supervisor"):
        permit(Actor("adviser", "amina"), "take_over")
    with pytest.raises(NotPermitted, match="own contacts"):
        permit(Actor("adviser", "amina"), "say", own=False)


def test_an_action_without_a_line_is_a_defect() -> None:
    with pytest.raises(KeyError):
        permit(ADMINISTRATOR, "vanish")


def test_nobody_unknown_may_do_anything() -> None:
    for action in PERMISSIONS:
        with pytest.raises(NotPermitted):
            permit(Actor("", ""), action)


def test_the_assistant_neither_dispatches_nor_configures_nor_rates() -> None:
    for action in ("offer", "accept", "take_lease", "configure", "rate", "take_over", "end"):
        with pytest.raises(NotPermitted):
            permit(ASSISTANT, action)


def test_an_actor_is_written_as_kind_and_id() -> None:
    assert (str(DISPATCHER), str(WATCHDOG)) == ("system:dispatcher", "system:watchdog")
