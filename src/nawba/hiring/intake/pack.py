"""The audit pack of a job: what was declared, scored, decided and by whom, for whoever checks it.

A folder of JSON files, a page in three languages, and a list of all files with their SHA-256. No
name and no word of a candidate is in it; declared groups are counts only.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.candidates import TAKEN
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.words import Json
from nawba.hiring.facts.finding import VERSION
from nawba.hiring.fairness.audit import Outcome, compare
from nawba.hiring.fairness.told import document_of
from nawba.hiring.matching.score import RULES
from nawba.store import Store, statements
from nawba.store.hiring import count_documents, count_stages, documents_of
from nawba.store.hiring_tables import (
    application_log,
    applications,
    cv_intakes,
    declared_groups,
    job_versions,
    jobs,
)

SUMS = "SHA256SUMS"
_README = ("fr", "en", "ar")


def write_pack(store: Store, job: str, folder: Path) -> list[Path]:
    """Write the pack of ``job`` into ``folder``, which is new or empty; its files.

    Raises NotFound, and Conflict for a folder that holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict(f"{folder} is not empty. Name a new folder for the pack.")
    with store.read() as connection:
        if statements.find(connection, jobs, id=job) is None:
            raise NotFound(f"There is no job {job}. `nawba hire jobs` lists them.")
        parts = _parts(connection, job, store.clock().isoformat())
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: json.dumps(one, ensure_ascii=False, indent=2, default=str) + "\n"
             for name, one in parts.items()}  # fmt: skip
    texts |= {f"README.{one}.md": _page(one, job, parts) for one in _README}
    lines = []
    for name, text in sorted(texts.items()):
        (folder / name).write_text(text, "utf-8")
        lines.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n")
    (folder / SUMS).write_text("".join(lines), "utf-8")
    return sorted(folder.iterdir())


def _parts(connection: Connection, job: str, now: str) -> dict[str, Any]:
    rows = statements.find_all(connection, applications, ("received_at", "id"), job=job)
    log = list(_log(connection, job))
    return {
        "overview.json": {
            "job": job,
            "made_at": now,
            "reader": VERSION,
            "rules": RULES,
            "applications": len(rows),
            "stages": count_stages(connection, job),
        },
        "job-versions.json": _versions(connection, job),
        "scores.json": [one for one in log if one["what"] == "scored"],
        "decisions.json": [one for one in log if one["what"] != "scored"],
        "intakes.json": _intakes(connection, job),
        "groups.json": _groups(connection, rows),
    }


def _versions(connection: Connection, job: str) -> list[Json]:
    rows = statements.find_all(connection, job_versions, ("version",), job=job)
    return [dict(row._mapping) for row in rows]


def _log(connection: Connection, job: str) -> Iterator[Json]:
    """The whole log of the job. Words of notes are not in it: they may name people."""
    both = application_log.join(applications, application_log.c.application == applications.c.id)
    statement = sa.select(application_log).select_from(both).where(applications.c.job == job)
    order = application_log.c.at, application_log.c.id
    for row in connection.execute(statement.order_by(*order)):
        told = dict(row._mapping)
        yield told if row.what == "stage" else {**told, "words": ""}


def _intakes(connection: Connection, job: str) -> list[Json]:
    found = []
    for row in statements.find_all(connection, cv_intakes, ("started_at", "id"), job=job):
        broken = documents_of(connection, intake=row.id, state="quarantined")
        counts = count_documents(connection, row.id)
        told = {name: getattr(row, name) for name in ("id", "by", "started_at", "state")}
        reasons = Counter(one.reason for one in broken)
        found.append({**told, **counts, "quarantine": dict(sorted(reasons.items()))})
    return found


def _groups(connection: Connection, rows: list[statements.Row]) -> Json:
    """Counts by declared group, of who was taken further; no id and nobody alone."""
    declared: dict[str, dict[str, str]] = {}
    for row in connection.execute(sa.select(declared_groups)):
        declared.setdefault(row.candidate, {})[row.attribute] = row.value
    outcomes = [Outcome(declared.get(row.candidate, {}), row.stage in TAKEN) for row in rows]
    attributes = sorted({name for one in outcomes for name in one.groups})
    return document_of(compare(outcomes, attributes))


def _page(language: str, job: str, parts: dict[str, Any]) -> str:
    form = files("nawba.hiring.intake").joinpath(f"pack_{language}.md").read_text("utf-8")
    overview = parts["overview.json"]
    return form.format(
        job=job,
        made_at=overview["made_at"],
        applications=overview["applications"],
        versions=len(parts["job-versions.json"]),
        scores=len(parts["scores.json"]),
        decisions=sum(one["what"] == "stage" for one in parts["decisions.json"]),
        quarantined=sum(one["quarantined"] for one in parts["intakes.json"]),
        reader=overview["reader"],
        rules=overview["rules"],
    )
