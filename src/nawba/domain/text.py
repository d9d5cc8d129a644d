"""What people type, made safe to keep: length checked, control characters removed, words kept."""

from __future__ import annotations

import re
import unicodedata

from nawba.domain.errors import Invalid, TooLarge

MAX_MESSAGE = 4000
MAX_FIELD = 500
MAX_CODE = 64

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


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


def check_code(value: str, *, field: str, limit: int = MAX_CODE) -> str:
    """``value`` if it is a code (letters, digits, ``.``, ``_``, ``-``) fit for the event stream.

    Reasons and identifiers travel in events, which no erasure reaches: words may not. Raises
    Invalid for anything else.
    """
    if len(value) > limit or _CODE.fullmatch(value) is None:
        raise Invalid(
            f"Send a code of 1 to {limit} letters, digits, '.', '_' or '-'; words go in a note.",
            field=field,
        )
    return value


def check_client_id(value: str, *, least: int = 1, most: int = 80) -> str:
    """``value`` if it can serve as a caller's own id of what it sends. Raises Invalid."""
    if not least <= len(value) <= most or not value.isprintable():
        raise Invalid(f"Send an id of {least} to {most} printable characters.", field="client_id")
    return value


def _kept(char: str) -> bool:
    # Cc: controls, Cs: lone surrogates (neither database can store NUL or surrogates).
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
