"""What is told of a recorded contact between those who hear it and those who note it.

Apart from the verbs that write it: the processes that listen know of no database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nawba.domain.recordings import Item


@dataclass(frozen=True)
class Listed:
    """An item as it was found: ``name`` is what its source calls it."""

    item: Item
    name: str = ""


@dataclass(frozen=True)
class Work:
    """A stage that finished with ``key`` after ``seconds``."""

    stage: str
    key: str
    seconds: float


@dataclass(frozen=True)
class Heard:
    """How far an item came in a run. ``work`` are the stages that this run finished, ``before``
    those that were: the run that did them may have ended before it told.

    A quarantined one names ``stage``, its ``key``, ``reason`` (a code) and ``message``; ``known``:
    it was before, for the same reason. ``facts`` are columns of its row that stages found out.
    ``open`` questions about it wait for somebody who did not answer.
    """

    item: str
    state: str
    work: Sequence[Work] = ()
    stage: str = ""
    key: str = ""
    reason: str = ""
    message: str = ""
    known: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)
    open: int = 0
    before: Sequence[Work] = ()
