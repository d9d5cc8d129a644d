"""How likely a run of digits is a card, a telephone, an account or an identity number.

Weights from 0 to 100, set by hand: a check digit that holds or a label that names the kind make a
claim strong; a label that names something else (an order, a contract) makes it weak.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nawba.privacy.personal.checks import card_brand, luhn, nir, rib

_CODES = re.compile(
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[1-8]|22\d|23\d|24\d|25\d|26\d|29\d"
    r"|35\d|37\d|38\d|42[013]|50\d|59\d|67\d|68\d|69\d|85[02356]|88[06]|96\d|97[0-79]|99[2-68]"
)
_HOME = re.compile(
    r"(?:33[1-9]\d{8}|212[5-8]\d{8}|216[2-9]\d{7}|221[37]\d{8}|225\d{10}|237[26]\d{8}"
    r"|351[29]\d{8}|34[6-9]\d{8})"
)
_NINE = re.compile(r"(?:7[05678]|3[03]|2\d|6[2-9]|9[1236]|[67]\d|8\d|9\d)\d{7}")
_BRITISH = ("01", "02", "03", "07", "08")
_AMERICAN = ((3, 3, 4), (1, 3, 3, 4))


@dataclass(frozen=True)
class Number:
    """``digits`` in ``groups`` (their lengths), said or written; ``plus`` stands before them.

    ``labels``: kinds of what announces it with distance, nearest first. ``counted``: a unit stands
    behind it. ``trunk``: a zero in brackets is among the digits.
    ``alone``: little else is said, as when somebody was asked for it.
    """

    digits: str
    groups: tuple[int, ...]
    spoken: bool
    plus: bool
    labels: Sequence[tuple[str, int]]
    counted: bool
    trunk: bool = False
    alone: bool = False

    def has(self, kind: str, far: int = 10) -> bool:
        return any(kind == one and distance <= far for one, distance in self.labels)

    @property
    def nearest(self) -> str:
        """The kind of the nearest label that says one."""
        return next((one for one, _ in self.labels if one not in ("WEAK", "SMALL", "EXPIRY")), "")


def weigh(number: Number) -> Iterator[tuple[str, int]]:
    """What ``number`` may be, each with its weight."""
    length = len(number.digits)
    if 12 <= length <= 19:
        yield "CARD", _card(number)
    if 7 <= length <= 15:
        yield "PHONE", _phone(number)
    if 18 <= length <= 26:
        yield "IBAN", _account(number)
    if 6 <= length <= 15:
        yield "NATIONAL_ID", _identity(number)


def _card(number: Number) -> int:
    length, holds = len(number.digits), luhn(number.digits)
    brand = card_brand(number.digits)
    weight = 30
    if holds and (length >= 13 or (brand and number.alone)):
        weight = 92 if brand else 62
    elif brand and length == 16:
        grouped = number.spoken or number.groups == (4, 4, 4, 4)
        weight = 58 if grouped or number.alone else 40
    elif number.spoken and 14 <= length <= 19 and number.digits[0] in "3456":
        weight = 54  # "cinquante deux" may have been 50 and 2
    if number.has("CARD", 12):
        weight = min(98, max(weight, 70 + 4 * (length == 16)) + 6 * holds)
    least = 25 if holds and brand else 45
    return weight - _against(number, "CARD", least) - 50 * number.plus


def _phone(number: Number) -> int:
    digits, length = number.digits, len(number.digits)
    international = digits.removeprefix("00") if digits.startswith("00") else digits
    weight = _national(number)
    if number.plus and number.trunk:  # +44 (0) 20 …
        return 92
    if _HOME.fullmatch(international):
        weight = max(weight, 92 if number.plus else 84 if international != digits else 60)
    elif (number.plus or international != digits) and _CODES.match(international):
        weight = max(weight, 86 if number.plus else 74 if length >= 11 else 40)
    if number.has("PHONE"):
        weight = max(weight + 8, 76 if 8 <= length <= 14 else 60)
    elif number.has("WEAK", 6) and not number.has("OTHER", 6) and 8 <= length <= 13:
        weight = max(weight, 60)
    return weight - _against(number, "PHONE", 40) - 45 * (number.counted and not number.plus)


def _national(number: Number) -> int:
    digits, groups = number.digits, number.groups
    many = len(groups) > 1
    if len(digits) == 10 and digits[0] == "0" and digits[1] != "0":
        return 80
    if len(digits) == 10 and groups == _AMERICAN[0]:
        return 66
    if len(digits) == 11 and (groups == _AMERICAN[1] or digits[:2] in _BRITISH):
        return 74 if many else 56
    if len(digits) == 9 and _NINE.fullmatch(digits):
        if many and 2 <= max(groups) <= 3 and not number.spoken:
            return 60
        return 52 if many or (number.alone and digits[0] in "679") else 46 * number.spoken
    if len(digits) == 9 and digits[0] == "0" and many:
        return 52
    if len(digits) == 8 and digits[0] in "234579" and not number.spoken:
        return 54 if groups in ((2, 3, 3), (2, 2, 2, 2)) else 30
    if number.alone and (len(digits) == 10 or (number.spoken and 8 <= len(digits) <= 13)):
        return 54
    return 46 if number.spoken and len(digits) in (9, 10, 11, 12) else 30


def _account(number: Number) -> int:
    holds = rib(number.digits)
    weight = 74 if holds else 30
    if number.has("IBAN", 12):
        weight = 90 if holds else 78 if len(number.digits) >= 20 else 66
    return weight - _against(number, "IBAN", 40)


def _identity(number: Number) -> int:
    weight = 94 if nir(number.digits) else 30
    if number.groups == (3, 2, 4):
        weight = 70
    if number.has("NATIONAL_ID", 10):
        weight = max(weight, 82 if number.nearest == "NATIONAL_ID" else 56)
    return weight - _against(number, "NATIONAL_ID", 40)


def _against(number: Number, kind: str, least: int) -> int:
    """What the nearest label takes away when it names something else."""
    for one, distance in number.labels:
        if one in ("WEAK", "SMALL", "EXPIRY") or one == kind:
            if one == kind:
                return 0
            continue
        near = distance <= 5
        if one == "OTHER":
            return least if near else 6
        return 25 if near and one != "CVV" else 5
    return 0
