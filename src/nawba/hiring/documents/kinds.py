"""What a document is, told from its first bytes: names of files lie."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from nawba.domain.candidates import Unreadable
from nawba.hiring.documents.limits import damaged

Kind = Literal["pdf", "docx", "odt", "html", "text", "image"]

_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "an old Word file (.doc), or a Word file with a password",
    b"{\\rtf": "a rich text file (.rtf)",
    b"MZ": "a program",
    b"\x7fELF": "a program",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"\x1f\x8b": "an archive",
}
_HTML = re.compile(rb"<\s*(!doctype\s+html|html|head|body|div|p|table|h1|style)\b", re.IGNORECASE)


def kind_of(data: bytes) -> Kind:
    """The kind of ``data``; raises Unreadable: ``kind`` (none of ours), ``damaged``."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return "image"
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise _not_ours(what)
    if _HTML.search(data[:4096]):
        return "html"
    return _text_if_any(data)


def _kind_of_zip(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            names = set(folder.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError):
        raise damaged("Word or OpenDocument file") from None
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names:
        return "odt"
    raise _not_ours("an archive, or an Office file that is no text")


def _text_if_any(data: bytes) -> Kind:
    """Bytes that are no text have controls in them; UTF-16 is known by its mark."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    controls = sum(byte < 9 or 13 < byte < 27 for byte in data[:4096])
    if not wide and controls > len(data[:4096]) // 100:
        raise _not_ours("no text, picture or document that is known here")
    return "text"


def _not_ours(what: str) -> Unreadable:
    return Unreadable(
        "kind", f"This is {what}. Ask for a PDF, DOCX, ODT, HTML or text file, or a picture."
    )
