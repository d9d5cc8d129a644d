"""Which policy is in force, which may be chosen, and what each one says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nawba.dispatch.kernel import KNOWN, Policy
from nawba.domain.board import Board, ModeLine, PolicyLine


def in_force(board: Board, otherwise: Policy) -> Policy:
    """The policy that was chosen, ``otherwise`` while nobody chose one that this process knows."""
    return otherwise if board.policy is None else KNOWN.get(board.policy.policy, otherwise)


@dataclass(frozen=True)
class Standing:
    """The policy in force, the ``choice`` that put it there (None: nobody chose it), its mode
    (None: it never left normal load)."""

    policy: Policy
    choice: PolicyLine | None
    mode: ModeLine | None

    def facts(self) -> dict[str, Any]:
        """For programs; times as ISO 8601."""
        return {
            "policy": self.policy.name,
            "since": self.choice.since.isoformat() if self.choice else None,
            "mode": self.mode.mode if self.mode else 0,
            "mode_since": self.mode.since.isoformat() if self.mode else None,
        }


def standing(board: Board, otherwise: Policy) -> Standing:
    """What ``board`` says of the policy in force."""
    policy, choice = in_force(board, otherwise), board.policy
    is_chosen = choice is not None and choice.policy == policy.name
    return Standing(policy, choice if is_chosen else None, board.mode(policy.name))


@dataclass(frozen=True)
class Account:
    """What a policy says of itself: where its rule comes from, what is proven, what is not."""

    source: str
    proven: str = ""
    heuristic: str = ""


def account_of(policy: Policy) -> Account:
    """``policy.about`` in its parts: what comes before "Proven", from there to "Heuristic", and
    the rest. A user's own text may lack the last two."""
    parts = {"": "", "Proven": "", "Heuristic": ""}
    name = ""
    for piece in _PARTS.split(policy.about):
        name = piece if piece in ("Proven", "Heuristic") else name
        parts[name] += piece
    return Account(*(part.strip() for part in parts.values()))


_PARTS = re.compile(r"\b(Proven|Heuristic)\b")
