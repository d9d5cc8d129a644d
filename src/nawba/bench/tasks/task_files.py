"""The files of a retail task set: tasks, policy and database, gzip or plain."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nawba.bench.plain import read_text
from nawba.bench.retail.shop import ADDRESS, CHANGES, HAND_OVER, LOOKS, Database
from nawba.domain.errors import DocumentError, Fault, Invalid

SECTIONS = (
    "Cancel pending order",
    "Modify pending order",
    "Modify payment",
    "Modify items",
    "Return delivered order",
    "Exchange delivered order",
)
"""Headings of the policy whose rules the desk's flows carry out."""

_MOST_FAULTS = 20
_PARTS = {
    "products": ("name", "variants"),
    "users": ("name", "address", "email", "payment_methods", "orders"),
    "orders": ("user_id", "address", "items", "status", "payment_history"),
}

Action = tuple[str, Mapping[str, Any]]
"""A tool's name and its arguments."""


@dataclass(frozen=True)
class Task:
    """What a customer came for, in the task's words, and what should have been done."""

    id: str
    reason: str
    known: str
    instructions: str
    actions: tuple[Action, ...]

    @property
    def changes(self) -> list[Action]:
        return [(name, given) for name, given in self.actions if name in CHANGES]

    @property
    def hands_over(self) -> bool:
        return any(name == HAND_OVER for name, _ in self.actions)


def read_tasks(path: Path) -> list[Task]:
    """The tasks of ``path``, a JSON list. Raises DocumentError, or Invalid if it is empty."""
    found = _json(path)
    if not isinstance(found, list):
        raise _fault(path, "", "is not a list of tasks", "Give the set's tasks file")
    tasks: list[Task] = []
    faults: list[Fault] = []
    for place, entry in enumerate(found):
        try:
            tasks.append(_task(entry, {one.id for one in tasks}))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            where, remedy = f"tasks[{place}]", "Mend or delete this task"
            faults.append(Fault(str(path), 1, where, _problem(error), remedy))
    if faults:
        raise DocumentError(tuple(faults[:_MOST_FAULTS]))
    if not tasks:
        raise Invalid(f"{path} holds no task. The format is told by: nawba bench tasks --help")
    return tasks


def _task(entry: Mapping[str, Any], known: set[str]) -> Task:
    told = entry["user_scenario"]["instructions"]
    if told.get("domain", "retail") != "retail":
        raise ValueError(f"is of the domain {told['domain']!r}; only retail is played")
    wanted = (entry.get("evaluation_criteria") or {}).get("actions") or ()
    actions = tuple(_action(one["name"], one["arguments"]) for one in wanted)
    if str(entry["id"]) in known:
        raise ValueError(f"has the id {entry['id']!r} of another task")
    return Task(
        id=str(entry["id"]),
        reason=_text(told, "reason_for_call"),
        known=_text(told, "known_info"),
        instructions=_text(told, "task_instructions"),
        actions=actions,
    )


def _action(name: str, arguments: Any) -> Action:
    if name not in CHANGES and name not in LOOKS and name != HAND_OVER:
        raise ValueError(f"names the unknown action {name!r}")
    if not isinstance(arguments, dict):
        raise TypeError
    return name, arguments


def _text(told: Mapping[str, Any], key: str) -> str:
    value = told[key] if key == "reason_for_call" else told.get(key)
    if not isinstance(value, str | None):
        raise TypeError
    return value or ""


def read_database(path: Path) -> Database:
    """The shop of ``path``. Raises DocumentError naming the record and what it lacks."""
    found = _json(path)
    if not isinstance(found, dict):
        raise _fault(path, "", "is not a database", "Give the set's database file")
    faults = [fault for part in _PARTS for fault in _record_faults(path, found, part)]
    if not faults:
        faults = list(_reference_faults(path, found))
    if faults:
        raise DocumentError(tuple(faults[:_MOST_FAULTS]))
    return Database(**{part: found[part] for part in _PARTS})


def _record_faults(path: Path, found: Mapping[str, Any], part: str) -> Iterator[Fault]:
    records = found.get(part)
    if not isinstance(records, dict) or not records:
        yield Fault(str(path), 1, part, "is missing or empty", f"It maps ids of {part} to records")
        return
    for id, record in records.items():
        lacking = [k for k in _PARTS[part] if not isinstance(record, dict) or k not in record]
        if lacking:
            problem = f"has no {', '.join(lacking)}"
            yield Fault(str(path), 1, f"{part}.{id}", problem, "Complete or delete the record")


def _reference_faults(path: Path, found: Mapping[str, Any]) -> Iterator[Fault]:
    """Orders of users that are not there, items of no product, addresses without a part."""
    for id, user in found["users"].items():
        missing = [one for one in user["orders"] if one not in found["orders"]]
        if missing or not set(ADDRESS) <= set(user["address"]):
            problem = f"names the unknown order {missing[0]}" if missing else "lacks address"
            yield Fault(str(path), 1, f"users.{id}", problem, "Complete the record")
    for id, order in found["orders"].items():
        unknown = [i for i in order["items"] if i.get("product_id") not in found["products"]]
        if unknown or not order["payment_history"]:
            problem = "holds an item of no product" if unknown else "has no payment"
            yield Fault(str(path), 1, f"orders.{id}", problem, "Complete the record")


def check_policy(path: Path) -> None:
    """Raises Invalid when ``path`` is not the policy that the desk's flows were written from."""
    written = read_text(_there(path)).casefold()
    missing = [one for one in SECTIONS if f"# {one.casefold()}" not in written]
    if missing:
        told = f"{path} has no section “{missing[0]}”"
        raise Invalid(f"{told}: the desk's flows follow another policy. Give the retail policy.")


def _json(path: Path) -> Any:
    try:
        return json.loads(read_text(_there(path)))
    except json.JSONDecodeError as error:
        problem = f"is not JSON: {error.msg}"
        fault = Fault(str(path), error.lineno, "", problem, "Fetch or pack it again")
        raise DocumentError((fault,)) from error


def _there(path: Path) -> Path:
    if not path.is_file():
        raise Invalid(f"{path} is not there. Give the file's path; nothing was measured.")
    return path


def _fault(path: Path, field: str, problem: str, remedy: str) -> DocumentError:
    return DocumentError((Fault(str(path), 1, field, problem, remedy),))


def _problem(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"has no {error}"
    return str(error) if isinstance(error, ValueError) else "is not of a known form"
