"""What a single word tells of the readers that may find something at it: most words tell nothing.

A cue is what a reader cannot begin without, never what it decides by: where the cue is missing the
reader would have found nothing (tests/privacy/test_cues.py compares with reading everywhere).
"""

from __future__ import annotations

from functools import cache, lru_cache

from nawba.domain.number_words import begins_number, number_value
from nawba.privacy.personal.checks import IBAN_LENGTHS
from nawba.privacy.personal.lexicon import family, is_first, is_stop, particles, weak_first
from nawba.privacy.personal.tables import bare_word, phrases, role, tables, words_in

LABEL, NUMBER, DIGIT, LETTER, FIRST, FAMILY = (1 << at for at in range(6))
BEFORE, TITLE, SIGNING, ANNOUNCING, WEAK_BEFORE, BEHIND = (1 << at for at in range(6, 12))
MAIL, STREET, STATE, TALK = (1 << at for at in range(12, 16))
CODE, COUNTRY, SPELLED, DOUBLE, NO_NAME = (1 << at for at in range(16, 21))

_ROLES = {
    "before": BEFORE,
    "titles": TITLE,
    "signing": SIGNING,
    "announcing": ANNOUNCING,
    "weak_before": WEAK_BEFORE,
    "behind": BEHIND,
}


def cues_of(word: str) -> int:
    """The cues that ``word`` (folded) gives, as bits."""
    return _numbers(word) | _people(word) | _places(word)


def _numbers(word: str) -> int:
    labels = phrases("labels").longest
    forms = (word, bare_word(word))
    is_zero = word in words_in("gaps", "zero")
    doubles = word in words_in("gaps", "double") or word in words_in("gaps", "triple")
    return (
        LABEL * any(one in labels for one in forms)
        | CODE * any(one in _labels_of_codes() for one in forms)
        | NUMBER * (word.isdigit() or is_zero or begins_number(word))
        | DIGIT * any(char.isdigit() for char in word)
        | DOUBLE * doubles
        | COUNTRY * (word in IBAN_LENGTHS)
        | SPELLED * ((len(word) == 1 and "a" <= word <= "z") or word in _letter_names())
    )


@lru_cache(maxsize=1 << 14)
def most_digits(word: str) -> int:
    """As many digits as ``word``, which gives NUMBER, may add to a number, and no fewer."""
    return len(word) if word.isdigit() else _said_digits(word)


def _said_digits(word: str) -> int:
    values = (number_value(one) for one in {word, word.removeprefix("و")})
    return max(len(str(value)) for value in (0, *values) if value is not None)


@cache
def _labels_of_codes() -> frozenset[str]:
    return frozenset(phrase[0] for phrase, of in phrases("labels").known.items() if of == "CVV")


@cache
def _letter_names() -> frozenset[str]:
    return frozenset(word for key in tables()["letters"] for word in words_in("letters", key))


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
        | NO_NAME * _is_no_name(word)
    )


def _is_no_name(word: str) -> bool:
    """Whether no name begins with ``word``, whatever stands beside it. "علي" may be "on" or Ali."""
    if word == "علي":
        return False
    known = is_first(word) or word in particles()
    return not word.isalpha() or (len(word) > 1 and is_stop(word) and not known)


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
