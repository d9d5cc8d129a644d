"""Which flow a customer asks for: by its button, or in words like those that its editor gave.

Lexical on purpose: a flow that starts asks before it sends anything, and a person reads in a
moment why it started.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from nawba.assistant import flows
from nawba.assistant.normalise import fold, words
from nawba.domain.operations import Level

LEAST_SHARE = 0.6
"""Share of a phrase's telling words that the customer's words must hold, and two at least."""

_LEAST_LETTERS = 4
_SAME_LETTERS = 5
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARTICLES = re.compile("^(?:وال|بال|فال|كال|لل|ال)(?=..)")
_ENDINGS = re.compile("(?<=...)(?:تي|ها|ات|ي|ة|ه)$")
_PERSON = re.compile("^[نتيا](?=...)")  # "I object" and "the objection" are one word here
_WEAK = re.compile("[اوي]")
_ASKING = frozenset(
    words("""
    comment combien quel quelle quels quelles pourquoi quand est how what which when why
    كيف كم ما متى لماذا هل كيفاش شحال علاش فوقاش واش chhal kifach wach
""")
)
_EMPTY = frozenset(
    words("""
    veux voudrais souhaite aimerais peux pouvez faut besoin bonjour merci svp avec pour dans mais
    votre notre want would like need please have with your that this from hello
    اريد بغيت ديالي ديال عندي حيت bghit dyal dyali
""")
)


def flow_asked(book: flows.FlowBook, text: str) -> str | None:
    """The flow that ``text`` asks for, in any language, or None. Pure.

    A click on a flow's title is certain; else the phrase that shares most with ``text`` decides.
    """
    said = fold(text).strip(" .!?")
    told = _telling(text)
    best, found = 0.0, None
    for flow in book.flows:
        if said and said in {fold(title).strip(" .!?") for title in flow.title.values()}:
            return flow.id if not flow.grants.reaches(Level.KNOWN) else None
        for phrase in (one for of in flow.phrases.values() for one in of):
            share = _share(_telling(phrase), told)
            if share > best:
                best, found = share, flow.id
    return found if best >= LEAST_SHARE else None


def is_question(text: str) -> bool:
    """Whether ``text`` asks how something is, rather than for something to be done."""
    return bool(_ASKING & set(words(text)))


def _telling(text: str) -> list[str]:
    """The words that say what it is about, without what inflection adds."""
    return [
        _stem(word) for word in words(text) if len(word) >= _LEAST_LETTERS and word not in _EMPTY
    ]


def _stem(word: str) -> str:
    if _ARABIC.search(word):
        bare = _ENDINGS.sub("", _ARTICLES.sub("", word))
        return _WEAK.sub("", _PERSON.sub("", bare))[:_LEAST_LETTERS]
    return word[:_SAME_LETTERS]


def _share(wanted: Iterable[str], told: Iterable[str]) -> float:
    needed, there = set(wanted), set(told)
    shared = len(needed & there)
    return shared / len(needed) if shared >= min(2, len(needed)) and needed else 0.0
