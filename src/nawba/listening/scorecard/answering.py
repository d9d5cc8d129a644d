"""The questions of a scorecard answered by its rules, and what the answers come to.

What rules leave unknown may be answered by others (``Second``): a classifier learned from people's
answers, then a language model. Whatever they say needs a quote that is in the transcript.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nawba.domain.recordings import Answer, AnswerWord, Quote, Transcript, holds
from nawba.listening.scorecard.document import Question, Scorecard
from nawba.listening.scorecard.rules import Held, held
from nawba.listening.scorecard.scene import Contact, Scene, span_of

Second = Callable[[Question, Contact], Answer | None]
"""Somebody who may answer what rules could not; None: neither can they."""

_OPEN = ("no_words", "no_measure", "otherwise", "unsure", "disagreed_quote")
"""Why an unknown answer is worth asking somebody else; mono stays unknown whoever is asked."""


@dataclass(frozen=True)
class Answered:
    """``answers`` in the order of the questions, those that are not asked here left out.

    ``points`` of ``of``, the weight of what was answered yes or no; ``asked``: of all that applies.
    """

    scorecard: Scorecard
    transcript: Transcript
    answers: tuple[Answer, ...]
    points: float
    of: float
    asked: float
    knock_outs: tuple[str, ...]

    @property
    def score(self) -> float | None:
        """Share of the points; 0 with a knock-out, None where nothing could be answered."""
        if self.knock_outs:
            return 0.0
        return round(self.points / self.of, 4) if self.of else None

    def json(self) -> dict[str, Any]:
        """The document of the stage."""
        asked = {answer.question for answer in self.answers}
        return {
            "scorecard": self.scorecard.id,
            "version": self.scorecard.version,
            "score": self.score,
            "points": self.points,
            "of": self.of,
            "asked": self.asked,
            "knocked_out": bool(self.knock_outs),
            "knock_outs": list(self.knock_outs),
            "questions": [one for one in questions_of(self.scorecard) if one["id"] in asked],
            "answers": [answer_json(self.transcript, one) for one in self.answers],
        }


def questions_of(scorecard: Scorecard) -> list[dict[str, Any]]:
    """The questions with their texts, for pages: ``{id, texts, weight, knock_out}``."""
    return [
        {"id": one.id, "texts": one.text, "weight": one.weight, "knock_out": one.knock_out}
        for one in scorecard.question
    ]


def answer_json(transcript: Transcript, answer: Answer) -> dict[str, Any]:
    return {**vars(answer), "quotes": [quote_json(transcript, one) for one in answer.quotes]}


def quote_json(transcript: Transcript, quote: Quote) -> dict[str, Any]:
    """A quote with ``at``, the seconds at which it was said."""
    at = span_of(transcript.turns[quote.turn], quote.start, quote.end)
    return {**vars(quote), "at": list(at)}


def answer_all(
    scorecard: Scorecard,
    contact: Contact,
    others: Sequence[Second] = (),
    *,
    may_score: bool = True,
    admitted: Collection[str] = (),
) -> Answered:
    """The answers to ``scorecard`` about ``contact``; none where it is not for such contacts.

    ``others`` are asked in turn what the rules leave unknown. Unless ``may_score`` (the purpose
    ``scoring`` is in force) nothing is said of an adviser whose name the contact carries. What a
    language model says counts for the questions in ``admitted`` only.
    """
    scene = Scene(scorecard, contact)
    asked = [one for one in scorecard.question if _is_asked(one, contact)]
    if not _is_for(scorecard, contact):
        asked = []
    is_barred = bool(contact.item.adviser) and not may_score
    answers = [
        _barred(one) if is_barred and one.about == "adviser" else _answered(one, scene, others)
        for one in asked
    ]
    answers = [_counted(one, answer, admitted) for one, answer in zip(asked, answers, strict=True)]
    return _summed(scorecard, contact.transcript, asked, answers)


def _among(value: str, named: Sequence[str]) -> bool:
    return not named or value in named


def _is_for(one: Scorecard | Question, contact: Contact) -> bool:
    language = contact.transcript.language
    return _among(contact.item.queue, one.queues) and _among(language, one.languages)


def _is_asked(question: Question, contact: Contact) -> bool:
    return _is_for(question, contact) and _among(
        "call" if contact.measures.spoken else "chat", question.kinds
    )


def _answered(question: Question, scene: Scene, others: Sequence[Second]) -> Answer:
    answer = by_rules(question, scene)
    if is_askable(answer):
        return _by_others(question, scene.contact, others) or answer
    return answer


def _counted(question: Question, answer: Answer, admitted: Collection[str]) -> Answer:
    counts = answer.by != "model" or question.id in admitted
    points = question.weight if counts and answer.answer == "yes" else 0.0
    return replace(answer, points=points, counts=counts)


def is_askable(answer: Answer) -> bool:
    """Whether somebody else may be asked what this answer leaves unknown."""
    return answer.answer == "unknown" and answer.because in _OPEN


def _barred(question: Question) -> Answer:
    return Answer(question.id, "unknown", "rule", because="no_purpose")


def _by_others(question: Question, contact: Contact, others: Sequence[Second]) -> Answer | None:
    """The first answer that is one: of the question, and each quote is what was said."""
    refused: Answer | None = None
    for other in others:
        answer = other(question, contact)
        if answer is None or answer.question != question.id:
            continue
        if answer.answer == "unknown":
            refused = answer
            continue
        if answer.quotes and all(holds(contact.transcript, one) for one in answer.quotes):
            return answer
        refused = Answer(question.id, "unknown", answer.by, because="disagreed_quote")
    return refused


def by_rules(question: Question, scene: Scene) -> Answer:
    """What the rules of ``question`` say, without points."""
    if question.about == "adviser" and "adviser" not in scene.speakers:
        return _nobody(question, scene)
    lacks = ""
    for name, word in _ORDER:
        tried = [held(condition, scene) for condition in getattr(question, name)]
        number = next((at for at, one in enumerate(tried) if one.holds), None)
        if number is not None and not lacks:
            return _said(question, word, tried[number], f"{name}.{number + 1}")
        lacks = lacks or next((one.lacks for one in tried if one.holds is None), "")
    if lacks:
        return Answer(question.id, "unknown", "rule", because=lacks)
    return Answer(question.id, question.otherwise, "rule", because="otherwise")


_ORDER: tuple[tuple[str, AnswerWord], ...] = (
    ("na", "not_applicable"), ("no", "no"), ("yes", "yes")
)  # fmt: skip


def _nobody(question: Question, scene: Scene) -> Answer:
    if "unknown" in scene.speakers or not scene.speakers:
        return Answer(question.id, "unknown", "rule", because="mono")
    return Answer(question.id, "not_applicable", "rule", because="no_adviser")


def _said(question: Question, word: AnswerWord, found: Held, because: str) -> Answer:
    return Answer(question.id, word, "rule", quotes=found.quotes, because=because)


def _summed(
    scorecard: Scorecard,
    transcript: Transcript,
    asked: Sequence[Question],
    answers: Sequence[Answer],
) -> Answered:
    pairs = list(zip(asked, answers, strict=True))
    return Answered(
        scorecard,
        transcript,
        tuple(answers),
        points=sum(answer.points for answer in answers),
        of=sum(
            one.weight for one, answer in pairs if answer.counts and answer.answer in ("yes", "no")
        ),
        asked=sum(one.weight for one, answer in pairs if answer.answer != "not_applicable"),
        knock_outs=tuple(
            one.id
            for one, answer in pairs
            if one.knock_out and answer.counts and answer.answer == "no"
        ),
    )
