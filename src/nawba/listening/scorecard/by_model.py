"""A language model as the last to be asked: believed only with words that were really said.

It is asked in a stage of its own, so that what it said once is not asked again when a rule, an
admission or the register changes. Its document holds what it said, what was dropped of it and why,
and what stayed open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nawba.domain.judging import Judged, JudgeRequest
from nawba.domain.ports import Judge
from nawba.domain.recordings import Answer, AnswerWord, Quote, Transcript, holds
from nawba.listening.scorecard.answering import Answered, Second, is_askable
from nawba.listening.scorecard.document import Question
from nawba.listening.scorecard.scene import Contact
from nawba.listening.stages import OPEN

CONFIDENCE = 0.5
"""A model's own word on how sure it is has no meaning that was ever measured here."""

LEAST_QUOTE = 3
"""Letters: fewer stand in any transcript and show nothing."""

_LETTERS = re.compile(r"[^\W\d_]")
_REDACTED = re.compile(r"\[[A-Z_]+\d*\]")


def ask_model(judge: Judge, answered: Answered, contact: Contact) -> dict[str, Any]:
    """What ``judge`` says of the questions that are for a model and stayed unknown.

    ``answers`` are those that hold, ``dropped`` and ``open`` map a question to why.
    """
    told: dict[str, Any] = {"asked": 0, "answers": [], "dropped": {}, OPEN: {}}
    for question in _open_questions(answered):
        found = judge(_request(question, contact.transcript))
        told["asked"] += 1
        problem = found.problem or _problem(question, found, contact.transcript)
        if found.is_open:
            told[OPEN][question.id] = problem
        elif problem:
            told["dropped"][question.id] = problem
        elif found.answer != "unknown":
            told["answers"].append(_kept(question, found, contact.transcript))
    return told


def by_model(document: Mapping[str, Any], transcript: Transcript) -> Second:
    """Answers what the ``model`` that ``document`` names told ``ask_model``; what was dropped or
    stayed open is unknown, with why."""
    kept = {one["question"]: one for one in document["answers"]}
    lacks = dict.fromkeys(document["dropped"], "dropped") | dict.fromkeys(document[OPEN], "open")

    def answer(question: Question, _: Contact) -> Answer | None:
        if known := kept.get(question.id):
            quotes = tuple(_quote(transcript, turn, text) for turn, text in known["quotes"])
            return Answer(question.id, known["answer"], "model", quotes=quotes,
                          confidence=CONFIDENCE, because=document["model"])  # fmt: skip
        why = lacks.get(question.id)
        return Answer(question.id, "unknown", "model", because=f"model_{why}") if why else None

    return answer


def _open_questions(answered: Answered) -> list[Question]:
    unknown = {one.question for one in answered.answers if is_askable(one)}
    return [one for one in answered.scorecard.question if one.model and one.id in unknown]


def _request(question: Question, transcript: Transcript) -> JudgeRequest:
    turns = tuple((turn.speaker, turn.text) for turn in transcript.turns)
    words = question.text.get(transcript.language) or next(iter(question.text.values()))
    return JudgeRequest(words, turns)


def _problem(question: Question, told: Judged, transcript: Transcript) -> str:
    """Why an answer is dropped: its quotes are not there, or do not show what they should."""
    if told.answer == "unknown":
        return ""
    quotes = [_quote(transcript, turn, text) for turn, text in told.quotes]
    if not quotes:
        return "no_quote"
    if not all(holds(transcript, one) for one in quotes):
        return "not_said"
    if not all(_is_telling(transcript, one) for one in quotes):
        return "not_telling"
    heard = {transcript.turns[one.turn].speaker for one in quotes}
    return "not_the_adviser" if question.about == "adviser" and "adviser" not in heard else ""


def _is_telling(transcript: Transcript, quote: Quote) -> bool:
    """Whether these are whole words with some letters, beside what was redacted."""
    text = transcript.turns[quote.turn].text
    around = text[max(0, quote.start - 1) : quote.start] + text[quote.end : quote.end + 1]
    letters = _LETTERS.findall(_REDACTED.sub("", quote.text))
    return len(letters) >= LEAST_QUOTE and not _LETTERS.search(around)


def _kept(question: Question, told: Judged, transcript: Transcript) -> dict[str, Any]:
    return {"question": question.id, "answer": _word(told), "quotes": [*map(list, told.quotes)]}


def _word(told: Judged) -> AnswerWord:
    return "yes" if told.answer == "yes" else "no"


def _quote(transcript: Transcript, number: int, text: str) -> Quote:
    """Where the words stand; a quote that nothing holds where they do not."""
    turn = transcript.turns[number].text if 0 <= number < len(transcript.turns) else ""
    whole = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", turn)
    start = whole.start() if whole else max(0, turn.find(text))
    return Quote(number, start, start + len(text), text)
