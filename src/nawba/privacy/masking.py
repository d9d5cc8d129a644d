"""Card numbers and their security codes, taken out of words before they are kept anywhere.

What is masked here is gone: no row, event, cache or back-up ever has it. So only what is surely a
card goes; of a card's number the last four digits stay, as on a receipt (PCI DSS 3.4), when they
were written. A conversation is read as one: a code that was asked for in the message before, and a
number that comes in several messages, are found too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nawba.domain.folded import fold
from nawba.privacy.personal import find_personal
from nawba.privacy.personal.cues import CODE as CODE_LABEL
from nawba.privacy.personal.cues import DOUBLE, NUMBER, most_digits
from nawba.privacy.personal.pieces import Piece, find_runs
from nawba.privacy.personal.reading import Reading

CARD, CODE = "CARD", "CVV"
HIDDEN = "•••"
"""Stands for a security code, and begins what stands for a card's number."""
_OF_A_SIM = re.compile(r"89\d{16,18}")  # ITU-T E.118: printed on it, and asked for every day
_OPEN = frozenset(
    fold(one)
    for one in (
        *("code_de_verification", "verification_code", "verification_number", "secret_code"),
        *("code_secret", "رمز_التحقق", "الرمز_السري", "كود_السري", "الرقم_السري"),
    )
)
"""Labels that also name codes sent by SMS: alone they say nothing of a card."""
_FEW = 8  # words of a reply that gives a code, or part of a number, and little else
_LEAST_OF_CARD = 12  # digits
_LAST = 4  # messages that a number may be spread over, besides the last


@dataclass(frozen=True)
class Before:
    """A message just before: its text, and whether the same person wrote it."""

    text: str
    own: bool


@dataclass(frozen=True)
class Masked:
    """``text`` without card numbers and codes; ``kinds`` says which of ``CARD``, ``CVV`` it had.

    ``earlier``: by place among the messages before, what is left of those that held the beginning
    of a number.
    """

    text: str
    kinds: tuple[str, ...] = ()
    earlier: Mapping[int, str] = field(default_factory=dict)


def mask_codes(text: str, before: Sequence[Before] = ()) -> Masked:
    """``text`` masked, read as what follows ``before`` (oldest first, the last few are enough).

    Text without a card's number or code comes back as it is. Masking twice changes nothing.
    """
    if _count(text) < 2:
        return Masked(text)
    if len(before) and (spread := _spread(text, before)) is not None:
        return spread
    return _masked(text, [*_found(text), *_asked_for(text, before)])


def _count(text: str) -> int:
    """How many digits ``text`` holds, written or said: codes have two at least."""
    return sum(len(piece.digits) for run in find_runs(Reading.of(text)) for piece in run)


def may_go_on(text: str) -> bool:
    """Whether ``text`` is so short and so full of digits that what was said before matters."""
    reading = Reading.of(text)
    return len(reading.words) <= _FEW + 2 * _LAST and bool(find_runs(reading))


def may_be_masked(texts: Sequence[str]) -> list[int]:
    """Places of those of a conversation's ``texts`` in which ``mask_codes`` may find something.

    A card's number has a dozen digits, in a text or with those before it; a code has two, and is
    named in the same text or in one just before.
    """
    counted = [(0, False) if text in _plain else _counted(text) for text in texts]
    digits = [count for count, _ in counted]
    named = [place for place, (_, named) in enumerate(counted) if named]
    return [place for place in range(len(texts)) if _may_hold(digits, named, place)]


_MOST_PLAIN, _LONGEST_PLAIN = 1 << 13, 400
_plain: set[str] = set()
"""Texts that were read and hold neither a digit nor a code's label."""


def _counted(text: str) -> tuple[int, bool]:
    """As many digits as ``text`` may hold, and no fewer; whether it names a card's code."""
    reading = Reading.of(text)
    digits = sum(most_digits(reading.words[at]) for at in reading.places(NUMBER))
    digits += 2 * len(reading.places(DOUBLE))
    labels = reading.starting.values() if reading.has(CODE_LABEL) else ()
    named = any(one.kind == CODE for one in labels)
    if not (digits or named or len(text) > _LONGEST_PLAIN):
        if len(_plain) >= _MOST_PLAIN:
            _plain.clear()
        _plain.add(text)
    return digits, named


def _may_hold(digits: Sequence[int], named: Sequence[int], place: int) -> bool:
    if digits[place] < 2:
        return False
    near = sum(digits[max(0, place - _LAST) : place + 1])
    return near >= _LEAST_OF_CARD or any(place - _LAST <= one <= place for one in named)


