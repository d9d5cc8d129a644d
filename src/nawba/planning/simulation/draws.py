"""Random numbers by name instead of by turn: common random numbers for every what-if.

A number is a hash of (seed, queue, contact, purpose, leg), so the hundredth contact of a queue has
the same patience and the same work in every alternative, whatever happened to the ninety-nine
before it. That is what makes paired differences narrow. The hash is splitmix64: G. L. Steele,
D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import number

ARRIVAL, HANDLING, PATIENCE, REDIAL, TRANSFER, INTENT, ASSISTANT, DELAY = range(8)
"""Purposes. Each has two numbers per leg: a lognormal time takes two."""

ENDLESS, FIXED, EXPONENTIAL, LOGNORMAL, EMPIRICAL = range(5)
"""Kinds of times, as ``Times`` names them."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 2.0**-53


@inner
def mixed(bits: Any) -> Any:
    """64 bits in, 64 bits out, each depending on all."""
    bits = (bits ^ (bits >> _30)) * _FIRST
    bits = (bits ^ (bits >> _27)) * _SECOND
    return bits ^ (bits >> _31)


@inner
def key_of(stream: Any, number: int) -> Any:
    """The key of item ``number`` of the ``stream``: contacts of a queue, queues of a day."""
    return mixed(stream + np.uint64(number + 1) * _GOLDEN)


@inner
def unit(key: Any, purpose: int, leg: int) -> float:
    """A number strictly between 0 and 1."""
    return _unit(key, 2 * (purpose + 8 * leg))


@inner
def drawn(times: Any, table: Any, key: Any, purpose: int, leg: int) -> float:
    """Seconds from the distribution ``times`` (a row of ``memory.TIMES``)."""
    at = 2 * (purpose + 8 * leg)
    if times.kind == EXPONENTIAL:
        return float(-times.a * math.log(_unit(key, at)))
    if times.kind == LOGNORMAL:
        return math.exp(times.a + times.b * _normal(_unit(key, at), _unit(key, at + 1)))
    if times.kind == EMPIRICAL:
        return float(number(table, times.first + int(times.size * _unit(key, at))).v)
    return float(times.a)


@inner
def _unit(key: Any, at: int) -> float:
    bits = mixed(key + np.uint64(at + 1) * _GOLDEN)
    return (float(bits >> _11) + 0.5) * _UNIT


@inner
def _normal(one: float, other: float) -> float:
    """G. E. P. Box, M. E. Muller (1958)."""
    return math.sqrt(-2.0 * math.log(one)) * math.cos(2.0 * math.pi * other)
