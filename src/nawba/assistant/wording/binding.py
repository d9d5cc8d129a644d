"""Whether each number of a sentence stands by its own words.

Amounts are exchanged more easily than invented: "35 in one city and 49 in the others" holds both
numbers when it is told the wrong way round.
"""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.wording.claims import DURATIONS, Content, Number, Reading

MONEY = ("mad", "eur", "usd", "cfa")


def is_exchanged(said: Reading, passage: Reading) -> bool:
    """Whether a number stands beside the words of another of its sort in ``passage``. Pure."""
    return any(
        _prefers(said, passage, number, rival)
        for number in said.numbers
        for rival in passage.numbers
        if _rivals(number, rival, said)
    )


def _rivals(number: Number, rival: Number, said: Reading) -> bool:
    alike = _sort(rival) == _sort(number) and rival.sign != number.sign
    ends = {(number.sign[0], rival.sign[0]), (rival.sign[0], number.sign[0])}
    return alike and not ends & said.ranges


def _sort(number: Number) -> str:
    """Numbers of one sort can stand for each other: prices and shares, durations, others alike."""
    kind = number.kind
    return "value" if kind in (*MONEY, "percent") else "time" if kind in DURATIONS else kind


def _prefers(said: Reading, passage: Reading, number: Number, rival: Number) -> bool:
    """Whether the words around ``number`` stand nearer to ``rival`` in the passage.

    When the sentence has both, they are compared as a pair: kept or exchanged. Words that precede
    both in the passage ("delivery costs 35 … and 49 …") tell only when no others do.
    """
    own = [one for one in passage.numbers if one.sign == number.sign]
    other = [one for one in said.numbers if one.sign == rival.sign][:1]
    first = min(one.place for one in [*own, rival])
    common = {c.key for c in passage.contents if c.place < first}
    telling = [c for c in said.contents if c.key in passage.keys - common]
    words = telling or list(said.contents)
    kept, swapped = _pull(words, passage, number, own), _pull(words, passage, number, [rival])
    for one in other:
        kept += _pull(words, passage, one, [rival])
        swapped += _pull(words, passage, one, own)
    return swapped > kept * 1.001 + 1e-9


def _pull(
    words: Sequence[Content], passage: Reading, number: Number, to: Sequence[Number]
) -> float:
    """How near the ``words`` around ``number`` are to ``to`` in the passage."""
    return sum(
        _nearness(word, number)
        * max(
            (
                _nearness(there, one)
                for there in passage.contents
                if there.key == word.key
                for one in to
            ),
            default=0.0,
        )
        for word in words
    )


def _nearness(word: Content, number: Number) -> float:
    return 1 / (1 + abs(word.place - number.place) + 2 * (word.group != number.group))
