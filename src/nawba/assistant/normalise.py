"""One way to write a word, so that typing habits do not decide what a customer meant.

Accents, tashkeel, tatweel, letter variants, stretched letters ("svppp"), invisible characters and
capitals carry no meaning for our lexicons; ``fold`` removes them. ``skeleton`` goes further for
Darija in Latin script, where each writer spells the vowels as they please.
"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = {"Cf", "Cc", "Cs", "Co"}
_LETTERS = str.maketrans("ىةٱیکظ", "يهايكض", "ـ")
_APOSTROPHES = re.compile(r"[’'`´ʼ‘ʹ＇]")
_REPEATED = re.compile(r"([^\W\d_\u0600-\u06ff])\1+|([\u0600-\u06ff])\2{2,}")
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_DIGRAPHS = (("tch", "$"), ("ch", "$"), ("sh", "$"), ("kh", "x"), ("gh", "g"), ("ou", "w"))
_ARABIZI = str.maketrans({"7": "h", "9": "q", "5": "x", "8": "h", "6": "t", "2": "", "4": "g"})
_VOWELS = re.compile(r"(?<!^)[aeiouy]")


def strip_invisible(text: str) -> str:
    """``text`` without zero-width, bidirectional and control characters (line ends stay)."""
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in _INVISIBLE
    )


def fold(text: str) -> str:
    """``text`` lower-case, unaccented, one spelling per letter, runs of a letter made one.

    Punctuation stays (apostrophes become spaces). In Arabic only runs of three and more are
    stretched letters: two are spelling ("الله"). "Éléments SVPPP" -> "elements svp".
    """
    visible = strip_invisible(unicodedata.normalize("NFKC", text).replace("\n", " . "))
    bare = "".join(_digit(c) for c in unicodedata.normalize("NFKD", visible.casefold()))
    bare = _APOSTROPHES.sub(" ", bare.replace("œ", "oe").translate(_LETTERS))
    return " ".join(_REPEATED.sub(_once, bare).split())


def _once(run: re.Match[str]) -> str:
    return run.group()[0]


def _digit(char: str) -> str:
    if unicodedata.combining(char):
        return ""
    return str(unicodedata.digit(char)) if char.isdigit() else char


def western(text: str) -> str:
    """``text`` with every digit written 0-9, character by character: offsets stay."""
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in text
    )


def words(text: str) -> list[str]:
    """The folded words of ``text``, without punctuation."""
    return _WORD.findall(fold(text))


def is_arabic(text: str) -> bool:
    """Whether ``text`` holds at least one letter of the Arabic script."""
    return bool(_ARABIC.search(text))


def skeleton(word: str) -> str:
    """The consonants of a folded Latin-script Darija word: "wa7ed", "wahd" -> "whd".

    A leading vowel stays, so that "insan" differs from "snin".
    """
    for written, meant in _DIGRAPHS:
        word = word.replace(written, meant)
    return _REPEATED.sub(_once, _VOWELS.sub("", word.translate(_ARABIZI)))
