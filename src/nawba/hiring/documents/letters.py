"""Characters as they are meant: what only a font or a typesetter needs is taken off."""

from __future__ import annotations

import re
import unicodedata

_SYMBOLS = {0xF0B7: "•", 0xF0A7: "•", 0xF0D8: "•", 0xF0FC: "•", 0xF076: "•", 0xF0A8: "•"}
"""Bullets of the Symbol and Wingdings fonts, which live in the private use area."""

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd]")
_UNSEEN = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0b-\x1f]"
)
_FORMS = re.compile("[\ufb00-\ufb06\ufb50-\ufdfb\ufe70-\ufefc]")
_TAGS = re.compile("[\U000e0020-\U000e007e]")
_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: {1,3}[^\W\d_]){3,}(?!\S)")
_ARABIC_FORMS = re.compile("[\ufb50-\ufdfb\ufe70-\ufefc]")


def clean(text: str) -> str:
    """NFC, ligatures as letters, icons and marks without width taken off, blanks folded.

    Three blanks and more stay three: they stand for a gap between parts of a line.
    """
    text = _UNSEEN.sub("", text.translate(_SYMBOLS))
    text = _TAGS.sub("", _PRIVATE.sub("", text))
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]).strip(" "), text)
    text = re.sub(r"[\t\u00a0\u2000-\u200a\u202f\u205f\u3000\ufffe\uffff]", " ", text)
    text = re.sub(r" {3,}", "   ", re.sub(r"[\r\n\f\v\u2028\u2029]", " ", text))
    return unicodedata.normalize("NFC", text).strip()


def smuggled(text: str) -> str:
    """What is written in tag characters, which no font shows: a way to hide words in plain text."""
    return "".join(chr(ord(char) - 0xE0000) for char in _TAGS.findall(text))


def close_up(text: str) -> str:
    """Letter-spaced words joined: *E X P E R I E N C E*; two blanks keep words apart."""
    return _SPACED.sub(_joined, text)


def _joined(spaced: re.Match[str]) -> str:
    if not any(char.isalpha() for char in spaced[0]):
        return spaced[0]
    return " ".join(word.replace(" ", "") for word in re.split(r" {2,}", spaced[0]))


def has_forms(text: str) -> bool:
    """Whether Arabic is written in presentation forms: somebody stored it as it looks."""
    return bool(_ARABIC_FORMS.search(text))
