"""Erasures of candidates that come back with a back-up, and those that are due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.actions.candidates import HELD_BY, forget_candidates
from nawba.domain.permissions import permit
from nawba.domain.retention import Retention, months_before
from nawba.domain.words import Actor
from nawba.store import Store
from nawba.store.hiring_tables import candidates, cv_documents
from nawba.store.personal_map import hash_erased
from nawba.store.purging import purge

_BATCH = 100


def erase_candidates_again(store: Store, actor: Actor, hashes: Mapping[str, str]) -> int:
    """Erase after a restore whoever was erased before it, by hash, for the same reason; how many
    the restored database still knew."""
    permit(actor, "erase_candidate")
    with store.read() as connection:
        living = sa.select(candidates.c.id).where(candidates.c.erased_at.is_(None))
        known = list(connection.execute(living).scalars())
    wanted = [one for one in known if hash_erased(one) in hashes]
    for candidate in wanted:
        with store.write("erase_candidates_again", actor) as tx:
            forget_candidates(tx, [candidate], hashes[hash_erased(candidate)])
    if wanted:
        purge(store, HELD_BY)
    return len(wanted)


def forget_due_candidates(store: Store, actor: Actor, retention: Retention) -> int:
    """Erase who has not been heard of for the time that candidates are kept; returns how many.

    Documents that nobody could read go after the same time.
    """
    permit(actor, "delete_due")
    count = 0
    while True:
        with store.write("forget_due_candidates", actor) as tx:
            limit = months_before(tx.now, retention.candidates_months)
            going = list(tx.connection.execute(_due(limit).limit(_BATCH)).scalars())
            count += forget_candidates(tx, going, "retention")
            tx.run(
                cv_documents.delete().where(
                    cv_documents.c.candidate.is_(None), cv_documents.c.received_at < limit
                )
            )
        if not going:
            break
    if count:
        purge(store, HELD_BY)
    return count


def _due(limit: datetime) -> sa.Select[*tuple[Any, ...]]:
    """Whom nobody has heard of since ``limit``."""
    return sa.select(candidates.c.id).where(
        candidates.c.erased_at.is_(None), candidates.c.updated_at < limit
    )


def count_due_candidates(connection: Connection, retention: Retention, now: datetime) -> int:
    """How many ``forget_due_candidates`` would erase at ``now``."""
    due = _due(months_before(now, retention.candidates_months)).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(due)).scalar_one())
