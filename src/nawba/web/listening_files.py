"""Files that come up from a browser, part by part, until an intake has taken them in.

They are as they were recorded or written, with all that was said: they lie apart from everything
else and go as soon as their intake is done, or after a day without one.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath
from secrets import token_hex

from nawba.domain.errors import Invalid, NotFound, TooLarge
from nawba.domain.words import Actor

MAX_PART = 4 * 1024 * 1024
MAX_FILE = 500_000_000
MAX_FILES = 2000
MAX_UPLOAD = 8 * 10**9
SUFFIXES = (
    ".wav", ".flac", ".mp3", ".opus", ".ogg", ".m4a", ".ulaw", ".alaw", ".jsonl", ".jsonl.gz",
    ".json", ".csv",
)  # fmt: skip
KEPT_SECONDS = 24 * 3600

_ID = re.compile(r"up-[0-9a-f]{24}")
_FILES, _ABOUT = "files", "about.json"


class Uploads:
    """The uploads of a room, each a folder in ``root``; only who began one adds to it.

    ``suffixes`` are those of the files that are taken."""

    def __init__(
        self, root: Path, clock: Callable[[], datetime], suffixes: tuple[str, ...] = SUFFIXES
    ) -> None:
        self._root, self._clock, self._suffixes = root, clock, suffixes

    def begin(self, actor: Actor) -> str:
        """A new upload's id."""
        upload = f"up-{token_hex(12)}"
        (self._root / upload / _FILES).mkdir(parents=True, mode=0o700)
        about = {"by": str(actor), "at": self._clock().timestamp()}
        (self._root / upload / _ABOUT).write_text(json.dumps(about), "utf-8")
        return upload

    def add(self, actor: Actor, upload: str, name: str, offset: int, part: bytes) -> None:
        """Write ``part`` at ``offset`` of the file ``name``. Raises Invalid for a name that leads
        elsewhere, a kind that is not read or a hole, TooLarge past the bounds."""
        folder = self.files(actor, upload)
        path = folder / _safe(name, self._suffixes)
        there = path.stat().st_size if path.is_file() else 0
        if offset > there:
            raise Invalid(f"{name} has {there} bytes so far; send the next ones.", field="offset")
        if offset + len(part) > MAX_FILE:
            raise TooLarge(f"A file may have {MAX_FILE // 10**6} MB at most.", field="name")
        self._check_room(folder, new=not path.is_file(), more=len(part))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("r+b" if there else "wb") as out:
            out.seek(offset)
            out.write(part)

    def files(self, actor: Actor, upload: str) -> Path:
        """The folder of the files. Raises NotFound where the actor began no such upload."""
        about = self._root / upload / _ABOUT
        if not _ID.fullmatch(upload) or not about.is_file():
            raise NotFound(f"There is no upload {upload}.", field="upload")
        if json.loads(about.read_text("utf-8"))["by"] != str(actor):
            raise NotFound(f"There is no upload {upload}.", field="upload")
        return self._root / upload / _FILES

    def forget(self, source: str) -> None:
        """Delete the upload that an intake's ``source`` names; nothing for any other source."""
        if upload := self._upload_of(source):
            shutil.rmtree(self._root / upload, ignore_errors=True)

    def forget_left(self, needed: set[str]) -> None:
        """Delete uploads of more than a day that no intake of ``needed`` sources waits for."""
        kept = {self._upload_of(source) for source in needed}
        for about in self._root.glob(f"*/{_ABOUT}"):
            old = json.loads(about.read_text("utf-8"))["at"] < self._now() - KEPT_SECONDS
            if old and about.parent.name not in kept:
                shutil.rmtree(about.parent, ignore_errors=True)

    def title(self, files: Path) -> str:
        """What people call the ``files`` of an upload: by the first of them."""
        names = sorted(
            one.relative_to(files).as_posix() for one in files.rglob("*") if one.is_file()
        )
        if not names:
            raise Invalid("Nothing was uploaded. Send files first.", field="upload")
        return names[0] if len(names) == 1 else f"{names[0]} +{len(names) - 1}"

    def _upload_of(self, source: str) -> str | None:
        path = Path(source)
        inside = path.is_relative_to(self._root.absolute()) or path.is_relative_to(self._root)
        return path.parent.name if inside and _ID.fullmatch(path.parent.name) else None

    def _check_room(self, folder: Path, *, new: bool, more: int) -> None:
        sizes = [one.stat().st_size for one in folder.rglob("*") if one.is_file()]
        if len(sizes) + new > MAX_FILES:
            raise TooLarge(f"At most {MAX_FILES} files at once.", field="name")
        if sum(sizes) + more > MAX_UPLOAD:
            raise TooLarge(f"At most {MAX_UPLOAD // 10**9} GB at once.", field="name")

    def _now(self) -> float:
        return self._clock().timestamp()


def _safe(name: str, suffixes: tuple[str, ...]) -> Path:
    """``name`` as a path within a folder."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    odd = any(one in ("", ".", "..") or one.startswith(("/", ".")) for one in parts)
    if not parts or odd or len(parts) > 10 or not name.isprintable():
        raise Invalid(f"'{name}' cannot be the name of a file here.", field="name")
    if not parts[-1].lower().endswith(suffixes):
        raise Invalid(f"'{name}' is of a kind that is not read.", field="name")
    return Path(*parts)
