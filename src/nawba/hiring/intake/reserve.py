"""Who of the reserve could be called: people who agreed to it, by criteria made for the occasion.

The same criteria, the same sum and the same order as for a job; nothing else ranks anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import Invalid
from nawba.hiring.intake.profiles import facts_with_statements, read_profile
from nawba.hiring.matching.criteria import Met
from nawba.hiring.matching.job import LEVELS, Criterion, Job, Level, Shift
from nawba.hiring.matching.score import Score, order, score
from nawba.hiring.matching.visible import visible
from nawba.store import statements
from nawba.store.hiring import read_document
from nawba.store.hiring_tables import candidates, cv_documents
from nawba.store.hiring_tables import statements as stated

RESERVE = "reserve"
_AGREED = candidates.c.reserve.is_(True) & candidates.c.erased_at.is_(None)


@dataclass(frozen=True)
class Wanted:
    """``languages`` as ``es:B2`` or ``es``; ``days`` until when they must be able to begin."""

    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    days: int | None = None


@dataclass(frozen=True)
class InReserve:
    """One of the reserve; the criteria that are ``met``, ``not_met`` and ``open``."""

    candidate: str
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    open: tuple[str, ...]


def job_of(wanted: Wanted, today: date) -> Job:
    """What is ``wanted`` as criteria: languages are musts, the rest is important.

    Raises Invalid for a level or shift that is none, and where nothing is wanted.
    """
    criteria = tuple(_criteria(wanted, today))
    if not criteria:
        raise Invalid("Say whom you look for: --language es:B2, --site Tangier, --within 6w.")
    return Job(RESERVE, {"en": "Reserve", "fr": "Réserve", "ar": "الاحتياط"}, criteria)


def _criteria(wanted: Wanted, today: date) -> Iterator[Criterion]:
    for one in wanted.languages:
        code, _, level = one.partition(":")
        yield Criterion(f"language-{code}", "language", "must", language=code, level=_level(level))
    if wanted.sites:
        yield Criterion("site", "site", places=wanted.sites)
    if wanted.shifts:
        yield Criterion("shifts", "shift", shifts=tuple(map(_shift, wanted.shifts)))
    if wanted.days is not None:
        by = today + timedelta(days=wanted.days)
        yield Criterion("available", "availability", by=by)
        yield Criterion("notice", "notice", days=wanted.days)


def _level(text: str) -> Level | Literal[""]:
    named = {one.casefold(): one for one in LEVELS}
    if text and text.casefold() not in named:
        raise Invalid(f"{text} is no level. Write one of {', '.join(LEVELS)}, as in es:B2.")
    return named.get(text.casefold(), "")


def _shift(text: str) -> Shift:
    for one in get_args(Shift):
        if one == text:
            return one  # type: ignore[no-any-return]
    raise Invalid(f"{text} is no shift. Write one of {', '.join(get_args(Shift))}.")


def days_of(text: str) -> int:
    """``6w``, ``10d`` or ``2m`` (30 days each) in days. Raises Invalid."""
    number, unit = text[:-1], text[-1:]
    if not number.isdecimal() or unit not in _DAYS:
        raise Invalid(f"{text} is no time. Write 10d, 6w or 2m.")
    return int(number) * _DAYS[unit]


_DAYS = {"d": 1, "w": 7, "m": 30}


def count_reserve(connection: Connection) -> int:
    """How many people agreed to be called and were not erased."""
    counted = sa.select(sa.func.count()).select_from(candidates).where(_AGREED)
    return connection.execute(counted).scalar_one()


def reserve(connection: Connection, job: Job) -> list[InReserve]:
    """Everybody in the reserve in order of the criteria of ``job``; erased people are gone."""
    found = connection.execute(sa.select(candidates.c.id).where(_AGREED)).scalars().all()
    scores = [(one, _score(connection, one, job)) for one in found]
    known = [(one, made) for one, made in scores if made is not None]
    ordered = sorted(known, key=lambda pair: order(job.id, pair[0], pair[1]))
    return [_told(candidate, made) for candidate, made in ordered]


def _score(connection: Connection, candidate: str, job: Job) -> Score | None:
    newest = sa.select(cv_documents.c.id).where(cv_documents.c.candidate == candidate)
    newest = newest.order_by(cv_documents.c.received_at.desc(), cv_documents.c.id).limit(1)
    document = read_document(connection, connection.execute(newest).scalar())
    if document is None:
        return None
    said = statements.find_all(connection, stated, ("number",), candidate=candidate)
    facts = facts_with_statements(read_profile(document.profile).facts, said)
    return score(job, visible(facts), document.received_at.date())


def _told(candidate: str, made: Score) -> InReserve:
    def that_are(met: Met) -> tuple[str, ...]:
        return tuple(one.criterion for one in made.answers if one.met == met)

    return InReserve(candidate, that_are("met"), that_are("not_met"), that_are("not_stated"))
