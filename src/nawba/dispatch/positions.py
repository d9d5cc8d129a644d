"""How many are before me? Told to the customer who waits."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from nawba.domain.board import Board


def positions(board: Board) -> dict[str, int]:
    """For each waiting contact its place in its queue by the age of its wait; 1 is next.

    A contact that is being offered still waits and keeps its place until somebody accepts; one
    that waits for its own adviser has a place like any other, and may be served out of turn.
    """
    queues: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    for line in board.contacts.values():
        if line.state == "waiting" and line.queue is not None and line.waiting_since is not None:
            queues[line.queue].append((line.waiting_since, line.id))
    return {
        contact: place
        for waiting in queues.values()
        for place, (_, contact) in enumerate(sorted(waiting), start=1)
    }
