"""A month of somebody else's with its truth, from a folder of files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from nawba.bench.cause.worlds import PLANTED, World
from nawba.domain.errors import Invalid
from nawba.listening.cause.files import read_given
from nawba.listening.cause.tables import Flags


def read_world(folder: Path) -> World:
    """``contacts`` (.csv or .parquet), ``incidents.csv``, ``versions.csv`` as ``nawba listen
    diagnose`` takes them, and ``truth.csv`` (contact_id, human, technology, process as 0 or 1).

    Raises Invalid where a file is missing or the truth does not cover every failed contact.
    """
    contacts = _one_of(folder, "contacts.csv", "contacts.parquet")
    incidents, versions = (folder / name for name in ("incidents.csv", "versions.csv"))
    given = read_given(
        contacts,
        incidents if incidents.exists() else None,
        versions if versions.exists() else None,
    )
    truth = _truth(_one_of(folder, "truth.csv"), given.contacts.ids, given.contacts.failed)
    return World(given.contacts, given.incidents, given.versions, truth)


def _one_of(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise Invalid(f"{folder} has no {' or '.join(names)}.")


def _truth(path: Path, ids: tuple[str, ...], failed: Flags) -> dict[str, Flags]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"contact_id", *PLANTED} - set(reader.fieldnames or ())
        if missing:
            raise Invalid(f"{path} lacks the columns {', '.join(sorted(missing))}.")
        rows = {row["contact_id"].strip(): _flags(path, row) for row in reader}
    unknown = [id for id, did in zip(ids, failed, strict=True) if did and id not in rows]
    if unknown:
        raise Invalid(f"{path} says nothing of {len(unknown)} failed contacts, as {unknown[0]}.")
    none = (False,) * len(PLANTED)
    table = np.array([rows.get(id, none) for id in ids], bool).reshape(len(ids), len(PLANTED))
    return {cause: table[:, at] for at, cause in enumerate(PLANTED)}


def _flags(path: Path, row: dict[str, str]) -> tuple[bool, ...]:
    values = [(row[cause] or "").strip() for cause in PLANTED]
    if not set(values) <= {"0", "1", "0.0", "1.0", "true", "false", "True", "False"}:
        raise Invalid(f"{path}: {row['contact_id']} has {values}, and 0 or 1 is wanted.")
    return tuple(value in {"1", "1.0", "true", "True"} for value in values)
