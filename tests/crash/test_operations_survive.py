"""Stop a process at every fail point around an operation: afterwards it has happened once.

The next process finds in the journal what may have happened. Before its time is over an attempt
counts as running; after that it is given up and repeated under its key.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import processes
from house import House, small_centre
from nawba.actions.operations import end_overdue_operations
from nawba.actions.setup import configure
from nawba.demo.backoffice import Handle, start
from nawba.domain.words import ADMINISTRATOR, WATCHDOG
from nawba.store import Store, open_store
from nawba.store.failpoints import EXIT_CODE, OPERATION_POINTS
from nawba.store.journal import read_commitments, read_operations
from nawba.store.migrate import migrate
from virtual_time import VirtualClock

pytestmark = pytest.mark.crash

PROGRAM = Path(__file__).parent / "operating.py"
PATIENCE_SECONDS = 60
RUNS_ON_PAPER = (
    "start_operation.committed",
    "end_operation.locked",
    "end_operation.written",
    "end_operation.recorded",
)
"""Where the journal keeps a start and no end."""


@dataclass
class Scene:
    """A house whose contact wants a dispute, and the back office that makes it."""

    folder: Path
    backoffice: Handle
    store: Store
    contact: str
    now: list[datetime]

    def operate(self, point: str = "") -> subprocess.CompletedProcess[str]:
        """Run the program to its end, or to ``point``."""
        (self.folder / "failpoint").write_text(point)
        url = self.store.engine.url.render_as_string(hide_password=False)
        return subprocess.run(
            [sys.executable, str(PROGRAM), url, str(self.folder / "systems.yaml"), self.contact],
            env=processes.environment(
                NAWBA_FAILPOINTS=str(self.folder / "failpoint"),
                SAHLA_TOKEN=self.backoffice.token,
            ),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
        )

    @property
    def disputes(self) -> list[Any]:
        return self.backoffice.books.all("SELECT * FROM cases WHERE kind = 'dispute'")

    def entries(self) -> list[Any]:
        with self.store.read() as connection:
            return read_operations(connection, self.contact)

    def promises(self) -> list[Any]:
        with self.store.read() as connection:
            return read_commitments(connection, self.contact)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    backoffice = start(tmp_path)
    systems = f"brand: sahla\nsystems:\n  - name: backoffice\n    address: {backoffice.address}\n"
    (tmp_path / "systems.yaml").write_text(f"{systems}    secret: SAHLA_TOKEN\n")
    now = [datetime.now(UTC)]
    store = open_store(f"sqlite:///{tmp_path}/crash.db", lambda: now[0])
    migrate(store)
    configure(store, ADMINISTRATOR, small_centre())
    contact = House(store, VirtualClock(), small_centre()).opened("sahla").contact
    yield Scene(tmp_path, backoffice, store, contact, now)
    store.dispose()
    backoffice.stop()


@pytest.mark.parametrize("point", OPERATION_POINTS)
def test_an_operation_happens_once_and_is_promised_only_when_done(scene: Scene, point: str) -> None:
    stopped = scene.operate(point)
    assert stopped.returncode == EXIT_CODE, stopped.stderr
    url = scene.store.engine.url.render_as_string(hide_password=False)
    assert processes.violations(url) == []
    is_promised = point == "record_commitment.committed"
    assert len(scene.promises()) == is_promised
    running = [entry.state for entry in scene.entries()] == ["started"]
    assert running == (point in RUNS_ON_PAPER)
    if running:
        assert scene.operate().stdout.split()[-1] == "started"  # not yet: it may still be at work
        scene.now[0] += timedelta(minutes=1)
        assert len(end_overdue_operations(scene.store, WATCHDOG)) == 1
    again = scene.operate()
    assert again.stdout.split()[-1] == "done", again.stderr
    (entry,), (promise,) = scene.entries(), scene.promises()
    assert len(scene.disputes) == 1
    assert entry.reference == promise.reference == scene.disputes[0]["reference"]
    assert processes.violations(url) == []
