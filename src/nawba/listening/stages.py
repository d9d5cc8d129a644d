"""What a stage of listening is, so that any engine can run it: a name, a version, a callable.

A stage's work is pure: the same job gives the same document. Its key says what the document was
made from; while the key stays, nothing is done again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from nawba.domain.recordings import Item, ItemKind
from nawba.models.write_endpoint import Endpoint

Document = dict[str, Any]
"""JSON."""

OPEN = "open"
"""Where a document names what nobody answered, its stage is done again at the next run."""


@dataclass(frozen=True)
class Options:
    """What an intake's stages are told. ``language`` is for items that tell none.

    ``scorecard`` is a file, None the default one; ``scorecard_digest`` is the hash of what it says.
    ``transcriber`` is the id of a weight, a folder, or the address of an endpoint with its model,
    hosts and key (which is in no stage's key, and never kept). ``threads`` are per worker.
    ``judge`` is where a language model answers, which each worker asks ``judge_requests`` times at
    most. ``further`` is for stages that are not of this house.
    """

    language: str = ""
    scorecard: Path | None = None
    scorecard_digest: str = ""
    models_folder: Path | None = None
    transcriber: str = "whisper-base"
    transcriber_model: str = "whisper-1"
    transcriber_hosts: tuple[str, ...] = ()
    transcriber_key: str | None = field(default=None, repr=False)
    threads: int = 1
    judge: Endpoint | None = None
    judge_requests: int = 0
    further: Mapping[str, Any] = field(default_factory=dict)

    @property
    def judge_model(self) -> str:
        """The name of the language model; empty without one."""
        return "" if self.judge is None else self.judge.model


@dataclass(frozen=True)
class Job:
    """One item before one stage.

    ``folder`` holds what earlier stages made, to be read only; what the stage makes beside its
    document it writes into ``made``, which is empty and there only if the stage has ``files``.
    ``given`` are the documents of ``needs``. ``told`` is JSON that came with the item itself: its
    ``turns``, their ``language``, ``details`` of the customer; nothing for most.
    """

    item: Item
    folder: Path
    made: Path
    given: Mapping[str, Document]
    options: Options
    told: bytes = b""


@dataclass(frozen=True)
class Stage:
    """``work`` raises Quarantined for what is wrong with the item.

    ``options`` and ``facts`` name the fields of Options and Item that the document depends on,
    beside the bytes of the item's files and the documents of ``needs``. ``forgets`` names stages
    whose documents are deleted as soon as this one is kept: they hold what may not stay. ``files``:
    of which kinds it also makes files.
    """

    name: str
    version: str
    needs: tuple[str, ...]
    work: Callable[[Job], Document]
    kinds: tuple[ItemKind, ...] = ("audio", "text")
    options: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    forgets: tuple[str, ...] = ()
    files: tuple[ItemKind, ...] = ()


def check_stages(stages: Sequence[Stage]) -> None:
    """Raise ValueError unless each stage comes after all that it needs or forgets: a defect."""
    known: set[str] = set()
    names = {one.name for one in fields(Item)}
    for stage in stages:
        if stage.name in known or not known >= {*stage.needs, *stage.forgets}:
            raise ValueError(f"stage {stage.name} must come once, after what it needs")
        if strange := set(stage.facts) - names:
            raise ValueError(f"stage {stage.name} reads {sorted(strange)}: an item has none such")
        known.add(stage.name)


def keys_of(stages: Sequence[Stage], item: Item, options: Options) -> dict[str, str]:
    """From each stage that ``item`` goes through, in order, to the key of its document."""
    keys: dict[str, str] = {}
    for stage in stages:
        if item.kind in stage.kinds:
            keys[stage.name] = _digest(
                [
                    stage.name,
                    stage.version,
                    [[name, _option(options, name)] for name in stage.options],
                    [[name, getattr(item, name)] for name in stage.facts],
                    [[name, keys.get(name)] for name in stage.needs],
                ]
            )
    return keys


def _option(options: Options, name: str) -> Any:
    if name == "scorecard":  # what it says, not where it lies
        return options.scorecard_digest
    return getattr(options, name) if hasattr(options, name) else options.further.get(name)


def _digest(told: Any) -> str:
    text = json.dumps(told, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)
