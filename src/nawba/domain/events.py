"""What happened, as facts: ids and numbers, never words, names or files of a person.

Each event is a frozen dataclass; ``Recorded`` wraps it with its place in a cell's stream.
``encode`` and ``decode`` are exact inverses and are what the store keeps and the pages receive.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_type_hints


@dataclass(frozen=True)
class Event:
    """Base of all events; the stored type is the class name in snake case."""


@dataclass(frozen=True)
class ContactEvent(Event):
    contact: str


@dataclass(frozen=True)
class ContactOpened(ContactEvent):
    brand: str
    channel: str
    language: str
    arm: str
    customer: str


@dataclass(frozen=True)
class LanguageChanged(ContactEvent):
    language: str


@dataclass(frozen=True)
class MessageAdded(ContactEvent):
    message: str
    number: int
    author: str
    author_id: str
    kind: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerGiven(ContactEvent):
    """The assistant answered ``in_reply_to`` with an approved article version.

    ``threshold`` was in force, in version ``assistant_version`` of the assistant, if it had one.
    ``basis`` is a ``Basis``: what was chosen by the customer, or answers a part of a message, is
    outside what the threshold was proven on.
    """

    message: str
    in_reply_to: str
    article: str
    version: int
    language: str
    score: float
    threshold: float | None = None
    assistant_version: int | None = None
    basis: str = "score"


@dataclass(frozen=True)
class AnswerWithheld(ContactEvent):
    """The assistant did not answer; ``reason`` is one of the dialogue's reasons."""

    in_reply_to: str
    reason: str
    score: float | None = None
    threshold: float | None = None
    assistant_version: int | None = None


@dataclass(frozen=True)
class PersonRequested(ContactEvent):
    message: str | None


@dataclass(frozen=True)
class BriefWritten(ContactEvent):
    revision: int
    mended: bool


@dataclass(frozen=True)
class ContactQueued(ContactEvent):
    """Waiting from now on; ``waiting_since`` keeps the age of an earlier wait."""

    queue: str
    reason: str
    waiting_since: datetime
    direct_adviser: str | None = None


@dataclass(frozen=True)
class ClosedHoursTold(ContactEvent):
    queue: str
    opens_at: datetime | None


@dataclass(frozen=True)
class OfferMade(ContactEvent):
    offer: str
    adviser: str
    epoch: int
    expires_at: datetime


@dataclass(frozen=True)
class OfferEnded(ContactEvent):
    """``outcome`` is accepted, refused, expired or withdrawn."""

    offer: str
    adviser: str
    outcome: str
    reason: str | None = None


@dataclass(frozen=True)
class HandStarted(ContactEvent):
    hand: str
    party: str
    party_id: str
    leads: bool


@dataclass(frozen=True)
class HandEnded(ContactEvent):
    hand: str
    party: str
    party_id: str
    leads: bool
    reason: str


@dataclass(frozen=True)
class CustomerCameBack(ContactEvent):
    """``adviser`` led when this customer was here before, lately."""

    adviser: str


@dataclass(frozen=True)
class ContactWatched(ContactEvent):
    """A supervisor opened somebody else's conversation without joining it."""

    supervisor: str


@dataclass(frozen=True)
class InactivityWarned(ContactEvent):
    closes_at: datetime


@dataclass(frozen=True)
class WrapUpStarted(ContactEvent):
    party: str
    party_id: str
    reason: str
    due_at: datetime


@dataclass(frozen=True)
class ContactWrappedUp(ContactEvent):
    party: str
    party_id: str
    code: str


@dataclass(frozen=True)
class ContactClosed(ContactEvent):
    reason: str


@dataclass(frozen=True)
class RatingGiven(ContactEvent):
    solved: bool | None
    rating: int | None


@dataclass(frozen=True)
class FlowStarted(ContactEvent):
    run: str
    flow: str
    version: int


