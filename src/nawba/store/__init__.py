"""Where rows and events live: SQLite by default, PostgreSQL by URL, one code path.

In: ``Store.write(action)`` gives a transaction on one cell, its rows and its events together.
Out: ``Store.read()`` connections, ``events_after`` a cursor, the ``snapshot`` of the live board.
Sequence numbers are given under the cell's lock, so a reader never skips an event.
Only ``actions`` writes; any room may read.
"""

from nawba.store import config_tables as config_tables
from nawba.store import identity_tables as identity_tables
from nawba.store import knowledge_tables as knowledge_tables
from nawba.store import planning_tables as planning_tables
from nawba.store import privacy_tables as privacy_tables
from nawba.store.engine import Store, Transaction, open_store
from nawba.store.snapshot import snapshot
from nawba.store.stream import events_after, head

__all__ = ["Store", "Transaction", "events_after", "head", "open_store", "snapshot"]

from nawba.store import (  # noqa: F401 - so that all tables are known
    api_tables,
    diagnosis_tables,
    hiring_tables,
    listening_tables,
    policy_tables,
    redispatch_tables,
    return_tables,
    review_tables,
)
