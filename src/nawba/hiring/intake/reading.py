"""The documents of an intake read, several at once, and kept in small batches.

Each is read in a child process. What was read is kept in the order in which the documents came, so
that the same folder makes the same list, however often a run was killed and begun again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue

import sqlalchemy as sa

from nawba.actions.cv_intake import Read, continue_cv_intake, end_cv_intake, note_read
from nawba.domain.candidates import Unreadable
from nawba.domain.errors import Invalid, NawbaError
from nawba.domain.words import Actor
from nawba.hiring.documents.reader import Reader
from nawba.hiring.facts.finding import VERSION
from nawba.hiring.intake.profiles import facts_of, keys_of, profile_of
from nawba.hiring.intake.scoring import load_job, score_facts
from nawba.hiring.matching.job import Job
from nawba.store import Store
from nawba.store.hiring import count_documents, documents_of
from nawba.store.hiring_tables import cv_documents
from nawba.store.statements import Row

BATCH = 20
"""Documents whose results are written at once."""

Tell = Callable[[int, int, int], None]
"""How many documents are done, how many of them are in quarantine, and of how many."""


@dataclass(frozen=True)
class Totals:
    """Of an intake, earlier runs included: see ``count_documents``. ``state`` is ``done`` or
    ``stopped``, ``problem`` why, ``seconds`` how long this run took."""

    intake: str
    job: str
    state: str
    problem: str
    found: int
    waiting: int
    read: int
    quarantined: int
    people: int
    versions: int
    seconds: float


@dataclass(frozen=True)
class _Work:
    """What reading needs beside a document."""

    store: Store
    job: Job
    version: int
    readers: SimpleQueue[Reader]


def read_waiting(
    store: Store,
    actor: Actor,
    intake: str,
    *,
    readers: int = 2,
    tell: Tell = lambda done, quarantined, of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Totals:
    """Read the documents of ``intake`` that still wait, ``readers`` at once; how it stands then.

    Whatever ends it, what was kept is kept, and the next call goes on. A document that lacks a
    program of this machine (tesseract) goes on waiting, and the totals name it. Raises NotFound,
    and Conflict while the register forbids it.
    """
    row = continue_cv_intake(store, actor, intake)
    began = time.monotonic()
    try:
        problem = _read_all(store, actor, row, readers, tell, stop)
    except KeyboardInterrupt:
        end_cv_intake(store, actor, intake, "stopped", "interrupted")
        problem = "interrupted"
    except NawbaError as error:
        end_cv_intake(store, actor, intake, "stopped", error.message)
        raise
    else:
        end_cv_intake(store, actor, intake, "stopped" if problem else "done", problem)
    with store.read() as connection:
        counts = count_documents(connection, intake)
    state, seconds = "stopped" if problem else "done", round(time.monotonic() - began, 1)
    return Totals(intake, row.job, state, problem, **counts, seconds=seconds)


def _read_all(
    store: Store, actor: Actor, intake: Row, count: int, tell: Tell, stop: Callable[[], bool]
) -> str:
    """Reads and keeps; why it came to no end, empty if it did."""
    with store.read() as connection:
        job, version = load_job(connection, intake.job)
        counts = count_documents(connection, intake.id)
        waiting = documents_of(connection, intake=intake.id, state="waiting")
    done, quarantined = counts["found"] - counts["waiting"], counts["quarantined"]
    problem = ""
    tell(done, quarantined, counts["found"])
    with _readers(count) as (pool, queue):
        work = _Work(store, job, version, queue)
        for batch in _batches(pool, work, waiting):
            kept = [one for one in batch if isinstance(one, Read)]
            problem = next((one.message for one in batch if isinstance(one, Invalid)), problem)
            note_read(store, actor, intake.id, kept)
            done += len(kept)
            quarantined += sum(bool(one.reason) for one in kept)
            tell(done, quarantined, counts["found"])
            if stop():
                return "stopped by request"
    return problem


@contextmanager
def _readers(count: int) -> Iterator[tuple[ThreadPoolExecutor, SimpleQueue[Reader]]]:
    """As many threads as children; what still runs at the end, after Ctrl-C, is broken off."""
    queue: SimpleQueue[Reader] = SimpleQueue()
    readers = [Reader() for _ in range(count)]
    for one in readers:
        queue.put(one)
    pool = ThreadPoolExecutor(count)
    try:
        yield pool, queue
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for one in readers:
            one.abort()
        pool.shutdown()
        for one in readers:
            one.close()


def _batches(
    pool: ThreadPoolExecutor, work: _Work, waiting: Sequence[Row]
) -> Iterator[list[Read | Invalid]]:
    """What became of each document, in their order; a slow one does not keep the others waiting
    until as many as two batches lie behind it."""
    running: deque[Future[Read | Invalid]] = deque()
    batch: list[Read | Invalid] = []
    for row in waiting:
        running.append(pool.submit(_read, work, row))
        if len(running) > 2 * BATCH:
            batch.append(running.popleft().result())
        if len(batch) == BATCH:
            yield batch
            batch = []
    while running:
        batch.append(running.popleft().result())
        if len(batch) == BATCH or not running:
            yield batch
            batch = []


def _read(work: _Work, row: Row) -> Read | Invalid:
    """Invalid is what this machine lacks to read it: no fault of the document."""
    began = time.monotonic()
    reader = work.readers.get()
    try:
        reading = reader.read(_content(work.store, row.id))
    except Unreadable as verdict:
        return Read(row.id, verdict.code, verdict.message)
    except Invalid as missing:
        return missing
    finally:
        work.readers.put(reader)
    today = row.received_at.date()
    facts = facts_of(reading, today)
    return Read(
        row.id,
        kind=reading.kind,
        reader=VERSION,
        language=reading.language,
        seconds=round(time.monotonic() - began, 3),
        profile=profile_of(reading, facts),
        keys=keys_of(facts),
        scored=score_facts(work.job, work.version, VERSION, facts, today),
    )


def _content(store: Store, document: str) -> bytes:
    with store.read() as connection:
        statement = sa.select(cv_documents.c.content).where(cv_documents.c.id == document)
        return bytes(connection.execute(statement).scalar() or b"")
