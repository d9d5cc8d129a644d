"""The administrator's verb on the centre as a whole: make it what one value says."""

from __future__ import annotations

from nawba.actions.config_files import Plan, edits_of
from nawba.actions.configuring import rows_of, write
from nawba.domain.centre_kinds import KINDS, by_id
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Centre
from nawba.store import Store
from nawba.store.rows import read_centre


def configure(store: Store, actor: Actor, centre: Centre) -> None:
    """Make ``centre`` the configuration: all of it or, on any error, nothing.

    What is no longer in it is retired, not deleted, so that history keeps its names. ``centre`` is
    taken as it is: files and pages go through checks (``config_files``, ``configuring``).
    """
    permit(actor, "configure")
    with store.write("configure", actor) as tx:
        planned = Plan(read_centre(tx.connection), centre)
        edits = edits_of(planned)
        orders = {kind.name: list(by_id(centre, kind)) for kind in KINDS.values()}
        parts = (planned.before, centre, edits, rows_of(tx, edits), orders)
        write(tx, actor, *parts, retire_busy=True)
