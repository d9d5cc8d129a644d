"""Which share of the contacts is kept for what comes after them: one rule per purpose and queue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

PURPOSES = ("listening", "scoring", "training")
"""Why a finished contact is looked at again; each needs its entry in the processing register."""


@dataclass(frozen=True)
class Sampling:
    """``share`` (0 to 1) of the contacts of ``queue``, drawn at random, serves ``purpose``.

    Without a queue the rule holds for all queues that have none of their own.
    """

    id: str
    purpose: str
    share: float
    queue: str | None = None


def sampled_share(rules: Iterable[Sampling], purpose: str, queue: str) -> float:
    """The share that holds for ``queue``: its own rule, else that of all queues, else none (0)."""
    shares = {rule.queue: rule.share for rule in rules if rule.purpose == purpose}
    return shares.get(queue, shares.get(None, 0.0))


def is_drawn(contact: str, purpose: str, share: float) -> bool:
    """Whether ``contact`` is among the ``share`` (0 to 1) that serves ``purpose``.

    By the hash of its id, which is random: the same contact is drawn again every time, a larger
    share holds the smaller one whole, and who the customer or the adviser was plays no part.
    """
    told = hashlib.sha256(f"nawba-sampling:{purpose}:{contact}".encode()).digest()
    return int.from_bytes(told[:8], "big") < share * 2**64
