"""The text of a file as public sets come: UTF-8, gzip or plain."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from nawba.domain.errors import DocumentError, Fault

_GZIP = b"\x1f\x8b"


def read_text(path: Path) -> str:
    """All of ``path``. Raises DocumentError when it is not UTF-8, or not gzip to its end."""
    try:
        content = path.read_bytes()
        plain = gzip.decompress(content) if content.startswith(_GZIP) else content
        return plain.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = plain.count(b"\n", 0, error.start) + 1
        fault = Fault(str(path), line, "", "is not UTF-8 text", "Save the file as UTF-8.")
        raise DocumentError((fault,)) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        fault = Fault(str(path), 1, "", "is a damaged gzip file", "Fetch or pack it again.")
        raise DocumentError((fault,)) from error
