"""What is wrong with a scenario: said with file, line and field before anything is simulated.

Every fault says what to mend, and all of them are said at once.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from nawba.domain.errors import DocumentError, Fault
from nawba.planning.scenario_document import (
    Alternative,
    Document,
    QueuePart,
    each,
    seconds_of,
    served_after,
)

BASELINE = "baseline"

_EITHER = ("float", "int", "tuple[float, ...]", "tuple[int, ...]")
"""What pydantic adds to the place of a field that may be a number or a list of them."""

_SAID = {
    "string_pattern_mismatch": ("is no time of day", "Write hours and minutes, such as 08:30."),
    "too_short": ("has no entry", "Write at least one."),
}

_ONE_OR_EACH = "Write one, or one for each of {} intervals."


def read_document(path: Path) -> Document:
    """The scenario at ``path``. Raises DocumentError with every fault."""
    return document_of_text(path.read_text("utf-8"), path.name)


def document_of_text(text: str, name: str) -> Document:
    """The scenario written in ``text``, TOML of the file ``name``. Raises DocumentError."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        fault = Fault(name, int(found[1]) if found else 1, "", f"no valid TOML: {error}",
                      "Check quotes, brackets and commas on this line.")  # fmt: skip
        raise DocumentError((fault,)) from error
    return document_of(plain, Lines(name, text))


def document_of(plain: object, lines: Lines | None = None) -> Document:
    """The scenario in ``plain`` values; ``lines`` are those of its file. Raises DocumentError."""
    lines = lines or Lines("", "")
    try:
        document = Document.model_validate(plain)
    except ValidationError as error:
        raise DocumentError(_told(lines, error)) from error
    if faults := tuple(_faults(document, lines)):
        raise DocumentError(faults)
    return document


