"""All stages, in order: the one list that a run, its ledger and its documents agree on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from nawba.listening.stages import Document, Job, Stage


@dataclass(frozen=True)
class Later:
    """A stage's work, imported in the process that does it: speech models take seconds to load."""

    place: str

    def __call__(self, job: Job) -> Document:
        module, _, name = self.place.partition(":")
        document: Document = getattr(import_module(f"nawba.listening.{module}"), name)(job)
        return document


_HEARS = ("transcriber", "transcriber_model")
_STAGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("probe", "probe:probe", {"facts": ("roles", "events")}),
    ("speech", "speech:detect_speech", {"needs": ("probe",), "facts": ("roles",)}),
    ("transcribe", "transcribing:transcribe",
     {"needs": ("probe", "speech"), "facts": ("roles", "language"),
      "options": ("language", *_HEARS)}),
    ("redact", "redacting:redact", {"needs": ("transcribe",), "forgets": ("transcribe",)}),
)  # fmt: skip


def all_stages() -> tuple[Stage, ...]:
    """Those of sound and words, then those that read what is left of the words."""
    return (*_first(), *_rest())


def _first() -> Iterable[Stage]:
    for name, place, told in _STAGES:
        module = f"nawba.listening.{place.partition(':')[0]}"
        if find_spec(module) is not None:
            version = import_module(module).VERSION
            needs = told.get("needs", ())
            further = {key: value for key, value in told.items() if key != "needs"}
            yield Stage(name, version, needs, Later(place), **further)


def _rest() -> Iterable[Stage]:
    if find_spec("nawba.listening.scorecard") is None:
        return ()
    stages: tuple[Stage, ...] = import_module("nawba.listening.scorecard.stages").STAGES
    return stages
