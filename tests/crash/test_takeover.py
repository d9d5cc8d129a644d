"""Strike the leading dispatcher in each way there is, under load: nothing is doubled or lost.

The short form of ``nawba bench takeover``: real processes, a real PostgreSQL, a cable to cut.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from nawba.bench.takeover import KINDS, measure_takeover

pytestmark = pytest.mark.crash


def test_whoever_dies_the_other_goes_on(postgres: Callable[[str], str]) -> None:
    with sa.create_engine(postgres("postgres"), isolation_level="AUTOCOMMIT").connect() as wire:
        wire.exec_driver_sql("CREATE DATABASE takeover")
    found = measure_takeover(postgres("takeover"), len(KINDS), 2.0, 1, lambda done, total: None)
    assert found.by_kind == dict.fromkeys(KINDS, 1)
    assert found.drifting >= 1
    assert found.contacts == found.accepted > 0
    counted = (found.duplicates, found.stale, found.lost, found.unacknowledged, found.violations)
    assert counted == (0, 0, 0, 0, 0)
