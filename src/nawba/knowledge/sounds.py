"""Between the Latin and the Arabic letters of Darija: spelling by sound, and what is left of a
word when only its consonants are compared.

Chat spelling writes ع ح ق as 3 7 9 and the rest by ear, with French digraphs (ch, kh, gh, ou).
Vowels, doubled letters and emphatic consonants are up to the writer: two spellings are of one
word when their skeletons agree.
"""

from __future__ import annotations

import re

_DIGRAPHS = (("tch", "ش"), ("kh", "خ"), ("gh", "غ"), ("ch", "ش"), ("sh", "ش"), ("th", "ت"),
             ("dh", "د"), ("dj", "ج"), ("ph", "ف"), ("ou", "و"), ("oo", "و"), ("ee", "ي"),
             ("aa", "ا"), ("qu", "ك"), ("ai", "اي"), ("ei", "ي"))  # fmt: skip
_SOUNDS = {"a": "ا", "b": "ب", "c": "ك", "d": "د", "e": "", "f": "ف", "g": "ك", "h": "ه", "i": "ي",
           "j": "ج", "k": "ك", "l": "ل", "m": "م", "n": "ن", "o": "و", "p": "ب", "q": "ق",
           "r": "ر", "s": "س", "t": "ت", "u": "و", "v": "ف", "w": "و", "x": "ش", "y": "ي",
           "z": "ز", "2": "ا", "3": "ع", "4": "غ", "5": "خ", "6": "ط", "7": "ح", "8": "ه",
           "9": "ق"}  # fmt: skip
_DOUBLED = re.compile(r"([a-z])\1+")
_INITIAL_VOWEL = re.compile(r"^(?:ou|[eiou])(?=[^aeiouy])")
_SOFT_C = re.compile(r"c(?=[eiy])")
_CLASSES = str.maketrans(
    {"ط": "ت", "ث": "ت", "ض": "د", "ذ": "د", "ظ": "د", "ص": "س", "ح": "ه", "ق": "ك", "غ": "غ",
     "ء": "", "ئ": "", "ؤ": ""}
)  # fmt: skip
_WEAK = re.compile(r"(?<!^)[اوي]|^ا|ه$")
_SAME = re.compile(r"(.)\1+")


def arabic(word: str) -> str:
    """The folded Latin ``word`` spelled by its sounds: "nbeddel" -> "نبدل", "3chrin" -> "عشرين".

    Characters that are no sound of it (other digits) stay.
    """
    word = _SOFT_C.sub("s", _DOUBLED.sub(r"\1", word)) if word[:2] != "ou" else word
    word = _INITIAL_VOWEL.sub("a", word)
    for written, letter in _DIGRAPHS:
        word = word.replace(written, letter)
    return "".join(_SOUNDS.get(char, char) for char in word)


def skeleton(word: str) -> str:
    """The consonants of a folded word of either script, without what writers disagree on."""
    letters = _WEAK.sub("", arabic(word).translate(_CLASSES))
    return _SAME.sub(r"\1", letters)
