"""Check digits: what makes a number a card, an account or an identity rather than any number."""

from __future__ import annotations

import re

IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([a-z]{2})(\d\d)",
        "ad24ae23al28at20az28ba20be16bf28bg22bh22bi27bj28br29by28ch21ci28cm27cr22cy28cz24de22dj27"
        "dk18do28dz26ee20eg29es24fi18fo18fr27gb22ge22gi23gl18gn28gq27gr27gt28hr21hu28ie22il23iq23"
        "is26it27jo30kw30kz20lb28li21lt20lu20lv21ly25ma28mc27md24me22mg27mk19ml28mr27mt31mu30ne28"
        "nl18no15pk24pl28ps29pt25qa29ro24rs22sa24se24si19sk24sm27sn28td27tg28tl23tn24tr26ua29vg24"
        "xk20",
    )
}
"""Characters of an IBAN by country, folded (registry of ISO 13616; SN, CI, CM as used there)."""

_MAESTRO = ("0604", "5018", "5020", "5038", "56", "57", "58", "6304", "6390", "6759", "676")
_DNI = "trwagmyfpdxbnjzsqvhlcke"


def luhn(digits: str) -> bool:
    """Whether the check digit of ISO/IEC 7812-1 holds."""
    numbers = [ord(char) - 48 for char in reversed(digits)]
    doubled = (2 * n - 9 if n > 4 else 2 * n for n in numbers[1::2])
    return (sum(numbers[::2]) + sum(doubled)) % 10 == 0


def card_brand(digits: str) -> bool:
    """Whether beginning and length are those of a card scheme in use."""
    four, length = int(digits[:4]), len(digits)
    if digits.startswith(_MAESTRO):
        return 12 <= length <= 19
    if length == 16:
        return digits[0] in "456" or 5100 <= four <= 5599 or 2221 <= four <= 2720 or four == 3528
    if length == 15:
        return digits[:2] in ("34", "37")
    if length == 14:
        return digits[:2] in ("30", "36", "38")
    return length == 13 and digits[0] == "4"


def iban(text: str) -> bool:
    """Whether ``text`` (folded letters and digits) leaves 1 modulo 97 (ISO 13616)."""
    if not (15 <= len(text) <= 34 and text.isascii() and text.isalnum()):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def rib(digits: str) -> bool:
    """Whether the key of a French (23), Moroccan (24) or Tunisian (20) account number holds."""
    if len(digits) == 23:
        bank, branch, account = int(digits[:5]), int(digits[5:10]), int(digits[10:21])
        return (89 * bank + 15 * branch + 3 * account + int(digits[21:])) % 97 == 0
    if len(digits) in (20, 24):
        return 97 - int(digits[:-2]) * 100 % 97 == int(digits[-2:])
    return False


def nir(digits: str) -> bool:
    """Whether the key of a French social security number of 15 digits holds."""
    return (
        len(digits) == 15
        and digits[0] in "12"
        and (1 <= int(digits[3:5]) <= 12 or 20 <= int(digits[3:5]) <= 42)
        and 97 - int(digits[:13]) % 97 == int(digits[13:])
    )


def dni(digits: str, letter: str) -> bool:
    """Whether ``letter`` is the one of a Spanish identity number of eight digits."""
    return len(digits) == 8 and _DNI[int(digits) % 23] == letter
