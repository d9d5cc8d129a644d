"""The brief: what the next hand needs to know, written from the conversation without a model.

Everything in it is either the customer's own words, a match found in them, or a fact of the
conversation (which article was shown and what the customer did next). Nothing is inferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nawba.assistant.extract import extract_fields
from nawba.assistant.normalise import fold, words
from nawba.assistant.person_request import wants_person
from nawba.assistant.smalltalk import small_talk
from nawba.assistant.texts import catalogue, in_every_language, say
from nawba.domain.words import Brief, CustomerDetails, Message, Party, Source

_GOAL_LENGTH = 400
_LONG_ENOUGH = 25


@dataclass(frozen=True)
class BriefMaterial:
    """``messages`` in order, from hello to now; ``reason`` is the hand-over's.

    ``language`` is the adviser's (the queue's). ``revision`` counts from 1.
    """

    messages: Sequence[Message]
    reason: str
    language: str
    details: CustomerDetails = field(default_factory=CustomerDetails)
    revision: int = 1


def write_brief(material: BriefMaterial) -> Brief:
    """The brief of a contact at the moment it is handed over. Pure."""
    told = [m.text for m in material.messages if m.author is Party.CUSTOMER and m.text.strip()]
    return Brief(
        identity=_identity(material),
        goal=_goal(told) or say("brief_goal_unknown", material.language),
        fields=extract_fields("\n".join(told), material.language),
        done=_done(material),
        sources=_sources(material.messages),
        why=_why(material),
        revision=material.revision,
    )


def _identity(material: BriefMaterial) -> str:
    details = material.details
    known = [details.name, details.email, details.phone, details.reference]
    told = " · ".join(value.strip() for value in known if value and value.strip())
    if not told:
        return say("brief_identity_unknown", material.language)
    return say("brief_identity", material.language, details=told)


def _goal(told: Sequence[str]) -> str:
    """The customer's most informative message; the first of the longest kind wins.

    Beyond a full sentence more words do not mean more goal, so length counts up to a limit and
    ties go to the earliest message: customers usually open with what they want.
    """
    candidates = [text for text in told if _says_something(text)]
    best = max(candidates, key=lambda text: min(len(text), _LONG_ENOUGH), default="")
    return best.strip()[:_GOAL_LENGTH]


def _says_something(text: str) -> bool:
    """Not a courtesy, not a click on a choice, not merely the request for a person."""
    if small_talk(text) or fold(text) in _all_choices():
        return False
    return not wants_person(text) or len(words(text)) > 12


def _all_choices() -> set[str]:
    keys = [key for key in catalogue("fr") if key.startswith("choice_")]
    return {fold(text) for key in keys for text in in_every_language(key)}


def _done(material: BriefMaterial) -> tuple[str, ...]:
    shown = [(i, m.sources[0]) for i, m in enumerate(material.messages) if _is_answer(m)]
    return tuple(
        say(f"brief_done_{_result(material.messages[i + 1 :])}", material.language, title=s.title)
        for i, s in shown
    )


def _is_answer(message: Message) -> bool:
    return message.author is Party.ASSISTANT and bool(message.sources)


def _result(later: Sequence[Message]) -> str:
    """What the customer did after an answer: the first thing they wrote, before the next answer."""
    for message in later:
        if _is_answer(message):
            break
        if message.author is Party.CUSTOMER:
            return _reaction(message.text)
    return "no_reply"


def _reaction(text: str) -> str:
    for key, result in (("choice_solved", "helped"), ("choice_not_solved", "not_helped")):
        if fold(text) in {fold(choice) for choice in in_every_language(key)}:
            return result
    kind = small_talk(text)
    return {"yes": "helped", "no": "not_helped"}.get(kind or "", "continued")


def _sources(messages: Sequence[Message]) -> tuple[Source, ...]:
    shown = (source for m in messages if m.author is Party.ASSISTANT for source in m.sources)
    return tuple(dict.fromkeys(shown))


def _why(material: BriefMaterial) -> str:
    key = f"brief_why_{material.reason}"
    known = key in catalogue("fr")
    return say(key if known else "brief_why_unknown", material.language)
