"""Which files a conversation takes: small, of a few types, told by their first bytes."""

from __future__ import annotations

from nawba.domain.errors import Invalid, TooLarge

MAX_ATTACHMENT = 5 * 1024 * 1024

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def media_type_of(content: bytes) -> str:
    """The media type of a file that may be attached, told from ``content`` and not its name.

    Raises TooLarge over 5 MB and Invalid for an empty file or any other type.
    """
    if len(content) > MAX_ATTACHMENT:
        raise TooLarge("This file is over 5 MB. Send a smaller one.", field="file")
    if not content:
        raise Invalid("This file is empty. Choose another.", field="file")
    found = next((kind for start, kind in _SIGNATURES if content.startswith(start)), None)
    if found is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found = "image/webp"
    if found is None and _is_plain_text(content):
        found = "text/plain"
    if found is None:
        raise Invalid("Send a PNG, JPEG, GIF, WebP, PDF or plain text file.", field="file")
    return found


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(char) < 32 and char not in "\n\r\t\f" for char in text)
