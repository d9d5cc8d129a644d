"""Where recorded contacts lie: a folder for each, in it one file with a line per finished stage.

A line is written at once, after the files that its stage made, and the last one of a stage holds.
One whose last letters a crash took is read as not there. What took long to make waits for the disk;
what is sooner made again than synced does not.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import orjson

from nawba.domain.errors import Invalid
from nawba.listening.points import reach
from nawba.listening.stages import Document

SOURCE = "source"
"""Beside the documents while an item is worked on: files fetched from elsewhere."""

STAGES = "stages.jsonl"
"""The documents: ``{"stage", "key", "seconds", "document"}`` on each line."""

AUDIO, PEAKS = "audio.flac", "peaks.json"
"""What the player of pages reads; both go when the time of recordings is over."""

_TRIES = 3
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
        return _folder(self.root, item)

    def kept(self, item: str, stages: Collection[str]) -> dict[str, Kept]:
        """What ``stages`` made of ``item``: those that did, and wholly."""
        found = {stage: line for stage, line in self._lines(item) if stage in stages}
        return {stage: kept for stage, line in found.items() if (kept := _read(line))}

    def document(self, item: str, stage: str) -> Document | None:
        """The document of ``stage``; None where there is none, or none any more."""
        kept = self.kept(item, (stage,)).get(stage)
        return None if kept is None else kept.document

    def _lines(self, item: str) -> Iterator[tuple[str, bytes]]:
        """The lines of whole documents, each with its stage."""
        try:
            lines = (self.folder(item) / STAGES).read_bytes().split(b"\n")
        except OSError:
            return
        for line in lines:
            if line.startswith(_BEGINS) and line.endswith(b"}"):
                yield line[len(_BEGINS) : line.index(b'"', len(_BEGINS))].decode(), line

    def file(self, item: str, name: str) -> Path | None:
        """A file that a stage made beside its document, such as ``AUDIO``."""
        path = self.folder(item) / name
        return path if "/" not in name and path.is_file() else None

    def forget(self, item: str) -> bool:
        """Remove all of ``item``; returns whether there was something."""
        folder = self.folder(item)
        if not folder.is_dir():
            return False
        for _ in range(_TRIES):  # a process that is at it may write in between
            shutil.rmtree(folder, ignore_errors=True)
        if folder.is_dir():
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

    def keep(
        self, item: str, stage: str, kept: Kept, made: Path | None = None, *, again: bool = False
    ) -> None:
        """Keep what ``stage`` made: first its files out of ``made``, then its document; if it did
        ``again``, instead of the one before."""
        folder = self.folder(item)
        lasting = kept.seconds >= SYNCED_FROM
        for path in sorted(made.iterdir()) if made is not None else ():
            if lasting:
                _sync(path)
            path.replace(folder / path.name)
        reach(f"listen.{stage}.moved")
        if again:
            self._rewrite(item, dict(self._lines(item)) | {stage: _line(stage, kept)})
        else:
            _append(folder / STAGES, b"\n" + _line(stage, kept), lasting=lasting)

    def empty(self, item: str, stage: str) -> None:
        """Delete the document of a finished stage; that it was finished stays known."""
        lines = dict(self._lines(item))
        if stage in lines and not lines[stage].endswith(_EMPTIED):
            kept = _read(lines[stage])
            if kept is not None:
                emptied = _line(stage, Kept(kept.key, kept.seconds, None))
                self._rewrite(item, lines | {stage: emptied})

    def _rewrite(self, item: str, lines: Mapping[str, bytes]) -> None:
        lasting = any(_seconds(line) >= SYNCED_FROM for line in lines.values())
        _write(self.folder(item) / STAGES, b"\n".join(lines.values()), lasting=lasting)

    def tidy(self, item: str) -> None:
        """Remove what is needed only while ``item`` is worked on, also by a process that died."""
        folder = self.folder(item)
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.name == SOURCE or path.name.startswith(".made-"):
                shutil.rmtree(path, ignore_errors=True)
            elif path.name.endswith(".new"):
                path.unlink(missing_ok=True)


@lru_cache(maxsize=64)  # each is asked for twenty times, one after the other
def _folder(root: Path, item: str) -> Path:
    if not item.startswith("rc-") or not item[3:].isalnum() or len(item) < 6:
        raise Invalid(f"'{item}' is no recorded contact: they are called rc-….", field="item")
    return root / item[3:5] / item


_BEGINS, _EMPTIED = b'{"stage":"', b',"document":null}'
_SECONDS = re.compile(rb'"seconds":([\d.eE+-]+)')  # stands before the document


def _line(stage: str, kept: Kept) -> bytes:
    return orjson.dumps({"stage": stage, **vars(kept)})


def _seconds(line: bytes) -> float:
    told = _SECONDS.search(line)
    return float(told[1]) if told else 0.0


def _read(line: bytes) -> Kept | None:
    try:
        told = orjson.loads(line)
        return Kept(told["key"], told["seconds"], told["document"])
    except (ValueError, KeyError):
        return None


def _append(path: Path, line: bytes, *, lasting: bool) -> None:
    """Add ``line``; what is written of it before the disk is full is no line, and is left there."""
    try:
        handle = os.open(path, _APPENDING, 0o666)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, _APPENDING, 0o666)
    try:
        while line:
            line = line[os.write(handle, line) :]
        if lasting:
            os.fsync(handle)
    finally:
        os.close(handle)
    if lasting:
        _sync(path.parent)


_APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC


def _write(path: Path, text: bytes, *, lasting: bool) -> None:
    """Put ``text`` where ``path`` is, at once or not at all; ``lasting``: on the disk."""
    fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}.new")
    try:
        _append(fresh, text, lasting=lasting)
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    if lasting:
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
