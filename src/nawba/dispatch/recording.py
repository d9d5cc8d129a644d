"""A day of contacts in a file of JSON lines, without anybody's name: what ``replay`` plays.

    {"what": "day", "version": 1, "day": "2026-03-02"}
    {"what": "brand", "id": "waha", "advisers": ["a1"]}
    {"what": "queue", "id": "waha-fr", "requires": {"fr": 3}, "seconds": 20, "share": 0.8,
     "brand": "waha", "relaxed": [{"after_seconds": 60, "requires": {"fr": 2}}]}
    {"what": "adviser", "id": "a1", "site": "dakar", "skills": {"fr": 4}, "capacity": {"chat": 2}}
    {"what": "present", "at": 0.0, "adviser": "a1"}
    {"what": "contact", "at": 12.5, "id": "c1", "queue": "waha-fr", "channel": "chat",
     "handling": 240.0, "patience": null, "last": "a1"}
    {"what": "rates", "at": 0.0, "rates": {"service": [["waha-fr", "chat", 0.004]], …}}
    {"what": "away", "at": 3600.0, "adviser": "a1"}
    {"what": "dark", "at": 4000.0, "site": "dakar"}
    {"what": "light", "at": 7600.0, "site": "dakar"}
    {"what": "wide", "at": 4000.0, "queue": "waha-fr", "levels": 1}
    {"what": "narrow", "at": 7600.0, "queue": "waha-fr"}
    {"what": "move", "at": 4000.0, "contact": "c1", "queue": "waha-bills"}

``at`` counts seconds from the start of the day. ``handling`` is how long the contact occupied its
adviser, ``patience`` how long it waited before it left, null for one who was answered, ``last`` who
led when its customer was there before, ``since`` when its age began if that was earlier: it was
held, and waits again. ``rates`` are those that policies reckoned with from then on
(``learned.rates_json``). Measures of re-dispatch stand there too: a site that is dark, a queue open
to who lacks some levels, a contact that waits elsewhere from then on. A queue may also have
``priority``, ``reserved`` and ``same_adviser_seconds``; a brand stands there if some advisers alone
answer for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nawba.dispatch.learned import Rates, rates_from, rates_json
from nawba.domain.centre_kinds import spare
from nawba.domain.errors import Invalid
from nawba.domain.words import Adviser, Brand, Centre, Queue, Relaxation, Target

VERSION = 1


@dataclass(frozen=True)
class Came:
    """A contact that began to wait ``at``; see the module for the units."""

    at: float
    id: str
    queue: str
    channel: str
    handling: float
    patience: float | None = None
    last: str | None = None
    since: float | None = None

    @property
    def age_from(self) -> float:
        return self.at if self.since is None else self.since


@dataclass(frozen=True)
class Presence:
    """An adviser came to their desk, or left it."""

    at: float
    adviser: str
    is_present: bool


@dataclass(frozen=True)
class Learned:
    """From ``at`` on policies reckoned with ``rates``."""

    at: float
    rates: Rates


@dataclass(frozen=True)
class Dark:
    """A site's advisers got no offers from then on, or got them again."""

    at: float
    site: str
    is_dark: bool


@dataclass(frozen=True)
class Wide:
    """A queue was open to who lacks ``levels`` from then on; 0: not any more."""

    at: float
    queue: str
    levels: int


@dataclass(frozen=True)
class Moved:
    """A contact that waited, if it still did, waited in another queue from then on."""

    at: float
    contact: str
    queue: str


Happened = Came | Presence | Dark | Wide | Moved


@dataclass
class Recording:
    """``happened`` in order of time; things of one moment in the order of the file. ``learned``
    too."""

    day: str
    queues: list[Queue] = field(default_factory=list)
    advisers: list[Adviser] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    learned: list[Learned] = field(default_factory=list)
    brands: list[Brand] = field(default_factory=list)

    def centre(self) -> Centre:
        return Centre((), (), tuple(self.brands), tuple(self.queues), tuple(self.advisers))


def read_recording(path: Path) -> Recording:
    """Raises Invalid naming file, line and remedy; also for a queue that nobody can serve."""
    recording = Recording("")
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if text.strip():
            try:
                _read_line(recording, json.loads(text))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise Invalid(f"{path}:{number}: {_fault(error)}", field="file") from error
    _check(recording, path)
    recording.happened.sort(key=lambda one: one.at)
    return recording


def write_recording(recording: Recording) -> Iterator[str]:
    """The lines of the file."""
    yield _line("day", version=VERSION, day=recording.day)
    for brand in recording.brands:
        yield _line("brand", id=brand.id, advisers=list(brand.advisers))
    for queue in recording.queues:
        target = {"seconds": queue.target.seconds, "share": queue.target.share}
        told = {name: value for name, value in spare(queue).items() if name in _OF_QUEUE and value}
        yield _line("queue", id=queue.id, requires=queue.requires, **target, **told)
    for one in recording.advisers:
        facts = {"site": one.site, "skills": one.skills, "capacity": one.capacity}
        yield _line("adviser", id=one.id, **facts)
    for known in recording.learned:
        yield _line("rates", at=known.at, rates=rates_json(known.rates))
    yield from (_told(one) for one in recording.happened)


def _told(one: Happened) -> str:
    if isinstance(one, Came):
        return _line("contact", **vars(one))
    if isinstance(one, Moved):
        return _line("move", **vars(one))
    if isinstance(one, Wide):
        told = {"levels": one.levels} if one.levels else {}
        return _line("wide" if one.levels else "narrow", at=one.at, queue=one.queue, **told)
    if isinstance(one, Dark):
        return _line("dark" if one.is_dark else "light", at=one.at, site=one.site)
    return _line("present" if one.is_present else "away", at=one.at, adviser=one.adviser)


