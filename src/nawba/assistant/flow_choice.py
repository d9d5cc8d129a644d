"""Which flow a customer asks for: by its button, or in words like those that its editor gave.

Lexical on purpose: a flow that starts asks before it sends anything, and a person reads in a
moment why it started. Words of any language and script meet by what they mean, as
``lexicons/wishes.txt`` lists it; a word that is not there must be there itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TypeVar

from nawba.assistant import flows
from nawba.assistant.lexicon import read_lexicon, words_of
from nawba.assistant.normalise import fold, words
from nawba.domain.operations import Level
from nawba.knowledge.darija import normalise

LEAST_SHARE = 0.6
"""Share of a long phrase's meanings that the customer's words must hold; of a short one, all."""

_SHORT = 3  # meanings: a phrase of so few says nothing when one is missing
_WISHES = "wishes"
_NOTHING = frozenset({"=nothing"})
_LEAST_LETTERS = 4
_SHORTEST_STEM = 3
_SAME_LETTERS = 5
_LONGEST = 4  # words of a phrase in the lexicon
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARTICLES = re.compile("^(?:وال|بال|فال|كال|لل|ال)(?=..)")
_ENDINGS = re.compile("(?<=...)(?:وني|تي|ها|ات|وا|ني|ي|ة|ه)$")
_PERSON = re.compile("^[نتيا](?=...)")  # "I object" and "the objection" are one word here
_WEAK = re.compile("[اوي]")
T = TypeVar("T")
_ASKING = frozenset(
    words("""
    comment combien quel quelle quels quelles pourquoi quand est how what which when why
    كيف كم ما متى لماذا هل كيفاش شحال علاش فوقاش واش chhal kifach wach
""")
)


def flow_asked(book: flows.FlowBook, text: str) -> str | None:
    """The flow that ``text`` asks for, in any language, or None. Pure.

    A click on a flow's title is certain; else the phrase whose meanings the text holds best
    decides. Nothing is begun when two flows are meant equally well.
    """
    said = _plain(text)
    for flow in book.flows:
        if said and said in {_plain(title) for title in flow.title.values()}:
            return flow.id if not flow.grants.reaches(Level.KNOWN) else None
    told = meanings(text)
    scored = sorted(((_best(flow, told), flow.id) for flow in book.flows), reverse=True)
    if not scored or scored[0][0] == 0:
        return None
    is_even = len(scored) > 1 and scored[1][0] == scored[0][0]
    return None if is_even else scored[0][1]


def is_question(text: str) -> bool:
    """Whether ``text`` asks how something is, rather than for something to be done."""
    return bool(_ASKING & set(words(text)))


def meanings(text: str) -> frozenset[str]:
    """What the words of ``text`` mean, as ``=name``; one that is not known is its own stem."""
    return _meanings(words(text)) | _meanings(words(normalise(text)))


def _plain(text: str) -> str:
    return fold(text).strip(" .!?")


def _best(flow: flows.Flow, told: frozenset[str]) -> float:
    """How well the flow's best phrase is met: meanings shared, by share; 0 for too few."""
    phrases = (one for of in flow.phrases.values() for one in of)
    return max((_met(_wanted(phrase), told) for phrase in phrases), default=0.0)


@lru_cache(maxsize=4096)
def _wanted(phrase: str) -> frozenset[str]:
    """What must be meant; of a phrase in Arabic letters, in words of the standard language."""
    said = _meanings(words(phrase))
    if not _ARABIC.search(phrase):
        return said
    return _meanings(words(normalise(phrase))) | (said & _names())


def _met(wanted: frozenset[str], told: frozenset[str]) -> float:
    shared = wanted & told
    least_shared = 2 if wanted & _names() else 1  # one rare word of the editor's may be enough
    if len(shared) < least_shared or shared <= _weak():
        return 0.0
    share = len(shared) / len(wanted)
    least = 1.0 if len(wanted) <= _SHORT else LEAST_SHARE
    return len(shared) * share if share >= least else 0.0


def _meanings(said: list[str]) -> frozenset[str]:
    found: set[str] = set()
    at = 0
    while at < len(said):
        phrase = _phrase_at(said, at)
        found |= _phrases()[phrase] if phrase else _of_word(said[at])
        at += len(phrase) or 1
    return frozenset(found - _NOTHING)


def _phrase_at(said: Sequence[str], at: int) -> tuple[str, ...]:
    """The longest phrase of the lexicon that begins at ``said[at]``; often none."""
    longest = min(_LONGEST, len(said) - at)
    tried = (tuple(said[at : at + length]) for length in range(longest, 1, -1))
    return next((one for one in tried if one in _phrases()), ())


def _of_word(word: str) -> frozenset[str]:
    known = _single().get(word) or _stems().get(_stem(word))
    if known is not None:
        return known
    is_telling = len(word) >= _LEAST_LETTERS and word.isalpha()
    return frozenset({_stem(word)} if is_telling else ())


def _stem(word: str) -> str:
    """``word`` without what inflection adds, bluntly."""
    if _ARABIC.search(word):
        bare = _ENDINGS.sub("", _ARTICLES.sub("", word))
        return _WEAK.sub("", _PERSON.sub("", bare))[:_LEAST_LETTERS]
    return word[:_SAME_LETTERS]


@cache
def _single() -> dict[str, frozenset[str]]:
    """Words of the lexicon to their meanings; a word may have several."""
    return _gathered((entry[0].lstrip("="), role) for role, entry in _entries() if len(entry) == 1)


@cache
def _stems() -> dict[str, frozenset[str]]:
    return _gathered(
        (_stem(entry[0]), role)
        for role, entry in _entries()
        if len(entry) == 1 and entry[0][0] != "=" and len(_stem(entry[0])) >= _SHORTEST_STEM
    )


@cache
def _weak() -> frozenset[str]:
    return frozenset(f"={name}" for name in words_of(_WISHES, "weak"))


@cache
def _names() -> frozenset[str]:
    return frozenset(role for role, _ in _entries())


@cache
def _phrases() -> dict[tuple[str, ...], frozenset[str]]:
    return _gathered((entry, role) for role, entry in _entries() if len(entry) > 1)


@cache
def _entries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = read_lexicon(_WISHES)
    return tuple((f"={role}", entry) for role, entry in found if role != "weak")


def _gathered(pairs: Iterable[tuple[T, str]]) -> dict[T, frozenset[str]]:
    found: dict[T, set[str]] = {}
    for key, role in pairs:
        found.setdefault(key, set()).add(role)
    return {key: frozenset(roles) for key, roles in found.items()}
