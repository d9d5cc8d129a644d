"""An intake from its beginning to its end: the job kept, the documents received, then read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nawba.actions.cv_intake import begin_cv_intake, continue_cv_intake, end_cv_intake
from nawba.actions.jobs import Declared, keep_job
from nawba.domain.words import Actor
from nawba.hiring.intake import sources
from nawba.hiring.intake.reading import Tell, Totals, read_waiting
from nawba.hiring.matching.job import job_of_text
from nawba.store import Store


@dataclass(frozen=True)
class Imported:
    """``duplicates`` are files of the source that the job had already, byte for byte."""

    totals: Totals
    files: int
    duplicates: int


def declare(store: Store, actor: Actor, text: str, name: str) -> tuple[str, int]:
    """Keep the job written in ``text``, of the file ``name``; its id and version.

    Raises DocumentError with every fault, and Conflict while the register forbids it.
    """
    job = job_of_text(text, name)
    told = Declared(job.id, job.title, job.positions, job.deadline, text)
    return job.id, keep_job(store, actor, told)


def begin(store: Store, actor: Actor, job: str, source: Path) -> str:
    """Begin an intake of the documents of ``source`` for ``job``; its id. Raises NotFound."""
    sources.check(source)
    return begin_cv_intake(store, actor, job, str(source.resolve()))


def go_on(store: Store, actor: Actor, intake: str, *, readers: int = 2, tell: Tell) -> Imported:
    """Receive what is still to be received, then read what waits.

    Documents of an intake that was begun on the page were received there: they are only read.
    """
    row = continue_cv_intake(store, actor, intake)
    source, files = Path(row.source), 0
    if source.is_absolute() and source.exists():
        try:
            files = sources.receive(store, actor, intake, source).files
        except BaseException as error:
            end_cv_intake(store, actor, intake, "stopped", str(error) or "interrupted")
            raise
    totals = read_waiting(store, actor, intake, readers=readers, tell=tell)
    return Imported(totals, files or totals.found, max(0, files - totals.found))
