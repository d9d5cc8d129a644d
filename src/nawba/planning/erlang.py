"""Erlang B and C, stable to tens of thousands of advisers. ``load`` is in erlangs: arrivals x
mean handling time, both in the same unit of time."""

from __future__ import annotations

from nawba.domain.errors import Invalid


def blocked(servers: int, load: float) -> float:
    """Erlang B: the share of arrivals that find all ``servers`` busy, where nobody can wait.

    A. K. Erlang (1917); the recursion B(n) = a B(n-1) / (n + a B(n-1)), whose terms are all
    positive, loses no digits. Raises Invalid for negative numbers.
    """
    _check(servers, load)
    share = 1.0
    for number in range(1, servers + 1):
        share = load * share / (number + load * share)
    return share


def delayed(servers: int, load: float) -> float:
    """Erlang C: the share of customers who have to wait when nobody leaves.

    C = B / (1 - r (1 - B)) with r = ``load`` / ``servers``; 1 where the load is too much.
    """
    _check(servers, load)
    if load >= servers:
        return 1.0
    share = blocked(servers, load)
    return share / (1 - load / servers * (1 - share))


def _check(servers: int, load: float) -> None:
    if servers < 0:
        raise Invalid(f"{servers} advisers cannot be. Give 0 or more.", field="advisers")
    if not 0 <= load < float("inf"):
        raise Invalid(f"A load of {load} erlangs cannot be. Give 0 or more.", field="load")
