"""The same question as other fingers type it: without accents, in capitals, slipped, as a text
message. Deterministic: the same text and kind always give the same result.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

from nawba.assistant.normalise import is_arabic

_ROWS = {
    "latin": ("azertyuiop", "qsdfghjklm", "wxcvbn"),
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"),
}
_HAMZA = str.maketrans("أإآىة", "ااايه")
_SHORT = (
    (r"\bbonjour\b", "bjr"), (r"\bs'il vous pla[iî]t\b", "svp"), (r"\bpourquoi\b", "pk"),
    (r"\bquelqu'un\b", "qqn"), (r"\bc'est\b", "c"), (r"\bque\b", "k"), (r"\bpas\b", "pa"),
    (r"\bje n'ai\b", "jai"), (r"\bj'ai\b", "jai"), (r"\bvous\b", "vs"), (r"\btoujours\b", "tjs"),
    (r"\bplease\b", "pls"), (r"\byou\b", "u"), (r"\bare\b", "r"), (r"\bmy\b", "ma"),
    (r"\bto\b", "2"), (r"\bfor\b", "4"), (r"\bthanks\b", "thx"), (r"\bthe\b", "da"),
    (r"من فضلك", "لو سمحت"), (r"السلام عليكم", "سلام"), (r"\bلماذا\b", "لاش"),
)  # fmt: skip


def bare(text: str) -> str:
    """Without accents or tashkeel, one letter for the hamza's seats."""
    folded = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", folded).translate(_HAMZA)


def shouted(text: str) -> str:
    """In capitals; where a script has none, with stretched vowels."""
    return re.sub(r"([اوي])(?=\w)", r"\1\1\1", text) if is_arabic(text) else text.upper()


def texted(text: str) -> str:
    """As in a text message: shortened words, no punctuation."""
    for long, short in _SHORT:
        text = re.sub(long, short, text, flags=re.IGNORECASE)
    return re.sub(r"[?!.,;:؟،]+", "", text).strip().lower()


def slipped(text: str) -> str:
    """One letter in about twelve is its neighbour's, doubled, lost or swapped; numbers stay."""
    chance = random.Random(f"slip:{text}")
    places = [place for place, char in enumerate(text) if char.isalpha()]
    chosen = chance.sample(places, min(len(places), max(1, len(places) // 12)))
    letters = list(text)
    for place in sorted(chosen, reverse=True):
        letters[place : place + 2] = _slip(letters[place : place + 2], chance)
    return "".join(letters)


def _slip(pair: list[str], chance: random.Random) -> list[str]:
    first, rest = pair[0], pair[1:]
    kind = chance.choice(("near", "near", "double", "lost", "swap"))
    if kind == "near":
        return [_near(first, chance), *rest]
    if kind == "double":
        return [first, first, *rest]
    return rest if kind == "lost" else [*rest, first]


def _near(letter: str, chance: random.Random) -> str:
    """A letter beside it on the keyboard; itself when it is on none."""
    for row in (row for rows in _ROWS.values() for row in rows):
        place = row.find(letter.lower())
        if place >= 0:
            return chance.choice([row[at] for at in (place - 1, place + 1) if 0 <= at < len(row)])
    return letter


KINDS: dict[str, Callable[[str], str]] = {
    "bare": bare,
    "shouted": shouted,
    "texted": texted,
    "slipped": slipped,
}
