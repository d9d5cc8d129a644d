"""One item through its stages: what is finished stays, the rest is done in order."""

from __future__ import annotations

import errno
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nawba.domain.errors import NotFound
from nawba.domain.heard import Heard, Work
from nawba.domain.recordings import Item, Quarantined
from nawba.listening.points import reach
from nawba.listening.shelf import AUDIO, Kept, Shelf
from nawba.listening.stages import OPEN, Document, Job, Options, Stage, keys_of

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What the system says of a disk that takes nothing more."""


@dataclass(frozen=True)
class Task:
    """``refused``: stage and key with which the item was quarantined before. ``told``: see Job."""

    item: Item
    refused: Mapping[str, str] = field(default_factory=dict)
    told: bytes = field(default=b"", repr=False)


def walk_item(shelf: Shelf, stages: Sequence[Stage], options: Options, task: Task) -> Heard:
    """Bring the item as far as it comes; raises OSError when the disk is full, and NotFound where
    packages or a model are not installed.

    Whatever else goes wrong within a stage quarantines the item: the others go on.
    """
    with _Walk(shelf, stages, options, task) as walk:
        heard = walk.go()
    shelf.tidy(task.item.id)
    return heard


def due_stages(
    stages: Mapping[str, Stage], keys: Mapping[str, str], done: Mapping[str, Kept | None]
) -> list[str]:
    """What is to be done, in order: whose key changed, what stayed open with all that reads it, and
    what these need that was deleted."""
    due = {name for name in stages if (kept := done[name]) is None or kept.key != keys[name]}
    again = {name for name in stages if _open_in(done[name])}
    for name, stage in stages.items():
        if name in again or again.intersection(stage.needs):
            again.add(name)
    due |= again
    for name in reversed(list(stages)):
        if name in due:
            needed = (one for one in stages[name].needs if one in stages)
            due |= {one for one in needed if (kept := done[one]) is None or kept.document is None}
    return [name for name in stages if name in due]


def _open_in(kept: Kept | None) -> int:
    return len(((kept and kept.document) or {}).get(OPEN, ()))


class _Walk:
    def __init__(self, shelf: Shelf, stages: Sequence[Stage], options: Options, task: Task) -> None:
        self.shelf, self.options, self.item, self.refused = shelf, options, task.item, task.refused
        self.told = task.told
        self.keys = keys_of(stages, task.item, options)
        self.stages = {one.name: one for one in stages if one.name in self.keys}
        kept = shelf.kept(task.item.id, self.stages)
        self.done = {name: kept.get(name) for name in self.stages}
        self.work: list[Work] = []
        self.before = [Work(name, one.key, one.seconds) for name, one in kept.items()]
        self.within = ExitStack()
        self.made: Path | None = None

    def __enter__(self) -> _Walk:
        return self

    def __exit__(self, *_: object) -> None:
        self.within.close()

    def go(self) -> Heard:
        due = due_stages(self.stages, self.keys, self.done)
        self._make_room(due)
        for name in due:
            if self.refused.get(name) == self.keys[name]:
                return self._refused(name, known=True)
            try:
                self._finish(self.stages[name])
            except Quarantined as verdict:
                return self._refused(name, reason=verdict.code, message=verdict.message)
            except NotFound:
                raise  # packages or a model that this machine lacks: not the item's fault
            except Exception as error:
                if isinstance(error, OSError) and error.errno in FULL:
                    raise  # nor is this
                told = f"{name} failed: {type(error).__name__}."
                return self._refused(name, reason="stage_failed", message=told)
        self._forget()
        left = sum(map(_open_in, self.done.values()))
        facts = self._facts()
        return Heard(self.item.id, "done", self.work, facts=facts, open=left, before=self.before)

    def _make_room(self, due: Sequence[str]) -> None:
        if any(self.item.kind in self.stages[name].files for name in due):
            self.made = self.within.enter_context(self.shelf.making(self.item.id))

    def _forget(self) -> None:
        """What may not stay goes also when a process died just before, or nothing comes after."""
        for stage in self.stages.values():
            for name in stage.forgets:
                self._empty(name)

    def _empty(self, name: str) -> None:
        kept = self.done.get(name)
        if kept is not None and kept.document is not None:
            self.shelf.empty(self.item.id, name)
            self.done[name] = replace(kept, document=None)

    def _refused(self, stage: str, **why: Any) -> Heard:
        self._forget()
        told = (self.item.id, "quarantined", self.work, stage, self.keys[stage])
        return Heard(*told, before=self.before, **why)

    def _finish(self, stage: Stage) -> None:
        item, name = self.item, stage.name
        reach(f"listen.{name}.begun")
        began = time.perf_counter()
        given = _given(stage, self.done)
        made = self.made if item.kind in stage.files else None
        folder = self.shelf.folder(item.id)
        job = Job(item, folder, made or folder / "none", given, self.options, self.told)
        document = stage.work(job)
        reach(f"listen.{name}.worked")
        kept = Kept(self.keys[name], round(time.perf_counter() - began, 6), document)
        self.shelf.keep(item.id, name, kept, made, again=self.done[name] is not None)
        self.done[name] = kept
        self.work.append(Work(name, kept.key, kept.seconds))
        reach(f"listen.{name}.kept")
        for gone in stage.forgets:
            self._empty(gone)
            reach(f"listen.{name}.forgotten")

    def _facts(self) -> dict[str, Any]:
        """What its row says of a finished item: for lists that filter and sort."""
        probe, redacted, scored = map(self._made, ("probe", "redact", "scorecard"))
        found = self._made("findings").get("findings", [])
        facts = {
            "seconds": probe.get("seconds") or _last_word(redacted),
            "channels": probe.get("channels"),
            "audio": "kept" if self.shelf.file(self.item.id, AUDIO) else "none",
            "score": scored.get("score"),
            "knocked_out": scored.get("knocked_out"),
            "findings": len(found),
            "finding_kinds": sorted({one["kind"] for one in found}),
        }
        return facts | ({"language": language} if (language := redacted.get("language")) else {})

    def _made(self, name: str) -> Document:
        kept = self.done.get(name)
        return (kept and kept.document) or {}


def _last_word(transcript: Document) -> float | None:
    """Seconds at which the last of a given transcript with times is said."""
    ends = [turn["end"] for turn in transcript.get("turns", ())] if transcript.get("timed") else []
    return max(ends, default=None)


def _given(stage: Stage, done: Mapping[str, Kept | None]) -> dict[str, Document]:
    found = {name: done.get(name) for name in stage.needs}
    return {name: kept.document for name, kept in found.items() if kept and kept.document}
