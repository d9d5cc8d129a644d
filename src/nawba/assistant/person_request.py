"""A person on request, recognised without a model: the one door that must never stick.

Each clause of a message becomes a short string of role tags (``person_lexicon``), and a handful of
patterns over those tags decide: "je voudrais parler à quelqu'un svp" reads ``LWTLpL``. Typing
errors are absorbed before tagging (folding, edit distance, consonant skeletons of arabizi), and
negation after it ("pas besoin d'un conseiller" reads ``NWLLP``). No state, no clock, no model.

    W wanting    K being able    T, V talking to   Y calling    Q "put me through"   J "call me"
    H helping me P a person      p "someone"       S a service  B, b a machine       E "enough of"
    A there is   Z you are       N negation        R reported   I asking for a fact  C with
    D about      G who, that     U being obliged   L filler     X end of clause      O other
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from nawba.assistant import person_lexicon as lexicon
from nawba.assistant.normalise import fold, is_arabic, skeleton
from nawba.assistant.spelling import Speller

_MOST_CHARACTERS = 2000  # at each end of a message: people ask first, or last
_TOKEN = re.compile(r"[^\W_]+|[.!?;:,،؟؛…\n()]")
_PUNCTUATION = {",": ",", "،": ",", ":": ",", "?": "?", "؟": "?"}
_ARABIC_PREFIXES = ("وال", "بال", "لل", "ال", "فال", "و", "ف", "ب", "ل", "ك")
_LATIN_PREFIXES = ("l", "j", "d")
_ARABIC_ENDINGS = ("يكم", "كم", "ين", "ون", "ات", "ك", "ي", "ا", "و")
_FUZZY_ROLES = frozenset("WTYQJHPpBSKNR")


def _pattern(written: str) -> re.Pattern[str]:
    """A pattern over tags; ``[L`` stands for anything that may be skipped: fillers, who, commas."""
    return re.compile(written.replace("[L", "[LGMF,"))


_NEGATED = re.compile(r"N[LGFKWTVCYHA]*$")  # neither a comma nor "I"
_ABILITY = _pattern(r"(?:N[L]*)?KN?")
# These hold even beside a report or a question of fact: the wish is explicit.
_WISHES = (
    _pattern(r"W[LWKC]*[TV][LTCV]*O?[LC]*[PpS]"),  # je voudrais parler à quelqu'un
    _pattern(r"W[LWKC]*[TV][^NXRB]{0,12}C[LC]*[PpS]"),  # … parler de ma facture avec un conseiller
    _pattern(r"W[^NXRBDT]{0,4}C[L]*P"),  # je veux régler ça avec un conseiller
    _pattern(r"W[LWKC]*Y[LC]*P"),  # je veux appeler un conseiller
    _pattern(r"W[LWKT]*Q?[LCTK]*P"),  # j'ai besoin d'un conseiller
    _pattern(r"W[LWK]*p(?=[LpPW]*(?:[HJG]|C?\??$))"),  # je veux quelqu'un pour m'aider
    _pattern(r"Q[LCDWKTOH]{0,6}[PpS]"),  # passez-moi un conseiller
    _pattern(r"(?:^|(?<![Pp])[KW])[LKWTQ]*J"),  # rappelez-moi
)
_HINTS = (
    _pattern(r"T[LTC]*[PpS]"),  # parler à un conseiller
    _pattern(r"T[^NXRBD]{0,12}C[LC]*P"),  # discuter de ma facture avec un conseiller
    re.compile(r"^[LG,]*V[LC]*[Pp]"),  # parlé avec 1 agent svp
    _pattern(r"K[LKC]*V[LTC]*[PpS]"),  # puis-je voir un conseiller
    _pattern(r"Y[LC]*P"),  # appeler un conseiller
    _pattern(r"K[LK]*P"),  # puis-je avoir un conseiller, can an adviser look at this
    _pattern(r"K[LK]*p(?=[LpP]*(?:[HJ]|\??$))"),  # puis-je avoir quelqu'un
    _pattern(r"A[LAKW]*[Pp](?=[LpPKT]*(?:[HJ]|\??$))"),  # y a-t-il quelqu'un ?
    _pattern(r"A[LAKW]*[Pp][LCGKOp]*T"),  # y a-t-il quelqu'un à qui parler
    _pattern(r"[Pp][LKW]*[HJ]"),  # quelqu'un peut m'aider ?
    _pattern(r"[HJ][L]*[Pp]"),  # me puede llamar alguien
    _pattern(r"K[L]*Y[L]*p[L]*\??$"),  # ¿puede llamar alguien?
)
_ALONE = _pattern(r"[LC]*[Pp][LPpCSW]*\??")
_INSTEAD = _pattern(r"[^RPp]*,[LC]*(?:P[LPp]*|p[LPp]+)\??")  # forget it, an agent
_REFUSES_MACHINE = _pattern(
    r"N[LWTVNCYKAPp]*(?:B|[TV][LC]*b)|E[LWTVCO]{0,5}(?:B|[TV][LC]*b)|B[L]*E"
)
_ASKS_IF_MACHINE = _pattern(r"Z[L]*[BbPp]")


def wants_person(text: str) -> bool:
    """Whether the customer asks for a person (fr, ar, Darija in both scripts, en, es, pt)."""
    return any(_requests(clause) for clause in tag(text))


def asks_if_machine(text: str) -> bool:
    """Whether the customer asks what they are talking to: "es-tu un robot ?"."""
    return any(_ASKS_IF_MACHINE.search(clause) for clause in tag(text))


@lru_cache(maxsize=128)  # one turn asks several times about the same words
def tag(text: str) -> tuple[str, ...]:
    """The clauses of ``text``, each as a string of role tags; useful to see why it matched."""
    if len(text) > 2 * _MOST_CHARACTERS:
        text = f"{text[:_MOST_CHARACTERS]}\n{text[-_MOST_CHARACTERS:]}"
    tokens = _TOKEN.findall(fold(text))
    clauses = re.split(r"X+|(?<=\?)", "".join(_tags(tokens)))
    return tuple(_oblige(clause) for clause in clauses if clause.strip("?,"))


def _oblige(clause: str) -> str:
    """Having to is a wish ("I must talk to …") unless it is a question ("do I have to?")."""
    return clause.replace("U", "I" if clause.endswith("?") else "W")


def _requests(clause: str) -> bool:
    clause = _ASKS_IF_MACHINE.sub("O", clause)
    if _REFUSES_MACHINE.search(clause) or _ALONE.fullmatch(clause) or _INSTEAD.fullmatch(clause):
        return True
    clause = _ABILITY.sub("K", clause)
    patterns = _WISHES if re.search("[RI]", clause) else _WISHES + _HINTS
    return any(_stands(pattern, clause) for pattern in patterns)


def _stands(pattern: re.Pattern[str], clause: str) -> bool:
    return any(not _NEGATED.search(clause[: m.start()]) for m in pattern.finditer(clause))


def _tags(tokens: list[str]) -> list[str]:
    tokens = [_corrected(token) for token in tokens]
    found, place = [], 0
    while place < len(tokens):
        tags, length = _longest(tokens, place)
        if tags == "N" and tokens[place + length : place + length + 1] in ([","], ["،"]):
            tags = "L"  # "no, an agent": the word answers, it does not negate
        found.append(tags)
        place += length
    return found


def _corrected(token: str) -> str:
    """The lone word of the table that ``token`` misspells, or ``token``."""
    if _known((token,)) or (not is_arabic(token) and skeleton(token) in lexicon.skeletons()):
        return token
    return _nearest(token, _lone_words()) or token


def _nearest(token: str, speller: Speller) -> str | None:
    known = token in lexicon.vocabulary() or token in lexicon.real_words()
    return None if known else speller.nearest(token)


def _longest(tokens: list[str], place: int) -> tuple[str, int]:
    for length in range(lexicon.MOST_WORDS_IN_PHRASE, 0, -1):
        entry = tuple(tokens[place : place + length])
        tags = _known(entry) if len(entry) == length else None
        if tags is not None:
            return tags, length
    return _guess(tokens[place]), 1


def _known(entry: tuple[str, ...]) -> str | None:
    """The tags of an entry of the table: as written, behind a prefix ("lagent"), or misspelt."""
    table = lexicon.phrases()
    if entry in table:
        return table[entry]
    prefixes = _ARABIC_PREFIXES if is_arabic(entry[0]) else _LATIN_PREFIXES
    bare = (entry[0].removeprefix(prefix) for prefix in prefixes if entry[0].startswith(prefix))
    unprefixed = ((word, *entry[1:]) for word in bare if len(word) > 1)
    tags = next((table[found] for found in unprefixed if found in table), None)
    if tags is None and len(entry) > 1:
        return table.get(tuple(_nearest(word, _parts()) or word for word in entry))
    return tags


def _guess(token: str) -> str:
    """The tags of a word that is not in the table: punctuation, an inflected word, arabizi."""
    if not token[0].isalnum():
        return _PUNCTUATION.get(token, "X")
    if is_arabic(token):
        return _denied(token, "ما", "ش") or _owned(token) or "O"
    return lexicon.skeletons().get(skeleton(token)) or _denied(token, "ma", "ch") or "O"


def _owned(token: str) -> str | None:
    """An Arabic noun with a plural or a pronoun at its end: "مديرك", "مستشاريكم"."""
    for ending in _ARABIC_ENDINGS:
        bare = token.removesuffix(ending)
        if bare != token and len(bare) > 2 and (tags := _known((bare,))) in ("P", "p", "S"):
            return tags
    return None


def _denied(token: str, before: str, after: str) -> str | None:
    """A Darija verb with its negation around it: "ماطلبت", "manhderch"."""
    if not token.startswith(before):
        return None
    bare = token.removeprefix(before).removesuffix(after)
    tags = _known((bare,)) or lexicon.skeletons().get(skeleton(bare))
    return f"N{tags}" if len(bare) > 2 and tags and tags in "WTYKV" else None


@cache
def _lone_words() -> Speller:
    """Knows the words that matter by themselves; fillers are not worth guessing."""
    lone = (entry[0] for entry, tags in _that_matter() if len(entry) == 1)
    return Speller(set(lone) - lexicon.real_words())


@cache
def _parts() -> Speller:
    """Knows the words of phrases that matter: a guess that counts only if the phrase completes."""
    return Speller({word for entry, _ in _that_matter() if len(entry) > 1 for word in entry})


def _that_matter() -> list[tuple[tuple[str, ...], str]]:
    return [(e, tags) for e, tags in lexicon.phrases().items() if _FUZZY_ROLES.issuperset(tags)]
