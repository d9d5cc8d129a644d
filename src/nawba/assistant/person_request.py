"""A person on request, recognised without a model: the one door that must never stick.

Each clause of a message becomes a short string of role tags (``person_lexicon``), and a handful of
patterns over those tags decide: "je voudrais parler à quelqu'un svp" reads ``LWTLpL``. Typing
errors are absorbed before tagging (folding, edit distance, consonant skeletons of arabizi), and
negation after it ("pas besoin d'un conseiller" reads ``NWLLP``). No state, no clock, no model.
"""

from __future__ import annotations

import re
from functools import cache

from nawba.assistant import person_lexicon as lexicon
from nawba.assistant.normalise import fold, is_arabic, skeleton
from nawba.assistant.spelling import Speller

_MOST_CHARACTERS = 4000
_TOKEN = re.compile(r"[^\W_]+|[.!?;:,،؟؛…\n()]")
_COMMAS = {",", "،", ":"}
_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "فال", "و", "ف", "ب", "ل", "ك")
_FUZZY_ROLES = frozenset("WTYQJHPpBSKNR")

_NEGATED = re.compile(r"N[LKWTVCYHA]*$")
_ABILITY = re.compile(r"(?:N[L]*)?K[L]*N?")
# Patterns that hold even beside a report or a question of fact: the wish is explicit.
_WISHES = tuple(
    re.compile(pattern)
    for pattern in (
        r"W[LWKC]*[TV][LTCV]*[PpS]",  # je voudrais parler à quelqu'un
        r"W[LWKC]*[TV][^NXRB]{0,12}C[LC]*[PpS]",  # … parler de ma facture avec un conseiller
        r"W[LWKC]*Y[LC]*P",  # je veux appeler un conseiller
        r"W[LWKT]*Q?[LCTK]*P",  # j'ai besoin d'un conseiller
        r"W[LWK]*p(?=[LpPW]*(?:H|C?$))",  # je veux quelqu'un pour m'aider
        r"Q[LCWKTOH]{0,6}[PpS]",  # passez-moi un conseiller
        r"^[LKWTQ]*J",  # rappelez-moi
    )
)
_HINTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"T[LTC]*[PpS]",  # parler à un conseiller
        r"T[^NXRB]{0,12}C[LC]*P",
        r"K[LKC]*V[LTC]*[PpS]",
        r"Y[LC]*P",  # joindre un conseiller
        r"K[LK]*[Pp](?=[LpP]*(?:H|$))",  # puis-je avoir un conseiller
        r"A[LAKW]*[Pp](?=[LpPK]*(?:H|$))",  # y a-t-il quelqu'un ?
        r"[Pp][LKW]*H",  # quelqu'un peut m'aider ?
    )
)
_ALONE = re.compile(r"L*[Pp][LPpC]*")
_REFUSES_MACHINE = re.compile(r"N[LWTVNCYKAPp]*B|E[LWTVCO]{0,5}B|BL*E")
_ASKS_IF_MACHINE = re.compile(r"Z[L]*[BPp]")


def wants_person(text: str) -> bool:
    """Whether the customer asks for a person (fr, ar, Darija in both scripts, en, es, pt)."""
    return any(_requests(clause) for clause in tag(text))


def asks_if_machine(text: str) -> bool:
    """Whether the customer asks what they are talking to: "es-tu un robot ?"."""
    return any(_ASKS_IF_MACHINE.search(clause) for clause in tag(text))


def tag(text: str) -> list[str]:
    """The clauses of ``text``, each as a string of role tags; useful to see why it matched."""
    tokens = _TOKEN.findall(fold(text[:_MOST_CHARACTERS]))
    return [clause for clause in re.split("X+", "".join(_tags(tokens))) if clause]


def _requests(clause: str) -> bool:
    clause = _ASKS_IF_MACHINE.sub("O", clause)
    if _REFUSES_MACHINE.search(clause) or _ALONE.fullmatch(clause):
        return True
    clause = _ABILITY.sub("K", clause)
    patterns = _WISHES if re.search("[RI]", clause) else _WISHES + _HINTS
    return any(_stands(pattern, clause) for pattern in patterns)


def _stands(pattern: re.Pattern[str], clause: str) -> bool:
    return any(not _NEGATED.search(clause[: m.start()]) for m in pattern.finditer(clause))


def _tags(tokens: list[str]) -> list[str]:
    found, place = [], 0
    while place < len(tokens):
        tags, length = _longest(tokens, place)
        if tags == "N" and length == 1 and tokens[place + 1 : place + 2] in ([","], ["،"]):
            tags = "L"  # "no, an agent": the word answers, it does not negate
        found.append(tags)
        place += length
    return found


def _longest(tokens: list[str], place: int) -> tuple[str, int]:
    table = lexicon.phrases()
    for length in range(lexicon.MOST_WORDS_IN_PHRASE, 0, -1):
        entry = tuple(tokens[place : place + length])
        if len(entry) == length and entry in table:
            return table[entry], length
    return _single(tokens[place]), 1


def _single(token: str) -> str:
    if not token[0].isalnum():
        return "L" if token in _COMMAS else "X"
    return _Word(token).tags()


class _Word:
    """A word that is not in the table as written: without its prefixes, or misspelt."""

    def __init__(self, token: str) -> None:
        self.token = token

    def tags(self) -> str:
        return self._unprefixed() or self._arabizi() or self._misspelt() or "O"

    def _unprefixed(self) -> str | None:
        prefixes = _ARABIC_PREFIXES if is_arabic(self.token) else ("l",)
        for prefix in prefixes:
            rest = self.token.removeprefix(prefix)
            if rest != self.token and len(rest) > 2 and (rest,) in lexicon.phrases():
                return lexicon.phrases()[(rest,)]
        return None

    def _arabizi(self) -> str | None:
        return None if is_arabic(self.token) else lexicon.skeletons().get(skeleton(self.token))

    def _misspelt(self) -> str | None:
        if self.token in lexicon.REAL_WORDS:
            return None
        meant = _speller().nearest(self.token)
        return lexicon.phrases()[(meant,)] if meant else None


@cache
def _speller() -> Speller:
    """Knows the single words that matter; fillers are not worth guessing."""
    return Speller(
        entry[0]
        for entry, tags in lexicon.phrases().items()
        if len(entry) == 1 and _FUZZY_ROLES.issuperset(tags)
    )
