"""What the assistant does with one customer message: a pure function from a turn to its acts.

Nothing here reads, writes or waits. The driver gathers a ``Turn`` (the words, what was said so
far, what the search found), calls ``respond`` and carries out the acts in their order. The rules
are the list ``RULES``: the first that has something to say ends the turn.

Strict by construction: ``Answer`` is made in one place, behind the threshold; whatever is not
answered is withheld with a reason and, except for one request to rephrase, handed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nawba.assistant.acts import (
    Act,
    Answer,
    ChangeLanguage,
    Facts,
    HandOver,
    Reply,
    Say,
    Solved,
    Turn,
    Withhold,
)
from nawba.assistant.language import NAMES, asked_language
from nawba.assistant.normalise import fold, words
from nawba.assistant.person_request import asks_if_machine, wants_person
from nawba.assistant.smalltalk import SmallTalk, courtesies, small_talk
from nawba.assistant.texts import in_every_language, say
from nawba.domain.words import Arm, ContactState, MessageKind

SHORT_WORDS = 2
_MEANT = {
    SmallTalk.YES: ("choice_continue", "choice_another", "choice_solved"),
    SmallTalk.NO: ("choice_not_solved", "choice_finished"),
}


__all__ = [
    "RULES",
    "Act",
    "Answer",
    "ChangeLanguage",
    "Facts",
    "HandOver",
    "Reply",
    "Say",
    "Solved",
    "Turn",
    "Withhold",
    "respond",
]

Rule = Callable[[Turn], tuple[Act, ...]]


def respond(turn: Turn) -> Reply:
    """What to do about ``turn``. Pure: the same turn always gives the same reply."""
    if turn.state is ContactState.WAITING:
        return Reply(_reassure(turn))
    if turn.state is not ContactState.ASSISTANT:
        return Reply()
    turn, changed = _settle_language(turn)
    acts = next(filter(None, (rule(turn) for rule in RULES)), ())
    return Reply(changed + acts)


def _reassure(turn: Turn) -> tuple[Act, ...]:
    asked = wants_person(turn.text) or _chose(turn, "choice_person")
    return (Say(_say(turn, "still_waiting"), kind=MessageKind.NOTICE),) if asked else ()


def _settle_language(turn: Turn) -> tuple[Turn, tuple[Act, ...]]:
    """The turn in the language asked for or written, if the brand serves it and it is another."""
    new = asked_language(turn.text) or turn.detected
    if new is None or new == turn.language or new not in turn.allowed:
        return turn, ()
    return replace(turn, language=new), (ChangeLanguage(new),)


def _meet_holdout(turn: Turn) -> tuple[Act, ...]:
    if turn.arm is not Arm.HOLDOUT:
        return ()
    asked = wants_person(turn.text)
    return Say(_say(turn, "holdout_welcome", brand=turn.brand)), HandOver("holdout", asked)


def _give_person(turn: Turn) -> tuple[Act, ...]:
    if not (wants_person(turn.text) or _chose(turn, "choice_person")):
        return ()
    acknowledged = Say(_say(turn, "person_acknowledged"))
    return (*_disclose(turn), acknowledged, HandOver("person_requested", person_requested=True))


def _pass_attachment(turn: Turn) -> tuple[Act, ...]:
    if not turn.has_attachments:
        return ()
    return _hand_over(turn, "attachment", "attachment_received_no_reader")


def _speak_as_asked(turn: Turn) -> tuple[Act, ...]:
    asked = asked_language(turn.text)
    if asked is None:
        return ()
    if asked in turn.allowed:
        return *_disclose(turn), Say(_say(turn, "language_switched"))
    served = ", ".join(NAMES.get(code, code) for code in turn.allowed)
    return *_disclose(turn), Say(_say(turn, "language_unavailable", languages=served))


def _greet(turn: Turn) -> tuple[Act, ...]:
    """First turn without a question: introduce the machine and ask who should go on."""
    opening = not turn.text.strip() or small_talk(turn.text) in (SmallTalk.HELLO, SmallTalk.YES)
    if turn.facts.greeted or not opening:
        return ()
    return (_introduce(turn, "greeting"),)


def _follow_choice(turn: Turn) -> tuple[Act, ...]:
    if _chose(turn, "choice_continue", "choice_another", "choice_rephrase"):
        return (Say(_say(turn, "ask_question")),)
    if _chose(turn, "choice_solved", "choice_finished"):
        return Say(_say(turn, "solved_thanks", brand=turn.brand)), Solved()
    return _admit_failure(turn) if _chose(turn, "choice_not_solved") else ()


def _admit_failure(turn: Turn) -> tuple[Act, ...]:
    """First "no, that did not help": offer a way on; second: hand over."""
    if turn.facts.failures:
        return _hand_over(turn, "not_helped", "not_solved_handover")
    choices = _choices(turn, "choice_rephrase", "choice_person")
    return Withhold("not_helped"), Say(_say(turn, "not_solved_offer"), choices)


def _admit_machine(turn: Turn) -> tuple[Act, ...]:
    return (_introduce(turn, "am_machine"),) if asks_if_machine(turn.text) else ()


def _be_civil(turn: Turn) -> tuple[Act, ...]:
    kind = small_talk(turn.text)
    if kind is None:
        return ()
    if kind is SmallTalk.THANKS:
        choices = _choices(turn, "choice_another", "choice_finished", "choice_person")
        return *_disclose(turn), Say(_say(turn, "thanks"), choices)
    if kind is SmallTalk.BYE:
        return *_disclose(turn), Say(_say(turn, "bye", brand=turn.brand))
    key = "hello" if kind is SmallTalk.HELLO else "ask_question"
    return *_disclose(turn), Say(_say(turn, key))


def _answer(turn: Turn) -> tuple[Act, ...]:
    """The only place that answers: above the threshold, alone in front, not served before."""
    if _doubt(turn) is not None:
        return ()
    best = turn.found[0]
    question = Say(
        _say(turn, "did_this_help"),
        _choices(turn, "choice_solved", "choice_not_solved", "choice_person"),
    )
    return *_disclose(turn), Answer(best.article, best.score, best.article.body), question


def _ask_more(turn: Turn) -> tuple[Act, ...]:
    """Once, and only for a line too short to be a question."""
    if len(words(turn.text)) > SHORT_WORDS or turn.facts.failures or _doubt(turn) == "repeated":
        return ()
    rephrase = Say(_say(turn, "rephrase"), _choices(turn, "choice_person"))
    return *_disclose(turn), Withhold("too_short", _best_score(turn)), rephrase


def _give_up(turn: Turn) -> tuple[Act, ...]:
    reason = _doubt(turn) or "below_threshold"
    key = "repeated_handover" if reason == "repeated" else "unsure_handover"
    return _hand_over(turn, reason, key)


def _ask_for_question(turn: Turn) -> tuple[Act, ...]:
    """An empty message later on changes nothing: ask again for the question."""
    return () if turn.text.strip() else (Say(_say(turn, "ask_question")),)


RULES: tuple[Rule, ...] = (
    _meet_holdout,
    _give_person,
    _pass_attachment,
    _speak_as_asked,
    _greet,
    _ask_for_question,
    _follow_choice,
    _admit_machine,
    _be_civil,
    _answer,
    _ask_more,
    _give_up,
)


def _doubt(turn: Turn) -> str | None:
    """Why the best article found must not be served, or None if it may be."""
    if not turn.found:
        return "nothing_found"
    best = turn.found[0]
    if turn.threshold is None:
        return "assist_only"
    if best.score < turn.threshold:
        return "below_threshold"
    if best.margin < turn.least_margin:
        return "ambiguous"
    return "repeated" if best.article.id in turn.facts.answered_articles else None


def _best_score(turn: Turn) -> float | None:
    return turn.found[0].score if turn.found else None


def _hand_over(turn: Turn, reason: str, key: str) -> tuple[Act, ...]:
    withheld = Withhold(reason, _best_score(turn))
    return *_disclose(turn), withheld, Say(_say(turn, key)), HandOver(reason)


def _disclose(turn: Turn) -> tuple[Act, ...]:
    """The introduction, if it has not been made: no word of the machine comes before it."""
    if turn.facts.greeted:
        return ()
    named = {"assistant": turn.assistant_name, "brand": turn.brand}
    return (Say(_say(turn, "disclosure", **named)),)


def _introduce(turn: Turn, key: str) -> Say:
    named = {"assistant": turn.assistant_name, "brand": turn.brand}
    return Say(_say(turn, key, **named), _choices(turn, "choice_continue", "choice_person"))


def _chose(turn: Turn, *keys: str) -> bool:
    """Whether the customer clicked, numbered or typed one of these choices, in any language."""
    said = fold(turn.text).strip(" .!")
    offered = turn.facts.last_choices
    if said.isdigit() and 1 <= int(said) <= len(offered):
        said = fold(offered[int(said) - 1]).strip(" .!")
    known = {fold(text).strip(" .!") for key in keys for text in in_every_language(key)}
    return said in known or _meant(turn, keys)


def _meant(turn: Turn, keys: tuple[str, ...]) -> bool:
    """A bare yes or no ("no thanks"), read as the reply to the choices on the table."""
    said = next((kind for kind in courtesies(turn.text) if kind in _MEANT), None)
    if said is None:
        return False
    offered = set(turn.facts.last_choices)
    return any(key in keys and offered.intersection(in_every_language(key)) for key in _MEANT[said])


def _choices(turn: Turn, *keys: str) -> tuple[str, ...]:
    return tuple(_say(turn, key) for key in keys)


def _say(turn: Turn, key: str, **values: str) -> str:
    return say(key, turn.language, turn.fallback, **values)
