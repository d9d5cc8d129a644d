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
    Clarify,
    Facts,
    HandOver,
    Part,
    Pick,
    Reply,
    Say,
    Solved,
    Turn,
    Withhold,
)
from nawba.assistant.clarifying import clarify, serve_pick
from nawba.assistant.judging import doubt
from nawba.assistant.language import NAMES, asked_language
from nawba.assistant.normalise import words
from nawba.assistant.person_request import asks_if_machine, wants_person
from nawba.assistant.saying import begin, best_score, choices, chose, hand_over, introduce, say
from nawba.assistant.several import answer_parts
from nawba.assistant.smalltalk import SmallTalk, small_talk
from nawba.assistant.upset import Distress, distress, nothing_else
from nawba.domain.words import Arm, ContactState, MessageKind

SHORT_WORDS = 2


__all__ = [
    "RULES",
    "Act",
    "Answer",
    "ChangeLanguage",
    "Clarify",
    "Facts",
    "HandOver",
    "Part",
    "Pick",
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
    if distress(turn.text) is Distress.DANGER:
        return (Say(say(turn, "danger_waiting"), kind=MessageKind.NOTICE),)
    asked = wants_person(turn.text) or chose(turn, "choice_person")
    return (Say(say(turn, "still_waiting"), kind=MessageKind.NOTICE),) if asked else ()


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
    return Say(say(turn, "holdout_welcome", brand=turn.brand)), HandOver("holdout", asked)


def _meet_danger(turn: Turn) -> tuple[Act, ...]:
    """Words of danger to somebody: a person, before anything else is read into them."""
    if distress(turn.text) is not Distress.DANGER:
        return ()
    disclosed = begin(replace(turn, facts=replace(turn.facts, soothed=True)))
    return *disclosed, Say(say(turn, "danger_handover")), HandOver("danger")


def _give_person(turn: Turn) -> tuple[Act, ...]:
    if not (wants_person(turn.text) or chose(turn, "choice_person")):
        return ()
    acknowledged = Say(say(turn, "person_acknowledged"))
    return (*begin(turn), acknowledged, HandOver("person_requested", person_requested=True))


def _pass_attachment(turn: Turn) -> tuple[Act, ...]:
    if not turn.has_attachments:
        return ()
    return hand_over(turn, "attachment", "attachment_received_no_reader")


def _speak_as_asked(turn: Turn) -> tuple[Act, ...]:
    asked = asked_language(turn.text)
    if asked is None:
        return ()
    if asked in turn.allowed:
        return *begin(turn), Say(say(turn, "language_switched"))
    served = ", ".join(NAMES.get(code, code) for code in turn.allowed)
    return *begin(turn), Say(say(turn, "language_unavailable", languages=served))


def _greet(turn: Turn) -> tuple[Act, ...]:
    """First turn without a question: introduce the machine and ask who should go on."""
    opening = not turn.text.strip() or small_talk(turn.text) in (SmallTalk.HELLO, SmallTalk.YES)
    if turn.facts.greeted or not opening:
        return ()
    return (introduce(turn, "greeting"),)


def _follow_choice(turn: Turn) -> tuple[Act, ...]:
    if chose(turn, "choice_continue", "choice_another", "choice_rephrase"):
        return (Say(say(turn, "ask_question")),)
    if chose(turn, "choice_solved", "choice_finished"):
        return Say(say(turn, "solved_thanks", brand=turn.brand)), Solved()
    return _admit_failure(turn) if chose(turn, "choice_not_solved") else ()


def _admit_failure(turn: Turn) -> tuple[Act, ...]:
    """First "no, that did not help": offer a way on; second: hand over."""
    if turn.facts.failures:
        return hand_over(turn, "not_helped", "not_solved_handover")
    ways_on = choices(turn, "choice_rephrase", "choice_person")
    return Withhold("not_helped"), Say(say(turn, "not_solved_offer"), ways_on)


def _bear_outburst(turn: Turn) -> tuple[Act, ...]:
    """Nothing but an outburst: neither small talk nor an article meets it, a person does."""
    if distress(turn.text) is None or not nothing_else(turn.text):
        return ()
    return hand_over(turn, "upset", "upset_handover")


def _admit_machine(turn: Turn) -> tuple[Act, ...]:
    return (introduce(turn, "am_machine"),) if asks_if_machine(turn.text) else ()


def _be_civil(turn: Turn) -> tuple[Act, ...]:
    kind = small_talk(turn.text)
    if kind is None:
        return ()
    if kind is SmallTalk.THANKS:
        ways_on = choices(turn, "choice_another", "choice_finished", "choice_person")
        return *begin(turn), Say(say(turn, "thanks"), ways_on)
    if kind is SmallTalk.BYE:
        return *begin(turn), Say(say(turn, "bye", brand=turn.brand))
    key = "hello" if kind is SmallTalk.HELLO else "ask_question"
    return *begin(turn), Say(say(turn, key))


def _answer(turn: Turn) -> tuple[Act, ...]:
    """The only place that answers: above the threshold, alone in front, not served before."""
    if doubt(turn) is not None:
        return ()
    best = turn.found[0]
    question = Say(
        say(turn, "did_this_help"),
        choices(turn, "choice_solved", "choice_not_solved", "choice_person"),
    )
    return *begin(turn), Answer(best.article, best.score, best.article.body), question


def _ask_more(turn: Turn) -> tuple[Act, ...]:
    """Once, and only for a line too short to be a question."""
    if len(words(turn.text)) > SHORT_WORDS or turn.facts.failures or doubt(turn) == "repeated":
        return ()
    rephrase = Say(say(turn, "rephrase"), choices(turn, "choice_person"))
    return *begin(turn), Withhold("too_short", best_score(turn)), rephrase


def _give_up(turn: Turn) -> tuple[Act, ...]:
    reason = doubt(turn) or "below_threshold"
    key = "repeated_handover" if reason == "repeated" else "unsure_handover"
    return hand_over(turn, reason, key)


def _ask_for_question(turn: Turn) -> tuple[Act, ...]:
    """An empty message later on changes nothing: ask again for the question."""
    return () if turn.text.strip() else (Say(say(turn, "ask_question")),)


RULES: tuple[Rule, ...] = (
    _meet_holdout,
    _meet_danger,
    serve_pick,
    _give_person,
    _pass_attachment,
    _speak_as_asked,
    _greet,
    _ask_for_question,
    _follow_choice,
    _bear_outburst,
    _admit_machine,
    _be_civil,
    answer_parts,
    _answer,
    clarify,
    _ask_more,
    _give_up,
)
