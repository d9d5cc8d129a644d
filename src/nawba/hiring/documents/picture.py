"""One page of a document as a picture, drawn by a child process that is capped and can be lost.

What must not be seen is covered in the child: the picture that comes back never had it.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from nawba.domain.candidates import Box, Unreadable
from nawba.domain.errors import NotFound
from nawba.hiring.documents.limits import LIMITS, Limits
from nawba.hiring.documents.reader import child_environment

if TYPE_CHECKING:
    from PIL import Image

KINDS = ("pdf", "image")
"""Kinds of documents that have pages to draw."""

_DPI = 110
_WIDEST = 1_600  # pixels of the picture's longer side


def draw_page(
    data: bytes, kind: str, page: int, covered: Sequence[Box] = (), limits: Limits = LIMITS
) -> bytes:
    """Page ``page`` (from 1) as WebP, ``covered`` boxes blacked out; ``kind`` as it was read.

    Raises NotFound for a kind without pages, Unreadable where it cannot be drawn.
    """
    if kind not in KINDS:
        raise NotFound("This document has no pages: its lines are all there is.")
    asked = {
        "limits": asdict(limits),
        "kind": kind,
        "page": page,
        "covered": [asdict(one) for one in covered if one.page == page],
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nawba.hiring.documents.picture", json.dumps(asked)],
            input=data,
            capture_output=True,
            env=child_environment(),
            timeout=limits.wall,
            check=True,
            start_new_session=True,
        )
    except (subprocess.SubprocessError, OSError):
        raise Unreadable("damaged", "This page cannot be drawn. Read its lines instead.") from None
    return done.stdout


def main() -> None:
    """Reads the document from the standard input; ``argv[1]`` says what is asked, as JSON."""
    asked = json.loads(sys.argv[1])
    limits = Limits(**asked["limits"])
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data, at = sys.stdin.buffer.read(), asked["page"] - 1
    picture, scale = _of_pdf(data, at) if asked["kind"] == "pdf" else _of_image(data, at, limits)
    _cover(picture, [Box(**one) for one in asked["covered"]], scale)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=2)
    sys.stdout.buffer.write(out.getvalue())


def _of_pdf(data: bytes, at: int) -> tuple[Image.Image, float]:
    """The page, and pixels per point."""
    import pypdfium2 as pdfium

    with closing(pdfium.PdfDocument(data)) as document:
        page = document[at]
        scale = min(_DPI / 72, _WIDEST / max(page.get_size()))
        return page.render(scale=scale).to_pil().convert("RGB"), scale


def _of_image(data: bytes, at: int, limits: Limits) -> tuple[Image.Image, float]:
    from PIL import Image, ImageOps

    from nawba.hiring.documents.image import A4_WIDTH

    Image.MAX_IMAGE_PIXELS = limits.pixels
    with Image.open(io.BytesIO(data)) as picture:
        picture.seek(at)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((_WIDEST, _WIDEST))
    return upright, upright.width / A4_WIDTH / 72


def _cover(picture: Image.Image, boxes: Sequence[Box], scale: float) -> None:
    from PIL import ImageDraw

    pen = ImageDraw.Draw(picture)
    for box in boxes:
        corners = (box.left - 1, box.top - 1, box.right + 1, box.bottom + 1)
        pen.rectangle(tuple(scale * one for one in corners), fill="black")


if __name__ == "__main__":
    main()
