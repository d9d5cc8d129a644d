"""Whether the passages that a sentence cites say what it says.

What is checked is likeness of claims, by rules that a reader can follow; not truth. A sentence that
passes says nothing that its passage does not say, as far as the rules see; ``nawba bench wording``
measures how far that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from nawba.assistant.wording.claims import Reading
from nawba.assistant.wording.orders import quotes, unquoted
from nawba.assistant.wording.reading import read
from nawba.assistant.wording.support import Ground, is_known, objection, overlap, size
from nawba.assistant.wording.words import plain, sentences
from nawba.domain.writing import Passage, Sentence

REASONS = {
    "ok": "the passage says it",
    "uncited": "it cites nothing, or what was not given",
    "empty": "it says nothing",
    "too_little": "it names too little to be looked for",
    "question": "it asks something",
    "claims_done": "it says that something was done",
    "promises": "it promises something",
    "answers_yes_or_no": "it begins with a yes or no of its own",
    "unknown_number": "a number, date, code or address that the passage does not have there",
    "unknown_name": "a name that the passage does not have",
    "unknown_word": "a word that the passage does not have",
    "not_together": "its words stand in different places of the passage",
    "wrong_unit": "a number with another unit, or per something else",
    "wrong_limit": "a number with another limit: within, after, at least …",
    "wrong_range": "a range that is another one",
    "wrong_number": "a number beside the words of another one",
    "wrong_negation": "it denies what the passage says, or says what it denies",
    "wrong_relation": "another before, after, if, only, all, or …",
    "wrong_modality": "it obliges where the passage permits, or the other way round",
    "dropped_condition": "it leaves out the condition under which the passage says it",
}


_CLAIMS = {
    frozenset({"yes", "no"}): "answers_yes_or_no",
    frozenset({"done"}): "claims_done",
    frozenset({"promise"}): "promises",
}

_MOST_CLAUSES = 6  # of a sentence that are tried in every grouping
# of a sentence that are tried in every grouping
_LEAST = 2  # contents or numbers of a sentence or run: one alone can be found anywhere
# contents or numbers of a run: a word alone can be found anywhere
_RIVAL = 0.5

_CONTEXT = 2  # sentences before one whose words it may take up again
# sentences before one whose words it may take up again
_COMMAS = re.compile(r"[,;:،؛]\s+")

_JOINED = re.compile(r"\s+(?:et|and|mais|but|puis|then|ثم|لكن)\s+|[,;:،؛]\s+|\s+و(?=[^\W\d_]{3})")


@dataclass(frozen=True)
class Check:
    """The verdict on one sentence; ``reason`` is a key of ``REASONS``."""

    sentence: Sentence
    reason: str

    @property
    def ok(self) -> bool:
        return self.reason == "ok"


def check_answer(
    said: Sequence[Sentence], passages: Sequence[Passage], language: str
) -> tuple[Check, ...]:
    """A verdict on each sentence. ``language``: ``fr``, ``ar`` or ``en``. Pure."""
    return tuple(check_sentence(sentence, passages, language) for sentence in said)


def check_sentence(sentence: Sentence, passages: Sequence[Passage], language: str) -> Check:
    """Whether the passages that ``sentence`` cites say what it says. Pure.

    A sentence may be several: each is checked. A whole sentence of the passage, word for word,
    always passes.
    """
    known = {passage.id: passage for passage in passages}
    if not sentence.cites or not known.keys() >= set(sentence.cites):
        return Check(sentence, "uncited")
    cited = [known[name] for name in sentence.cites]
    parts = sentences(sentence.text)
    if not any(any(char.isalnum() for char in part) for part in parts):
        return Check(sentence, "empty")
    reasons = (_verdict(part, cited, language) for part in parts)
    return Check(sentence, next((reason for reason in reasons if reason != "ok"), "ok"))


def _verdict(text: str, cited: Sequence[Passage], language: str) -> str:
    if _is_quoted(text, cited, language):
        cited = [replace(passage, text=unquoted(passage.text)) for passage in cited]
    if plain(text) in {plain(one) for passage in cited for one in sentences(passage.text)}:
        return "ok"
    grounds = [ground for passage in cited for ground in _grounds(passage, language)]
    said = read(text, language)
    if claim := _claim(text, said, grounds):
        return claim
    if not (first := _objection(text, grounds, language)[0]):
        return "ok" if size(said) >= _LEAST else "too_little"
    apart = is_known(said, grounds) and _supported_apart(text, grounds, language)
    return "ok" if apart else first


def _is_quoted(text: str, cited: Sequence[Passage], language: str) -> bool:
    """Whether something that a passage quotes says all of it: who is quoted may be wrong."""
    spoken = [quote for passage in cited for quote in quotes(passage.text)]
    said = read(text, language) if spoken else None
    return said is not None and any(is_known(said, [Ground(read(q, language))]) for q in spoken)


def _claim(text: str, said: Reading, grounds: Sequence[Ground]) -> str:
    """What no passage can support unless it uses the very same turn."""
    if re.search(r"[?؟]", text):
        return "question"
    for roles, reason in _CLAIMS.items():
        alike = [ground.reading for ground in grounds if said.roles & roles & ground.reading.roles]
        if said.roles & roles and not any(_is_as_bound(said, one) for one in alike):
            return reason
    return ""


def _is_as_bound(said: Reading, passage: Reading) -> bool:
    """ "after it has been registered" does not say that it has been: what binds it must be kept."""
    binding = {one.role for one in passage.relations}
    return not binding or bool(binding & {one.role for one in said.relations})


def _objection(text: str, grounds: Sequence[Ground], language: str) -> tuple[str, Ground | None]:
    """Why no ground supports ``text``; or an empty reason and the one that does.

    Only those that share most with it are asked: a sentence of the passage that says less about
    the same things would support what a nearer one contradicts.
    """
    said = read(text, language)
    shares = [overlap(said, ground) for ground in grounds]
    nearest = [
        ground for ground, share in zip(grounds, shares, strict=True) if share == max(shares)
    ]
    reasons = [(objection(said, ground), ground) for ground in nearest]
    found = next((one for one in reasons if not one[0]), None)
    return found or (reasons[0] if reasons else ("unknown_word", None))


def _supported_apart(text: str, grounds: Sequence[Ground], language: str) -> bool:
    """Whether ``text`` falls into runs of clauses, each supported by one sentence of a passage."""
    for cuts in (_COMMAS, _JOINED):
        starts = [0, *(match.end() for match in cuts.finditer(text))]
        ends = [*(match.start() for match in cuts.finditer(text)), len(text)]
        clauses = list(zip(starts, ends, strict=True))
        if 1 < len(clauses) <= _MOST_CLAUSES and _runs(text, clauses, None, grounds, language):
            return True
    return False


def _runs(
    text: str,
    clauses: Sequence[tuple[int, int]],
    before: Ground | None,
    grounds: Sequence[Ground],
    language: str,
) -> bool:
    """Whether ``clauses`` can be cut into supported runs; ``before`` supported what came before.

    A run that speaks of the same things as ``before`` and differs is no support: it is a row of
    another item ("Sahla 10: …, unlimited calls").
    """
    for count in range(len(clauses), 0, -1):
        run = text[clauses[0][0] : clauses[count - 1][1]]
        if size(read(run, language)) < _LEAST:
            continue
        reason, ground = _objection(run, grounds, language)
        if reason or ground is None or (before and _rivals(run, before, ground, language)):
            continue
        rest, alone = clauses[count:], [replace(one, context=frozenset()) for one in grounds]
        if not rest or _runs(text, rest, ground, alone, language):
            return True
    return False


def _rivals(run: str, before: Ground, ground: Ground, language: str) -> bool:
    if before.reading is ground.reading:
        return "or" in ground.reading.roles  # cut at an "and" that the passage does not have
    return overlap(read(run, language), before) > _RIVAL


@lru_cache(maxsize=512)
def _grounds(passage: Passage, language: str) -> tuple[Ground, ...]:
    """The sentences of an approved passage, read; kept, because it comes again and again."""
    readings = [read(text, language) for text in sentences(passage.text)]
    title = read(passage.title, language).keys
    nothing: frozenset[str] = frozenset()
    before = [readings[max(0, place - _CONTEXT) : place] for place in range(len(readings))]
    return tuple(
        Ground(one, title.union(*(o.keys for o in earlier)) if "pronoun" in one.roles else nothing)
        for one, earlier in zip(readings, before, strict=True)
    )
