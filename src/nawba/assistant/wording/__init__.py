"""Words of a language model, let through sentence by sentence or not at all.

A model may word an answer from approved passages. Each sentence is checked against the passages
that it cites: numbers, dates, amounts, units, limits, negations, names, conditions, and every other
content word. One sentence that fails is enough: the approved words stand, verbatim.
"""

from nawba.assistant.wording.answer import Attempt, Worded, attempt_wording, word_answer
from nawba.assistant.wording.check import REASONS, Check, check_answer, check_sentence
from nawba.assistant.wording.lexicon import LANGUAGES
from nawba.assistant.wording.orders import gives_orders
from nawba.assistant.wording.words import sentences

__all__ = [
    "LANGUAGES",
    "REASONS",
    "Attempt",
    "Check",
    "Worded",
    "attempt_wording",
    "check_answer",
    "check_sentence",
    "gives_orders",
    "sentences",
    "word_answer",
]
