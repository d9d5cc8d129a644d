"""The nouns of a contact centre, each a frozen dataclass or an enumeration.

Times are aware ``datetime`` in UTC, durations are seconds, languages are ISO 639 codes
(``fr``, ``ar``, ``en``, ``es``, ``pt``; ``ary`` is Moroccan Darija).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from nawba.domain.calendars import Calendar
from nawba.domain.retention import Retention
from nawba.domain.sampling import Sampling, sampled_share


class Party(StrEnum):
    """Who can hold a stretch of a contact or write in it."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    ADVISER = "adviser"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Arm(StrEnum):
    """Drawn at random when the contact opens, never changed; holdout meets no assistant."""

    ASSISTANT = "assistant"
    HOLDOUT = "holdout"


class ContactState(StrEnum):
    """Where a contact stands between hello and closed."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    HELD = "held"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


class OfferState(StrEnum):
    LIVE = "live"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MessageKind(StrEnum):
    """``note`` is private to staff; ``notice`` is the house speaking (closed, warned, handed)."""

    TEXT = "text"
    NOTICE = "notice"
    NOTE = "note"


@dataclass(frozen=True)
class Opening:
    """One stretch of opening hours: weekdays (``mon`` … ``sun``), local ``HH:MM`` times."""

    days: tuple[str, ...]
    start: str
    end: str


@dataclass(frozen=True)
class Skill:
    id: str
    name: str


@dataclass(frozen=True)
class Site:
    """A place with advisers. ``timezone`` is an IANA name, ``country`` ISO 3166 alpha-2."""

    id: str
    name: str
    country: str
    timezone: str
    hours: tuple[Opening, ...] = ()
    calendars: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brand:
    """A client company; ``holdout_share`` lies in [0, 0.5].

    ``names`` and ``assistant_names`` say how both are written in other languages or scripts.
    ``advisers`` are the ids of those who may answer for it; none: everybody with the skills.
    """

    id: str
    name: str
    languages: tuple[str, ...]
    timezone: str
    assistant_name: str
    colour: str = "#0f5c7a"
    holdout_share: float = 0.05
    inactivity_warning_seconds: int = 300
    inactivity_close_seconds: int = 120
    names: dict[str, str] = field(default_factory=dict)
    assistant_names: dict[str, str] = field(default_factory=dict)
    advisers: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The language spoken until the customer's own is known."""
        return self.languages[0]

    def name_in(self, language: str) -> str:
        """The brand's name as customers of ``language`` write it."""
        return self.names.get(language, self.name)

    def assistant_in(self, language: str) -> str:
        """The assistant's name as customers of ``language`` write it."""
        return self.assistant_names.get(language, self.assistant_name)


@dataclass(frozen=True)
class Target:
    """A service level bound by contract: ``share`` of contacts answered within ``seconds``."""

    share: float
    seconds: int


@dataclass(frozen=True)
class LaterTarget:
    """The target agreed from the local day ``since`` (``YYYY-MM-DD``) on."""

    since: str
    share: float
    seconds: int


@dataclass(frozen=True)
class Relaxation:
    """From a wait of ``after_seconds`` on, whoever has ``requires`` may answer as well."""

    after_seconds: int
    requires: dict[str, int]


@dataclass(frozen=True)
class Queue:
    """Contacts of one brand waiting for the same skills under the same target.

    ``entry`` marks the queue that new hand-overs in ``language`` join; the others are reached by
    transfer. ``requires`` maps a skill id to the lowest level (1-5) that may answer. ``target``
    holds until the first of ``later_targets``. Local days and hours are those of ``timezone``;
    on the holidays of its ``calendars`` it is closed.

    For dispatch: a higher ``priority`` goes first (policy static_priority), ``relaxed`` lets more
    people answer who waits long, and of every pool that may serve it at once ``reserved`` places
    are kept free for it. A customer who comes back waits at most ``same_adviser_seconds`` for the
    adviser who led last, then for anybody; 0 is off.
    """

    id: str
    brand: str
    name: str
    language: str
    requires: dict[str, int]
    target: Target
    entry: bool = False
    wrap_up_seconds: int = 60
    timezone: str = "UTC"
    hours: tuple[Opening, ...] = ()
    calendars: tuple[str, ...] = ()
    later_targets: tuple[LaterTarget, ...] = ()
    priority: int = 0
    relaxed: tuple[Relaxation, ...] = ()
    reserved: int = 0
    same_adviser_seconds: int = 0

    def target_at(self, moment: datetime) -> Target:
        """The target in force on the queue's local day of ``moment``."""
        if not self.later_targets:
            return self.target
        today = moment.astimezone(ZoneInfo(self.timezone)).date().isoformat()
        begun = [later for later in self.later_targets if later.since <= today]
        latest = max(begun, key=lambda later: later.since, default=None)
        return self.target if latest is None else Target(latest.share, latest.seconds)


@dataclass(frozen=True)
class Adviser:
    """``skills`` maps a skill id to a level 1-5; ``capacity`` a channel to contacts at once."""

    id: str
    name: str
    site: str
    skills: dict[str, int]
    capacity: dict[str, int] = field(default_factory=lambda: {"chat": 2})


@dataclass(frozen=True)
class WrapUpCode:
    """``labels`` maps a language to the text shown."""

    id: str
    labels: dict[str, str]


@dataclass(frozen=True)
class PauseReason:
    id: str
    labels: dict[str, str]


@dataclass(frozen=True)
class CannedReply:
    id: str
    brand: str
    language: str
    shortcut: str
    text: str


