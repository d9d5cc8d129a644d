"""The centre asks itself why its recorded contacts failed, and keeps the answer for its pages.

What changed and what was in trouble is in its own stream: articles, versions of the assistant,
operations that failed one after the other. Files add what other systems know. Where the register
does not let advisers be scored, nobody looks at who they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import numpy as np
import sqlalchemy as sa

from nawba.actions.diagnoses import Diagnosed, DiagnosedContact, keep_diagnosis
from nawba.domain.errors import NotFound
from nawba.domain.events import (
    ArticlePublished,
    ArticleWithdrawn,
    AssistantPublished,
    AssistantRolledBack,
    OperationEnded,
    OperationStarted,
    Recorded,
)
from nawba.domain.purposes import SCORING
from nawba.domain.words import Actor
from nawba.listening.cause.account import Account, account_of
from nawba.listening.cause.files import YEARS, Given
from nawba.listening.cause.tables import Column, Contacts, Incident, Version
from nawba.listening.cause.words import LANGUAGES, Words
from nawba.listening.centre_names import names_in
from nawba.store import Store
from nawba.store.diagnoses import telling_events
from nawba.store.listening_tables import recorded_contacts
from nawba.store.personal import may_process
from nawba.store.statements import Row

_KEPT = sa.select(recorded_contacts).where(
    recorded_contacts.c.erased_at.is_(None), recorded_contacts.c.failed.is_not(None)
)
_FAILED = ("failed", "unknown")
_IN_A_ROW, _APART = 3, 1800.0  # failures of an operation that make trouble; seconds between them


class Heard(Protocol):
    """A recorded contact, as a row or as an ``Item``."""

    @property
    def id(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def adviser(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def queue(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def intent(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def failed(self) -> bool | None: ...
    @property
    def further(self) -> Any: ...


def diagnose_centre(
    store: Store,
    actor: Actor,
    incidents: Sequence[Incident] = (),
    versions: Sequence[Version] = (),
    *,
    named: bool = False,
    seed: int = 0,
) -> str:
    """``diagnose_items`` of all recorded contacts that are kept; one taken in twice counts once."""
    with store.read() as connection:
        items = _once(connection.execute(_KEPT))
    return diagnose_items(store, actor, items, incidents, versions, named=named, seed=seed)


def _once(rows: Iterable[Row]) -> list[Row]:
    """``rows`` without those of a contact that another row tells of: what was heard goes before
    what is in quarantine, and what came later before what came first."""
    best: dict[str, Row] = {}
    for row in rows:
        known = best.get(row.contact or row.id)
        if known is None or _worth(row) > _worth(known):
            best[row.contact or row.id] = row
    return list(best.values())


def _worth(row: Row) -> tuple[bool, datetime]:
    return row.state != "quarantined", row.taken_at


def diagnose_items(
    store: Store,
    actor: Actor,
    items: Iterable[Heard],
    incidents: Sequence[Incident] = (),
    versions: Sequence[Version] = (),
    *,
    named: bool = False,
    seed: int = 0,
) -> str:
    """Diagnose recorded contacts whose end is known, and keep it; returns its id.

    ``incidents`` and ``versions`` are added to what the stream knows. ``named``: advisers by their
    ids. Raises NotFound without such contacts, Conflict where the register does not allow it.
    """
    heard = _of_one_time(sorted(_complete(items), key=lambda one: (one.started_at, one.id)))
    if not heard:
        raise NotFound(
            "No recorded contact says when it began and whether it failed: give `started_at` and "
            "`failed` in the manifest of `nawba listen import`."
        )
    since, until = (one.started_at or datetime.now(UTC) for one in (heard[0], heard[-1]))
    with store.read() as connection:
        may_score = may_process(connection, SCORING, store.clock().date())
        events = telling_events(connection, since, until)
        names = {one: names_in(connection, one) for one in LANGUAGES}
    contacts = contacts_of(heard, advisers=may_score)
    changed = versions_in(events, contacts.dimensions["intent"].names)
    given = Given(contacts, (*incidents_in(events), *incidents), (*changed, *versions))
    words = [Words(one, named, names[one]) for one in LANGUAGES]
    account = account_of(given, words[0], seed=seed)
    told = {one.language: replace(account, words=one) for one in words}
    return keep_diagnosis(store, actor, _kept(told, heard, since, until))


def _complete(items: Iterable[Heard]) -> Iterator[Heard]:
    return (one for one in items if one.failed is not None and one.started_at is not None)


def _of_one_time(heard: list[Heard]) -> list[Heard]:
    """Without those whose recorder was years away from the others."""
    middle = heard[len(heard) // 2].started_at if heard else None
    most = timedelta(days=365 * YEARS)
    return [
        one for one in heard if middle and one.started_at and abs(one.started_at - middle) <= most
    ]


def contacts_of(heard: Sequence[Heard], *, advisers: bool) -> Contacts:
    """As the diagnosis wants them; brand, language and further columns are dimensions too."""
    names = ["site", "queue", "intent", "brand", "language"]
    columns = {name: Column.of([getattr(one, name) for one in heard]) for name in names}
    columns["adviser"] = Column.of([one.adviser if advisers else "" for one in heard])
    further = sorted({name for one in heard for name in one.further})
    for name in further:
        values = [str(one.further.get(name, "")) for one in heard]
        if name not in columns and len(set(values)) <= max(50, len(heard) // 50):
            columns[name] = Column.of(values)
    started = [one.started_at.timestamp() for one in heard if one.started_at]
    failed = np.array([bool(one.failed) for one in heard])
    return Contacts(tuple(one.id for one in heard), np.array(started), failed, columns)


def versions_in(events: Sequence[Recorded], intents: Sequence[str]) -> Iterator[Version]:
    """Each version of the assistant that began to answer: of all intents. Each article published or
    withdrawn, its languages of one hour together: of the intent with its id, if any of ``intents``
    has; of others nobody knows what they concern."""
    articles: dict[tuple[str, datetime], tuple[set[str], datetime]] = {}
    for one in events:
        if isinstance(one.event, AssistantPublished | AssistantRolledBack):
            yield Version(f"assistant {one.event.version}", one.at.timestamp())
        elif isinstance(one.event, ArticlePublished | ArticleWithdrawn):
            hour = one.at.replace(minute=0, second=0, microsecond=0)
            languages, at = articles.setdefault((one.event.article, hour), (set(), one.at))
            languages.add(one.event.language)
    for (article, _), (languages, at) in articles.items():
        if article in intents:
            name = f"article {article} ({', '.join(sorted(languages))})"
            yield Version(name, at.timestamp(), (article,))


def incidents_in(events: Sequence[Recorded]) -> Iterator[Incident]:
    """Each time that an operation failed again and again, from the first failure to the last."""
    names: dict[str, str] = {}
    failures: dict[str, list[float]] = {}
    for one in events:
        if isinstance(one.event, OperationStarted):
            names[one.event.operation] = one.event.name
        elif isinstance(one.event, OperationEnded) and one.event.status in _FAILED:
            name = names.get(one.event.operation, "")
            failures.setdefault(name, []).append(one.at.timestamp())
    for name, times in sorted(failures.items()):
        yield from _runs(name, times)


def _runs(name: str, times: Sequence[float]) -> Iterator[Incident]:
    breaks = [at for at in range(1, len(times)) if times[at] - times[at - 1] > _APART]
    for begin, end in zip([0, *breaks], [*breaks, len(times)], strict=True):
        if end - begin >= _IN_A_ROW:
            yield Incident(name, times[begin], times[end - 1] + 1.0)


def _kept(
    told: dict[str, Account], heard: Sequence[Heard], since: datetime, until: datetime
) -> Diagnosed:
    first = told[LANGUAGES[0]]
    contacts = first.given.contacts
    return Diagnosed(
        since=since,
        until=until,
        contacts=len(contacts),
        failed=int(contacts.failed.sum()),
        people=len(contacts.dimensions["adviser"]) > 0,
        named=first.words.named,
        document={language: one.document() for language, one in told.items()},
        each=list(_each(told, heard)),
    )


def _each(told: dict[str, Account], heard: Sequence[Heard]) -> Iterator[DiagnosedContact]:
    first = told[LANGUAGES[0]]
    diagnosis = first.diagnosis
    evidence = {language: list(one.evidence()) for language, one in told.items()}
    found = [(one.id, one.inside) for one in first.cohorts if one.is_found]
    for at in np.flatnonzero(diagnosis.contacts.failed):
        one = heard[int(at)]
        shares = {f"p_{cause}": float(diagnosis.probabilities[cause][at])
                  for cause in ("human", "technology", "process", "none")}  # fmt: skip
        yield DiagnosedContact(
            item=one.id,
            contact=one.contact,
            at=one.started_at or datetime.now(UTC),
            verdict=diagnosis.verdicts[at],
            cohorts=tuple(cohort for cohort, inside in found if inside[at]),
            evidence={language: texts[at] for language, texts in evidence.items()},
            **shares,
        )
