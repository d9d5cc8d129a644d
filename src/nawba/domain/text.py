"""What people type, made safe to keep: length checked, control characters removed, words kept."""

from __future__ import annotations

import unicodedata

from nawba.domain.errors import Invalid, TooLarge

MAX_MESSAGE = 4000
MAX_FIELD = 500


def clean(text: str, *, field: str, limit: int = MAX_MESSAGE) -> str:
    """``text`` without control characters (newline and tab stay) and outer blanks.

    HTML stays as typed: pages show text as text. Raises TooLarge over ``limit`` characters.
    """
    if len(text) > limit:
        raise TooLarge(
            f"This text has {len(text):,} characters; the limit is {limit:,}. Shorten it, "
            "or send it as a file.",
            field=field,
        )
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if _kept(char)).strip()


def clean_required(text: str, *, field: str, limit: int = MAX_MESSAGE) -> str:
    """As ``clean``; raises Invalid when nothing is left."""
    cleaned = clean(text, field=field, limit=limit)
    if not cleaned:
        raise Invalid("There is no text. Write something first.", field=field)
    return cleaned


def _kept(char: str) -> bool:
    # Cc: controls, Cs: lone surrogates (neither database can store NUL or surrogates).
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
