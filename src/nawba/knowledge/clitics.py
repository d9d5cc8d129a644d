"""What Maghrebi Arabic writes as one with a word, in Arabic and in Latin letters.

Before a noun: "and", a preposition, the article (وبالكارط, blacarte). Around a verb: the negation
ma-…-ch, ka-/ta- of the present, gha- of the future, the person, and the persons it happens to
(ماغاديش, maykhdemch, كيعيطولي). Which of them a word really has is not known without a lexicon:
``stems`` proposes, least stripped first, and whoever calls it takes the first stem it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

_ARABIC = re.compile("[\u0621-\u064a]")
_SHORTEST = 3  # letters of a stem, or two where no more than two were stripped
_MOST_BEFORE, _MOST_AFTER = 6, 9
_WAS_FEMININE = ("ت", "ات")  # in فاتورتي and وكالاتكم stands the ة of فاتورة and وكالة

Parts = Sequence[Sequence[str]]

_ARABIC_NOUN: Parts = (
    ("", "و", "ف"),
    ("", "ب", "ل", "د", "ف", "ع", "ك", "ه"),
    ("", "ال", "ل", "لل"),
)
_ARABIC_VERB: Parts = (
    ("", "ك", "كا", "ت", "تا", "غ", "غا", "س", "ب", "ش"),
    ("", "ن", "ت", "ي", "ا"),
    ("", "ت"),
)
_ARABIC_ENDS: Parts = (
    ("", "و", "وا", "ي", "ت", "تي", "تو", "توا", "نا", "ات", "او", "ين", "ه", "يت", "يتي"),
    ("", "ني", "ك", "كم", "نا", "ه", "و", "ها", "هم", "ي", "يا"),
    ("", "لي", "ليا", "ليك", "ليه", "لو", "لك", "لها", "لنا", "لينا", "لكم", "ليكم", "لهم"),
)
_LATIN_NOUN: Parts = (
    ("", "w", "o", "ou"),
    ("", "b", "l", "d", "f", "be", "fe", "de"),
    ("", "l", "el", "al", "la", "le"),
)
_LATIN_VERB: Parts = (
    ("", "ka", "k", "ke", "ta", "te", "gha", "gh"),
    ("", "n", "t", "y", "i", "ne", "te", "ye"),
    ("", "t", "te"),
)
_LATIN_ENDS: Parts = (
    ("", "o", "ou", "w", "i", "t", "it", "ti", "iti", "na", "ina", "at", "aw", "in", "a", "et"),
    ("", "ni", "k", "ek", "kom", "koum", "na", "h", "o", "ou", "ha", "hom", "houm", "i", "ya"),
    ("", "li", "lia", "liya", "lik", "lih", "lo", "lou", "lek", "lha", "lna", "lina", "lkom"),
)


@dataclass(frozen=True)
class Stem:
    """``text`` is left when clitics are off; ``denied``: ma- and -ch were among them.

    ``light``: no more than an "and" and a preposition were stripped.
    """

    text: str
    denied: bool = False
    light: bool = True


@lru_cache(maxsize=16_384)
def stems(word: str) -> tuple[Stem, ...]:
    """Every way to strip the folded ``word``, least stripped first; the first is itself."""
    tables = _ARABIC_TABLES if _ARABIC.search(word) else _LATIN_TABLES
    found = []
    for start in range(min(_MOST_BEFORE, len(word)) + 1):
        for end in range(max(start + 2, len(word) - _MOST_AFTER), len(word) + 1):
            stripped = len(word) - end + start
            if stripped and _may(end - start, stripped):
                parts = word[:start], word[start:end], word[end:]
                found += [(stripped, stem) for stem in tables.read(*parts)]
    return (Stem(word), *(stem for _, stem in sorted(found, key=lambda item: item[0])))


@dataclass(frozen=True)
class _Tables:
    """What may stand before and after a stem; true for the two halves of a negation."""

    before: Mapping[str, bool]
    after: Mapping[str, bool]
    light: frozenset[str]

    def read(self, before: str, stem: str, after: str) -> Iterator[Stem]:
        if before not in self.before or after not in self.after:
            return
        denied = self.before[before] and self.after[after]
        if self.before[before] and not denied:
            return  # "ma-" alone begins many words
        yield Stem(stem, denied, not after and before in self.light)
        if after.startswith(_WAS_FEMININE):
            yield Stem(stem + "ه", denied, light=False)


def _may(length: int, stripped: int) -> bool:
    return length >= _SHORTEST or (length == _SHORTEST - 1 and stripped <= 2)


def _tables(noun: Parts, verb: Parts, ends: Parts, no: tuple[Parts, Parts]) -> _Tables:
    joins = noun[0]
    plain = {*_joined(noun), *_joined((joins, *verb))}
    before = dict.fromkeys(_joined((joins, *no[0], *verb)), True) | dict.fromkeys(plain, False)
    bare = _joined(ends)
    after = dict.fromkeys(_joined((bare, *no[1])), True) | dict.fromkeys(bare, False)
    return _Tables(before, after, frozenset(_joined(noun[:2])))


def _joined(parts: Iterable[Sequence[str]]) -> list[str]:
    return ["".join(combination) for combination in product(*parts)]


_ARABIC_TABLES = _tables(_ARABIC_NOUN, _ARABIC_VERB, _ARABIC_ENDS, ((("ما", "م"),), (("ش", "شي"),)))
_LATIN_NOT: tuple[Parts, Parts] = ((("ma", "m", "me"),), (("ch", "sh", "x", "che", "chi"),))
_LATIN_TABLES = _tables(_LATIN_NOUN, _LATIN_VERB, _LATIN_ENDS, _LATIN_NOT)
