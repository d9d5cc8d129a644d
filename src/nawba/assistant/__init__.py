"""The assistant: understands a customer message, decides, and says what to do about it.

In: the customer's words, the facts of the contact, the articles a search found.
Out: acts (say, answer, withhold, hand over, change language, solved) and the brief. Pure.
It decides nothing alone: below the threshold it hands over, and a person is given on request.
Called by its driver, which carries the acts out; by the pages for texts; by the command line.
"""

from nawba.assistant.brief import BriefMaterial, write_brief
from nawba.assistant.dialogue import (
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
    respond,
)
from nawba.assistant.language import Detected, asked_language, detect_language, warm
from nawba.assistant.person_report import person_request_report
from nawba.assistant.person_request import asks_if_machine, wants_person
from nawba.assistant.texts import say

__all__ = [
    "Act",
    "Answer",
    "BriefMaterial",
    "ChangeLanguage",
    "Clarify",
    "Detected",
    "Facts",
    "HandOver",
    "Part",
    "Pick",
    "Reply",
    "Say",
    "Solved",
    "Turn",
    "Withhold",
    "asked_language",
    "asks_if_machine",
    "detect_language",
    "person_request_report",
    "respond",
    "say",
    "wants_person",
    "warm",
    "write_brief",
]
