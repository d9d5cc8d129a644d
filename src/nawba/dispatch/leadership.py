"""Who leads: one of many dispatchers holds the lease of a cell, the others look on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from nawba.actions.offers import Lease, take_lease
from nawba.domain.errors import NawbaError
from nawba.domain.words import DISPATCHER
from nawba.store import Store, tables

log = structlog.get_logger()


@dataclass
class Leadership:
    """``lease`` is what ``holder`` got last, for ``seconds``, on ``cell``; None when it lost it.

    While another leads, ``leader`` names it, and ``until`` says when its lease runs out.
    """

    store: Store
    holder: str
    seconds: float
    cell: str
    lease: Lease | None = None
    leader: str | None = None
    until: datetime | None = None

    def keep(self, now: datetime) -> Lease | None:
        """The lease, taken or renewed when half of it is over; None while another holds it.

        Raises Conflict when another has taken it since.
        """
        self.until = None
        if self.lease is None and self._is_held_by_another():
            return None
        if self.lease is None or self.lease.until - now <= timedelta(seconds=self.seconds / 2):
            self.lease = take_lease(self.store, DISPATCHER, self.holder, self.seconds, self.cell)
        return self.lease

    def lose(self) -> None:
        self.lease = None

    def resign(self) -> None:
        """Let the next holder start at once instead of waiting for the lease to run out."""
        if self.lease is None:
            return
        self.lease = None
        try:
            take_lease(self.store, DISPATCHER, self.holder, 0.0, self.cell)
        except NawbaError as error:
            log.info("lease_not_given_back", holder=self.holder, error=error.code)

    def _is_held_by_another(self) -> bool:
        """A look before the write: whoever stands by must not lock the cell at every event."""
        cells = tables.cells
        with self.store.read() as connection:
            row = connection.execute(sa.select(cells).where(cells.c.id == self.cell)).first()
            now = self.store.time_at(connection)
        if row is None or row.lease_until is None or row.lease_until <= now:
            return False
        self.leader, self.until = str(row.holder), row.lease_until
        return self.leader != self.holder
