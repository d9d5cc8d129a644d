"""The cases that are Markov chains, solved state by state: what a simulation must come to.

A chain is found by walking from its first state; queues are cut off where nothing is left of them.
Each function takes a case's parameters and gives the figures that the case expects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import spsolve
from scipy.special import pdtrc

Numbers = NDArray[np.float64]
State = tuple[int, ...]
Moves = Iterable[tuple[State, float]]
Params = Mapping[str, Any]

_LONGEST = 70  # customers in a queue; the chance of more is below 1e-15 in every case here


@dataclass(frozen=True)
class Chain:
    """States in the order found, and the rates between them, rates[to, from]."""

    states: list[State]
    rates: csc_array

    def steady(self) -> Numbers:
        """The long run's share of each state, by one sparse solve."""
        whole = self.rates.tolil()
        whole[0, :] = 1.0
        right = np.zeros(len(self.states))
        right[0] = 1.0
        return np.asarray(spsolve(whole.tocsc(), right))

    def mean(self, shares: Numbers, of: Callable[[State], float]) -> float:
        return float(shares @ np.array([of(state) for state in self.states], np.float64))


def walk(first: State, moves: Callable[[State], Moves]) -> Chain:
    """The chain of all states that can be reached from ``first``."""
    place, found = {first: 0}, [first]
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []
    for origin, state in enumerate(found):  # grows while it is walked
        for reached, rate in moves(state):
            if reached not in place:
                place[reached] = len(found)
                found.append(reached)
            rows += [place[reached], origin]
            columns += [origin, origin]
            rates += [rate, -rate]
    size = len(found)
    return Chain(found, coo_array((rates, (rows, columns)), shape=(size, size)).tocsc())


# --- two queues, two pools, one shared ---------------------------------------------------------


def n_model(case: Params) -> dict[str, float]:
    """Steady state of (busy in pool 1, busy in pool 2, waiting A, waiting B)."""
    chain = walk((0, 0, 0, 0), lambda state: _n_moves(state, case))
    shares, theta = chain.steady(), case["theta"]
    full = case["n1"], case["n2"]
    return {
        "PabA": theta * chain.mean(shares, lambda s: s[2]) / case["lamA"],
        "PabB": theta * chain.mean(shares, lambda s: s[3]) / case["lamB"],
        "PWA": chain.mean(shares, lambda s: s[:2] == full),
        "PWB": chain.mean(shares, lambda s: s[1] == full[1]),
        "occ1": chain.mean(shares, lambda s: s[0]) / full[0],
        "occ2": chain.mean(shares, lambda s: s[1]) / full[1],
    }


def _n_moves(state: State, case: Params) -> Moves:
    one, two, a, b = state
    yield from _n_arrivals(state, case)
    if one:
        yield (one, two, a - 1, b) if a else (one - 1, two, a, b), one * case["mu"]
    if two:
        yield _n_freed(state, case["pool2"]), two * case["mu"]
    if a:
        yield (one, two, a - 1, b), a * case["theta"]
    if b:
        yield (one, two, a, b - 1), b * case["theta"]


def _n_arrivals(state: State, case: Params) -> Moves:
    one, two, a, b = state
    if one < case["n1"]:
        yield (one + 1, two, a, b), case["lamA"]
    elif two < case["n2"]:
        yield (one, two + 1, a, b), case["lamA"]
    elif a < _LONGEST:
        yield (one, two, a + 1, b), case["lamA"]
    if two < case["n2"]:
        yield (one, two + 1, a, b), case["lamB"]
    elif b < _LONGEST:
        yield (one, two, a, b + 1), case["lamB"]


def _n_freed(state: State, rule: str) -> State:
    """An adviser of pool 2 is free: whom they take by ``rule``."""
    one, two, a, b = state
    if a and (not b or prefers_a(a, b, rule)):
        return one, two, a - 1, b
    return (one, two, a, b - 1) if b else (one, two - 1, a, b)


def prefers_a(a: int, b: int, rule: str) -> bool:
    """Whether pool 2 takes A where both wait: by priority, or A's part of the queues."""
    if rule.startswith("priority"):
        return rule.endswith("A")
    share = float(rule.partition("qA-")[2].partition("(")[0])
    return a - share * (a + b) > 0


# --- chats: several at once, each the slower ---------------------------------------------------


def chat(case: Params) -> dict[str, float]:
    """Steady state of (advisers with 1, with 2, with 3 chats; waiting)."""
    chain = walk((0, 0, 0, 0), lambda state: _chat_moves(state, case))
    shares = chain.steady()
    left = case["theta"] * chain.mean(shares, lambda s: s[3]) / case["lam"]
    talking = chain.mean(shares, lambda s: s[0] + 2 * s[1] + 3 * s[2])
    return {
        "PW": chain.mean(shares, lambda s: s[2] == case["agents"]),
        "Pab": left,
        "concurrency": talking / case["agents"],
        "sojourn_served": talking / (case["lam"] * (1 - left)),
    }


