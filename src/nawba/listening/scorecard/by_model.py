"""A language model as the last to be asked: believed only with words that were really said."""

from __future__ import annotations

from nawba.domain.judging import JudgeRequest
from nawba.domain.ports import Judge
from nawba.domain.recordings import Answer, Quote, Transcript
from nawba.listening.scorecard.answering import Second
from nawba.listening.scorecard.document import Question
from nawba.listening.scorecard.scene import Contact

CONFIDENCE = 0.5
"""A model's own word on how sure it is has no meaning that was ever measured here."""


def by_model(judge: Judge) -> Second:
    """Asks ``judge`` what rules could not tell.

    The quote must stand in the turn that it names, letter by letter, or the answer is dropped.
    """

    def answer(question: Question, contact: Contact) -> Answer | None:
        turns = tuple((turn.speaker, turn.text) for turn in contact.transcript.turns)
        told = judge(JudgeRequest(_worded(question, contact.transcript.language), turns))
        if told is None or told.answer not in ("yes", "no"):
            return None
        quotes = tuple(_quote(contact.transcript, number, text) for number, text in told.quotes)
        return Answer(
            question.id, "yes" if told.answer == "yes" else "no", "model", quotes=quotes,
            confidence=CONFIDENCE,
        )  # fmt: skip

    return answer


def _worded(question: Question, language: str) -> str:
    return question.text.get(language) or next(iter(question.text.values()))


def _quote(transcript: Transcript, number: int, text: str) -> Quote:
    """Where the words stand; a quote that nothing holds where they do not."""
    turn = transcript.turns[number].text if 0 <= number < len(transcript.turns) else ""
    start = turn.find(text)
    return (
        Quote(number, start, start + len(text), text) if start >= 0 else Quote(number, 0, 0, text)
    )
