"""The measurements themselves: sound on a small run, and their arithmetic is right."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.bench.chat import measure_chat
from nawba.bench.events import measure_events
from nawba.bench.server import RunningServer, demo_server
from nawba.bench.viewer import Viewer, gaps, percentile
from nawba.domain.errors import Unavailable

numbers = st.lists(st.floats(0, 1e6), max_size=50)


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """What ``nawba bench`` measures: a demo in a process of its own, with a fresh database."""
    with demo_server(None, "--plain") as running:
        yield running
    with pytest.raises(ProcessLookupError):  # it leaves nothing behind
        os.kill(running.pid, 0)


def test_chat_measures_turns_without_error_or_gap(server: RunningServer) -> None:
    figures = asyncio.run(measure_chat(server, contacts=5, rate=5, seed=1))
    assert (figures.errors, figures.events_missing) == (0, 0)
    assert figures.turns >= 5
    assert figures.events > figures.turns
    middle, late = figures.turn_ms["p50"], figures.turn_ms["p95"]
    assert middle is not None
    assert late is not None
    assert 0 < middle <= late
    assert 20 < figures.rss_mb < 4000


def test_events_are_delivered_once_over_every_reconnection(server: RunningServer) -> None:
    figures = asyncio.run(measure_events(server, viewers=5, rate=5, seconds=3))
    assert (figures.errors, figures.missing, figures.duplicated) == (0, 0, 0)
    assert figures.events >= 15
    assert figures.reconnections_each == 10
    assert json.loads(json.dumps(asdict(figures)))["viewers"] == 5
    middle, late = figures.delivery_ms["p50"], figures.delivery_ms["p95"]
    assert middle is not None
    assert late is not None
    assert 0 < middle <= late


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 50])
def test_a_viewer_ends_wherever_it_is_cancelled(turns: int) -> None:
    """While it connects too: one that then waited for a silent server held a whole run up."""

    async def run() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(ConnectionError):
                while await reader.read(100):
                    pass
            writer.close()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as listening:
            viewer = Viewer(listening.sockets[0].getsockname()[1], "/api/stream")
            task = asyncio.create_task(viewer.follow())
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            done, _ = await asyncio.wait({task}, timeout=60)
            assert done == {task}

    asyncio.run(run())


def test_a_server_that_cannot_start_says_why() -> None:
    with (
        pytest.raises(Unavailable, match="cannot be opened"),
        demo_server("sqlite:////proc/nawba.db"),
    ):
        pass


@pytest.mark.parametrize(
    ("seqs", "missing", "twice"),
    [
        ([1, 2, 3], 0, 0),
        ([3, 1, 2], 0, 0),
        ([1, 3], 1, 0),
        ([1, 1, 2, 3, 3, 3], 0, 3),
        ([], 3, 0),
    ],
)
def test_gaps_counts_what_is_missing_and_what_came_twice(
    seqs: list[int], missing: int, twice: int
) -> None:
    assert gaps(seqs, 1, 3) == (missing, twice)


@given(st.lists(st.integers(1, 30)))
def test_gaps_adds_up(seqs: list[int]) -> None:
    missing, twice = gaps(seqs, 1, 30)
    assert (30 - missing) + twice == len(seqs)


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1.0), (0.5, 2.0), (0.75, 3.0), (0.95, 4.0), (1.0, 4.0)]
)
def test_percentile_is_the_nearest_rank(share: float, value: float) -> None:
    assert percentile([4.0, 2.0, 1.0, 3.0], share) == value


def test_there_is_no_percentile_of_nothing() -> None:
    assert percentile([], 0.5) is None


@given(numbers.filter(bool), st.floats(0, 1))
def test_a_percentile_is_one_of_the_values_and_rises_with_its_share(
    values: list[float], share: float
) -> None:
    found = percentile(values, share)
    assert found in values
    assert min(values) <= found <= max(values)  # type: ignore[operator]
    assert found <= (percentile(values, 1.0) or 0)  # type: ignore[operator]
    at_most = sum(value <= found for value in values)  # type: ignore[operator]
    assert at_most >= share * len(values) - 1e-9