class Lines:
    """Where fields stand in a TOML file; the nearest table where a field has no line of its own."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._lines: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        for number, line in enumerate(text.splitlines(), 1):
            if head := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
                table = (head[1], sum(1 for one in self._lines if one[:1] == (head[1],)
                                      and len(one) == 2))  # fmt: skip
                self._lines[table] = number
            elif key := re.match(r"\s*([\w-]+)\s*=", line):
                self._lines.setdefault((*table, key[1]), number)

    def fault(self, path: tuple[str | int, ...], problem: str, remedy: str) -> Fault:
        shown = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
        while path and path not in self._lines:
            path = path[:-1]
        return Fault(self.name, self._lines.get(path, 1), shown.lstrip("."), problem, remedy)


def _told(lines: Lines, error: ValidationError) -> tuple[Fault, ...]:
    """Each field once: one that may be a number or a list is refused as both, and a table that
    lost its faulty entry as empty."""
    found = {_path(one["loc"]): one for one in reversed(error.errors())}
    kept = [
        path
        for path, one in found.items()
        if one["type"] != "too_short" or not any(_within(other, path) for other in found)
    ]
    return tuple(_fault(lines, path, found[path]) for path in reversed(kept))


def _path(loc: tuple[str | int, ...]) -> tuple[str | int, ...]:
    return next((loc[:at] for at, part in enumerate(loc) if part in _EITHER), loc)


def _within(path: tuple[str | int, ...], table: tuple[str | int, ...]) -> bool:
    return len(path) > len(table) and path[: len(table)] == table


def _fault(lines: Lines, path: tuple[str | int, ...], error: Any) -> Fault:
    if path != error["loc"]:
        return lines.fault(path, "is neither a number nor a list of numbers",
                           "Write 40, or [38, 42] with one for each interval.")  # fmt: skip
    if error["type"] in _SAID:
        return lines.fault(path, *_SAID[error["type"]])
    if error["type"] == "extra_forbidden":
        return lines.fault(error["loc"], "no such field", "Remove it, or correct its name.")
    if error["type"] == "missing":
        return lines.fault(error["loc"], "is missing", "Write it.")
    problem = str(error["msg"])
    return lines.fault(error["loc"], problem[:1].lower() + problem[1:], "Correct the value.")


def _faults(document: Document, lines: Lines) -> Iterator[Fault]:
    for at, queue in enumerate(document.queue):
        yield from _faults_of_queue(document, lines, at, queue)
    for at, pool in enumerate(document.pool):
        if len(each(pool.staff)) not in (1, document.intervals):
            yield lines.fault(("pool", at, "staff"), f"{len(each(pool.staff))} numbers",
                              _ONE_OR_EACH.format(document.intervals))  # fmt: skip
        if min(each(pool.staff)) < 0:
            yield lines.fault(("pool", at, "staff"), "is below 0", "Write 0 or more.")
        if pool.speeds and len(pool.speeds) != pool.places:
            yield lines.fault(("pool", at, "speeds"), f"{len(pool.speeds)} speeds",
                              f"Write one for each of {pool.places} places.")  # fmt: skip
    yield from _faults_of_names(document, lines)
    for at, what_if in enumerate(document.alternative):
        yield from _faults_of_what_if(document, lines, at, what_if)


def _faults_of_names(document: Document, lines: Lines) -> Iterator[Fault]:
    for kind, ids in (
        ("queue", [one.id for one in document.queue]),
        ("pool", [one.id for one in document.pool]),
        ("alternative", [BASELINE, *(one.name for one in document.alternative)][1:]),
    ):
        for at, one in enumerate(ids):
            if one in ids[:at] or one == BASELINE:
                yield lines.fault((kind, at, "id"), f"'{one}' is there already", "Rename one.")


def _faults_of_queue(
    document: Document, lines: Lines, at: int, queue: QueuePart
) -> Iterator[Fault]:
    if len(each(queue.contacts)) not in (1, document.intervals):
        yield lines.fault(("queue", at, "contacts"), f"{len(each(queue.contacts))} numbers",
                          _ONE_OR_EACH.format(document.intervals))  # fmt: skip
    if min(each(queue.contacts)) < 0:
        yield lines.fault(("queue", at, "contacts"), "is below 0", "Write 0 or more.")
    if queue.intents and not math.isclose(sum(queue.intents.values()), 1, abs_tol=1e-6):
        yield lines.fault(("queue", at, "intents"), f"come to {sum(queue.intents.values()):g}",
                          "Write shares that come to 1.")  # fmt: skip
    if queue.transfers and queue.transfers.to not in {one.id for one in document.queue}:
        yield lines.fault(("queue", at, "transfers"), f"no queue '{queue.transfers.to}'",
                          "Name a queue of this file.")  # fmt: skip
    for name in ("handling", "patience"):
        times = getattr(queue, name)
        if times and (times.mean is None) == (not times.values):
            yield lines.fault(("queue", at, name), "needs a mean or values, and not both",
                              "Write { mean = 300 } or { values = [280, 310] }.")  # fmt: skip
    yield from _nobody(document, lines, at, queue)


def _nobody(document: Document, lines: Lines, at: int, queue: QueuePart) -> Iterator[Fault]:
    """A queue that nobody may serve, or nobody who is ever there."""
    for skill, level in queue.requires.items():
        if all(pool.skills.get(skill, 0) < level for pool in document.pool):
            yield lines.fault(("queue", at, "requires"),
                              f"queue '{queue.id}' requires {skill} at level {level}, which nobody"
                              " has", "Give a pool the skill, or lower the level.")  # fmt: skip
            return
    able = [pool for pool in document.pool if served_after(queue, pool) is not None]
    if not any(max(each(pool.staff)) > 0 for pool in able):
        needed = ", ".join(f"{skill} {level}" for skill, level in queue.requires.items())
        yield lines.fault(("queue", at, "requires"),
                          f"nobody who is there has all that queue '{queue.id}' requires"
                          f" ({needed})", "Add a pool with all of it, or staff.")  # fmt: skip


def _one_of(known: set[str]) -> str:
    return f"Name one of: {', '.join(sorted(known)) or 'none is there'}."


def _faults_of_what_if(
    document: Document, lines: Lines, at: int, what_if: Alternative
) -> Iterator[Fault]:
    sites = {one.site for one in document.pool}
    pools = {one.id for one in document.pool}
    intents = {name for one in document.queue for name in one.intents}
    for key, name, known, what in (
        ("outage", what_if.outage and what_if.outage.site, sites, "site"),
        ("close", what_if.close and what_if.close.site, sites, "site"),
        ("teach", what_if.teach and what_if.teach.pool, pools, "pool"),
        ("assistant", what_if.assistant and what_if.assistant.intent, intents, "intent"),
    ):
        if name is not None and name not in known:
            yield lines.fault(("alternative", at, key), f"no {what} '{name}'",
                              _one_of(known))  # fmt: skip
    dark = what_if.outage
    if dark and seconds_of(dark.start) >= seconds_of(dark.end):
        yield lines.fault(("alternative", at, "outage"), "ends before it begins",
                          "Write from and to in this order.")  # fmt: skip
