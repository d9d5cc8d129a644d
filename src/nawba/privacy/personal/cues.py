"""What a single word tells of the readers that may find something at it: most words tell nothing.

A cue is what a reader cannot begin without, never what it decides by: where the cue is missing the
reader would have found nothing (tests/privacy/test_cues.py compares with reading everywhere).
"""

from __future__ import annotations

from functools import cache, lru_cache

from nawba.domain.number_words import begins_number
from nawba.privacy.personal.lexicon import family, is_first, is_stop, weak_first
from nawba.privacy.personal.tables import bare_word, phrases, role, words_in

LABEL, NUMBER, DIGIT, LETTER, FIRST, FAMILY = (1 << at for at in range(6))
BEFORE, TITLE, SIGNING, ANNOUNCING, WEAK_BEFORE, BEHIND = (1 << at for at in range(6, 12))
MAIL, STREET, STATE, TALK = (1 << at for at in range(12, 16))

_ROLES = {
    "before": BEFORE,
    "titles": TITLE,
    "signing": SIGNING,
    "announcing": ANNOUNCING,
    "weak_before": WEAK_BEFORE,
    "behind": BEHIND,
}


@lru_cache(maxsize=1 << 14)
def cues_of(word: str) -> int:
    """The cues that ``word`` (folded) gives, as bits."""
    return _numbers(word) | _people(word) | _places(word)


def _numbers(word: str) -> int:
    labels = phrases("labels").longest
    is_zero = word in words_in("gaps", "zero")
    return (
        LABEL * (word in labels or bare_word(word) in labels)
        | NUMBER * (word.isdigit() or is_zero or begins_number(word))
        | DIGIT * any(char.isdigit() for char in word)
    )


def _people(word: str) -> int:
    begins = sum(cue for kind, cue in _ROLES.items() if word in role("people", kind).longest)
    free = is_first(word) and word not in weak_first()
    talk = len(word) > 1 and word.isalpha() and word not in words_in("people", "reply")
    talk = talk and not {word, bare_word(word)} & _of_labels()
    return (
        begins
        | LETTER * (len(word) == 1 and word.isalpha())
        | FIRST * is_first(word)
        | FAMILY * (word in family())
        | TALK * (talk and is_stop(word) and not free)
    )


@cache
def _of_labels() -> frozenset[str]:
    return frozenset(word for phrase in phrases("labels").known for word in phrase)


def _places(word: str) -> int:
    before = words_in("streets", "before")
    joined = word[1:] in before and word[0] in "وفب" and len(word) > 3
    named = word in words_in("streets", "after") or word in words_in("streets", "rare")
    mail = word == "@" or word in words_in("mail", "at") or word in words_in("mail", "at_weak")
    return (
        MAIL * mail
        | STREET * (word in before or joined or named)
        | STATE * (word in words_in("streets", "states"))
    )
