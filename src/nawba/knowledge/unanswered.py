"""Which questions of a contact were not answered well, and what the adviser really answered.

Pure: rows in, findings out. A turn that the assistant answered counts only when the customer said
so, by a bad rating or by coming back; contacts of the holdout arm never met the assistant, and
show no gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from nawba.domain.decisions import Decided, Did
from nawba.domain.gaps import Missed
from nawba.domain.words import Arm, CustomerDetails, Message, MessageKind, Party

FEWEST_WORDS, FEWEST_LETTERS = 2, 8
BAD_RATING = 2

_ABSTAINED = {
    "below_threshold", "assist_only", "nothing_found", "ambiguous", "close_readings", "none_fits",
    "part_unsure",
}  # fmt: skip
_AFTER_AN_ANSWER = {"not_helped", "repeated"}
_STAFF = (Party.ADVISER, Party.SUPERVISOR)


@dataclass(frozen=True)
class Story:
    """One contact as far as gaps are concerned. ``came_back``: the customer, within a week."""

    contact: str
    brand: str
    language: str
    arm: Arm
    messages: Sequence[Message]
    decisions: Sequence[Decided]
    details: CustomerDetails
    rating: int | None = None
    solved: bool | None = None
    came_back: bool = False


@dataclass(frozen=True)
class Unanswered:
    """``text`` is what the customer wrote in that turn; ``replies`` what advisers wrote later."""

    story: Story
    message: str
    language: str
    reason: Missed
    text: str
    replies: Sequence[Message]
    at: datetime
    version: int | None


def find_unanswered(story: Story) -> list[Unanswered]:
    """The questions of ``story`` that no approved article answered well, each once, in order."""
    if story.arm is Arm.HOLDOUT:
        return []
    found: dict[str, Unanswered] = {}
    for place, reason, decided in [*_missed(story), *_complained(story), *_to_a_person(story)]:
        one = _unanswered(story, place, reason, decided)
        if one is not None:
            found.setdefault(one.message, one)
    return sorted(found.values(), key=lambda one: one.at)


Miss = tuple[str, Missed, Decided]
"""The customer's message, why it counts, and the decision about it."""


def _missed(story: Story) -> Iterator[Miss]:
    """Turns without an answer; for "that does not help", the turn that had been answered."""
    answered: str | None = None
    for place, decided in enumerate(story.decisions):
        decision, later = decided.decision, story.decisions[place + 1 :]
        if decision.did is Did.ANSWERED:
            answered = decided.message
        elif decision.reason in _AFTER_AN_ANSWER and answered is not None:
            yield answered, _way(decided), decided
        elif decision.reason in _ABSTAINED and not _chosen_next(decided, later):
            yield decided.message, _way(decided), decided


def _chosen_next(decided: Decided, later: Sequence[Decided]) -> bool:
    """Whether the customer, asked which article was meant, chose one."""
    return bool(decided.decision.choices) and any(one.decision.chosen for one in later[:1])


def _way(decided: Decided) -> Missed:
    if decided.decision.did is Did.HANDED_OVER:
        return Missed.HANDED_OVER
    return Missed.ASKED_BACK if decided.decision.choices else Missed.ABSTAINED


def _complained(story: Story) -> Iterator[Miss]:
    """The last answer, if the customer rated the contact badly or came back."""
    answered = [one for one in story.decisions if one.decision.did is Did.ANSWERED]
    is_bad = story.solved is False or (story.rating is not None and story.rating <= BAD_RATING)
    if answered and (is_bad or story.came_back):
        reason = Missed.RATED_BADLY if is_bad else Missed.CAME_BACK
        yield answered[-1].message, reason, answered[-1]


def _to_a_person(story: Story) -> Iterator[Miss]:
    """Of a customer who asked for a person at once: the longest thing they said to one."""
    asked = [one for one in story.decisions if one.decision.reason == "person_requested"]
    if not asked or any(one.decision.did is Did.ANSWERED for one in story.decisions):
        return
    if next(_missed(story), None) is not None:
        return
    requested = {one.message for one in asked}
    said = [one for one in story.messages if _is_customers(one) and one.id not in requested]
    if said:
        longest = max(said, key=lambda one: len(one.text))
        yield longest.id, Missed.HANDED_OVER, asked[0]


def _unanswered(story: Story, message: str, reason: Missed, decided: Decided) -> Unanswered | None:
    place = next((at for at, one in enumerate(story.messages) if one.id == message), None)
    if place is None:  # erased meanwhile
        return None
    text = _turn(story.messages, place)
    if len(text.split()) < FEWEST_WORDS or len(text) < FEWEST_LETTERS:
        return None
    replies = [
        one
        for one in story.messages[place + 1 :]
        if one.author in _STAFF and one.kind is MessageKind.TEXT and one.text.strip()
    ]
    decision = decided.decision
    at = story.messages[place].at
    return Unanswered(
        story, message, decision.language, reason, text, replies, at, decision.version
    )


def _turn(messages: Sequence[Message], place: int) -> str:
    """What the customer said up to ``place`` since anybody else spoke."""
    said = takewhile(_is_customers, messages[place::-1])
    return "\n".join(reversed([one.text for one in said])).strip()


def _is_customers(message: Message) -> bool:
    return message.author is Party.CUSTOMER and message.kind is MessageKind.TEXT