def _chat_moves(state: State, case: Params) -> Moves:
    loads = [case["agents"] - sum(state[:3]), *state[:3]]
    waiting = state[3]
    yield from _chat_arrivals(loads, waiting, case["lam"])
    if waiting:
        gone = case["total_speed"][2] * loads[3] + case["theta"] * waiting
        yield (*state[:3], waiting - 1), gone
        return
    for load in (1, 2, 3):
        if loads[load]:
            freed = _moved(loads, load, load - 1)
            yield (*freed, 0), case["total_speed"][load - 1] * loads[load]


def _chat_arrivals(loads: list[int], waiting: int, rate: float) -> Moves:
    least = next(load for load in range(4) if loads[load])
    if least < 3:
        yield (*_moved(loads, least, least + 1), 0), rate
    elif waiting < _LONGEST:
        yield (*loads[1:], waiting + 1), rate


def _moved(loads: list[int], origin: int, to: int) -> tuple[int, int, int]:
    """``loads`` with one adviser who had ``origin`` chats at ``to``; those without any left out."""
    after = [n - (load == origin) + (load == to) for load, n in enumerate(loads)]
    return after[1], after[2], after[3]


# --- one line that changes: an outage, a day from an empty house -------------------------------


def _one_line(servers: int, case: Params, most: int) -> Numbers:
    """Rates of a birth-death chain of ``most`` customers at most; rates[to, from]."""
    leaves = float(case.get("theta_rate", 0.0))
    count = np.arange(most + 1)
    down = np.minimum(count, servers) * case["mu"] + np.maximum(count - servers, 0) * leaves
    up = np.full(most + 1, float(case["lam"]))
    up[-1] = 0.0
    return np.diag(up[:-1], -1) + np.diag(down[1:], 1) - np.diag(up + down)


def outage(case: Params) -> dict[str, Any]:
    """100 advisers in the long run, then 70: those cut off wait again."""
    theta, before, after, most = 1 / 3, 100, 70, 400
    case = {**case, "theta_rate": theta}
    calm, dark = (_one_line(servers, case, most) for servers in (before, after))
    shares, waiting = _steady(calm), np.maximum(np.arange(most + 1) - after, 0)
    with_losses = np.zeros((most + 2, most + 2))
    with_losses[:-1, :-1], with_losses[-1, :-1] = dark, theta * waiting
    start = np.append(shares, 0.0)
    times = {str(t): expm(with_losses * t) @ start for t in (0, 1, 5, 10, 60)}
    later = float(_steady(dark) @ waiting)
    return {
        "EQ": {t: float(found[:-1] @ waiting) for t, found in times.items()},
        "cum_abandon_60": float(times["60"][-1]),
        "Pab_after": theta * later / case["lam"],
        "fluid_q": (case["lam"] - after * case["mu"]) / theta,
    }


def _steady(rates: Numbers) -> Numbers:
    whole, right = rates.copy(), np.zeros(len(rates))
    whole[0, :], right[0] = 1.0, 1.0
    return np.asarray(np.linalg.solve(whole, right))


def eight_hours(case: Params) -> dict[str, float]:
    """A day that begins empty; rates per minute. Who comes sees the state of that moment."""
    spent, minutes, servers = _day(case)[0], case["hours"] * 60, case["n"]
    count = np.arange(len(spent))
    ends, rate = np.maximum(count - servers + 1, 0), servers * case["mu"]
    late = np.where(ends > 0, 1 - pdtrc(np.maximum(ends, 1) - 1, rate * case["awt_s"] / 60), 0.0)
    good = case["lam"] * float(spent @ (1 - late))
    return {
        "good": good,
        "SL": good / (case["lam"] * minutes),
        "ASA_min": float(spent @ ends) / rate / minutes,
        "occ": float(spent @ np.minimum(count, servers)) / (servers * minutes),
    }


def eight_hours_impatient(case: Params) -> dict[str, float]:
    """The same where customers leave; who waits at closing time may still leave, or be answered."""
    spent, left = _day({**case, "theta_rate": case["nu"]})
    count, minutes = np.arange(len(spent)), case["hours"] * 60
    waiting = np.maximum(count - case["n"], 0)
    leaves = waiting * case["nu"] / (waiting * case["nu"] + case["n"] * case["mu"])
    return {
        "abandoned": case["nu"] * float(spent @ waiting) + float(left @ np.cumsum(leaves)),
        "occ": float(spent @ np.minimum(count, case["n"])) / (case["n"] * minutes),
    }


def _day(case: Params, most: int = 240) -> tuple[Numbers, Numbers]:
    """Minutes of the day spent in each state, from an empty house, and the chances at its end."""
    rates = _one_line(case["n"], case, most)
    size = most + 1
    both = np.zeros((2 * size, 2 * size))
    both[:size, :size], both[size:, :size] = rates, np.eye(size)
    start = np.zeros(2 * size)
    start[0] = 1.0
    end = expm(both * case["hours"] * 60) @ start
    return np.asarray(end[size:]), np.asarray(end[:size])


CHAINS: dict[str, Callable[[Params], dict[str, Any]]] = {
    "n_model": n_model,
    "outage": outage,
    "chat": chat,
    "eight_hours": eight_hours,
    "eight_hours_impatient": eight_hours_impatient,
}
"""By what a case says it is answered ``by``."""
