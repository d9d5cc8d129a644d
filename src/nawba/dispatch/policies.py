"""The house's policies: each a score for queues and a way to choose among pools.

Each says where its rule comes from, what is proven there, and what is heuristic here. The theory
is asymptotic (many advisers, heavy load, exponential times, no breaks); a contact centre is none
of that, so "heuristic here" is meant. A user's own policy is written and registered alike:

    register(Policy("mine", by_score(my_score), by_rank, "Why this is a good idea."))
"""

from __future__ import annotations

from nawba.dispatch.choosing import by_idleness, by_rank, by_score, by_speed
from nawba.dispatch.kernel import OVERLOAD, Policy, Rules, State, register
from nawba.dispatch.sharing import THRESHOLDED_SHARING

_FAR = 1e7
"""Seconds (115 days): longer than any wait, so that one rule comes before another."""

_ENTER, _LEAVE = 2.0, 0.5


def waited(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """How long the head of the line has waited, in seconds."""
    return float(now - state.oldest[queue])


def by_priority(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """The queue's priority; among equals the longer wait."""
    return float(rules.priority[queue] * _FAR + now - state.oldest[queue])


def length_over_share(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """How long the line is beside the share of all waiting that it should have."""
    return float(state.length[queue] / rules.queue_share[queue])


def over_target(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """The head's wait over the queue's target: 1 when it is about to be missed."""
    return float((now - state.oldest[queue]) / rules.target[queue])


def rising_cost(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """c'(w)·μ with the cost c(w) = weight·w²/2: what waiting costs now, times the speed here."""
    rate = rules.queue_rate[edge] if edge >= 0 else 1.0
    return float(rules.weight[queue] * (now - state.oldest[queue]) * rate)


def cost_of_leaving(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """c·μ/θ: cost per waiting second times the speed here, over the rate of giving up."""
    rate = rules.queue_rate[edge] if edge >= 0 else 1.0
    return float(rules.weight[queue] * rate / max(rules.abandon_rate[queue], 1e-9))


def salvage(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """Above 0 while the head can still be answered in time, more with less time left; then below,
    less the longer it is late."""
    left = rules.target[queue] - (now - state.oldest[queue])
    return float(_FAR - left if left >= 0 else left - _FAR)


def ratio_or_salvage(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """``over_target`` in normal load, ``salvage`` in overload."""
    if state.mode[0] >= OVERLOAD:
        return salvage(now, queue, edge, state, rules)
    return over_target(now, queue, edge, state, rules)


def overload_switch(now: float, state: State, rules: Rules) -> int:
    """Overload once a head has waited ``more[0]`` (2) targets; over when all are below ``more[1]``
    (0.5). Between the two nothing changes: the hysteresis that keeps the mode from flapping.
    """
    enter, leave = _ENTER, _LEAVE
    if len(rules.more) > 1:
        enter, leave = rules.more[0], rules.more[1]
    worst = 0.0
    for queue in range(len(rules.target)):
        if state.length[queue] > 0 and state.open[queue]:
            worst = max(worst, (now - state.oldest[queue]) / rules.target[queue])
    if state.mode[0] >= OVERLOAD:
        return 0 if worst < leave else 1
    return 1 if worst >= enter else 0


LONGEST_WAIT_FIRST = register(
    Policy(
        "longest_wait_first",
        by_score(waited),
        by_rank,
        "Whoever has waited longest is served next, by the people who are missed least elsewhere."
        " Proven: within one line it is first come, first served. Heuristic here: the choice among"
        " pools; asking the least flexible first is greedy and no optimum is claimed.",
        waited,
        together=True,
    )
)
STATIC_PRIORITY = register(
    Policy(
        "static_priority",
        by_score(by_priority),
        by_rank,
        "The queue of the highest priority first, then the longest wait. Proven: with one pool and"
        " one mean handling time it gives the high queues the shortest wait (Cobham 1954, without"
        " interruption). Heuristic here: several pools. A high queue in overload starves the rest.",
        by_priority,
        together=True,
    )
)
QUEUE_RATIO = register(
    Policy(
        "queue_ratio",
        by_score(length_over_share),
        by_idleness,
        "Queue-and-idleness-ratio rule (Gurvich & Whitt, Queue-and-idleness-ratio controls in"
        " many-server service systems, Math. Oper. Res. 34, 2009): keep the lengths of the lines,"
        " and the idle places of the pools, in fixed proportions. Proven there, as the system grows"
        " in critical load with handling times that depend on the pool alone: the proportions"
        " hold. Heuristic here: we compare length over share where the paper compares length less"
        " share of the total: the same choice between two queues, the same proportions with more.",
        length_over_share,
        together=True,
    )
)
WAIT_OVER_TARGET = register(
    Policy(
        "wait_over_target",
        by_score(over_target),
        by_idleness,
        "The head whose wait is the largest share of its target first. Lines in proportion to"
        " target times arrivals make waits in proportion to targets (Gurvich & Whitt, Service-level"
        " differentiation in many-server service systems via queue-ratio routing, Oper. Res. 58,"
        " 2010), proven there in the limit for queue ratios. Heuristic here: the wait of the head"
        " stands for the length of its line.",
        over_target,
        together=True,
    )
)
GENERALISED_CMU = register(
    Policy(
        "generalised_cmu",
        by_score(rising_cost),
        by_speed,
        "Generalised cμ (Mandelbaum & Stolyar, Scheduling flexible servers with convex delay costs,"
        " Oper. Res. 52, 2004): serve where cost grows fastest times how fast it is served here."
        " Proven there in heavy traffic without abandonment, for convex costs. Heuristic here: the"
        " cost is weight·wait²/2, people do give up, and the choice of the fastest idle pool.",
        rising_cost,
        needs=("service",),
    )
)
CMU_THETA = register(
    Policy(
        "cmu_theta",
        by_score(cost_of_leaving),
        by_speed,
        "cμ/θ (Atar, Giat & Shimkin, The cμ/θ rule for many-server queues with abandonment, Oper."
        " Res. 58, 2010). Proven there for one pool in lasting overload, with exponential patience:"
        " least cost in the fluid limit. Heuristic here: several pools, and load that comes and"
        " goes. It starves the queues of low index; it is a rule for overload.",
        cost_of_leaving,
        needs=("service", "abandonment"),
    )
)
TARGET_SALVAGE = register(
    Policy(
        "target_salvage",
        by_score(salvage),
        by_idleness,
        "Serve first whoever can still be answered within the target, the least time left first;"
        " those already late come last. Keeps contracts in overload and starves the rest. Heuristic"
        " throughout: earliest due date among those not yet late, seen at the heads of lines only.",
        salvage,
        together=True,
    )
)
RATIO_THEN_SALVAGE = register(
    Policy(
        "ratio_then_salvage",
        by_score(ratio_or_salvage),
        by_idleness,
        "wait_over_target in normal load, target_salvage in overload, with an explicit switch: on"
        " when a head has waited two targets, off when none has waited half of one. Heuristic"
        " throughout: neither the switch nor its thresholds are optimal in any proven sense.",
        ratio_or_salvage,
        overload_switch,
        together=True,
    )
)

__all__ = [
    "CMU_THETA",
    "GENERALISED_CMU",
    "LONGEST_WAIT_FIRST",
    "QUEUE_RATIO",
    "RATIO_THEN_SALVAGE",
    "STATIC_PRIORITY",
    "TARGET_SALVAGE",
    "THRESHOLDED_SHARING",
    "WAIT_OVER_TARGET",
    "overload_switch",
]