def mask_values(value: Any) -> Any:
    """Plain data with every string in it masked, and whole numbers that are a card's."""
    if isinstance(value, str):
        return mask_codes(value).text
    if isinstance(value, Mapping):
        return {key: mask_values(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [mask_values(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and value >= 10**12:
        return value if (shown := mask_codes(str(value)).text) == str(value) else shown
    return value


Span = tuple[int, int, str]


def _masked(text: str, spans: Sequence[Span]) -> Masked:
    pieces, after = list[str](), 0
    for start, end, kind in sorted(spans):
        if start >= after:
            pieces += [text[after:start], _instead(text[start:end], kind)]
            after = end
    if not pieces:
        return Masked(text)
    return Masked("".join([*pieces, text[after:]]), tuple(sorted({kind for *_, kind in spans})))


def _instead(written: str, kind: str) -> str:
    if kind == CODE:
        return HIDDEN
    digits = _digits(written)
    return f"{HIDDEN}• {digits[-4:]}" if len(digits) >= 12 else f"{HIDDEN}•"


def _digits(written: str) -> str:
    return "".join(char for char in fold(written) if char.isdecimal())


def _found(text: str) -> Iterator[Span]:
    """What the text says by itself."""
    entities = find_personal(text)
    labelled = any(one.type == CARD for one in entities)
    for one in entities:
        is_sim = _OF_A_SIM.fullmatch(_digits(text[one.start : one.end])) is not None
        if one.type == CARD and not is_sim:
            yield one.start, one.end, CARD
        elif one.type == CODE and (labelled or _names_code(Reading.of(text), alone=False)):
            yield one.start, one.end, CODE


def _asked_for(text: str, before: Sequence[Before]) -> Iterator[Span]:
    """Three or four digits in a short reply to whoever asked for a card's code."""
    if not any(_names_code(Reading.of(one.text), alone=True) for one in _near(before)):
        return
    reading = Reading.of(text)
    if len(reading.words) > _FEW:
        return
    for run in find_runs(reading):
        if 3 <= sum(len(piece.digits) for piece in run) <= 4:
            yield *reading.span(run[0].first, run[-1].behind), CODE


def _near(before: Sequence[Before]) -> Sequence[Before]:
    """The last message of the others, and what the same person said since."""
    at = max((place for place, one in enumerate(before) if not one.own), default=0)
    return before[at:]


def _names_code(reading: Reading, *, alone: bool) -> bool:
    """Whether a label names a card's code; one that has other uses needs a card named beside it."""
    labels = reading.starting.values()
    named = {"_".join(reading.words[one.first : one.behind]) for one in labels if one.kind == CODE}
    if named - _OPEN:
        return True
    return bool(named) and not alone and any(one.kind == CARD for one in labels)


def _spread(text: str, before: Sequence[Before]) -> Masked | None:
    """``text`` as the end of a number that began in the messages before, if it is one."""
    if not _is_part(text):
        return None
    parts = list(_parts_before(before))
    whole, starts = _joined([before[place].text for place in parts] + [text])
    spans = [one for one in _found(whole) if one[0] < starts[-1] < one[1]]
    if not spans:
        return None
    own = [(max(0, s - starts[-1]), e - starts[-1], kind) for s, e, kind in spans]
    earlier = {
        place: _hidden(before[place].text, starts[at], spans) for at, place in enumerate(parts)
    }
    changed = {place: words for place, words in earlier.items() if words != before[place].text}
    return Masked(_masked(text, [(s, e, CARD) for s, e, _ in own]).text, (CARD,), changed)


def _hidden(text: str, start: int, spans: Sequence[Span]) -> str:
    end = start + len(text)
    own = [(max(s, start) - start, min(e, end) - start, CARD) for s, e, _ in spans if s < end]
    return _masked(text, [one for one in own if one[0] < one[1]]).text


def _parts_before(before: Sequence[Before]) -> Iterator[int]:
    """Places of the same person's last messages that are little but digits, oldest first."""
    at = len(before)
    while at and len(before) - at < _LAST and before[at - 1].own and _is_part(before[at - 1].text):
        at -= 1
    yield from range(at, len(before))


def _joined(texts: Sequence[str]) -> tuple[str, list[int]]:
    starts, whole = list[int](), ""
    for text in texts:
        whole = f"{whole} " if whole else ""
        starts.append(len(whole))
        whole += text
    return whole, starts


def _is_part(text: str) -> bool:
    """Whether there is little besides digits: the part of a number."""
    reading = Reading.of(text)
    pieces = [piece for run in find_runs(reading) for piece in run]
    counted = sum(len(piece.digits) for piece in pieces)
    return counted >= 2 and len(reading.words) - _words_of(pieces) <= 3


def _words_of(pieces: Sequence[Piece]) -> int:
    return sum(piece.behind - piece.first for piece in pieces)