@dataclass(frozen=True)
class Supervisor:
    id: str
    name: str
    site: str


@dataclass(frozen=True)
class Centre:
    """Everything an operator configures, as one value."""

    skills: tuple[Skill, ...]
    sites: tuple[Site, ...]
    brands: tuple[Brand, ...]
    queues: tuple[Queue, ...]
    advisers: tuple[Adviser, ...]
    supervisors: tuple[Supervisor, ...] = ()
    wrap_up_codes: tuple[WrapUpCode, ...] = ()
    pause_reasons: tuple[PauseReason, ...] = ()
    canned_replies: tuple[CannedReply, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    sampling: tuple[Sampling, ...] = ()
    retention: Retention = field(default_factory=Retention)

    @cached_property
    def brand(self) -> dict[str, Brand]:
        return {brand.id: brand for brand in self.brands}

    @cached_property
    def queue(self) -> dict[str, Queue]:
        return {queue.id: queue for queue in self.queues}

    @cached_property
    def site(self) -> dict[str, Site]:
        return {site.id: site for site in self.sites}

    @cached_property
    def adviser(self) -> dict[str, Adviser]:
        return {adviser.id: adviser for adviser in self.advisers}

    @cached_property
    def supervisor(self) -> dict[str, Supervisor]:
        return {supervisor.id: supervisor for supervisor in self.supervisors}

    @cached_property
    def _closed_days(self) -> dict[str, frozenset[date]]:
        return {
            calendar.id: frozenset(date.fromisoformat(day.date) for day in calendar.days)
            for calendar in self.calendars
        }

    def closed_days(self, place: Queue | Site) -> frozenset[date]:
        """The holidays of a queue or a site: local days of its time zone."""
        none: frozenset[date] = frozenset()
        return none.union(*(self._closed_days.get(one, none) for one in place.calendars))

    def sampled_share(self, purpose: str, queue: str) -> float:
        """Which share of the contacts of ``queue`` serves ``purpose``; 0 without a rule."""
        return sampled_share(self.sampling, purpose, queue)

    def entry_queue(self, brand: str, language: str) -> Queue | None:
        """Where a hand-over of ``brand`` in ``language`` waits.

        Without an entry in it, that of the brand's first language that has one.
        """
        entries = {q.language: q for q in reversed(self.queues) if q.brand == brand and q.entry}
        known = self.brand.get(brand)
        spoken = (language, *(known.languages if known else ()), *entries)
        return next((entries[one] for one in spoken if one in entries), None)

    def name_of(self, party: str, party_id: str) -> str:
        """The name shown for an adviser or supervisor; the id itself for anybody else."""
        people: dict[str, dict[str, Adviser] | dict[str, Supervisor]] = {
            "adviser": self.adviser,
            "supervisor": self.supervisor,
        }
        person = people.get(party, {}).get(party_id)
        return person.name if person is not None else party_id


@dataclass(frozen=True)
class Article:
    """One approved piece of knowledge in one language.

    ``id`` is shared by its languages; ``version`` counts from 1 per language. ``questions`` are
    ways customers ask for it; ``body`` is served word for word.
    """

    id: str
    brand: str
    language: str
    title: str
    body: str
    questions: tuple[str, ...] = ()
    owner: str = ""
    expires_on: str | None = None
    version: int = 1


@dataclass(frozen=True)
class CustomerDetails:
    """What a customer told of themselves; all of it erasable."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Source:
    """The citation under an answer."""

    article: str
    version: int
    language: str
    title: str


@dataclass(frozen=True)
class Attachment:
    id: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Message:
    """One entry of a conversation; ``number`` counts from 1 within its contact."""

    id: str
    contact: str
    number: int
    author: Party
    author_id: str
    author_name: str
    kind: MessageKind
    text: str
    at: datetime
    client_id: str
    sources: tuple[Source, ...] = ()
    choices: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Brief:
    """What the next hand needs to know; the customer can read and mend ``goal`` and ``fields``.

    ``identity`` says who the customer is and how that is known; ``done`` what was tried with its
    result; ``why`` why a person is needed; ``commitments`` what was promised.
    """

    identity: str
    goal: str
    fields: dict[str, str]
    done: tuple[str, ...]
    sources: tuple[Source, ...]
    why: str
    commitments: tuple[str, ...] = ()
    revision: int = 1
    mended: bool = False


@dataclass(frozen=True)
class Contact:
    """One customer conversation; ``waiting_since`` survives every requeue: it is its age."""

    id: str
    cell: str
    brand: str
    channel: str
    customer: str
    language: str
    arm: Arm
    state: ContactState
    queue: str | None
    opened_at: datetime
    waiting_since: datetime | None = None
    direct_adviser: str | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None


@dataclass(frozen=True)
class Hand:
    id: str
    contact: str
    party: Party
    party_id: str
    leads: bool
    started_at: datetime
    ended_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Offer:
    """A contact proposed to one adviser under the lease ``epoch`` of the cell's dispatcher."""

    id: str
    contact: str
    adviser: str
    epoch: int
    state: OfferState
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Actor:
    """Who acts: ``kind`` is looked up in the permissions table, ``id`` says what is own.

    ``brands`` and ``sites`` are those within which they may act; None: everywhere.
    """

    kind: str
    id: str
    brands: tuple[str, ...] | None = None
    sites: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


ASSISTANT = Actor("assistant", "assistant")
DISPATCHER = Actor("system", "dispatcher")
WATCHDOG = Actor("system", "watchdog")
ADMINISTRATOR = Actor("administrator", "console")

Json = dict[str, Any]
