"""What the pages of re-dispatch send: a change, what they were shown of it, and limits."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from nawba.domain.redispatch import KINDS, MOST_MINUTES, Change, Held, Kind
from nawba.web.bodies import Body

Minutes = Annotated[int, Field(ge=1, le=MOST_MINUTES)]
Figure = Annotated[float, Field(allow_inf_nan=False)]
Id = Annotated[str, Field(max_length=80)]

_USUAL_MINUTES = 60


class ChangeBody(Body):
    """As ``domain.redispatch.Change`` says."""

    kind: Kind
    site: Id | None = None
    queue: Id | None = None
    to: Id | None = None
    held: Held = "return"
    levels: int = 1
    count: Annotated[int, Field(le=1_000_000)] | None = None

    @property
    def change(self) -> Change:
        return Change(**{name: getattr(self, name) for name in type(self).model_fields})


class Open(Body):
    """What planning adds to its outlook is kept as it came."""

    model_config = ConfigDict(extra="allow")


class Estimate(Open):
    mean: Figure | None
    low: Figure | None
    high: Figure | None


class Foreseen(Open):
    service_level: Estimate
    mean_wait_seconds: Estimate
    abandoned: Estimate


class ForeseenQueue(Open):
    queue: Id
    without: Foreseen
    with_: Annotated[Foreseen, Field(alias="with")]
    difference: Foreseen


class ForeseenSite(Open):
    site: Id


class Outlook(Open):
    queues: Annotated[list[ForeseenQueue], Field(max_length=2000)]
    sites: Annotated[list[ForeseenSite], Field(max_length=2000)]


class Wanted(Body):
    """``outlook`` False leaves the simulation out, which takes seconds."""

    change: ChangeBody
    minutes: Minutes = _USUAL_MINUTES
    outlook: bool = True


class Wish(Body):
    """``outlook`` is what the supervisor was shown before."""

    change: ChangeBody
    minutes: Minutes | None = None
    reason: str = ""
    client_id: str
    outlook: Outlook | None = None

    @property
    def foreseen(self) -> dict[str, Any] | None:
        return None if self.outlook is None else self.outlook.model_dump(by_alias=True)


class LimitsBody(Body):
    on: bool
    kinds: Annotated[list[Kind], Field(max_length=len(KINDS))]
    at_once: int
    minutes: int
    level_below: Figure
    waited_targets: Figure