@dataclass(frozen=True)
class FlowPaused(ContactEvent):
    """The flow was put aside, by the customer or because they were silent."""

    run: str
    flow: str


@dataclass(frozen=True)
class FlowEnded(ContactEvent):
    """``outcome`` is done, cancelled, handed_over or abandoned: the contact closed before."""

    run: str
    flow: str
    outcome: str


@dataclass(frozen=True)
class ApprovalAsked(ContactEvent):
    """An irreversible operation waits for a person's yes; ``run`` and ``step`` are the flow's."""

    operation: str
    name: str
    run: str
    step: str


@dataclass(frozen=True)
class ApprovalDecided(ContactEvent):
    operation: str
    approved: bool


@dataclass(frozen=True)
class OperationStarted(ContactEvent):
    """A call to the brand's system is about to leave; ``attempt`` counts from 1 for its key."""

    operation: str
    name: str
    risk: str
    run: str
    step: str
    attempt: int


@dataclass(frozen=True)
class OperationEnded(ContactEvent):
    """``status`` is done, refused, unknown or failed; an unknown one can still turn out done."""

    operation: str
    attempt: int
    status: str
    reference: str | None = None


@dataclass(frozen=True)
class CommitmentRecorded(ContactEvent):
    """The customer was told ``text_key``: that ``operation`` is done."""

    commitment: str
    operation: str
    text_key: str


@dataclass(frozen=True)
class ContactErased(ContactEvent):
    """The words of the contact are gone; ``reason`` is ``erasure`` or ``retention``."""

    reason: str


@dataclass(frozen=True)
class ConsentSaid(ContactEvent):
    """The customer agrees that this contact serves ``purpose``, or does not."""

    purpose: str
    given: bool


@dataclass(frozen=True)
class ContactHeld(ContactEvent):
    """Its words are kept whatever their time, and not erased: ``reason`` is a code."""

    reason: str


@dataclass(frozen=True)
class ContactReleased(ContactEvent):
    """A legal hold is over."""


@dataclass(frozen=True)
class CustomerErased(Event):
    """Everything that was held of the customer in words is gone; ``erasure`` is the proof's id."""

    customer: str
    brand: str
    erasure: str


@dataclass(frozen=True)
class CustomerExported(Event):
    """Somebody took a copy of everything that is held of the customer."""

    customer: str
    brand: str


@dataclass(frozen=True)
class PurposeChanged(Event):
    """The register says something else of ``purpose`` now."""

    purpose: str
    revision: int


@dataclass(frozen=True)
class PresenceChanged(Event):
    adviser: str
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class ArticlePublished(Event):
    article: str
    brand: str
    language: str
    version: int


@dataclass(frozen=True)
class ArticleWithdrawn(Event):
    article: str
    brand: str
    language: str


@dataclass(frozen=True)
class ArticleDraftMoved(Event):
    """A draft came into ``state``: draft, proposed, published, rejected or discarded."""

    draft: str
    brand: str
    article: str
    language: str
    state: str
    revision: int


@dataclass(frozen=True)
class GapMoved(Event):
    """A gap came into ``state``: open, drafted, closed, dismissed, or merged into another."""

    gap: str
    brand: str
    state: str


@dataclass(frozen=True)
class AssistantPublished(Event):
    """Version ``version`` of the assistant answers from now on; ``previous`` did until now."""

    version: int
    document: str
    previous: int | None


@dataclass(frozen=True)
class AssistantRolledBack(Event):
    """An earlier version of the assistant answers again."""

    version: int
    previous: int


@dataclass(frozen=True)
class WebhookChanged(Event):
    """A subscription was added, changed or removed; ``what`` says which."""

    webhook: str
    what: str


@dataclass(frozen=True)
class WebhookSwitchedOff(Event):
    """A subscription is not delivered any more: ``reason`` is gone or failing."""

    webhook: str
    reason: str


@dataclass(frozen=True)
class CentreConfigured(Event):
    brands: int
    queues: int
    advisers: int


