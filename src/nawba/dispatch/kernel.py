"""The seam of dispatch on one screen: flat arrays in, the number of a queue or of a pool out.

One pair of functions decides live, in replay and inside the simulator's compiled loop (rule 8 of
the design). So a policy reads numbers only: no clock, no randomness, no names, and it writes
nothing. Who keeps the arrays is a driver: ``floor`` live and in replay, ``planning`` simulated.

Here a queue is a line (queue, channel) and a pool a bench (pool, channel), both by number. Times
are seconds on the driver's own clock. A driver may fill the arrays with NumPy arrays (compiled
loops) or with plain lists (indexing is several times faster in Python): the functions only index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from nawba.domain.errors import Invalid, NotFound

Ints: TypeAlias = npt.NDArray[np.int64] | list[int]
Floats: TypeAlias = npt.NDArray[np.float64] | list[float]
Flags: TypeAlias = npt.NDArray[np.bool_] | list[bool]

NORMAL, OVERLOAD = 0, 1


class State(NamedTuple):
    """What changes from event to event; its driver writes it in place. Q queues, P pools.

    ``length``[Q] contacts waiting; ``oldest``[Q] when the head of the line began to wait, inf when
    empty; ``idle``[P] free places; ``longest_idle``[P] since when the one whom the pool would ask
    is idle, inf when none; ``busy``[P] places in use; ``open``[Q] open by hours; ``mode``[1] 0 in
    normal load, above 0 in overload (a policy with several kinds of overload numbers them);
    ``load``[P] how many contacts of the channel the one whom the pool would ask holds already.
    """

    length: Ints
    oldest: Floats
    idle: Ints
    longest_idle: Floats
    busy: Ints
    open: Flags
    mode: Ints
    load: Ints


class Rules(NamedTuple):
    """What is fixed between two configurations. Build it with ``lay_out``.

    ``target``[Q] seconds; ``weight``[Q] cost of a waiting second; ``priority``[Q] higher goes
    first; ``queue_share``[Q], ``idle_share``[P] the ratios of the queue-and-idleness-ratio rule;
    ``abandon_rate``[Q] per second; ``reserve``[P] places kept for the pool's queues of rank 0.

    The pools that may serve queue q are ``pool_ids[pool_start[q]:pool_start[q + 1]]``, in order
    of rank; beside each: ``pool_after`` the seconds a contact must have waited for it (0: at
    once), ``pool_rate`` contacts a busy place ends per second, ``pool_rank`` whom to ask first.
    The queues of pool p are ``queue_ids[queue_start[p]:queue_start[p + 1]]``, likewise, with the
    rank that the queue has for the pool. ``more``[K] holds a policy's own numbers.
    """

    target: Floats
    weight: Floats
    priority: Floats
    queue_share: Floats
    idle_share: Floats
    abandon_rate: Floats
    reserve: Ints
    pool_start: Ints
    pool_ids: Ints
    pool_after: Floats
    pool_rate: Floats
    pool_rank: Ints
    queue_start: Ints
    queue_ids: Ints
    queue_after: Floats
    queue_rate: Floats
    queue_rank: Ints
    more: Floats


Choose: TypeAlias = Callable[[float, int, State, Rules], int]
"""(now, pool or queue, state, rules) -> the queue or pool that is chosen, -1 for none."""

Score: TypeAlias = Callable[[float, int, int, State, Rules], float]
"""(now, queue, edge of the pool's queues or -1, state, rules) -> the higher, the sooner served."""

Switch: TypeAlias = Callable[[float, State, Rules], int]
"""(now, state, rules) -> the mode that should hold from now on."""


class Policy(NamedTuple):
    """``queue_for`` says which queue's head a free place of a pool takes (-1: stay idle),
    ``pool_for`` which pool takes the head of a queue (-1: wait). Ties go to the lowest number.

    ``about`` names source, what is proven and what is heuristic here. ``score`` explains: it is
    what queues are compared by. ``switch`` moves between normal load and overload, if it may.
    ``needs`` names what must have been learned for the rule to mean anything (``learned.NEEDS``).
    ``together``: in a burst many are decided at once, in the order of ``score`` (which then looks
    at its own queue only), for whatever pool may take them (``burst``); not for a rule that keeps
    pools to themselves or matches speeds.
    """

    name: str
    queue_for: Choose
    pool_for: Choose
    about: str
    score: Score | None = None
    switch: Switch | None = None
    needs: tuple[str, ...] = ()
    together: bool = False


class Edge(NamedTuple):
    """Pool ``pool`` may serve queue ``queue`` once a contact has waited ``after`` seconds.

    ``rate`` is contacts per second of a busy place; ``pool_rank`` orders the pools of a queue,
    ``queue_rank`` the queues of a pool: 0 first.
    """

    queue: int
    pool: int
    after: float = 0.0
    rate: float = 1.0
    pool_rank: int = 0
    queue_rank: int = 0


def blank(queues: int, pools: int) -> State:
    """An empty house, open, in normal load, as NumPy arrays."""
    return State(
        length=np.zeros(queues, np.int64),
        oldest=np.full(queues, np.inf),
        idle=np.zeros(pools, np.int64),
        longest_idle=np.full(pools, np.inf),
        busy=np.zeros(pools, np.int64),
        open=np.ones(queues, np.bool_),
        mode=np.zeros(1, np.int64),
        load=np.zeros(pools, np.int64),
    )


def lay_out(queues: int, pools: int, edges: Iterable[Edge], **numbers: Sequence[float]) -> Rules:
    """``Rules`` as NumPy arrays; ``numbers`` are those per queue and per pool, by field.

    Left out: target 20, weight, priority and shares 1, abandon_rate and reserve 0, no ``more``.
    Raises Invalid for a number of the wrong length and an edge outside the house.
    """
    links = list(edges)
    for link in links:
        if not (0 <= link.queue < queues and 0 <= link.pool < pools):
            raise Invalid(f"No such queue or pool: {link}.", field="edges")
    by_queue = sorted(links, key=lambda one: (one.queue, one.pool_rank, one.pool))
    by_pool = sorted(links, key=lambda one: (one.pool, one.queue_rank, one.queue))
    more = np.asarray(numbers.get("more", ()), np.float64)
    plain = [_numbers(name, queues, pools, numbers) for name in _LENGTHS]
    return Rules._make([*plain, *_table(queues, by_queue, 0), *_table(pools, by_pool, 1), more])


_LENGTHS: dict[str, tuple[str, float, type[Any]]] = {
    "target": ("queues", 20.0, np.float64),
    "weight": ("queues", 1.0, np.float64),
    "priority": ("queues", 1.0, np.float64),
    "queue_share": ("queues", 1.0, np.float64),
    "idle_share": ("pools", 1.0, np.float64),
    "abandon_rate": ("queues", 0.0, np.float64),
    "reserve": ("pools", 0.0, np.int64),
}


def _numbers(name: str, queues: int, pools: int, given: dict[str, Sequence[float]]) -> Any:
    what, default, kind = _LENGTHS[name]
    length = queues if what == "queues" else pools
    if name not in given:
        return np.full(length, default, kind)
    if len(given[name]) != length:
        raise Invalid(f"{name} needs one number for each of {length} {what}.", field=name)
    return np.asarray(given[name], kind)


def _table(size: int, links: list[Edge], key: int) -> tuple[Any, ...]:
    """A compressed table: start, ids, after, rate, rank; rows by queue (``key`` 0) or pool (1)."""
    rows = np.array([link[key] for link in links], np.int64)
    return (
        np.searchsorted(rows, np.arange(size + 1)).astype(np.int64),
        np.array([link[1 - key] for link in links], np.int64),
        np.array([link.after for link in links], np.float64),
        np.array([link.rate for link in links], np.float64),
        np.array([link[4 + key] for link in links], np.int64),
    )


def listed(arrays: Any) -> Any:
    """The same State or Rules in plain lists, for a driver in Python."""
    return type(arrays)(*(one.tolist() for one in arrays))


KNOWN: dict[str, Policy] = {}


def register(policy: Policy) -> Policy:
    """Make ``policy`` known by its name; ours and a user's come in by this same door."""
    KNOWN[policy.name] = policy
    return policy


def policy_named(name: str) -> Policy:
    """The registered policy ``name``. Raises NotFound naming those that are."""
    if name not in KNOWN:
        known = ", ".join(sorted(KNOWN))
        raise NotFound(f"There is no policy '{name}'. Choose one of: {known}.", field="policy")
    return KNOWN[name]


def load_policies(modules: Iterable[str]) -> None:
    """Import a user's own modules, which register what they bring (setting ``policies``).

    Raises Invalid naming a module that cannot be imported.
    """
    for module in modules:
        try:
            import_module(module)
        except ImportError as error:
            message = f"The module of policies '{module}' cannot be imported: {error}."
            raise Invalid(message, field="policies") from error
