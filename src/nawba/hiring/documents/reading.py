"""The bytes of a document, read as what they are."""

from __future__ import annotations

from nawba.domain.candidates import Reading, Unreadable
from nawba.domain.errors import Invalid
from nawba.hiring.documents.kinds import Kind, kind_of
from nawba.hiring.documents.limits import LIMITS, Limits, check_size, damaged


def read_document(data: bytes, limits: Limits = LIMITS) -> Reading:
    """The lines of a document, in this process; raises Unreadable.

    Raises Invalid where tesseract or a package is missing. For documents that nobody vouches for
    use ``Reader``, which caps memory and time.
    """
    check_size(data, limits)
    kind = kind_of(data)
    try:
        return _read(kind, data, limits)
    except RecursionError:
        raise damaged(f"{kind} file") from None
    except ModuleNotFoundError as missing:
        raise Invalid(
            f"What reads documents is not installed ({missing.name}): make hiring, or with pip "
            '`pip install "nawba[hiring]"`.'
        ) from None
    except MemoryError:
        raise Unreadable(
            "unpacks_to_too_much", "The document needs too much memory. Ask for a simpler one."
        ) from None


def _read(kind: Kind, data: bytes, limits: Limits) -> Reading:
    if kind == "pdf":
        from nawba.hiring.documents.pdf import read_pdf as read
    elif kind == "docx":
        from nawba.hiring.documents.docx import read_docx as read
    elif kind == "odt":
        from nawba.hiring.documents.odt import read_odt as read
    elif kind == "html":
        from nawba.hiring.documents.html import read_html as read
    elif kind == "image":
        from nawba.hiring.documents.image import read_image as read
    else:
        from nawba.hiring.documents.text import read_text as read
    return read(data, limits)
