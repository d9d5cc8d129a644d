"""A scenario as people write it: a TOML file of queues, pools and what-ifs, checked when read.

Every fault names file, line and field, and what to mend. Words are those of the house: a queue
requires skills, a pool has them, and who may serve whom follows.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nawba.domain.errors import DocumentError, Fault

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Level = Annotated[int, Field(ge=1, le=5)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Duration(_Part):
    """Seconds: a ``mean`` alone is exponential, with ``scv`` (variance / mean²) lognormal; or the
    ``values`` that were seen."""

    mean: Positive | None = None
    scv: Positive | None = None
    values: tuple[float, ...] = ()


class Target(_Part):
    share: Share = 0.8
    seconds: Positive = 20


class Redials(_Part):
    """The ``share`` of those who left that calls again ``after`` so many seconds, on average."""

    share: Share
    after: Positive = 300


class Transfers(_Part):
    share: Share
    to: str


class Relaxed(_Part):
    """After ``after`` seconds people whose levels are ``levels`` lower may help."""

    after: Positive
    levels: Annotated[int, Field(ge=1, le=4)] = 1


class QueuePart(_Part):
    id: str
    requires: dict[str, Level]
    contacts: float | tuple[float, ...]
    handling: Duration
    patience: Duration | None = None
    target: Target = Target()
    priority: float = 0
    weight: Positive = 1
    share: Positive = 1
    redials: Redials | None = None
    transfers: Transfers | None = None
    relaxed: Relaxed | None = None
    intents: dict[str, Share] = {}


class PoolPart(_Part):
    id: str
    site: str
    skills: dict[str, Level]
    staff: int | tuple[int, ...]
    places: Annotated[int, Field(ge=1, le=20)] = 1
    speeds: tuple[Positive, ...] = ()
    handling_factor: Positive = 1


class Dark(_Part):
    """A ``site`` goes dark; ``contacts`` in progress go back, are finished or are lost."""

    site: str
    start: Clock = Field(alias="from")
    end: Clock = Field(alias="to")
    contacts: Literal["return", "finish", "lost"] = "return"


class Assistant(_Part):
    """The assistant answers ``share`` of an ``intent``; what is left takes ``rest`` as long."""

    intent: str
    share: Share
    rest: Positive = 1


class Teach(_Part):
    """``advisers`` of ``pool`` learn ``skill`` to ``level``."""

    skill: str
    advisers: Annotated[int, Field(ge=1)]
    pool: str
    level: Level = 3


class Close(_Part):
    site: str


class Alternative(_Part):
    """A what-if. Several keys of one alternative hold at once."""

    name: str
    outage: Dark | None = None
    assistant: Assistant | None = None
    teach: Teach | None = None
    close: Close | None = None
    policy: str | None = None
    contacts_factor: Positive | None = None


class Document(_Part):
    """A whole file. ``contacts`` and ``staff`` are one number or one per interval."""

    name: str
    start: Clock = "08:00"
    hours: Positive = 12
    minutes: Positive = 30
    policy: str = "longest_wait_first"
    busyness: Annotated[float, Field(ge=0, le=1)] = 0
    queue: tuple[QueuePart, ...] = Field(min_length=1)
    pool: tuple[PoolPart, ...] = Field(min_length=1)
    alternative: tuple[Alternative, ...] = ()

    @property
    def intervals(self) -> int:
        return max(1, round(self.hours * 60 / self.minutes))


def read_document(path: Path) -> tuple[Document, Lines]:
    """The file at ``path`` with the lines of its fields. Raises DocumentError with every fault."""
    text = path.read_text("utf-8")
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        fault = Fault(path.name, int(found[1]) if found else 1, "", f"no valid TOML: {error}",
                      "Check quotes, brackets and commas on this line.")  # fmt: skip
        raise DocumentError((fault,)) from error
    lines = Lines(path.name, text)
    try:
        return Document.model_validate(plain), lines
    except ValidationError as error:
        raise DocumentError(tuple(_fault(lines, one) for one in error.errors())) from error


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


def _fault(lines: Lines, error: Any) -> Fault:
    if error["type"] == "extra_forbidden":
        return lines.fault(error["loc"], "no such field", "Remove it, or correct its name.")
    if error["type"] == "missing":
        return lines.fault(error["loc"], "is missing", "Write it.")
    problem = str(error["msg"])
    return lines.fault(error["loc"], problem[:1].lower() + problem[1:], "Correct the value.")
