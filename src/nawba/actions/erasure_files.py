"""Erasures kept beside the database and its back-ups: a restored database knows no later ones.

One line of JSON for each: the hash of a random id, when and why. Lines are only ever added.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from nawba.domain.errors import Invalid, Unavailable

NAME = "erasures.jsonl"


def erasure_files(url: str, backup_folder: Path) -> tuple[Path, ...]:
    """Where the erasures of the database at ``url`` are kept: with its back-ups, and beside it."""
    beside: tuple[Path, ...] = ()
    if url.startswith("sqlite") and (database := sa.make_url(url).database):
        beside = (Path(f"{database}.{NAME}"),)
    return (backup_folder / NAME, *beside)


def note_erasures(files: Sequence[Path], lines: Sequence[dict[str, Any]]) -> None:
    """Add ``lines`` to every file, on the disk before this returns.

    Raises Unavailable, naming the file that cannot be written: nothing may be erased then, or a
    restore would bring it back.
    """
    for file in files:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(b"".join(json.dumps(one).encode() + b"\n" for one in lines))
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise Unavailable(
                f"{file} cannot be written ({error.strerror}), so that a restore would not know of "
                "this erasure. Nothing was erased: mend this, then erase again."
            ) from error


def read_erasure_hashes(files: Iterable[Path]) -> dict[str, str]:
    """From the hash of each customer erased to why. Missing files count as empty.

    A last line that was cut off by a crash is left out: its erasure did not take place. Raises
    Invalid, naming file and line, for anything else that is no erasure.
    """
    found: dict[str, str] = {}
    for file in files:
        if not file.is_file():
            continue
        lines = file.read_bytes().split(b"\n")
        for number, line in enumerate(lines, 1):
            if line and not _read(line, found) and number < len(lines):
                raise Invalid(f"{file}:{number}: this is no erasure. Mend or remove the line.")
    return found


def _read(line: bytes, found: dict[str, str]) -> bool:
    try:
        known = json.loads(line)
        found[str(known["customer_hash"])] = str(known["reason"])
    except (ValueError, KeyError, TypeError):
        return False
    return True
