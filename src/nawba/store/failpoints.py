"""Named places where a test can stop the process as a power cut would.

``NAWBA_FAILPOINTS=FILE`` makes the process read FILE at every fail point: when it holds the
point's name (``accept.recorded``: rows and events of the accept are written, not committed) the
file is emptied and the process ends at once, without any clean-up. The next process, with the
same variable, goes on until the test writes another name. Without the variable a fail point costs
one comparison.
"""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

ACTIONS = ("open_contact", "offer", "accept", "say", "transfer", "wrap_up")
STAGES = ("locked", "written", "recorded", "committed")
FAIL_POINTS = tuple(f"{action}.{stage}" for action, stage in product(ACTIONS, STAGES))

FLOW_ACTIONS = ("keep_flow", "start_operation", "end_operation", "take_turn")
FLOW_POINTS = tuple(f"{action}.{stage}" for action, stage in product(FLOW_ACTIONS, STAGES))
"""Around a flow's call to a brand's system; a test of their own has such a system."""

SILENCE_POINTS = tuple(f"set_flow_aside.{stage}" for stage in STAGES)
"""Where a flow is put aside whose customer is silent."""

ERASURE_POINTS = (
    "erase_customers.noted",
    "forget_words.rows",
    *(f"erase_customers.{stage}" for stage in STAGES),
    "purge.begun",
)
"""Around an erasure: noted beside the database, in the midst of its rows, before the log is cut."""

RETENTION_POINTS = (
    *(f"delete_due.{stage}" for stage in STAGES),
    "forget_words.rows",
    "delete_due.forgotten",
    "delete_due.batch",
    "purge.begun",
)
"""Around a round of retention: as it begins, within a batch, after one, before the log is cut."""

REDISPATCH_POINTS = (
    "redispatch.kept",
    "redispatch.freed",
    "redispatch.recorded",
    "redispatch.committed",
)
"""Within a site that goes dark: between its measure, its hands and its contacts, and at the end."""

EXIT_CODE = 137

_armed = os.environ.get("NAWBA_FAILPOINTS")


def reach(point: str) -> None:
    """Stop the process here if ``point`` is the one that the file names."""
    if _armed is None:
        return
    file = Path(_armed)
    if file.read_text() == point:
        file.write_text("")
        os._exit(EXIT_CODE)
