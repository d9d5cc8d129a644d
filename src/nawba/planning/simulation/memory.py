"""The simulated centre as rows of memory: what a contact, an adviser, a queue, a pool is there.

``HEADER`` is the one record that goes from function to function, written ``w``; it holds the
addresses of all arrays. The functions below it give the rows; they exist in compiled code only.
Lists (who waits, who is idle) are chains of row numbers, so that nothing is ever moved.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from nawba.planning.simulation.inner import inner, rows

FREE, WAITING, SERVED, AWAY_CALLING = range(4)
"""States of a contact's row; the last waits to call again."""

GONE, HERE, LEAVING, ASKED = range(4)
"""States of an adviser: one who is leaving finishes what they do and takes nothing new; one who was
asked in this pass is not asked again in it."""

COUNTS = (
    *("offered", "answered", "answered_in_target", "abandoned", "abandoned_in_target", "delayed"),
    *("blocked", "wait", "wait_answered", "redials", "transfers", "cut", "assistant", "talk"),
)
(OFFERED, ANSWERED, IN_TARGET, ABANDONED, SHORT, DELAYED, BLOCKED, WAIT, WAIT_ANSWERED, REDIALS,
 TRANSFERS, CUT, BY_ASSISTANT, TALK) = range(len(COUNTS))  # fmt: skip

BUSY, HELD, STAFFED = range(3)
"""Seconds of a pool: of its places in use, of advisers with a contact, of advisers there."""


def _record(ints: str, floats: str, keys: str = "") -> np.dtype[Any]:
    fields = [(name, "i8") for name in ints.split()] + [(name, "f8") for name in floats.split()]
    return np.dtype(fields + [(name, "u8") for name in keys.split()], align=True)


CONTACT = _record(
    "queue leg next prev version state column again adviser intent number sender earlier",
    "came since asked began work until earlier_until",
    "key",
)
ADVISER = _record("pool load next prev version state", "since at")
QUEUE = _record(
    "head tail number column room transfer_to intent intents step steps turn kept",
    "sum target redials transfers area at",
    "key",
)
POOL = _record("first size places speed bench planned lost here leaving held away extra", "at")
BENCH = _record("head tail", "")
BEGUN = _record("queue pool adviser returned", "since began work left", "key")
CHANGE = _record("pool staff lost contacts", "at")
INTENT = _record("", "until factor assistant")
TIMES = _record("kind first size", "a b")
EVENT = _record("code", "time")
TODO = _record("kind who", "")
ASKING = _record("contact version", "")
CHOICE = _record("queue number leg pool adviser", "at", "key")
WORD = _record("v", "")
NUMBER = _record("", "v")

ARRAYS: dict[str, np.dtype[Any]] = {
    **{"contacts": CONTACT, "advisers": ADVISER, "queues": QUEUE, "pools": POOL},
    **{"benches": BENCH, "changes": CHANGE, "intents": INTENT, "times": TIMES, "heap": EVENT},
    **{"todo": TODO, "choices": CHOICE, "slots": WORD, "speeds": NUMBER, "table": NUMBER},
    **{"due": NUMBER, "work": NUMBER, "steps": NUMBER, "counts": NUMBER, "seconds": NUMBER},
    **{"probes": NUMBER, "probed": NUMBER, "begun": BEGUN, "asking": ASKING},
    **{"length": WORD, "oldest": NUMBER, "idle": WORD},
    **{"longest_idle": NUMBER, "in_use": WORD, "load": WORD},
}
"""The last six are those of the policies' ``State``, shared with it."""

HEADER = _record(
    " ".join(ARRAYS) + " queues_n pools_n columns changes_n probes_n choices_n heap_n slots_n"
    " begun_n heap_size free full probe chosen waiting free_places drain events todo_end"
    " asking_end aside together",
    "now horizon warm interval orbit tick every dwell",
)

_contact, _adviser, _queue, _pool = rows(CONTACT), rows(ADVISER), rows(QUEUE), rows(POOL)
_bench, _change, _intent, _times = rows(BENCH), rows(CHANGE), rows(INTENT), rows(TIMES)
_begun = rows(BEGUN)
_event, _todo, _choice, _asking = rows(EVENT), rows(TODO), rows(CHOICE), rows(ASKING)
_word, _number = rows(WORD), rows(NUMBER)


@inner
def contact_row(w: Any, contact: int) -> Any:
    return _contact(w.contacts, contact)


@inner
def adviser_row(w: Any, adviser: int) -> Any:
    return _adviser(w.advisers, adviser)


@inner
def queue_row(w: Any, queue: int) -> Any:
    return _queue(w.queues, queue)


@inner
def pool_row(w: Any, pool: int) -> Any:
    return _pool(w.pools, pool)


@inner
def bench_row(w: Any, pool: int, load: int) -> Any:
    """The chain of the advisers of ``pool`` with that ``load``."""
    return _bench(w.benches, _pool(w.pools, pool).bench + load)


@inner
def change_row(w: Any, change: int) -> Any:
    return _change(w.changes, change)


@inner
def begun_row(w: Any, at: int) -> Any:
    """One who is inside when the day begins."""
    return _begun(w.begun, at)


@inner
def intent_row(w: Any, intent: int) -> Any:
    return _intent(w.intents, intent)


@inner
def times_row(w: Any, queue: int, which: int) -> Any:
    """``which`` is 0 for handling, 1 for patience, 2 for the time until calling again."""
    return _times(w.times, 3 * queue + which)


@inner
def event_row(w: Any, at: int) -> Any:
    return _event(w.heap, at)


@inner
def todo_row(w: Any, at: int) -> Any:
    return _todo(w.todo, at)


@inner
def asking_row(w: Any, at: int) -> Any:
    """One who has asked at this moment, and waits unless served."""
    return _asking(w.asking, at)


@inner
def choice_row(w: Any, at: int) -> Any:
    return _choice(w.choices, at)


@inner
def slot(w: Any, adviser: int, place: int) -> Any:
    """The contact in a place of an adviser."""
    return _word(w.slots, adviser * w.slots_n + place)


@inner
def number(address: int, at: int) -> Any:
    """Row ``at`` of an array of floats, as ``.v``."""
    return _number(address, at)


@inner
def word(address: int, at: int) -> Any:
    """Row ``at`` of an array of whole numbers, as ``.v``."""
    return _word(address, at)


@inner
def count_row(w: Any, queue: int, column: int, what: int) -> Any:
    return _number(w.counts, (queue * w.columns + column) * _COUNTED + what)


@inner
def second_row(w: Any, pool: int, column: int, what: int) -> Any:
    return _number(w.seconds, (pool * w.columns + column) * 3 + what)


_COUNTED = len(COUNTS)
