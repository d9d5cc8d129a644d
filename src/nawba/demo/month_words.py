"""What was said in the demo company's month: transcripts in the words of its examples and articles.

The customer begins with a sentence of the examples; the adviser answers with sentences of the
article, or with what the planted cause makes them say. Times follow from the number of words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from nawba.demo.company import COMPANY, demo_centre
from nawba.demo.month import Contact, month_plan
from nawba.domain.recordings import Speaker, Turn
from nawba.knowledge import read_folder

_FILES = ("sahla", "sahla_more_fr", "sahla_more_en", "sahla_more_ar", "waha")
_WORDS_A_SECOND = 2.4
_KIND = {"technology": "outage", "process": "policy", "human": "training"}
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+|\n+")
_STEP = re.compile(r"^(\d+\.|-)\s*")
_HOLDS = 0.2

Line = tuple[Speaker, str, float]
"""Who, what, and how long nobody spoke before, in seconds."""


def transcribe(contact: Contact, seed: int = 1) -> tuple[tuple[Turn, ...], list[dict[str, Any]]]:
    """The turns of ``contact``, and what a system noted meanwhile (holds)."""
    draw = np.random.default_rng((seed, int(contact.id.rpartition("-")[2])))
    said = _Said(contact, draw, month_plan()[contact.language])
    turns: list[Turn] = []
    events: list[dict[str, Any]] = []
    clock = 0.4
    for speaker, text, pause in said.lines():
        if pause > 5:
            events.append({"at": round(clock, 1), "what": "hold", "seconds": round(pause, 1)})
        start = clock + pause
        clock = start + max(0.8, len(text.split()) / _WORDS_A_SECOND)
        turns.append(Turn(speaker, round(start, 2), round(clock, 2), text))
    return tuple(turns), events


class _Said:
    """One contact's lines; everything drawn comes from ``draw``."""

    def __init__(
        self, contact: Contact, draw: np.random.Generator, words: Mapping[str, Sequence[str]]
    ) -> None:
        self._contact, self._draw, self._words = contact, draw, words
        self._holding = bool(draw.random() < _HOLDS)

    def lines(self) -> list[Line]:
        lines = [*self._beginning(), *self._middle()]
        ended = "unsolved" if self._contact.failed else "solved"
        lines.append(self._line("customer", ended))
        if self._contact.failed:
            lines.append(self._line("adviser", "sorry"))
        return [*lines, self._line("adviser", "closing")]

    def _beginning(self) -> list[Line]:
        name = _first_names()[self._contact.adviser]
        hello = self._one("hello").format(name=name)
        number = f"{int(self._draw.integers(10**6, 10**7))}"
        asked = _pick(self._draw, _examples()[self._contact.intent, self._contact.language])
        begun: list[Line] = [
            ("adviser", hello, 0.0),
            ("customer", asked, self._pause()),
            self._line("adviser", "ask"),
            ("customer", self._one("gives").format(number=number), self._pause()),
        ]
        if self._holding:
            begun += [self._line("adviser", "hold"), ("adviser", self._one("back"), self._wait())]
        return begun

    def _middle(self) -> list[Line]:
        kind = _KIND.get(self._contact.cause)
        if kind:
            told = [
                self._line("adviser", f"{kind}_adviser"),
                self._line("customer", f"{kind}_customer"),
            ]
            again = self._one(f"{kind}_adviser")
            return told if again == told[0][1] else [*told, ("adviser", again, self._pause())]
        lines: list[Line] = []
        asked = list(zip(self._words["more"], self._words["reply"], strict=True))
        for sentence in self._explained():
            lines.append(("adviser", sentence, self._pause()))
            if asked and self._draw.random() < 0.5:
                more, reply = asked.pop(int(self._draw.integers(len(asked))))
                lines += [("customer", more, self._pause()), ("adviser", reply, self._pause())]
        return lines

    def _explained(self) -> list[str]:
        sentences = _articles()[self._contact.intent, self._contact.language]
        most = min(len(sentences), int(self._draw.integers(2, 5)))
        return list(sentences[:most])

    def _line(self, speaker: Speaker, key: str) -> Line:
        return speaker, self._one(key), self._pause()

    def _one(self, key: str) -> str:
        return _pick(self._draw, self._words[key])

    def _pause(self) -> float:
        return float(self._draw.gamma(2.0, 0.3))

    def _wait(self) -> float:
        return float(self._draw.uniform(15, 60))


def _pick(draw: np.random.Generator, texts: Sequence[str]) -> str:
    return texts[int(draw.integers(len(texts)))]


@cache
def _first_names() -> dict[str, str]:
    return {one.id: one.name.split()[0] for one in demo_centre().advisers}


@cache
def _examples() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name in _FILES:
        text = (COMPANY / "examples" / f"{name}.jsonl").read_text(encoding="utf-8")
        for row in map(json.loads, text.splitlines()):
            if row.get("intent"):
                found.setdefault((row["intent"], row["language"]), []).append(row["text"])
    return found


@cache
def _articles() -> dict[tuple[str, str], tuple[str, ...]]:
    """Each article's sentences, as they can be said."""
    return {
        (one.id, one.language): tuple(
            _STEP.sub("", part).strip() for part in _SENTENCE.split(one.body) if _told(part)
        )
        for one in read_folder(COMPANY / "articles")
    }


def _told(part: str) -> bool:
    return len(_STEP.sub("", part).split()) >= 3
