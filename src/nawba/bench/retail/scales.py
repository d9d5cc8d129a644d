"""Options whose values have an order, and how much is asked: "a bigger one", "the maximum"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nawba.bench.retail.owned import Unclear
from nawba.bench.retail.parts import Part, options_of

Record = Mapping[str, Any]
ASKED = ("up", "down", "top", "bottom")
"""Roles of the words that ask: more, less, the most, the least of an option."""

_ORDERS = (
    ("xs", "s", "m", "l", "xl", "xxl"),
    ("small", "medium", "large"),
    ("low", "medium", "high"),
    ("beginner", "intermediate", "expert"),
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(\D*)")


def scaled_option(product: Record, asked: Sequence[Part]) -> str:
    """The option of which more or less is ``asked``: the one named, else the only one that has an
    order. Empty when nothing of the kind is asked.

    Raises Unclear when it is not sure which is meant, or when two things are asked.
    """
    wanted = [part.kind for part in asked if part.kind in ASKED]
    if not wanted:
        return ""
    ordered = {option for option, values in options_of(product).items() if _ranks(values)}
    named = {part.options.get(product["name"], "") for part in asked if part.kind == "option"}
    meant = named or ordered
    if len(wanted) > 1 or len(meant) != 1 or not meant <= ordered:
        raise Unclear("more or less of what")
    return next(iter(meant))


def scaled(
    product: Record, item: Record, asked: Sequence[Part], found: Sequence[Record]
) -> list[Record]:
    """Those of ``found`` that have as much of the option as ``asked`` wants; all if it does not."""
    option = scaled_option(product, asked)
    if not option:
        return [*found]
    wanted = next(part.kind for part in asked if part.kind in ASKED)
    ranks, sign = _ranks(options_of(product)[option]), 1 if wanted in ("up", "top") else -1
    gains = [sign * (ranks[one["options"][option]] - ranks[item["options"][option]])
             for one in found]  # fmt: skip
    most = max(gains, default=0.0)
    least = most if wanted in ("top", "bottom") else 0.0
    return [one for one, gain in zip(found, gains, strict=True) if gain >= least and gain > 0]


def _ranks(values: set[str]) -> dict[str, float]:
    """Each value's place in its order; empty when they have none."""
    lower = {value: value.lower() for value in values}
    for order in _ORDERS:
        if set(lower.values()) <= {*order}:
            return {value: float(order.index(one)) for value, one in lower.items()}
    numbers = {value: _NUMBER.fullmatch(one) for value, one in lower.items()}
    units = {match[2].rstrip("s") for match in numbers.values() if match}
    alike = all(numbers.values()) and len(units) == 1
    return {value: float(match[1]) for value, match in numbers.items() if match and alike}