@dataclass(frozen=True)
class AccountMade(Event):
    """Somebody may sign in from now on."""

    account: str


@dataclass(frozen=True)
class AccountChanged(Event):
    """What the account may do, or how it signs in, is not what it was."""

    account: str


@dataclass(frozen=True)
class SessionsEnded(Event):
    """Signed out: in one browser, or in all of them."""

    account: str


@dataclass(frozen=True)
class KeyMade(Event):
    key: str


@dataclass(frozen=True)
class KeyRevoked(Event):
    key: str


@dataclass(frozen=True)
class LeaseTaken(Event):
    """A dispatcher became the cell's one writer of offers under a higher epoch."""

    holder: str
    epoch: int


@dataclass(frozen=True)
class DispatchModeChanged(Event):
    """The policy moved between normal load (0) and overload (above 0)."""

    policy: str
    before: int
    since: int


@dataclass(frozen=True)
class MeasureApplied(Event):
    """A measure of re-dispatch is in force until ``until``, or until somebody ends it.

    ``kind``, ``site``, ``queue``, ``to``, ``held``, ``levels`` and ``count`` are its ``Change``;
    ``brand`` is its queue's. ``moved`` counts the contacts that are moved or freed with it.
    """

    measure: str
    kind: str
    site: str | None
    brand: str | None
    queue: str | None
    to: str | None
    held: str
    levels: int
    count: int | None
    until: datetime | None
    automatic: bool
    moved: int


@dataclass(frozen=True)
class MeasureEnded(Event):
    """A measure is over: by ``reason`` ended (by a person), expired (its time is over, or a site
    that the centre made dark by itself is back), or done at once."""

    measure: str
    kind: str
    site: str | None
    brand: str | None
    queue: str | None
    reason: str


@dataclass(frozen=True)
class PolicyChosen(Event):
    """From now on ``policy`` decides who takes which contact; ``before`` did, None: nobody chose.

    It begins in normal load.
    """

    policy: str
    before: str | None


@dataclass(frozen=True)
class RatesLearned(Event):
    """From now on policies reckon with the rates of this ``number``, learned from ``contacts``."""

    number: int
    contacts: int


@dataclass(frozen=True)
class IntakeBegun(Event):
    """Recorded contacts are being listened to."""

    intake: str


@dataclass(frozen=True)
class IntakeEnded(Event):
    """A run over recorded contacts is ``done``, or was ``stopped`` and may go on."""

    intake: str
    state: str
    found: int
    done: int
    quarantined: int


@dataclass(frozen=True)
class ContactHeard(Event):
    """A recorded contact was listened to (``done``), or could not be (``quarantined``)."""

    item: str
    state: str


@dataclass(frozen=True)
class RecordingErased(Event):
    """What was heard of a recorded contact is gone, by ``reason``; so are its files."""

    item: str
    reason: str


@dataclass(frozen=True)
class ReviewsAsked(Event):
    """People are asked ``count`` questions about recorded contacts."""

    count: int


@dataclass(frozen=True)
class ReviewAnswered(Event):
    """Somebody answered ``question`` of a scorecard about the recorded contact ``item``."""

    review: str
    item: str
    question: str


@dataclass(frozen=True)
class ReviewUndone(Event):
    """An answer was taken back by who gave it."""

    review: str
    item: str
    question: str


@dataclass(frozen=True)
class AnswerContested(Event):
    """The adviser contests the answer to ``question`` about the recorded contact ``item``."""

    contest: str
    item: str
    question: str


@dataclass(frozen=True)
class ContestDecided(Event):
    """A person answered the contested ``question``: that answer stands."""

    contest: str
    item: str
    question: str


@dataclass(frozen=True)
class ContactsDiagnosed(Event):
    """It was worked out why recorded contacts ``failed``, out of ``contacts``."""

    diagnosis: str
    contacts: int
    failed: int


