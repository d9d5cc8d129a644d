"""Numbers as people say them when they dictate: one by one, or in pairs as in French."""

from __future__ import annotations

from random import Random

_UNITS = {
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
    " seize dix-sept dix-huit dix-neuf",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "ar": "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة أحد_عشر اثنا_عشر ثلاثة_عشر"
    " أربعة_عشر خمسة_عشر ستة_عشر سبعة_عشر ثمانية_عشر تسعة_عشر",
    "darija": "صفر واحد جوج تلاتة ربعة خمسة ستة سبعة تمنية تسعود عشرة حداش طناش تلطاش ربعطاش خمسطاش"
    " سطاش سبعطاش تمنطاش تسعطاش",
}
_TENS = {
    "fr": "vingt trente quarante cinquante soixante",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "ar": "عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين",
    "darija": "عشرين تلاتين ربعين خمسين ستين سبعين تمانين تسعين",
}


def below_hundred(number: int, language: str) -> str:
    """``number`` (0 to 99) in words of ``fr``, ``en``, ``ar`` or ``darija``."""
    units = _words(_UNITS[language])
    if number < 20:
        return units[number]
    if language == "fr" and number >= 70:
        return _french_high(number, units)
    tens, unit = _words(_TENS[language])[number // 10 - 2], number % 10
    if not unit:
        return tens
    if language in ("ar", "darija"):
        return f"{units[unit]} و{tens}"
    joint = "-et-" if language == "fr" and unit == 1 else "-"
    return f"{tens}{joint}{units[unit]}"


def _french_high(number: int, units: list[str]) -> str:
    if number < 80:
        return f"soixante{'-et-' if number == 71 else '-'}{units[number - 60]}"
    return "quatre-vingts" if number == 80 else f"quatre-vingt-{units[number - 80]}"


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]


def dictated(digits: str, language: str, rng: Random) -> str:
    """``digits`` as somebody says them: singly, in pairs, or with a "double" in English."""
    if language == "ar" and rng.random() < 0.5:
        language = "darija"
    if language == "fr" and len(digits) % 3 == 0 and rng.random() < 0.2:
        return " ".join(_triple(digits[at : at + 3]) for at in range(0, len(digits), 3))
    pairs = rng.random() < (0.7 if language == "fr" else 0.35)
    if not pairs:
        return _singly(digits, language, rng)
    parts = [digits[at : at + 2] for at in range(0, len(digits), 2)]
    return _pause(rng).join(_pair(part, language) for part in parts)


def _triple(part: str) -> str:
    """ "six cent douze", "zéro quarante", as some read long numbers in French."""
    hundreds, rest = int(part[0]), part[1:]
    if hundreds == 0:
        return f"zéro {_pair(rest, 'fr')}"
    head = "cent" if hundreds == 1 else f"{below_hundred(hundreds, 'fr')} cent"
    return head if rest == "00" else f"{head} {below_hundred(int(rest), 'fr')}"


def _pair(part: str, language: str) -> str:
    if len(part) == 2 and part[0] != "0":
        return below_hundred(int(part), language)
    return " ".join(below_hundred(int(digit), language) for digit in part)


def _singly(digits: str, language: str, rng: Random) -> str:
    words, at = [], 0
    doubles = language == "en" and rng.random() < 0.3
    while at < len(digits):
        same = doubles and digits[at : at + 2] == digits[at] * 2
        word = below_hundred(int(digits[at]), language)
        words.append(f"double {word}" if same else word)
        at += 2 if same else 1
    return _pause(rng).join(words)


def _pause(rng: Random) -> str:
    return ", " if rng.random() < 0.2 else " "
