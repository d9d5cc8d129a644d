"""A flow's steps as a graph, and the questions that the checks ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nawba.assistant.flows.model import Ask, Branch, Call, Confirm, Flow, Say, Step

DONE = "done"


@dataclass(frozen=True)
class Edge:
    """From step ``source`` to step ``target`` (ids); ``outcome`` tells a call's ends apart."""

    source: str
    target: str
    outcome: str = ""


def edges(flow: Flow, step: Step) -> Iterator[Edge]:
    """Every way on from ``step``. A target may be unknown or empty: that is for the checks."""
    if isinstance(step, Branch):
        yield from (Edge(step.id, case.go) for case in step.branch)
    elif isinstance(step, Confirm):
        yield Edge(step.id, step.confirm, "yes")
    elif isinstance(step, Call):
        yield Edge(step.id, flow.after(step), DONE)
        yield from (Edge(step.id, to, f"refused {why}") for why, to in step.refused.items())
        for outcome in ("failed", "unknown"):
            if to := getattr(step, outcome):
                yield Edge(step.id, to, outcome)
    elif isinstance(step, Ask | Say):
        yield Edge(step.id, flow.after(step))


def all_edges(flow: Flow) -> list[Edge]:
    return [edge for step in flow.steps for edge in edges(flow, step)]


def reachable(flow: Flow, passable: Callable[[Edge], bool] = lambda edge: True) -> set[str]:
    """The ids of the steps that the first one leads to over ``passable`` edges, itself included."""
    found, open_ends = set[str](), [flow.steps[0].id] if flow.steps else []
    ways = all_edges(flow)
    while open_ends:
        here = open_ends.pop()
        if here in found or here not in flow.step:
            continue
        found.add(here)
        open_ends += [edge.target for edge in ways if edge.source == here and passable(edge)]
    return found


def only_after(flow: Flow, through: Callable[[Edge], bool]) -> set[str]:
    """The steps that cannot be reached without passing an edge for which ``through`` holds."""
    return reachable(flow) - reachable(flow, lambda edge: not through(edge))


def only_after_done(flow: Flow, call: str) -> set[str]:
    """The steps before which operation step ``call`` has always been done."""
    return only_after(flow, lambda edge: edge.source == call and edge.outcome == DONE)


def only_after_ask(flow: Flow, field: str) -> set[str]:
    """The steps before which ``field`` has always been asked for, and so is known."""
    asks = {one.id for one in flow.steps if isinstance(one, Ask) and one.ask == field}
    return only_after(flow, lambda edge: edge.source in asks)


def loop_without_input(flow: Flow) -> list[str]:
    """The ids of steps that run in a ring without ever waiting for the customer, or none."""
    waiting = {
        one.id
        for one in flow.steps
        if isinstance(one, Confirm) or (isinstance(one, Ask) and one.again)
    }
    left = {one.id for one in flow.steps} - waiting
    ways = [edge for edge in all_edges(flow) if {edge.source, edge.target} <= left]
    while left:
        ends = left - {edge.source for edge in ways if edge.target in left}
        if not ends:
            break
        left -= ends
    ends_at = {edge.target for edge in ways if edge.source in left}
    return [one.id for one in flow.steps if one.id in left & ends_at]
