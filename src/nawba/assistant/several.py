"""Answers the sure ones of several questions in one message, and says which one it leaves.

Each part is judged by the same threshold as a whole message, but the bound was proven on whole
messages: an answer to a part is recorded as such (``Basis.PART``). When the parts say nothing more
than the whole, the whole is answered as ever. See docs/decisions/012.
"""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.acts import Act, Answer, HandOver, Part, Say, Turn, Withhold
from nawba.assistant.clarifying import ask, close_readings, may_ask
from nawba.assistant.judging import part_doubt
from nawba.assistant.saying import begin, choices, hand_over, quote, say
from nawba.domain.decisions import Basis
from nawba.domain.ports import Found


def answer_parts(turn: Turn) -> tuple[Act, ...]:
    """Answers to the parts that are sure; of the rest: which was meant, or a person."""
    sure, left = sort_parts(turn)
    if not sure:
        return _none_sure(turn) if turn.parts and not turn.found else ()
    if len(sure) == 1 and not left and turn.found:
        return ()
    answers = [act for part in sure for act in _answer(turn, part)]
    return (*begin(turn), *answers, *(_leave(turn, sure, left) if left else _ask_if_helped(turn)))


def sort_parts(turn: Turn) -> tuple[list[Part], list[Part]]:
    """The parts that may be answered, one for each article, and those that no answer meets."""
    sure: dict[str, Part] = {}
    for part in turn.parts:
        if part_doubt(part, turn) is None:
            sure.setdefault(part.found[0].article.id, part)
    met = [part for part in turn.parts if part.found and part.found[0].article.id in sure]
    return list(sure.values()), [part for part in turn.parts if part not in met]


def _answer(turn: Turn, part: Part) -> tuple[Act, ...]:
    best = part.found[0]
    heading = Say(say(turn, "part_heading", question=quote(part.span.text)))
    return heading, Answer(best.article, best.score, best.article.body, Basis.PART)


def _leave(turn: Turn, sure: Sequence[Part], left: Sequence[Part]) -> tuple[Act, ...]:
    question = quote(" ".join(part.span.text for part in left))
    offered = _close(turn, sure, left[0]) if len(left) == 1 and may_ask(turn) else ()
    if offered:
        return ask(turn, offered, say(turn, "clarify_part", question=question))
    goal = "\n".join(part.span.text for part in left)
    score = left[0].found[0].score if left[0].found else None
    told = Say(say(turn, "part_unsure", question=question))
    return Withhold("part_unsure", score), told, HandOver("part_unsure", goal=goal)


def _close(turn: Turn, sure: Sequence[Part], part: Part) -> tuple[Found, ...]:
    if part_doubt(part, turn) not in ("below_threshold", "ambiguous"):
        return ()
    served = [*turn.facts.answered_articles, *(one.found[0].article.id for one in sure)]
    return close_readings(part.found, turn.provable, served)


def _none_sure(turn: Turn) -> tuple[Act, ...]:
    return hand_over(turn, "below_threshold", "unsure_handover", turn.text)


def _ask_if_helped(turn: Turn) -> tuple[Act, ...]:
    helped = ("choice_solved", "choice_not_solved", "choice_person")
    return (Say(say(turn, "did_this_help"), choices(turn, *helped)),)
