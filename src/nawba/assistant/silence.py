"""Puts flows aside whose customers say nothing any more, and tells them so once.

What stands in the run's row (``silent_at``) decides, so any process may look, and a crash between
two looks loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from nawba.actions.flow_runs import set_flow_aside
from nawba.assistant.flow_replies import outcome_of
from nawba.assistant.flow_turns import FlowTurns, Heard
from nawba.domain.flow_runs import FlowRun
from nawba.domain.words import ASSISTANT, Centre
from nawba.store import Store, statements, tables
from nawba.store.flow_runs import read_silent


@dataclass(frozen=True)
class Silence:
    store: Store
    centre: Callable[[], Centre]
    turns: FlowTurns

    def due(self) -> list[tuple[str, FlowRun]]:
        """Contacts whose customers have been silent for their flow's time, with its run."""
        with self.store.read() as connection:
            return read_silent(connection, self.store.clock())

    def put_aside(self, contact: str, run: FlowRun) -> bool:
        """Put ``run`` aside, or end it, as its flow says; True when the customer was told.

        Nothing is done when they have written meanwhile, or somebody else did it.
        """
        with self.store.read() as connection:
            row = statements.find(connection, tables.contacts, id=contact)
        brand = None if row is None else self.centre().brand.get(row.brand)
        if row is None or brand is None:
            return False
        today = self.store.clock().astimezone(ZoneInfo(brand.timezone)).date()
        heard = Heard(contact, row.language, today, fallback=brand.language)
        turn = self.turns.fall_silent(brand.id, run, heard)
        if turn is None:  # the next words give it to a person; until then nothing can be said
            waiting = replace(run, silent_after=None, paused=False)
            set_flow_aside(self.store, ASSISTANT, contact, waiting, ())
            return False
        drafts = outcome_of(turn).drafts
        return set_flow_aside(self.store, ASSISTANT, contact, turn.run, drafts) and bool(drafts)
