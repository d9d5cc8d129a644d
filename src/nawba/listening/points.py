"""Fail points of the processes that listen: see ``store.failpoints``.

A process of the pool knows of no database, and to import one takes most of its start.
"""

from __future__ import annotations

import os


def reach(point: str) -> None:
    """Stop the process here if a test wants it so."""
    if "NAWBA_FAILPOINTS" in os.environ:
        from nawba.store import failpoints

        failpoints.reach(point)
