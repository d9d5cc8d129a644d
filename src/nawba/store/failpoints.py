"""Named places where a test can stop the process as a power cut would.

``NAWBA_FAILPOINT=accept.recorded`` ends the process, without clean-up, the first time the accept
action has written its rows and events but not committed. ``accept.recorded:3`` means the third
time. Without the variable a fail point costs one comparison.
"""

from __future__ import annotations

import os
from itertools import product

ACTIONS = ("open_contact", "offer", "accept", "say", "transfer", "wrap_up")
STAGES = ("locked", "written", "recorded", "committed")
FAIL_POINTS = tuple(f"{action}.{stage}" for action, stage in product(ACTIONS, STAGES))

EXIT_CODE = 137

_name, _, _count = os.environ.get("NAWBA_FAILPOINT", "").partition(":")
_left = [int(_count or 1)]


def reach(point: str) -> None:
    """Stop the process here if ``point`` is the one named by the environment."""
    if point != _name:
        return
    _left[0] -= 1
    if _left[0] == 0:
        os._exit(EXIT_CODE)
