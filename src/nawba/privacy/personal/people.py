"""Names of people: introduced, titled, known, or spelled letter by letter.

A light reader of our own: tables of first and family names of the countries that customers call
from (``names.toml``), and of words that are never part of a name. See docs/decisions/015.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from nawba.privacy.personal.cues import (
    ANNOUNCING,
    BEFORE,
    BEHIND,
    FAMILY,
    FIRST,
    LETTER,
    NO_NAME,
    SIGNING,
    TITLE,
    WEAK_BEFORE,
)
from nawba.privacy.personal.entity import Claim
from nawba.privacy.personal.lexicon import (
    common_family,
    family,
    first_names,
    is_first,
    is_stop,
    particles,
    weak_first,
)
from nawba.privacy.personal.likeness import likeness
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import bare_word, phrases, role, words_in

_ARTICLES = ("le", "la", "les", "du", "de", "des", "di", "do", "da", "o", "n")
_SMALL = frozenset(_ARTICLES)
_MOST = 5  # parts of a name
_NAMING = ("name", "nom", "prenom", "surname", "الاسم")
_INTRODUCING = {
    "before": (BEFORE, 86),
    "titles": (TITLE, 84),
    "signing": (SIGNING, 60),
    "announcing": (ANNOUNCING, 60),
    "weak_before": (WEAK_BEFORE, 60),
}
_INTRODUCING_CUES = BEFORE | TITLE | SIGNING | ANNOUNCING | WEAK_BEFORE
PEOPLE = _INTRODUCING_CUES | FIRST | FAMILY | BEHIND | LETTER
"""Without a word that gives one of these nobody is named."""

_LIKELY, _LIKELY_SHOWN, _LIKELY_BOTH, _LIKELY_NAMED = 2.5, 1.0, 1.2, -1.0
_GOES_ON, _GOES_ON_NAMED = -1.5, -3.2  # likeness wanted of a word that no table holds
_LIKELY_BEFORE = 1.0
_LEAST_SPELLED = 3  # letters
_SKIPPED = frozenset(
    (":", ".", ",", "est", "is", "هو", "هي", "c", "euh", "heu", "uh", "um", "er", "hum", "ah", "اه")
)


def person_claims(reading: Reading) -> Iterator[Claim]:
    """What may name a person, overlaps and all."""
    for at in reading.places(_INTRODUCING_CUES):
        for kind, weight in _introducing(reading.cues(at) & _INTRODUCING_CUES):
            yield from _introduced(reading, at, kind, weight)
    for at in reading.places(FIRST | FAMILY):
        yield from _known(reading, at)
        family_name = at and reading.gives(at, FAMILY)
        if family_name and not is_first(reading.words[at - 1]) and _pair(reading, at - 1):
            yield Claim("PERSON", at - 1, at + 1, 56)
    for at in reading.places(BEHIND):
        yield from _signed(reading, at)
    letters = reading.places(LETTER)
    for at in (one for one, third in zip(letters, letters[2:], strict=False) if third == one + 2):
        yield from _spelled(reading, at)


@cache
def _introducing(cues: int) -> Sequence[tuple[str, int]]:
    """How names are introduced by what gives ``cues``, and the weight of such a name."""
    return [(kind, weight) for kind, (cue, weight) in _INTRODUCING.items() if cues & cue]


def _introduced(reading: Reading, at: int, kind: str, weight: int) -> Iterator[Claim]:
    match = role("people", kind).match(reading.words, at)
    if match is None:
        return
    start = _untitled(reading, at + match[1])
    if start == len(reading.words) or reading.gives(start, NO_NAME) or _of_a_thing(reading, at):
        return
    if reading.words[max(0, at - 2) : at + 1] in (("a", ".", "m"), ("p", ".", "m")):
        return  # "8 a.m.", not Monsieur
    titled = kind == "titles" or _has_title(reading, at + match[1], start)
    called = kind == "titles" and "," in reading.gap(start)  # "madame, restez en ligne"
    end = _name(reading, start, trusting=not called)
    if end == start:
        return
    sure = kind == "before" or titled
    many = end >= start + 2 and (kind == "signing" or _names_nothing(reading, start, end))
    known = sure or many or _sure(reading, start, end)
    likely = kind == "announcing" or reading.words[at] in ("i", "je", "it")
    if known or (likely and _likely(reading, start, end)):
        yield Claim("PERSON", start, end, weight)


def _of_a_thing(reading: Reading, at: int) -> bool:
    """Whether the name announced is a company's, a town's: "my company name is …"."""
    near = reading.words[max(0, at - 1) : at + 3]
    return any(word in words_in("people", "things") for word in near)


def _names_nothing(reading: Reading, start: int, end: int) -> bool:
    """Whether two words behind "je suis", in lower case, are likelier a name than anything else."""
    endings = tuple(words_in("people", "adjective_endings"))
    closed = end >= len(reading.words) or is_stop(reading.words[end])
    parts = reading.words[start:end]
    return closed and len(parts) == 2 and not any(p.endswith(endings) or len(p) < 4 for p in parts)


def _untitled(reading: Reading, at: int) -> int:
    """The place behind "est", ":", hesitations and titles."""
    while at < len(reading.words):
        if reading.words[at] in _SKIPPED:
            at += 1
        elif match := role("people", "titles").match(reading.words, at):
            at += match[1]
        else:
            break
    return at


def _has_title(reading: Reading, start: int, end: int) -> bool:
    return any(role("people", "titles").match(reading.words, at) for at in range(start, end))


def _sure(reading: Reading, start: int, end: int) -> bool:
    """Whether the name of an introduction that says little has a part that is known."""
    parts = [reading.words[at] for at in range(start, end)]
    if any(is_first(part) or part in family() for part in parts):
        return len(parts) > 1 or reading.is_capital(start) or parts[0] not in weak_first()
    if "ال" in parts[1:]:  # "آل", the house of
        return True
    capital = all(reading.is_capital(at) for at in range(start, end))
    return end - start >= 2 and capital


def _likely(reading: Reading, start: int, end: int) -> bool:
    """Whether words that no table holds look like a name."""
    if phrases("cities").match(reading.words, start) or not _closes(reading, end - 1):
        return False
    parts = reading.words[start:end]
    capital = all(reading.is_capital(at) for at in range(start, end))
    named = reading.words[start - 1] in _NAMING
    least = _LIKELY_NAMED if named else _LIKELY_SHOWN if capital else _LIKELY
    if len(parts) == 1 and len(parts[0]) <= 4 and reading.written(start).isupper():
        return False  # "GBP"
    scores = [likeness(part) for part in parts if len(part) > 1]
    if len(scores) > 1:
        return min(scores) >= -1 and sum(scores) / len(scores) >= min(least, _LIKELY_BOTH)
    return bool(scores) and scores[0] >= least


def _known(reading: Reading, at: int) -> Iterator[Claim]:
    """A known first name with what follows, or a family name with a capital."""
    word, before = reading.words[at], reading.words[at - 1] if at else ""
    known = is_first(word) or word in family()
    if not known or _is_on(reading, at) or _inside_name(reading, at, before):
        return
    weight = _weight(reading, at, end := _name(reading, at, trusting=False))
    weight -= 30 * (_placed(reading, at) or _glued(reading, at))
    yield Claim("PERSON", at, max(end, at + 1), weight)
    if (start := _before_known(reading, at)) < at:
        yield Claim("PERSON", start, max(end, at + 1), weight + 3)


def _glued(reading: Reading, at: int) -> bool:
    """Whether digits are written as one with it: "NOEL25" is no name."""
    following = reading.words[at + 1 : at + 2]
    return bool(following) and following[0].isdecimal() and not reading.gap(at + 1)


def _before_known(reading: Reading, at: int) -> int:
    """``at`` moved before an unknown word that looks like a name: "tchakounté boubacar"."""
    if not at or reading.gap(at).strip() or is_stop(word := reading.words[at - 1]):
        return at
    same = reading.is_capital(at - 1) == reading.is_capital(at)
    likely = likeness(word) >= _LIKELY_BEFORE and not _looks_common(word)
    if not (same and (likely or word in family())) or _placed(reading, at):
        return at
    start = at - 1
    while start and at - start < _MOST and reading.words[start - 1] in particles() - _SMALL:
        start -= 1
    return start


def _pair(reading: Reading, at: int) -> bool:
    """Whether a capital and a family name with one stand side by side: "Martyn Walker"."""
    pair = (at, at + 1)
    if at + 1 >= len(reading.words) or reading.words[at + 1] not in family():
        return False
    plain = (
        reading.words[at].isalpha()
        and not is_stop(reading.words[at])
        and reading.gap(at + 1) == " "
    )
    shown = all(reading.written(place).istitle() for place in pair)
    return plain and shown and not _placed(reading, at) and len(reading.words[at]) > 2


def _inside_name(reading: Reading, at: int, before: str) -> bool:
    """Whether the word before belongs to the name, whose claim holds this word then."""
    if before in particles():
        beside = before in ("le", "la", "les") and _both_capital(reading, at)  # "là MICHEL CYMES"
        return not beside and before not in ("de", "du", "d")
    return before in first_names() and "," not in reading.gap(at) and _may_name(reading, at - 1)


def _both_capital(reading: Reading, at: int) -> bool:
    return at + 1 < len(reading.words) and all(map(reading.is_capital, (at, at + 1)))


def _weight(reading: Reading, at: int, end: int) -> int:
    """How surely a name starts at ``at``: a first name that is no other word, or one that is with
    a known name behind, or a family name with a capital."""
    word, many = reading.words[at], end > at + 1
    if not is_first(word):
        sure = reading.is_capital(at) or many or not word.isascii()
        return 54 if sure and word not in common_family() else 35
    if word not in weak_first():
        return 70 if many else 58
    return 56 if many and _second_known(reading, at) else 35


def _second_known(reading: Reading, at: int) -> bool:
    word = reading.words[at + 1 : at + 2]
    if not word:
        return False
    known = word[0] in family() or word[0] in first_names() or word[0] in particles()
    known = known or (word[0] in common_family() and not word[0].isascii())
    darija = reading.words[at] == "ana"  # "I"
    return known or (likeness(word[0]) >= _LIKELY and not darija and not is_stop(word[0]))


def _placed(reading: Reading, at: int) -> bool:
    """Whether the name is that of a street: "rue Victor Hugo", "شارع محمد الخامس"."""
    before = reading.words[max(0, at - 3) : at]
    return any(word in words_in("streets", "before") for word in before)


def _signed(reading: Reading, at: int) -> Iterator[Claim]:
    """The one or two words before "à l'appareil", "speaking"."""
    if not role("people", "behind").match(reading.words, at):
        return
    start = at
    while start and at - start < 4 and _may_name(reading, start - 1):
        start -= 1
    plain = not any(_looks_common(reading.words[place]) for place in range(start, at))
    if start < at and (_sure(reading, start, at) or (plain and at - start == 2)):
        yield Claim("PERSON", start, at, 66)


def _spelled(reading: Reading, at: int) -> Iterator[Claim]:
    """Letters said one by one behind "ça s'écrit", "spelled", "le nom"."""
    if at and _is_letter(reading, at - 1):
        return
    end = at
    while end < len(reading.words) and _is_letter(reading, end):
        end += 1
    if end < len(reading.words) and reading.gap(end) == "'":  # "… r t j'appelle"
        end -= 1
    if end - at < _LEAST_SPELLED or reading.gap(at + 1) == "'":  # "I'm a …"
        return
    before = reading.words[max(0, at - 6) : at]
    announced = any(word in words_in("people", "spelled_after") for word in before)
    behind = role("people", "behind").match(reading.words, end) is not None
    if announced or behind or _named(reading, at):
        yield Claim("PERSON", at, end, 88)


def _named(reading: Reading, at: int) -> bool:
    around = range(max(0, at - 7), at)
    kinds = ("before", "titles")
    if any(role("people", k).match(reading.words, place) for place in around for k in kinds):
        return True
    near = range(max(0, at - 4), at)
    weak = [(place, role("people", key)) for place in near for key in ("announcing", "weak_before")]
    ends = ((place, phrase.match(reading.words, place)) for place, phrase in weak)
    return any(match and place + match[1] >= at - 1 for place, match in ends)


def _is_letter(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return len(word) == 1 and word.isalpha()


def _name(reading: Reading, start: int, *, trusting: bool) -> int:
    """The place behind the name that starts at ``start``; ``start`` itself without one.

    ``trusting``: what stands there was announced, so that an unknown word is taken for a name.
    """
    if start >= len(reading.words):
        return start
    if reading.words[start] in _ARTICLES and not _begins(reading, start + 1):
        return start
    ali = trusting and _is_ali(reading, start)
    if not ali and not _may_name(reading, start):
        return start
    if not trusting and not _begins(reading, start):
        return start
    capital, at = reading.is_capital(start), start + 1
    while at < len(reading.words) and at - start < _MOST and _goes_on(reading, at, start, capital):
        at += 1
    while at > start + is_first(reading.words[start]) and reading.words[at - 1] in particles():
        at -= 1
    return at


def _begins(reading: Reading, at: int) -> bool:
    if at >= len(reading.words):
        return False
    word = reading.words[at]
    return is_first(word) or word in family() or (reading.is_capital(at) and not is_stop(word))


def _goes_on(reading: Reading, at: int, start: int, capital: bool) -> bool:
    word, gap = reading.words[at], reading.gap(at)
    if "," in gap or "\n" in gap:
        return False
    if at == start + 1 and word in common_family() and reading.words[start] in first_names():
        return reading.is_capital(at) or not is_stop(word)
    if not _may_name(reading, at):
        return False
    if len(word) == 1:
        return True
    if word in particles():
        following = at + 1 < len(reading.words) and _may_name(reading, at + 1)
        return following and (not capital or len(word) > 1 or reading.words[at + 1] in family())
    if is_first(word) and word not in weak_first():
        return True
    if word in family() and (word not in common_family() or at == start + 1 or not capital):
        return True
    if not capital and reading.words[start] in family() and not is_first(reading.words[start]):
        return at == start + 1 and (is_first(word) or likeness(word) >= _LIKELY_BEFORE)
    if capital:
        return reading.is_capital(at)
    before = reading.words[at - 1]
    servant = at > start + 1 and reading.words[at - 2] == "عبد"
    first = at == start + 1 or before in particles() or is_first(before) or servant
    named = at == start + 1 and before in first_names() and _closes(reading, at)
    likely = not word.isascii() or likeness(word) >= (_GOES_ON_NAMED if named else _GOES_ON)
    return first and likely and (not _looks_common(word) or likeness(word) > 0)


def _closes(reading: Reading, at: int) -> bool:
    """Whether nothing that could belong to a sentence follows but its end or a small word."""
    return at + 1 >= len(reading.words) or is_stop(reading.words[at + 1])


def _may_name(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    if not word.isalpha() or _is_on(reading, at):
        return False
    if len(word) == 1:
        return _elided(reading, at)
    if word in particles():
        return True
    if word[0] == "و" and is_stop(word[1:]) and not is_first(word):
        return False
    return not is_stop(word) or (is_first(word) and _is_whole(reading, at))


def _is_on(reading: Reading, at: int) -> bool:
    """Whether it is "on", which folds as Ali does."""
    return reading.words[at] == "علي" and reading.written(at) == "على"


def _is_ali(reading: Reading, at: int) -> bool:
    return reading.words[at] == "علي" and reading.written(at) == "علي"


def _is_whole(reading: Reading, at: int) -> bool:
    """Whether the first name is no other word, or has a family name behind ("april smith")."""
    word = reading.words[at]
    following = reading.words[at + 1 : at + 2]
    if word not in weak_first():
        return True
    return bool(following) and (following[0] in family() or likeness(following[0]) >= _LIKELY)


def _elided(reading: Reading, at: int) -> bool:
    """Whether the letter begins a name: O'Connor, N'Diaye, d'Arc."""
    longer = at + 1 < len(reading.words) and len(reading.words[at + 1]) > 1
    return longer and reading.words[at] in "ond" and reading.gap(at + 1) == "'"


def _looks_common(word: str) -> bool:
    endings = tuple(words_in("stop", "endings"))
    return word.endswith(endings) or is_stop(word) or is_stop(bare_word(word))
