"""The loop as machine code, kept on disk between processes.

numba's own cache looks at the file of the outermost function alone. Here the texts of all files
that are compiled into the loop are hashed, and the hash is part of what is looked up, so that a
changed file is never run in an older version. Policies are passed as pointers: the loop is compiled
once for all of them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba import njit, typeof, types

from nawba.dispatch import burst, choosing, kernel
from nawba.dispatch.burst import room_for
from nawba.dispatch.compiling import compiled, is_compiled
from nawba.dispatch.kernel import NORMAL, Rules, State, lay_out
from nawba.domain.errors import Invalid
from nawba.planning.simulation.inner import OPTIONS
from nawba.planning.simulation.loop import run as inside
from nawba.planning.simulation.scenario import Demand, Scenario, Supply
from nawba.planning.simulation.times import Times
from nawba.planning.simulation.world import build


@cache
def machine() -> Any:
    """``loop.run`` compiled: 0, or 1 for too small a memory, from (world, state, rules, queue_for,
    pool_for, switch, score, room)."""
    return _cached(_stamp())


def _cached(stamp: str) -> Any:
    def run(
        header: Any,
        s: Any,
        r: Any,
        queue_for: Any,
        pool_for: Any,
        switch: Any,
        score: Any,
        room: Any,
    ) -> int:
        return inside(header, s, r, queue_for, pool_for, switch, score, room) + 0 * len(stamp)

    return njit(_signature(), cache=True, **OPTIONS)(run)


def _stamp() -> str:
    """What the machine code depends on."""
    hashed = hashlib.sha256(numba.__version__.encode())
    called = [Path(str(one.__file__)) for one in (burst, choosing, kernel)]
    for path in [*sorted(Path(__file__).parent.glob("*.py")), *called]:
        text = path.read_bytes()
        if b"@inner" in text or path.name == "inner.py" or path in called:
            hashed.update(text)
    return hashed.hexdigest()


def _signature() -> Any:
    header, state, rules = (typeof(one) for one in _smallest())  # type: ignore[no-untyped-call]
    choose = types.FunctionType(types.int64(types.float64, types.int64, state, rules))
    switch = types.FunctionType(types.int64(types.float64, state, rules))
    score = types.FunctionType(types.float64(types.float64, types.int64, types.int64, state, rules))
    room = typeof(room_for(_smallest()[2]))  # type: ignore[no-untyped-call]
    return types.int64(header, state, rules, choose, choose, switch, score, room)


def _smallest() -> tuple[Any, State, Rules]:
    one = Times.fixed(1.0)
    scenario = Scenario((Demand("q", (0.0,), one),), (Supply("p", (0,)),), (), 1.0)
    world = build(scenario, 0, 1.0, 1)
    return world.header, world.state, lay_out(1, 1, ())


def stay(now: float, state: State, rules: Rules) -> int:
    """The switch of a policy that has none."""
    return NORMAL


@cache
def compiled_policy(function: Any) -> Any:
    """``function`` for the loop. Raises Invalid where numba cannot compile it."""
    fast = compiled(function)
    if not is_compiled(fast):
        raise Invalid(
            f"The policy's function {function.__qualname__} is outside numba's subset of Python, "
            "and a simulation would take hours with it. The log says what could not be compiled.",
            field="policy",
        )
    return fast
