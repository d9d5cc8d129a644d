"""Card numbers and codes in a file of text, masked as they are in messages, before it is kept.

A conversation of three lines is read word by word; a file of five megabytes cannot be. So a short
one is read whole, and of a long one only the lines around what may be a card's number or code.
Pictures and PDF files are not read: docs/law.md says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nawba.domain.errors import TooLarge
from nawba.privacy.masking import mask_codes

_WHOLE = 20_000  # characters of a file that is read in full: half a second
_MOST = 60_000  # characters around candidates, together
_BLOCK = 1_000  # characters that are read at a time, at least to the end of a line
_LONGEST = 4_000  # of a line
_CANDIDATE = re.compile(
    r"(?:\d[ .\-/\u00a0\u202f,;]{0,2}){12}"
    r"|cvv|cvc|cryptogramme|security code|code de s[eé]curit[eé]|card verification"
    r"|رمز (?:الامان|الأمان|الحماية|التحقق)|كود الأمان",
    re.IGNORECASE,
)


def mask_file(content: bytes, media_type: str) -> bytes:
    """``content`` with card numbers and codes masked; the same object where there are none.

    Only text (in UTF-8) is read. Raises TooLarge when more of it looks like card numbers than can
    be looked at: a list of thousands of them is not kept.
    """
    if not media_type.startswith("text/"):
        return content
    text = content.decode("utf-8")
    masked = "".join(_masked(text))
    return content if masked == text else masked.encode("utf-8")


def _masked(text: str) -> Iterator[str]:
    whole, looked_at = len(text) <= _WHOLE, 0
    for block in _blocks(text):
        if not whole and not _CANDIDATE.search(block):
            yield block
            continue
        looked_at += len(block)
        if looked_at > _MOST:
            raise TooLarge(
                "This file holds too many long numbers to look for card data among them. "
                "Send the part that matters.",
                field="file",
            )
        yield mask_codes(block).text


def _blocks(text: str) -> Iterator[str]:
    """``text`` in pieces of whole lines; a line that is too long is cut at a blank."""
    block = ""
    for line in text.splitlines(keepends=True):
        for piece in _pieces(line):
            if block and len(block) + len(piece) > _BLOCK:
                yield block
                block = ""
            block += piece
    if block:
        yield block


def _pieces(line: str) -> Iterator[str]:
    while len(line) > _LONGEST:
        cut = line.rfind(" ", _LONGEST // 2, _LONGEST) + 1 or _LONGEST
        yield line[:cut]
        line = line[cut:]
    yield line
