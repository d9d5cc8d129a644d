"""Where recorded contacts lie: a folder for each, in it one document per finished stage.

A document is whole or not there: it is written beside its place and renamed into it, after the
files that its stage made. One whose last letters a power cut took is read as not there. What took
long to make waits for the disk; what is sooner made again than synced does not.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from nawba.domain.errors import Invalid
from nawba.listening.points import reach
from nawba.listening.stages import Document

GIVEN, SOURCE = "given.json", "source"
"""Beside the documents while an item is worked on: turns that were given, files fetched from
elsewhere."""

AUDIO, PEAKS = "audio.flac", "peaks.json"
"""What the player of pages reads; both go when the time of recordings is over."""

SYNCED_FROM = 0.05  # seconds of work; an fsync takes some milliseconds


@dataclass(frozen=True)
class Kept:
    """A finished stage: ``document`` is None when a later stage deleted it."""

    key: str
    seconds: float
    document: Document | None


class Shelf:
    """Folder of all recorded contacts. Several processes may use it at once."""

    def __init__(self, folder: Path) -> None:
        self.root = folder

    def folder(self, item: str) -> Path:
        """Where ``item`` lies, whether it does or not. Raises Invalid for what is no such id."""
        if not item.startswith("rc-") or not item[3:].isalnum() or len(item) < 6:
            raise Invalid(f"'{item}' is no recorded contact: they are called rc-….", field="item")
        return self.root / item[3:5] / item

    def kept(self, item: str, stage: str) -> Kept | None:
        """What ``stage`` made of ``item``; None where it did not, or not wholly."""
        try:
            told = json.loads((self.folder(item) / f"{stage}.json").read_bytes())
            return Kept(told["key"], told["seconds"], told["document"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def document(self, item: str, stage: str) -> Document | None:
        """The document of ``stage``; None where there is none, or none any more."""
        kept = self.kept(item, stage)
        return None if kept is None else kept.document

    def file(self, item: str, name: str) -> Path | None:
        """A file that a stage made beside its document, such as ``AUDIO``."""
        path = self.folder(item) / name
        return path if "/" not in name and path.is_file() else None

    def forget(self, item: str) -> bool:
        """Remove all of ``item``; returns whether there was something."""
        folder = self.folder(item)
        if not folder.is_dir():
            return False
        shutil.rmtree(folder)
        return True

    def forget_audio(self, item: str) -> None:
        """Remove the recording of ``item``, and what is drawn of it; its documents stay."""
        for name in (AUDIO, PEAKS):
            (self.folder(item) / name).unlink(missing_ok=True)

    @contextmanager
    def making(self, item: str) -> Iterator[Path]:
        """An empty folder for what stages make, gone afterwards."""
        made = self.folder(item) / f".made-{uuid4().hex[:12]}"
        made.mkdir(parents=True)
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def keep(self, item: str, stage: str, kept: Kept, made: Path | None = None) -> None:
        """Keep what ``stage`` made: first its files out of ``made``, then its document."""
        folder = self.folder(item)
        lasting = kept.seconds >= SYNCED_FROM
        for path in sorted(made.iterdir()) if made is not None else ():
            if lasting:
                _sync(path)
            path.replace(folder / path.name)
        reach(f"listen.{stage}.moved")
        write_json(folder / f"{stage}.json", vars(kept), lasting=lasting)

    def empty(self, item: str, stage: str) -> None:
        """Delete the document of a finished stage; that it was finished stays known."""
        kept = self.kept(item, stage)
        if kept is not None and kept.document is not None:
            path = self.folder(item) / f"{stage}.json"
            lasting = kept.seconds >= SYNCED_FROM
            write_json(path, vars(Kept(kept.key, kept.seconds, None)), lasting=lasting)

    def tidy(self, item: str) -> None:
        """Remove what is needed only while ``item`` is worked on, also by a process that died."""
        folder = self.folder(item)
        (folder / GIVEN).unlink(missing_ok=True)
        for path in (folder / SOURCE, *folder.glob(".made-*")):
            shutil.rmtree(path, ignore_errors=True)
        for path in folder.glob(".*.new"):
            path.unlink(missing_ok=True)


def write_json(path: Path, value: Mapping[str, Any], *, lasting: bool = True) -> None:
    """Put ``value`` where ``path`` is, at once or not at all; ``lasting``: on the disk."""
    fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}.new")
    try:
        with fresh.open("wb") as out:
            out.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
            out.flush()
            if lasting:
                os.fsync(out.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    if lasting:
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
