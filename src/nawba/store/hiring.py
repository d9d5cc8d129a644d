"""Reads about jobs and candidates."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.engine import Connection

from nawba.domain.errors import LinkEnded
from nawba.domain.words import Actor
from nawba.store import statements
from nawba.store.hiring_tables import candidates


def hash_link(secret: str) -> str:
    """What is kept of a candidate's secret."""
    return hashlib.sha256(f"nawba-candidate-link:{secret}".encode()).hexdigest()


def candidate_of_link(connection: Connection, secret: str, now: datetime) -> Actor:
    """Who comes with ``secret``. Raises LinkEnded for one that is unknown, replaced or too old."""
    row = statements.find(connection, candidates, link_hash=hash_link(secret))
    if row is None or row.erased_at is not None or row.link_ends_at < now:
        raise LinkEnded("This link is not valid any more. Ask the recruiter for a new one.")
    return Actor("candidate", row.id)
