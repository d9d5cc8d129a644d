"""The demo company's month as files: transcripts with a manifest, three tables, and the truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from nawba.demo.month import Contact, draw_month, month_plan
from nawba.demo.month_words import transcribe
from nawba.domain.errors import Conflict
from nawba.domain.ports import Progress

_FACTS = ("contact_id", "adviser", "site", "queue", "brand", "intent", "language", "started_at",
          "failed", "tenure", "customer")  # fmt: skip


def write_month(
    folder: Path, *, seed: int = 1, contacts: int | None = None, progress: Progress | None = None
) -> int:
    """Write the month to ``folder``; returns how many contacts. Raises Conflict if it is not empty.

    ``manifest.csv`` and ``transcripts/`` are for ``nawba listen import``; ``contacts.csv``,
    ``incidents.csv`` and ``versions.csv`` for ``nawba listen diagnose``; ``opened.csv`` (what
    customers came with) for ``nawba listen reasons``. ``truth/`` is for judging only.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Name a folder that is new.")
    drawn = draw_month(seed, contacts)
    manifest, opened = [], []
    for at, contact in enumerate(drawn, 1):
        file, events, asked = _write_transcript(folder, contact, seed)
        manifest.append((*_facts(contact), file, json.dumps(events) if events else ""))
        opened.append((*_facts(contact), asked))
        if progress:
            progress(at, len(drawn))
    _write(folder / "manifest.csv", (*_FACTS, "file", "events"), manifest)
    _write(folder / "opened.csv", (*_FACTS, "text"), opened)
    _write(folder / "contacts.csv", _FACTS[:-1], [_facts(one)[:-1] for one in drawn])
    _write_lists(folder)
    _write_truth(folder / "truth", drawn)
    return len(drawn)


def _write_transcript(folder: Path, contact: Contact, seed: int) -> tuple[str, list[object], str]:
    turns, events = transcribe(contact, seed)
    file = f"transcripts/{contact.at:%Y-%m-%d}/{contact.id}.jsonl"
    rows = (
        {"speaker": one.speaker, "start": one.start, "end": one.end, "text": one.text}
        for one in turns
    )
    place = folder / file
    place.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    place.write_text(text, encoding="utf-8")
    asked = next(one.text for one in turns if one.speaker == "customer")
    return file, list(events), asked


def _facts(one: Contact) -> tuple[str, ...]:
    return (one.id, one.adviser, one.site, one.queue, one.brand, one.intent, one.language,
            _utc(one.at), str(int(one.failed)), one.tenure, one.customer)  # fmt: skip


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _write_lists(folder: Path) -> None:
    plan = month_plan()
    incidents = sorted((plan["outage"], plan["decoy_outage"]), key=lambda one: str(one["from"]))
    versions = sorted(
        (plan["policy"], plan["decoy_policy"]), key=lambda one: str(one["changed_at"])
    )
    told = [
        (one["system"], _utc(one["from"]), _utc(one["until"]), ";".join(one["intents"]))
        for one in incidents
    ]
    _write(folder / "incidents.csv", ("system", "started_at", "ended_at", "intents"), told)
    changed = [(one["what"], ";".join(one["intents"]), _utc(one["changed_at"])) for one in versions]
    _write(folder / "versions.csv", ("what", "intents", "changed_at"), changed)


def _write_truth(folder: Path, contacts: Sequence[Contact]) -> None:
    causes = ("human", "technology", "process")
    rows = [(one.id, *(str(int(one.cause == cause)) for cause in causes)) for one in contacts]
    _write(folder / "truth.csv", ("contact_id", *causes), rows)


def _write(place: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