@dataclass(frozen=True)
class JobKept(Event):
    """A job was declared, or its text changed: ``version`` counts from 1."""

    job: str
    version: int


@dataclass(frozen=True)
class JobClosed(Event):
    """Nobody is taken in for this job any more (``closed``), or again."""

    job: str
    closed: bool


@dataclass(frozen=True)
class CvIntakeBegun(Event):
    """Documents of candidates are being read for ``job``."""

    intake: str
    job: str


@dataclass(frozen=True)
class CvIntakeEnded(Event):
    """A run over documents is ``done``, or was ``stopped`` and may go on."""

    intake: str
    state: str


@dataclass(frozen=True)
class CvRead(Event):
    """A document was read. ``again``: its candidate was known before, this is a newer version."""

    document: str
    candidate: str
    again: bool


@dataclass(frozen=True)
class CvQuarantined(Event):
    """A document could not be read; ``reason`` is a code."""

    document: str
    reason: str


@dataclass(frozen=True)
class ApplicationScored(Event):
    """Declared criteria were held against a candidate's facts."""

    application: str
    job: str
    candidate: str


@dataclass(frozen=True)
class ApplicationOpened(Event):
    """Somebody looked at an application with its document."""

    application: str


@dataclass(frozen=True)
class ApplicationExplained(Event):
    """A candidate was told what their application was scored by."""

    application: str


@dataclass(frozen=True)
class ApplicationMoved(Event):
    """A person decided on an application, with a reason."""

    application: str
    stage: str


@dataclass(frozen=True)
class ApplicationNoted(Event):
    """Somebody wrote a note on an application."""

    application: str


@dataclass(frozen=True)
class FactStated(Event):
    """A candidate said or mended something after the document, or took something back."""

    candidate: str
    statement: str


@dataclass(frozen=True)
class HumanAsked(Event):
    """A candidate asks that a person look at what was read of them."""

    candidate: str


@dataclass(frozen=True)
class GroupsDeclared(Event):
    """A candidate told groups they belong to, for fairness only, or took that back."""

    candidate: str


@dataclass(frozen=True)
class ReserveChanged(Event):
    """A candidate may be called for other jobs (``reserve``), or not any more."""

    candidate: str
    reserve: bool


@dataclass(frozen=True)
class CandidateErased(Event):
    """All that was kept of a candidate is gone, by ``reason``."""

    candidate: str
    reason: str


@dataclass(frozen=True)
class Recorded:
    """An event at its place: ``seq`` counts from 1 without holes within ``cell``."""

    cell: str
    seq: int
    at: datetime
    actor: str
    event: Event


def type_name(cls: type[Event]) -> str:
    """Snake-case name of an event class, e.g. ``OfferMade`` -> ``offer_made``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _leaves(cls: type[Event]) -> list[type[Event]]:
    found = cls.__subclasses__()
    return found + [leaf for sub in found for leaf in _leaves(sub)]


EVENT_TYPES: dict[str, type[Event]] = {
    type_name(cls): cls for cls in _leaves(Event) if cls is not ContactEvent
}
_HINTS: dict[type[Event], dict[str, Any]] = {
    cls: get_type_hints(cls) for cls in EVENT_TYPES.values()
}


def encode(event: Event) -> dict[str, Any]:
    """The event's fields as JSON values; times become ISO 8601 strings in UTC."""
    return {field.name: _to_json(getattr(event, field.name)) for field in dataclasses.fields(event)}


def decode(name: str, data: dict[str, Any]) -> Event:
    """The event that ``encode`` turned into ``data``. Raises KeyError for an unknown type."""
    cls = EVENT_TYPES[name]
    hints = _HINTS[cls]
    return cls(**{key: _from_json(value, str(hints[key])) for key, value in data.items()})


def _to_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, tuple) else value


def _from_json(value: Any, hint: str) -> Any:
    if isinstance(value, str) and "datetime" in hint:
        return datetime.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
