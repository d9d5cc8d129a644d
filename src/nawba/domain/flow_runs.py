"""A run of a flow as it is kept between two messages, and across a crash between two calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OUTCOMES = ("done", "cancelled", "handed_over", "abandoned")


@dataclass(frozen=True)
class FlowRun:
    """``document`` is the engine's state, plain JSON; it holds what the customer told.

    ``heard`` is the number of the last message that went into it: after a crash, or when the
    customer writes while an operation is under way, nothing is heard twice. ``revision`` counts
    how often it was kept: 0 for a run that was not kept yet. ``outcome`` is None while it runs;
    ``abandoned``: the contact closed in the middle of it.

    ``silent_after`` are the minutes after which a customer who says nothing counts as silent; None
    when the flow does not wait for them. ``paused``: it is put aside with this keeping. Both are
    for ``actions``; what was kept is not read back.
    """

    id: str
    flow: str
    version: int
    heard: int
    document: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 0
    outcome: str | None = None
    silent_after: int | None = None
    paused: bool = False
