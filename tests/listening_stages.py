"""Stages for tests of the engine: fast, of text only, and with a note of each time they ran."""

from __future__ import annotations

import errno
import json
import multiprocessing as mp
import os
import time
from pathlib import Path
from typing import Any

from nawba.domain.recordings import Quarantined
from nawba.listening.stages import Document, Job, Stage

_LOCKS = list[Any]()  # as libraries hold them


def probe(job: Job) -> Document:
    """Reads the file, or what was given; what it says of itself goes wrong on purpose."""
    _note(job, "probe")
    lines = _turns(job)
    if not lines:
        raise Quarantined("empty", "Nobody says anything.")
    return {"kind": "text", "seconds": float(len(lines)), "channels": None}


def transcribe(job: Job) -> Document:
    _note(job, "transcribe")
    turns = _turns(job)
    said = turns[0]["text"]
    if said == "die":
        os._exit(9)
    if said == "fail":
        raise ZeroDivisionError(said)
    if said == "full" and not Path(str(job.options.further["roomy"])).exists():
        raise OSError(errno.ENOSPC, "No space left on device")
    if said == "lock":
        _LOCKS.append(mp.RLock())
    if said == "slow":
        time.sleep(float(job.options.further["slow"]))
    return {"language": job.item.language, "turns": turns}


def redact(job: Job) -> Document:
    _note(job, "redact")
    (job.made / "peaks.json").write_text("[]")
    text = " ".join(turn["text"] for turn in job.given["transcribe"]["turns"])
    return {"language": "fr", "text": text.replace("0612345678", "[PHONE]")}


def count(job: Job) -> Document:
    _note(job, "count")
    return {"words": len(job.given["redact"]["text"].split()), "queue": job.item.queue}


STAGES = (
    Stage("probe", "1", (), probe),
    Stage("transcribe", "1", ("probe",), transcribe, options=("language",), facts=("language",)),
    Stage("redact", "1", ("transcribe",), redact, forgets=("transcribe",), files=("text",)),
    Stage("count", "1", ("redact",), count, facts=("queue",)),
)


def _turns(job: Job) -> list[dict[str, Any]]:
    if job.told:
        turns: list[dict[str, Any]] = json.loads(job.told)["turns"]
        return turns
    try:
        lines = Path(job.item.files[0]).read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]
    except ValueError:
        raise Quarantined("bad_transcript", "This is no transcript.") from None


def _note(job: Job, stage: str) -> None:
    """One line per time that a stage's work began; whole lines from several processes."""
    with Path(str(job.options.further["log"])).open("a") as log:
        log.write(f"{job.item.id} {stage}\n")