_OF_QUEUE = ("brand", "priority", "relaxed", "reserved", "same_adviser_seconds")
"""What else of a queue dispatch looks at."""


def _line(what: str, **facts: Any) -> str:
    return json.dumps({"what": what, **facts}, ensure_ascii=False)


def _read_line(recording: Recording, facts: dict[str, Any]) -> None:
    what = facts.pop("what")
    if what == "day":
        if facts["version"] != VERSION:
            raise ValueError(f"version {facts['version']} is not known; this reads {VERSION}")
        recording.day = str(facts["day"])
    elif what == "brand":
        recording.brands.append(_brand(**facts))
    elif what == "queue":
        recording.queues.append(_queue(**facts))
    elif what == "adviser":
        recording.advisers.append(Adviser(name=facts["id"], **facts))
    elif what == "contact":
        recording.happened.append(_came(**facts))
    elif what == "rates":
        recording.learned.append(Learned(float(facts["at"]), rates_from(facts["rates"])))
    elif what in _HAPPENED:
        recording.happened.append(_HAPPENED[what](float(facts["at"]), facts))
    else:
        known = ", ".join(("day", "brand", "queue", "adviser", "contact", "rates", *_HAPPENED))
        raise ValueError(f"'{what}' is not known; write {known}")


_HAPPENED: dict[str, Callable[[float, dict[str, Any]], Happened]] = {
    "present": lambda at, facts: Presence(at, facts["adviser"], True),
    "away": lambda at, facts: Presence(at, facts["adviser"], False),
    "dark": lambda at, facts: Dark(at, facts["site"], True),
    "light": lambda at, facts: Dark(at, facts["site"], False),
    "wide": lambda at, facts: Wide(at, facts["queue"], max(1, int(facts["levels"]))),
    "narrow": lambda at, facts: Wide(at, facts["queue"], 0),
    "move": lambda at, facts: Moved(at, facts["contact"], facts["queue"]),
}


def _brand(id: str, advisers: list[str]) -> Brand:
    return Brand(id, id, (), "UTC", "", advisers=tuple(advisers))


def _queue(
    id: str, requires: dict[str, int], seconds: float, share: float = 0.8, **told: Any
) -> Queue:
    if odd := set(told) - set(_OF_QUEUE):
        raise TypeError(f"a queue has no '{min(odd)}'; write {', '.join(_OF_QUEUE)}")
    told["relaxed"] = tuple(Relaxation(**step) for step in told.pop("relaxed", ()))
    brand = told.pop("brand", "")
    return Queue(id, brand, id, "", requires, Target(share, int(seconds)), **told)


def _came(
    at: float,
    id: str,
    queue: str,
    channel: str,
    handling: float,
    patience: float | None = None,
    last: str | None = None,
    since: float | None = None,
) -> Came:
    if handling < 0 or (patience is not None and patience < 0):
        raise ValueError("handling and patience are seconds, not below 0")
    if since is not None and since > at:
        raise ValueError("since, when its age began, is not after at")
    return Came(float(at), id, queue, channel, float(handling), patience, last, since)


def _fault(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"this is no JSON: {error.msg}. Write one object per line."
    if isinstance(error, KeyError):
        return f"{error} is missing."
    return f"{str(error).replace('__init__()', 'this line')}."


def _check(recording: Recording, path: Path) -> None:
    if not recording.day:
        raise Invalid(f"{path}: the line with the day is missing.", field="file")
    queues = {queue.id: queue for queue in recording.queues}
    advisers = {one.id for one in recording.advisers}
    contacts = {one.id for one in recording.happened if isinstance(one, Came)}
    for one in recording.happened:
        who = getattr(one, "adviser", None) or getattr(one, "last", None)
        if who is not None and who not in advisers:
            raise Invalid(f"{path}: there is no adviser '{who}'.", field="file")
        queue = getattr(one, "queue", None)
        if queue is not None and queue not in queues:
            of = f"contact {one.id}: " if isinstance(one, Came) else ""
            raise Invalid(f"{path}: {of}there is no queue '{queue}'.", field="file")
        if isinstance(one, Moved) and one.contact not in contacts:
            raise Invalid(f"{path}: there is no contact '{one.contact}'.", field="file")
    widened = {one.queue for one in recording.happened if isinstance(one, Wide)}
    asked = {(one.queue, one.channel) for one in recording.happened if isinstance(one, Came)}
    for name, channel in sorted(asked):
        if name not in widened:
            _check_served(queues[name], channel, recording, path)


def _check_served(queue: Queue, channel: str, recording: Recording, path: Path) -> None:
    listed = next((one.advisers for one in recording.brands if one.id == queue.brand), None)
    able = [
        one
        for one in recording.advisers
        if one.capacity.get(channel, 0) > 0 and (listed is None or one.id in listed)
    ]
    if able and any(_has(one, step.requires) for step in queue.relaxed for one in able):
        return
    for skill, level in queue.requires.items():
        able = [one for one in able if one.skills.get(skill, 0) >= level]
        if not able:
            raise Invalid(
                f"{path}: queue '{queue.id}' needs {skill} at level {level} on {channel}, and"
                " nobody of this day has it with what else it needs. Add an adviser or change"
                " the queue.",
                field="file",
            )
    if not able:
        who = f"on {channel}" if listed is None else f"on {channel} for brand '{queue.brand}'"
        raise Invalid(f"{path}: queue '{queue.id}': nobody works {who}.", field="file")


def _has(adviser: Adviser, levels: dict[str, int]) -> bool:
    return all(adviser.skills.get(skill, 0) >= level for skill, level in levels.items())
