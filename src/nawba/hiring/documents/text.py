"""Plain text in whatever encoding it was saved."""

from __future__ import annotations

from charset_normalizer import from_bytes

from nawba.domain.candidates import Reading, Unreadable
from nawba.hiring.documents.finish import finished
from nawba.hiring.documents.letters import has_forms
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.pen import Pen

ENCODINGS = ["utf_8", "utf_16", "cp1252", "cp1256", "iso8859_6", "mac_roman", "cp850"]
"""Those that programs of the last thirty years save French and Arabic in."""


def read_text(data: bytes, limits: Limits) -> Reading:
    """A line for each line that says something, an empty one begins a new block."""
    pen = Pen(limits.lines)
    text = decoded(data)
    for written in text.splitlines():
        pen.write(written.expandtabs(4))
        (pen.end_line if written.strip() else pen.end_block)()
    return finished("text", pen.lines, stored_as_seen=has_forms(text))


def decoded(data: bytes) -> str:
    """The text of ``data``; raises Unreadable (``kind``) if it is in no encoding known here."""
    for encoding in ("utf-8-sig", *_marked(data)):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    found = from_bytes(data, cp_isolation=ENCODINGS).best()
    if found is None:
        raise Unreadable("kind", "This text is in an unknown encoding. Ask for it in UTF-8.")
    return str(found)


def _marked(data: bytes) -> list[str]:
    return ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else []
