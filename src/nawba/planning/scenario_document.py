"""A scenario as people write it: queues, pools and what-ifs, in a TOML file or on a page.

Words are those of the house: a queue requires skills, a pool has them, and who may serve whom
follows. ``scenario_faults`` checks one, ``simulation`` plays it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

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


def each(numbers: Any) -> tuple[Any, ...]:
    """One number, or one per interval, as a tuple."""
    return numbers if isinstance(numbers, tuple) else (numbers,)


def seconds_of(clock: str) -> float:
    """Seconds since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * 3600.0 + int(minutes) * 60.0


def clock_of(seconds: float) -> str:
    """``14:30`` for 52,200 seconds since midnight; past midnight it begins anew."""
    minutes = round(seconds / 60)
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def served_after(queue: QueuePart, pool: PoolPart) -> float | None:
    """Seconds until ``pool`` may serve ``queue``; None for never."""
    missing = [level - pool.skills.get(skill, 0) for skill, level in queue.requires.items()]
    if max(missing, default=0) <= 0:
        return 0.0
    has_all = all(skill in pool.skills for skill in queue.requires)
    if queue.relaxed and has_all and max(missing) <= queue.relaxed.levels:
        return queue.relaxed.after
    return None
