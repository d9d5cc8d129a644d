"""Stop a process at every fail point of a site that goes dark: it is as it was, or all of it done.

Whoever asked asks again, as pages do: in the end it was done once.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import processes
from crash.darkening import darken
from house import AMINA, BILAL, CLARA, House, small_centre
from nawba.actions.setup import configure
from nawba.domain import events as ev
from nawba.domain.words import ADMINISTRATOR
from nawba.store import open_store
from nawba.store.failpoints import EXIT_CODE, REDISPATCH_POINTS
from nawba.store.migrate import migrate
from virtual_time import VirtualClock

pytestmark = pytest.mark.crash

TESTS = Path(__file__).parent.parent


@pytest.mark.parametrize("point", REDISPATCH_POINTS)
def test_a_site_goes_dark_whole_or_not_at_all(tmp_path: Path, point: str) -> None:
    url, points = f"sqlite:///{tmp_path}/crash.db", tmp_path / "failpoint"
    store = open_store(url, VirtualClock())
    migrate(store)
    configure(store, ADMINISTRATOR, small_centre())
    house = House(store, VirtualClock(), small_centre())
    held = [house.held(one) for one in (AMINA, AMINA, BILAL)]
    offered = house.offered(adviser=CLARA).contact
    before = house.recorded()
    points.write_text(point)
    died = subprocess.run(
        [sys.executable, "-m", "crash.darkening", url],
        env=processes.environment(NAWBA_FAILPOINTS=str(points), PYTHONPATH=str(TESTS)),
        timeout=processes.PATIENCE_SECONDS,
    )
    assert (died.returncode, points.read_text()) == (EXIT_CODE, "")
    assert processes.violations(url) == []
    assert (house.recorded() == before) == (point != "redispatch.committed")
    darken(url)
    assert len(house.events(ev.MeasureApplied)) == 1
    assert {house.row(one).state for one in (*held, offered)} == {"waiting"}
    assert house.line(offered).offer is None
    assert processes.violations(url) == []
    store.dispose()
