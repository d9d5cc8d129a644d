"""Texts as words are compared: what is written in two ways and said in one counts as the same.

Capitals, punctuation, apostrophes and hyphens go; digits become words ("2" is "deux", "14e" is
"quatorzième"); Arabic loses its vowel signs and the forms of alef. Accents stay: a model that
writes "a" for "à" is wrong.
"""

from __future__ import annotations

import re
import unicodedata

_ORDINAL = re.compile(r"\b(\d{1,9})(?:e|ème|eme|er|ère|st|nd|rd|th|º|ª)(?!\w)")
_NUMBER = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f.,](?=\d{3}(?!\d))")
_ALEF = str.maketrans("أإآٱىة", "اااايه")
_LANGUAGES = frozenset(("fr", "en", "es", "ar", "pt", "it", "de", "nl"))


def words_of(text: str, language: str) -> str:
    """The words of ``text``, a blank between each."""
    plain = _GROUPED.sub("", unicodedata.normalize("NFC", text).lower())
    if language in _LANGUAGES:
        plain = _ORDINAL.sub(lambda found: _said(found[1], language, "ordinal"), plain)
        plain = _NUMBER.sub(lambda found: f" {_said(found[0], language, 'cardinal')} ", plain)
    if language == "ar":
        plain = re.sub("[\u064b-\u0652\u0640]", "", plain).translate(_ALEF)
    return " ".join(re.findall(r"[^\W_]+", plain))


def _said(digits: str, language: str, kind: str) -> str:
    """Numbers of more than nine digits are read one by one, as lines read them."""
    from num2words import num2words

    if len(digits) > 9 or (digits[0] == "0" and len(digits) > 1):
        return " ".join(str(num2words(int(one), lang=language)) for one in digits)
    return str(num2words(int(digits), lang=language, to=kind))
