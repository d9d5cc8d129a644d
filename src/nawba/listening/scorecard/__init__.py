"""Scorecards: questions about a contact, answered from what was said, each with its quote.

In: a scorecard file (TOML), a redacted transcript, its measures. Out: yes, no, not applicable or
unknown to each question, with quotes and times; points; which knock-outs struck. Rules answer
first; a classifier learned from people's answers second; a language model last, if there is one,
and only with a quote that was really said. Nothing here is of anybody's mood.
"""

from nawba.listening.scorecard.answering import Answered, answer_all
from nawba.listening.scorecard.document import Scorecard
from nawba.listening.scorecard.files import default_scorecard, read_scorecard, scorecard_of_text
from nawba.listening.scorecard.scene import Contact

__all__ = [
    "Answered",
    "Contact",
    "Scorecard",
    "answer_all",
    "default_scorecard",
    "read_scorecard",
    "scorecard_of_text",
]
