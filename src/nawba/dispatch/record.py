"""A day out of the store as a ``Recording``: who waited for what, how long it took, who was there.

From events alone, which hold no words and no names; adviser and contact ids are replaced by
numbers in order of appearance. A contact that waited twice (a transfer) is two contacts here. A
hand occupies its adviser until the contact is wrapped up or leaves them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from sqlalchemy.engine import Connection

from nawba.dispatch.learned import rates_from
from nawba.dispatch.recording import (
    Came,
    Dark,
    Happened,
    Learned,
    Moved,
    Presence,
    Recording,
    Wide,
)
from nawba.domain import events as ev
from nawba.domain.words import Adviser, Brand, Centre
from nawba.store import events_after
from nawba.store.policies import rates_between

_DAY = timedelta(days=1)
_NOBODY = ("-",)  # an empty list would let everybody answer


@dataclass
class _Wait:
    """A contact in a queue since ``at``, of an age that may have begun before (``since``); somebody
    took it ``taken_at``. ``moves`` are the queues where it waited after."""

    at: datetime
    queue: str
    channel: str
    contact: str
    taken_at: datetime | None = None
    last: str | None = None
    since: datetime | None = None
    moves: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class _Recorder:
    start: datetime
    centre: Centre
    channels: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    waits: dict[str, _Wait] = field(default_factory=dict)
    came: list[Came] = field(default_factory=list)
    presence: list[Presence] = field(default_factory=list)
    present: set[str] = field(default_factory=set)
    measures: list[Dark | Wide] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)

    def seconds(self, at: datetime) -> float:
        return round((at - self.start).total_seconds(), 3)

    def close(self, wait: _Wait, at: datetime) -> None:
        """The wait and the work after it are over; those of another day are left out."""
        self.waits.pop(wait.contact, None)
        if not self.start <= wait.at < self.start + _DAY:
            return
        answered = wait.taken_at is not None
        handling = self.seconds(at) - self.seconds(wait.taken_at or at)
        patience = None if answered else self.seconds(at) - self.seconds(wait.at)
        name = f"{wait.contact}#{len(self.came)}"
        self.came.append(
            Came(
                self.seconds(wait.at),
                name,
                wait.queue,
                wait.channel,
                handling,
                patience,
                wait.last,
                None if wait.since is None else self.seconds(wait.since),
            )
        )
        self.moved += (Moved(self.seconds(when), name, queue) for when, queue in wait.moves)


def record(connection: Connection, centre: Centre, day: datetime) -> Recording:
    """The 24 hours from ``day`` (aware). Contacts still open at the last event are left out."""
    recorder = _Recorder(day, centre)
    cursor: dict[str, int] = {}
    while recorded := events_after(connection, cursor):
        for one in recorded:
            cursor[one.cell] = max(cursor.get(one.cell, 0), one.seq)
            fold = _FOLDS.get(type(one.event))
            if fold is not None and one.at < day + _DAY * 2:
                fold(recorder, one.event, one.at)
    recording = _anonymous(recorder)
    recording.learned += _learned(connection, recorder)
    return recording


def _learned(connection: Connection, recorder: _Recorder) -> Iterable[Learned]:
    """The rates in force when the day began, and those that came in it."""
    for at, document in rates_between(connection, recorder.start, recorder.start + _DAY):
        yield Learned(max(recorder.seconds(at), 0.0), rates_from(document))


def _opened(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.ContactOpened, event)
    recorder.channels[e.contact] = e.channel


def _came_back(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.CustomerCameBack, event)
    recorder.last[e.contact] = e.adviser


def _queued(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.ContactQueued, event)
    before = recorder.waits.get(e.contact)
    if before is not None and before.taken_at is None:
        if e.queue != (before.moves[-1][1] if before.moves else before.queue):
            before.moves.append((at, e.queue))  # it goes on waiting, elsewhere
        return
    if before is not None:
        recorder.close(before, at)
    channel = recorder.channels.get(e.contact, "chat")
    last = recorder.last.pop(e.contact, None)
    since = e.waiting_since if e.waiting_since < at else None
    recorder.waits[e.contact] = _Wait(at, e.queue, channel, e.contact, None, last, since)


def _hand_started(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.HandStarted, event)
    wait = recorder.waits.get(e.contact)
    if wait is not None and wait.taken_at is None and e.party == "adviser" and e.leads:
        wait.taken_at = at


def _over(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    wait = recorder.waits.get(cast(ev.ContactEvent, event).contact)
    if wait is not None:
        recorder.close(wait, at)


def _presence(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.PresenceChanged, event)
    is_present, was_present = e.state == "available", e.adviser in recorder.present
    (recorder.present.add if is_present else recorder.present.discard)(e.adviser)
    if is_present == was_present or at >= recorder.start + _DAY:
        return
    seconds = max(recorder.seconds(at), 0.0)  # who came before the day is there when it begins
    recorder.presence.append(Presence(seconds, e.adviser, is_present))


def _applied(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.MeasureApplied, event)
    _measure(recorder, e.kind, e.site, e.queue, at, e.levels)


def _ended(recorder: _Recorder, event: ev.Event, at: datetime) -> None:
    e = cast(ev.MeasureEnded, event)
    _measure(recorder, e.kind, e.site, e.queue, at, 0)


def _measure(
    recorder: _Recorder, kind: str, site: str | None, queue: str | None, at: datetime, levels: int
) -> None:
    """What was moved at once is told by the contacts."""
    seconds = max(recorder.seconds(at), 0.0)  # what was in force before the day is when it begins
    if at >= recorder.start + _DAY:
        return
    if kind == "site_dark":
        recorder.measures.append(Dark(seconds, str(site), levels > 0))
    elif kind == "widen_queue":
        recorder.measures.append(Wide(seconds, str(queue), levels))


_FOLDS: dict[type[ev.Event], Callable[[_Recorder, ev.Event, datetime], None]] = {
    ev.ContactOpened: _opened,
    ev.CustomerCameBack: _came_back,
    ev.ContactQueued: _queued,
    ev.HandStarted: _hand_started,
    ev.ContactWrappedUp: _over,
    ev.ContactClosed: _over,
    ev.PresenceChanged: _presence,
    ev.MeasureApplied: _applied,
    ev.MeasureEnded: _ended,
}


def _anonymous(recorder: _Recorder) -> Recording:
    """Numbers for ids; only what the day knew of queues and advisers."""
    happened = _known(recorder)
    happened.sort(key=lambda one: one.at)
    advisers = {one.adviser for one in recorder.presence} & set(recorder.centre.adviser)
    names = {who: f"a{number:05}" for number, who in enumerate(sorted(advisers), start=1)}
    contacts = (one.id for one in happened if isinstance(one, Came))
    numbers = {contact: f"c{number:06}" for number, contact in enumerate(contacts, start=1)}
    asked = {one.queue for one in happened if isinstance(one, Came | Moved)}
    return Recording(
        recorder.start.astimezone(UTC).date().isoformat(),
        [queue for queue in recorder.centre.queues if queue.id in asked],
        [_nameless(recorder.centre.adviser[who], name) for who, name in names.items()],
        list(_renamed(happened, names, numbers)),
        brands=[_of_numbers(brand, names) for brand in recorder.centre.brands if brand.advisers],
    )


def _known(recorder: _Recorder) -> list[Happened]:
    """What happened at queues that there still are."""
    queues = recorder.centre.queue
    came = [one for one in recorder.came if one.queue in queues]
    ids = {one.id for one in came}
    asked = {one.queue for one in came}
    moved = [one for one in recorder.moved if one.contact in ids and one.queue in queues]
    asked |= {one.queue for one in moved}
    measures = [one for one in recorder.measures if isinstance(one, Dark) or one.queue in asked]
    return [*measures, *recorder.presence, *came, *moved]


def _of_numbers(brand: Brand, names: dict[str, str]) -> Brand:
    """The brand's list by numbers; of who was not there that day nobody is left to be on it."""
    there = tuple(sorted(names[one] for one in brand.advisers if one in names))
    return Brand(brand.id, brand.id, (), "UTC", "", advisers=there or _NOBODY)


def _nameless(adviser: Adviser, name: str) -> Adviser:
    return replace(adviser, id=name, name=name)


def _renamed(
    happened: Iterable[Happened], names: dict[str, str], numbers: dict[str, str]
) -> Iterable[Happened]:
    for one in happened:
        if isinstance(one, Dark | Wide):
            yield one
        elif isinstance(one, Moved):
            yield replace(one, contact=numbers[one.contact])
        elif isinstance(one, Came):
            last = names.get(one.last) if one.last is not None else None
            yield replace(one, id=numbers[one.id], last=last)
        elif one.adviser in names:
            yield replace(one, adviser=names[one.adviser])
