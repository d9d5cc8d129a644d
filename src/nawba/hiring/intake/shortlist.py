"""A job's applications in order, each with the criteria that are met, not met and open."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from nawba.domain.errors import NotFound
from nawba.domain.words import Json
from nawba.hiring.intake.profiles import read_profile
from nawba.hiring.matching.score import order
from nawba.store import Store, statements
from nawba.store.hiring import read_document
from nawba.store.hiring_tables import applications, jobs
from nawba.store.statements import Row


@dataclass(frozen=True)
class Place:
    """``place`` counts from 1. ``met``, ``not_met`` and ``open`` are ids of criteria."""

    place: int
    application: str
    candidate: str
    stage: str
    points: float
    total: float
    missed: bool
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    open: tuple[str, ...]
    name: str | None

    def document(self) -> Json:
        """As JSON; a name that was not asked for is not in it."""
        return {key: one for key, one in asdict(self).items() if one is not None}


def places(store: Store, job: str, *, names: bool = False) -> list[Place]:
    """Everybody who applied for ``job`` and was not erased, with their ``names`` where they are
    asked for. Raises NotFound."""
    with store.read() as connection:
        if statements.find(connection, jobs, id=job) is None:
            raise NotFound(f"There is no job {job}. `nawba hire jobs` lists them.")
        rows = statements.find_all(connection, applications, job=job)
        kept = [row for row in rows if row.document is not None]
        named = kept if names else ()
        known = {row.id: _name(read_document(connection, row.document)) for row in named}
    ordered = sorted(kept, key=lambda row: order(job, row.candidate, row))
    return [_place(at, row, known.get(row.id)) for at, row in enumerate(ordered, 1)]


def _name(document: Row | None) -> str:
    told = read_profile(document.profile).facts if document is not None else ()
    return next((str(one.value.get("full", "")) for one in told if one.kind == "name"), "")


def _place(at: int, row: Row, name: str | None) -> Place:
    def that_are(met: str) -> tuple[str, ...]:
        return tuple(one["criterion"] for one in row.score["answers"] if one["met"] == met)

    told = (row.id, row.candidate, row.stage, row.points, row.score["total"], row.missed)
    return Place(at, *told, that_are("met"), that_are("not_met"), that_are("not_stated"), name)
