"""One click from a gap to a draft: its questions, and what advisers really answered, verbatim.

Nothing is reworded: sentences are taken as they were written, in the order of the best answer;
courtesies, repetitions and sentences with anything personal in them are left out. The editor makes
an article of it, and a second person reads it before any customer does.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from nawba.domain.drafts import MAX_TITLE, DraftText, Origin
from nawba.domain.gaps import HeardExample, Question
from nawba.domain.ports import Embed, Vectors
from nawba.knowledge.gap_reading import embed_as_heard
from nawba.knowledge.tokens import fold

MOST_QUESTIONS = 20
MOST_LETTERS = 1_500  # of the answer: an editor shortens, and seldom reads on
_SAYS_THE_SAME = 0.75  # cosine of two sentences of which one is enough
_FEWEST_LETTERS = 12
_MARK = re.compile(r"\[[A-Z]+_\d+\]")
_SENTENCE = re.compile(r"(?<=[.!?؟。…])\s+|\n+")
_WORDS = re.compile(r"[^\W_]+")

IsPersonal = Callable[[str], bool]
"""Whether a text holds anything personal."""


@dataclass(frozen=True)
class RealAnswer:
    """What an adviser answered to one of the questions: redacted, with the message it stands in."""

    question: str
    contact: str
    message: str
    text: str


@dataclass(frozen=True)
class Beginning:
    """What a draft begins with in one language."""

    language: str
    text: DraftText
    origins: tuple[Origin, ...]


def begin_drafts(
    questions: Sequence[Question],
    answers: Sequence[RealAnswer],
    embed: Embed,
    is_personal: IsPersonal,
    owner: str,
    expires_on: str,
) -> list[Beginning]:
    """One for each language that was asked in, the one asked most in first.

    Without an answer in a language its body is empty: somebody translates the other.
    """
    by_language: dict[str, list[Question]] = {}
    for one in questions:
        by_language.setdefault(one.asked.language, []).append(one)
    ordered = sorted(by_language, key=lambda name: (-len(by_language[name]), name))
    found = []
    for language in ordered:
        own = _central_first(by_language[language])
        ids = {one.id for one in own}
        body, origins = _body(own, [a for a in answers if a.question in ids], embed, is_personal)
        asked = _asked(own, is_personal)
        title = _title(asked[0]) if asked else ""
        text = DraftText(title, body, tuple(asked[:MOST_QUESTIONS]), owner, expires_on)
        found.append(Beginning(language, text, origins))
    return found


def begin_from_heard(
    said: Sequence[HeardExample], is_personal: IsPersonal, owner: str, expires_on: str
) -> list[Beginning]:
    """Of a gap that only listening knows: its words are the questions, the body is empty."""
    by_language: dict[str, list[str]] = {}
    for one in said:
        line = " ".join(one.text.split())
        if line and not _MARK.search(line) and not is_personal(line):
            by_language.setdefault(one.language, []).append(line)
    ordered = sorted(by_language.items(), key=lambda of: (-len(of[1]), of[0]))
    texts = [
        (language, DraftText(_title(own[0]), "", tuple(own[:MOST_QUESTIONS]), owner, expires_on))
        for language, own in ordered
    ]
    return [Beginning(language, text, ()) for language, text in texts]


def _central_first(questions: Sequence[Question]) -> list[Question]:
    rows = np.stack([one.asked.vector for one in questions])
    order = np.argsort(-(rows @ rows.sum(axis=0)), kind="stable")
    return [questions[at] for at in order]


def _asked(questions: Sequence[Question], is_personal: IsPersonal) -> list[str]:
    """Each wording once, on one line; none that held something personal."""
    lines = {one.key: " ".join(one.asked.text.split()) for one in reversed(questions)}
    kept = [lines[key] for key in dict.fromkeys(one.key for one in questions)]
    return [one for one in kept if not _MARK.search(one) and not is_personal(one)]


def _title(question: str) -> str:
    """The question's own last sentence that is one, with a capital; cut at a word."""
    sentences = [one for one in _SENTENCE.split(question) if not is_courtesy(one)]
    asking = [one for one in sentences if one.endswith(("?", "؟"))]
    title = (asking or sentences or [question])[-1].strip()
    if len(title) > MAX_TITLE:
        title = title[:MAX_TITLE].rpartition(" ")[0]
    return title[:1].upper() + title[1:]


def _body(
    questions: Sequence[Question],
    answers: Sequence[RealAnswer],
    embed: Embed,
    is_personal: IsPersonal,
) -> tuple[str, tuple[Origin, ...]]:
    """The best answer's sentences, then what the others add; and where each came from."""
    kept: list[Origin] = []
    rows: list[Vectors] = []
    for answer in _best_first(questions, answers, embed):
        sentences = [one for one in _sentences(answer.text) if not is_personal(one)]
        for sentence, row in zip(sentences, embed_as_heard(sentences, embed), strict=True):
            said = sum(len(one.sentence) for one in kept) + len(sentence)
            if said <= MOST_LETTERS and not any(row @ one > _SAYS_THE_SAME for one in rows):
                kept.append(Origin(answer.contact, answer.message, sentence))
                rows.append(row)
    return _paragraphs(kept), tuple(kept)


def _best_first(
    questions: Sequence[Question], answers: Sequence[RealAnswer], embed: Embed
) -> list[RealAnswer]:
    """By how near they are to all the questions; a message answers once."""
    different = list({answer.message: answer for answer in answers}.values())
    if not different:
        return []
    middle = np.sum([one.asked.vector for one in questions], axis=0)
    near = embed_as_heard([one.text for one in different], embed) @ middle
    return [different[at] for at in np.argsort(-near, kind="stable")]


def _paragraphs(kept: Sequence[Origin]) -> str:
    """The sentences of one message in a paragraph of their own."""
    by_message: dict[str, list[str]] = {}
    for one in kept:
        by_message.setdefault(one.message, []).append(one.sentence)
    return "\n\n".join(" ".join(said) for said in by_message.values())


def _sentences(text: str) -> list[str]:
    """The sentences of ``text`` that say something of the matter and hold no placeholder."""
    found = (one.strip() for one in _SENTENCE.split(text))
    return [
        one
        for one in found
        if len(one) >= _FEWEST_LETTERS and not _MARK.search(one) and not is_courtesy(one)
    ]


def is_courtesy(sentence: str) -> bool:
    """Whether ``sentence`` begins like a greeting, thanks, an apology or a goodbye."""
    words = _WORDS.findall(fold(sentence))
    return any(words[: len(opening)] == list(opening) for opening in _openings()) or not words


@cache
def _openings() -> tuple[tuple[str, ...], ...]:
    text = resources.files("nawba.knowledge").joinpath("courtesies.toml").read_text("utf-8")
    listed: list[str] = tomllib.loads(text)["openings"]
    return tuple(tuple(_WORDS.findall(fold(one))) for one in listed)
