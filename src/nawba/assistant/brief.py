"""The brief: what the next hand needs to know, written from the conversation without a model.

Everything in it is either the customer's own words, a match found in them, or a fact of the
conversation (which article was shown and what the customer did next). Nothing is inferred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from nawba.assistant.extract import extract_fields
from nawba.assistant.normalise import fold, words
from nawba.assistant.person_request import asks_if_machine, wants_person
from nawba.assistant.smalltalk import SmallTalk, courtesies, small_talk
from nawba.assistant.texts import catalogue, in_every_language, say
from nawba.assistant.upset import Distress, distress, quoted
from nawba.domain.words import Brief, CustomerDetails, Message, Party, Source

_GOAL_LENGTH = 400
_LONG_WORD = 4
_ENOUGH_WORDS = 8
_WORTH = 5  # a request for a person that says this much also says what for
_ANY_DAY = date(2000, 1, 1)  # where which day a word means does not matter, only that it means one


@dataclass(frozen=True)
class BriefMaterial:
    """``messages`` in order, from hello to now; ``reason`` is the hand-over's.

    ``language`` is the adviser's (the queue's). ``revision`` counts from 1. ``goal`` is the
    question that is left, where the dialogue knows it exactly; ``shown`` are the articles shown
    in the very turn that hands over.
    """

    messages: Sequence[Message]
    reason: str
    language: str
    details: CustomerDetails = field(default_factory=CustomerDetails)
    revision: int = 1
    goal: str = ""
    shown: Sequence[Source] = ()


def write_brief(material: BriefMaterial) -> Brief:
    """The brief of a contact at the moment it is handed over. Pure."""
    told = [m.text for m in material.messages if m.author is Party.CUSTOMER and m.text.strip()]
    picks = {text for text, _ in _picks(material.messages)}
    goal = material.goal[:_GOAL_LENGTH] or _goal([text for text in told if text not in picks])
    return Brief(
        identity=_identity(material),
        goal=goal or say("brief_goal_unknown", material.language),
        fields=extract_fields("\n".join(told), material.language, _today(material.messages)),
        done=_done(material),
        sources=tuple(dict.fromkeys((*_sources(material.messages), *material.shown))),
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
    """The customer's most informative message; the earliest of equals."""
    candidates = [text for text in told if not _is_form(text)]
    plain = [text for text in candidates if not wants_person(text)]
    best = max(plain or [t for t in candidates if _weight(t) >= _WORTH], key=_weight, default="")
    return best.strip()[:_GOAL_LENGTH]


def _weight(text: str) -> int:
    """How much ``text`` says: its distinct long words and the fields found in it.

    Capped, because beyond a full sentence more words do not mean more goal.
    """
    long = {word for word in words(text) if len(word) >= _LONG_WORD}
    return min(len(long), _ENOUGH_WORDS) + 2 * len(extract_fields(text, "fr", _ANY_DAY))


def _today(messages: Sequence[Message]) -> date:
    """The day of the last message, in UTC."""
    return messages[-1].at.date() if messages else _ANY_DAY


def _is_form(text: str) -> bool:
    """A courtesy, a question about the machine, a click on a choice: says nothing of the goal."""
    return bool(small_talk(text)) or fold(text) in _all_choices() or asks_if_machine(text)


def _all_choices() -> set[str]:
    keys = [key for key in catalogue("fr") if key.startswith("choice_")]
    return {fold(text) for key in keys for text in in_every_language(key)}


def _done(material: BriefMaterial) -> tuple[str, ...]:
    shown = [(i, m.sources[0]) for i, m in enumerate(material.messages) if _is_answer(m)]
    answers = tuple(
        say(f"brief_done_{_result(material.messages[i + 1 :])}", material.language, title=s.title)
        for i, s in shown
    )
    now = tuple(
        say("brief_done_no_reply", material.language, title=one.title) for one in material.shown
    )
    return _asked(material) + answers + now


def _asked(material: BriefMaterial) -> tuple[str, ...]:
    """Which titles the customer was asked to choose from, and what they replied."""
    return tuple(
        say("brief_asked", material.language, choices=_listed(titles), reply=reply)
        for reply, titles in _picks(material.messages)
    )


def _listed(titles: Sequence[str]) -> str:
    return " · ".join(f"«\u00a0{title}\u00a0»" for title in titles)


def _picks(messages: Sequence[Message]) -> list[tuple[str, tuple[str, ...]]]:
    """Each reply to the question which article was meant, with the titles it could choose from."""
    found = []
    for place, message in enumerate(messages):
        end = next((i for i, one in enumerate(message.choices) if one in _none()), 0)
        said = (m.text for m in messages[place + 1 :] if m.author is Party.CUSTOMER)
        reply = next(said, None) if end else None
        if reply is not None:
            found.append((reply, message.choices[:end]))
    return found


def _none() -> tuple[str, ...]:
    return in_every_language("choice_none")


def _is_answer(message: Message) -> bool:
    return message.author is Party.ASSISTANT and bool(message.sources)


def _result(later: Sequence[Message]) -> str:
    """What the customer did after an answer: the first thing they wrote."""
    said = (message.text for message in later if message.author is Party.CUSTOMER)
    text = next(said, None)
    return "no_reply" if text is None else _reaction(text)


def _reaction(text: str) -> str:
    for key, result in (("choice_solved", "helped"), ("choice_not_solved", "not_helped")):
        if fold(text) in {fold(choice) for choice in in_every_language(key)}:
            return result
    said = courtesies(text)
    if SmallTalk.NO in said:
        return "not_helped"
    return "helped" if SmallTalk.YES in said else "continued"


def _sources(messages: Sequence[Message]) -> tuple[Source, ...]:
    shown = (source for m in messages if m.author is Party.ASSISTANT for source in m.sources)
    return tuple(dict.fromkeys(shown))


def _why(material: BriefMaterial) -> str:
    key = f"brief_why_{material.reason}"
    known = key in catalogue("fr")
    why = say(key if known else "brief_why_unknown", material.language)
    return " ".join([why, *_distress(material)])


def _distress(material: BriefMaterial) -> tuple[str, ...]:
    """What the customer said last of being upset or of danger, word for word."""
    told = [(m.text, distress(m.text)) for m in material.messages if m.author is Party.CUSTOMER]
    found = {kind: text for text, kind in told if kind is not None}
    kind = next((one for one in Distress if one in found), None)
    if kind is None:
        return ()
    return (say(f"brief_{kind}", material.language, words=quoted(found[kind])),)
