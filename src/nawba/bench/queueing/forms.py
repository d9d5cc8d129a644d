"""The cases that a formula of ``planning`` answers: each function takes a case's parameters, as the
case names them, and gives the figures that the case expects, by their names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from nawba.planning.erlang import blocked, delayed
from nawba.planning.limits import garnett, halfin_whitt
from nawba.planning.line import Line
from nawba.planning.patience import Exponential
from nawba.planning.staffing import Promise, fewest
from nawba.planning.textbook import (
    bounded_line,
    one_server_wait,
    redialling,
    swaying_lag,
    swaying_load,
    waits_by_priority,
)

Params = Mapping[str, Any]
Answers = dict[str, Any]


def erlang_b(case: Params) -> Answers:
    return {"B": blocked(case["n"], case["A"])}


def half_hour(case: Params) -> Answers:
    line = Line(case["n"], case["calls"] / (case["interval_min"] * 60), case["aht_s"])
    return {
        "C": line.delayed,
        "SL": line.level(case["awt_s"]),
        "ASA_s": line.wait,
        "occ": line.occupancy,
    }


def endless_line(case: Params) -> Answers:
    line = Line(case["n"], case["lam"], 1 / case["mu"])
    return {"C": line.delayed, "Lq": line.waiting, "Wq": line.wait}


def minutes_endless(case: Params) -> Answers:
    """Rates per minute, waits in seconds; nobody leaves."""
    line = Line(case["n"], case["lam"] / 60, 60 / case["mu"])
    return {
        "C": line.delayed,
        "W_s": line.wait,
        "P90_s": line.wait_quantile(0.9),
        "Lq": line.waiting,
        "occ": line.occupancy,
    }


def minutes_impatient(case: Params) -> Answers:
    """Rates per minute, waits in seconds; the four readings of a service level."""
    patience = Exponential(60 / case["theta"])
    line = Line(case["n"], case["lam"] / 60, 60 / case["mu"], patience)
    within = case["awt_min"] * 60
    return {
        "PW": line.delayed,
        "Pab": line.abandoned,
        "W_s": line.wait,
        "Q": line.waiting,
        "occ": line.occupancy,
        "P90_wait_s": line.wait_quantile(0.9),
        "SL_served_over_offered": line.level(within, "served_of_offered"),
        "SL_wait_le_t": line.level(within, "waited_at_most"),
        "SL_served_over_offered_less_short_abandons": line.level(within, "less_short_abandons"),
        "SL_served_over_served": line.level(within, "served_of_served"),
    }


def impatient_line(case: Params) -> Answers:
    line = Line(case["n"], case["lam"], 1 / case["mu"], Exponential(1 / case["theta"]))
    return {"PW": line.delayed, "Pab": line.abandoned, "Q": line.waiting}


def halfin_whitt_limit(case: Params) -> Answers:
    """The limit, and Erlang C on the way to it: n = R + beta sqrt(n)."""
    beta = case["beta"]
    near = {f"n{n}": delayed(n, n - beta * math.sqrt(n)) for n in (100, 10_000)}
    return {"limit": halfin_whitt(beta), **near}


def garnett_limit(case: Params) -> Answers:
    return {"r1": garnett(case["beta"], 1), "r05": garnett(case["beta"], 0.5)}


def fewest_patient(case: Params) -> Answers:
    promise = Promise(case["target"], case["awt_s"])
    line = fewest(case["A"] / case["aht_s"], case["aht_s"], promise)
    return {"n": line.servers, "SL": line.level(case["awt_s"])}


def fewest_impatient(case: Params) -> Answers:
    promise = Promise(0.8, case["awt_s"], "served_of_offered")
    rate, patience = case["A"] / case["aht_s"], Exponential(case["patience_s"])
    line = fewest(rate, case["aht_s"], promise, patience)
    level = line.level(case["awt_s"], "served_of_offered")
    return {"n": line.servers, "SL": level, "Pab": line.abandoned}


def priorities(case: Params) -> Answers:
    load = sum(case["lam"]) / case["mu"]
    waits = waits_by_priority(case["n"], case["lam"], 1 / case["mu"])
    return {"C": delayed(case["n"], load), "W": waits}


def swaying(case: Params) -> Answers:
    handling, lag = 1 / case["mu"], swaying_lag(1 / case["mu"])
    return {
        "m_at_pi_2": swaying_load(100, 50, handling, math.pi / 2),
        "peak": swaying_load(100, 50, handling, math.pi / 2 + lag),
        "lag": lag,
    }


def one_server(case: Params) -> Answers:
    return {"W": one_server_wait(case["lam"], case["mean"], case["scv"])}


def redialling_orbit(case: Params) -> Answers:
    orbit = redialling(case["lam"], 1 / case["mu"], case["gamma"])
    return {"orbit": orbit, "busy": case["lam"] / case["mu"]}


def pooling(case: Params) -> Answers:
    groups, each, load = case["groups"], case["n_each"], case["A_each"]
    return {"C_split": delayed(each, load), "C_pool": delayed(groups * each, groups * load)}


def bounded(case: Params) -> Answers:
    names = ("B", "P_wait_entering", "W_entering", "P_wait_gt_half")
    figures = bounded_line(case["n"], case["K"], case["lam"], 1 / case["mu"], 0.5)
    return dict(zip(names, figures, strict=True))


FORMS: dict[str, Callable[[Params], Answers]] = {
    "erlang_b": erlang_b,
    "half_hour": half_hour,
    "endless_line": endless_line,
    "minutes_endless": minutes_endless,
    "minutes_impatient": minutes_impatient,
    "impatient_line": impatient_line,
    "halfin_whitt": halfin_whitt_limit,
    "garnett": garnett_limit,
    "fewest_patient": fewest_patient,
    "fewest_impatient": fewest_impatient,
    "priorities": priorities,
    "swaying": swaying,
    "one_server": one_server,
    "redialling": redialling_orbit,
    "pooling": pooling,
    "bounded": bounded,
}
"""By what a case says it is answered ``by``."""
