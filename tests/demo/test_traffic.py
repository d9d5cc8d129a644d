"""Simulated customers and advisers on a real server: the wallboard lives, the house agrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import processes
from nawba.demo.company import demo_centre
from nawba.demo.entering import enter
from processes import ServerProcess, until
from web.conftest import free_port

SUPERVISOR = f"supervisor:{demo_centre().supervisors[0].id}"


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[ServerProcess]:
    url = f"sqlite:///{tmp_path}/demo.db"
    words = ("demo", "--traffic", "3", "--plain")
    one = ServerProcess(tmp_path, url, free_port(), words, {"log_level": "warning"})
    yield one
    one.kill()


def test_traffic_makes_answered_handed_over_and_closed_contacts(demo: ServerProcess) -> None:
    demo.start()
    mine = enter(demo.base, SUPERVISOR)
    reached: set[str] = set()
    wanted = {"answered_unconfirmed", "handed_over", "held", "closed"}

    def today() -> dict[str, Any]:
        reply = httpx.get(f"{demo.base}/api/wallboard", headers=mine, timeout=30)
        assert reply.status_code == 200, reply.text
        return dict(reply.json()["today"])

    def lives() -> bool:
        reached.update(name for name, count in today().items() if count)
        return wanted <= reached

    until(lives, lambda: f"only {reached & wanted}: {demo.said}")
    board = httpx.get(f"{demo.base}/api/wallboard", headers=mine, timeout=30).json()
    present = ("available", "paused")
    working = {one["adviser"] for one in board["advisers"] if one["state"] in present}
    assert working
    firsts = {site.id: "" for site in demo_centre().sites}
    for adviser in reversed(demo_centre().advisers):
        firsts[adviser.site] = adviser.id
    assert working.isdisjoint(firsts.values())
    assert demo.stop() == 0
    assert processes.violations(demo.url) == []
    assert "Traceback" not in demo.said
