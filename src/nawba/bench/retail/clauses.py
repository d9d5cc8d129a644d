"""A customer's message cut into wishes, each with the flow that serves it, and questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nawba.assistant.flows import FlowBook
from nawba.bench.retail.phrases import mended, squeeze, tokens, words_in

_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\n")
_VERBS = r"(?:exchang|swap|modif|chang|switch|replac|adjust|return|cancel|updat|upgrad|send back)"
_LINK = re.compile(
    rf"(?:,|\band\b|\bthen\b|\balso\b)[\s,]*(?:and |also |then |finally )*"
    rf"(?:i (?:also )?(?:want|would like|'d like|wish) to |to )?(?:also )?"
    rf"(?={_VERBS}|(?:know|ask|check)\b)",
    re.IGNORECASE,
)
_BECAUSE = re.compile(
    rf",?\s*\(?\b(?:because|since|due to)\b"
    rf"(?:(?!\s(?:and|then|but)\b[^.!?;]*\b{_VERBS})[^.!?;,()])*\)?",
    re.IGNORECASE,
)
"""A reason, up to what is wished next."""
_ASKING = re.compile(
    r"\b(?:know|tell me|ask|wonder|check|tracking|what|which|how (?:much|many|long)|when|where|why|"
    r"confirm|inquire|help me)\b|\?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^\s*(?:hi|hello|hey)?[,!. ]*(?:i am|i'm|my name is|my e-?mail)\b", re.IGNORECASE
)

_LEAST_SHARE = 0.6  # of a phrase's words, and two of them if it has so many
_LEAST_LETTERS, _SAME_LETTERS = 4, 5


@dataclass(frozen=True)
class Clause:
    """What one clause asks for: ``flow`` is the id of the flow, or empty for a question."""

    text: str
    flow: str


def read_clauses(book: FlowBook, message: str, earlier: Sequence[Clause] = ()) -> list[Clause]:
    """``earlier`` clauses and those of ``message``.

    A sentence without a wish of its own belongs to the wish before it, and must be accounted for
    there: it may take back half of it. Before the first wish it only says who and why.
    """
    clauses = [*earlier]
    for sentence in _sentences(mended(message)):
        flow = flow_of(book, sentence)
        if flow or _ASKING.search(sentence):
            clauses.append(Clause(sentence, flow))
        elif clauses and not _NAMED.search(sentence) and words_of_weight(sentence):
            last = clauses.pop()
            clauses.append(Clause(f"{last.text} . {sentence}", last.flow))
    return clauses


def flow_of(book: FlowBook, sentence: str) -> str:
    """The flow for ``sentence``; empty when none is named, or verbs of two kinds are."""
    words = tokens(sentence)
    said = {*words, *map(squeeze, pairwise(words))}
    verbs = [role for role in ("change", "return", "cancel") if said & words_in(role)]
    asked = _asked(book, sentence)
    return asked if len(verbs) == 1 and (verbs[0] in _SERVED.get(asked, ())) else ""


def _asked(book: FlowBook, sentence: str) -> str:
    """The flow one of whose phrases ``sentence`` holds most of; the first of several."""
    told, best, found = _stems(sentence), 0.0, ""
    for flow in book.flows:
        for phrase in flow.phrases.get("en", ()):
            share = _share(_stems(phrase), told)
            if share > best:
                best, found = share, flow.id
    return found if best >= _LEAST_SHARE else ""


def _stems(text: str) -> set[str]:
    """The first letters of each word: what inflection adds stands behind them."""
    return {word[:_SAME_LETTERS] for word in tokens(text) if len(word) >= _LEAST_LETTERS}


def _share(wanted: set[str], told: set[str]) -> float:
    shared = len(wanted & told)
    return shared / len(wanted) if wanted and shared >= min(2, len(wanted)) else 0.0


_SERVED = {
    "cancel-order": ("cancel",),
    "change-address": ("change",),
    "change-items": ("change",),
    "change-how-paid": ("change",),
    "return-items": ("return",),
}


def words_of_weight(sentence: str) -> bool:
    """Whether ``sentence`` says more than courtesies."""
    return not set(tokens(sentence)) <= words_in("filler") | set(".,;()")


def _unless_wish(reason: re.Match[str]) -> str:
    """A reason is left out, unless it holds a wish itself: then it must be accounted for."""
    return reason.group() if _VERB.search(reason.group()) else ""


def _sentences(message: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(message):
        start = 0
        bare = _BECAUSE.sub(_unless_wish, sentence)
        for link in _LINK.finditer(bare):
            if _VERB.search(bare[start : link.start()]) or _ASKING.search(
                bare[start : link.start()]
            ):
                yield bare[start : link.start()].strip()
                start = link.end()
        if bare[start:].strip(" .,;"):
            yield bare[start:].strip()


_VERB = re.compile(rf"\b{_VERBS}", re.IGNORECASE)
