"""Names that stand alone, as people answer "your name, please": "priya", "lee and 5845".

Nothing announces them, so the whole text must be little else: numbers, what announces numbers, and
one or two stretches of words that look like names and like nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nawba.privacy.personal.cues import TALK
from nawba.privacy.personal.entity import Claim
from nawba.privacy.personal.lexicon import common_family, family, is_first, is_stop, weak_first
from nawba.privacy.personal.likeness import likeness
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import phrases, words_in

_WORDS = 5  # that are no numbers, labels or small words
_OTHERS = 16  # tokens in all
_NAME = 3  # words of one name
_ALONE, _TOGETHER, _EACH = 1.1, 1.0, -1.5  # likeness of one word, of a name on average, of a part
_WEIGHT = 51  # anything that has a reason of its own wins
_SEVERAL = 71  # more than one known part weighs by itself


def answer_claims(reading: Reading) -> Iterator[Claim]:
    """Names in a text that is little else."""
    if not 0 < len(reading.words) <= _OTHERS:
        return
    if reading.has(TALK):
        return
    stretches = list(_stretches(reading))
    if sum(len(one) for one in stretches) > _WORDS or not _is_reply(reading, stretches):
        return
    for one in stretches:
        if len(one) <= _NAME and _is_name(reading, one):
            yield Claim("PERSON", one[0], one[-1] + 1, _SEVERAL if len(one) > 1 else _WEIGHT)


def _is_reply(reading: Reading, stretches: Sequence[Sequence[int]]) -> bool:
    """Whether all else is what replies are made of: "yes", "it's", "and", numbers and labels."""
    named = {at for one in stretches for at in one}
    return all(
        at in named
        or not word.isalpha()
        or at in reading.inside
        or word in words_in("people", "reply")
        or len(word) == 1
        for at, word in enumerate(reading.words)
    )


def _stretches(reading: Reading) -> Iterator[Sequence[int]]:
    """Places of words in a row that are neither numbers nor known for something else."""
    row: list[int] = []
    for at in range(len(reading.words)):
        if _is_free(reading, at):
            row.append(at)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _is_free(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    if not word.isalpha() or at in reading.inside or word in words_in("people", "reply"):
        return False
    if _touches_digits(reading, at) or _touches_digits(reading, at + 1):  # "NOEL25", "3eyto"
        return False
    if len(word) == 1:  # "sandhya k"
        before = reading.words[at - 1] if at else ""
        return before.isalpha() and len(before) > 2 and not is_stop(before) and word not in "ieyao"
    return not is_stop(word) or (is_first(word) and word not in weak_first())


def _touches_digits(reading: Reading, at: int) -> bool:
    pair = reading.words[max(0, at - 1) : at + 1]
    return 0 < at < len(reading.words) and not reading.gap(at) and any(map(str.isdecimal, pair))


def _is_name(reading: Reading, places: Sequence[int]) -> bool:
    words = [reading.words[at] for at in places if len(reading.words[at]) > 1]
    if not words or any(_is_other(reading, at) for at in places):
        return False
    scores = [_score(word) for word in words]
    if len(scores) == 1:
        return scores[0] >= _ALONE
    return min(scores) >= _EACH and sum(scores) / len(scores) >= _TOGETHER


def _score(word: str) -> float:
    if is_first(word) and word not in weak_first():
        return 6.0
    known = word in family() and word not in common_family()
    if len(word) == 3 and not known:
        return min(likeness(word), 1.0)
    return max(likeness(word), 2.0 if known else -9.0)


def _is_other(reading: Reading, at: int) -> bool:
    """Whether a town or a street's word stands there."""
    word = reading.words[at]
    if phrases("cities").match(reading.words, at):
        return True
    return any(word in words_in("streets", key) for key in ("before", "after")) and len(word) > 2
