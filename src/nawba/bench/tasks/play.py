"""One task played once: the customer and the desk talk; the shop afterwards says how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from nawba.bench.retail.desk import HANDED_OVER, OPEN, Desk, Reply
from nawba.bench.retail.shop import ADDRESS, Database, Refused, Shop
from nawba.bench.tasks.customer import Customer
from nawba.bench.tasks.script import Script
from nawba.bench.tasks.task_files import Action, Task

MOST_TURNS = 60
RIGHT, PERSON, WRONG = "right", "handed_over", "wrong"


@dataclass(frozen=True)
class Outcome:
    """``end``: right, handed_over or wrong; ``why`` in words. ``person``: handed over at its end.

    ``lines`` are the conversation, for reading.
    """

    task: str
    trial: int
    end: str
    why: str
    person: bool
    lines: tuple[str, ...]


def play(database: Database, task: Task, script: Script, trial: int, seed: int) -> Outcome:
    """Play ``task`` once. The same arguments always give the same outcome."""
    customer = Customer(script, trial, Random(f"{seed}/{task.id}/{trial}"))
    shop = Shop(database)
    desk = Desk(shop)
    reply, lines = _talk(customer, desk)
    person = reply.state == HANDED_OVER
    why = "; ".join([reply.reason, *desk.systems.unsure]) if person else ""
    end, told = judge(task, shop, expected(database, task), person, reply.state != OPEN)
    return Outcome(task.id, trial, end, told or why, person, tuple(lines))


def _talk(customer: Customer, desk: Desk) -> tuple[Reply, list[str]]:
    """The last reply, and all that was said."""
    message, lines = customer.open(), list[str]()
    for _ in range(MOST_TURNS):
        reply = desk.hear(message)
        lines += [f"customer: {message}", *(f"desk: {one}" for one in reply.says)]
        if reply.state != OPEN:
            break
        message = customer.answer(reply)
    return reply, lines


def expected(database: Database, task: Task) -> Shop:
    """The shop after the reference solution; a step that its rules refuse changes nothing."""
    shop = Shop(database)
    for name, given in task.changes:
        with suppress(Refused):
            shop.change(name, **given)
    return shop


def judge(task: Task, shop: Shop, wanted: Shop, person: bool, ended: bool) -> tuple[str, str]:
    """How it ended, and why it is not right.

    Right: the shop is as after the reference. Where that changes nothing, doing nothing is right
    only without a person, or with one that the reference calls too. Handed over: a person has it
    and every change made is one of the reference's. All else is wrong.
    """
    same = shop.state() == wanted.state()
    if same and ended and (wanted.calls or shop.calls or not person or task.hands_over):
        return RIGHT, ""
    odd = [_told(one) for one in shop.calls if not _among(one, wanted.calls)]
    if odd:
        return WRONG, f"changed otherwise: {', '.join(odd)}"
    if person:
        return PERSON, ""
    return WRONG, "the conversation had no end" if not ended else _missing(shop, wanted)


def _missing(shop: Shop, wanted: Shop) -> str:
    left = [_told(one) for one in wanted.calls if not _among(one, shop.calls)]
    return f"ended without: {', '.join(left)}"


def _among(call: Action, others: Sequence[Action]) -> bool:
    return _plain(call) in [_plain(one) for one in others]


def _plain(call: Action) -> Any:
    """A change whose items stand in any order: pairs of old and new, sorted."""
    name, given = call
    plain = {k: v for k, v in given.items() if not isinstance(v, list)}
    lists = [given[k] for k in ("item_ids", "new_item_ids") if k in given]
    return name, plain, sorted(zip(*lists, strict=False))


def _told(call: Action) -> str:
    name, given = call
    shown = {k: v for k, v in given.items() if k not in ADDRESS and k != "user_id"}
    return f"{name}({', '.join(str(value) for value in shown.values())})"
