"""Group commit: everybody who waits is covered by a sync that began after their commit."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nawba.domain.errors import Unavailable
from nawba.store.durable import Durable


class Disk:
    """Stands for ``os.fsync``: counts, and can be held or fail."""

    def __init__(self) -> None:
        self.syncs, self.open = 0, threading.Event()
        self.started = threading.Event()
        self.fails = False
        self.open.set()

    def sync(self, _file: int) -> None:
        self.started.set()
        assert self.open.wait(10)
        self.syncs += 1
        if self.fails:
            raise OSError(5, "Input/output error")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk()
    monkeypatch.setattr(os, "fsync", disk.sync)
    return disk


@pytest.fixture
def log_of(tmp_path: Path) -> Path:
    (tmp_path / "house.db-wal").write_bytes(b"log")
    return tmp_path / "house.db"


def test_each_commit_alone_is_synced(disk: Disk, log_of: Path) -> None:
    durable = Durable(log_of)
    durable.wait()
    durable.wait()
    assert disk.syncs == 2


def test_those_who_come_during_a_sync_share_the_next_one(disk: Disk, log_of: Path) -> None:
    durable = Durable(log_of)
    disk.open.clear()
    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(durable.wait)
        assert disk.started.wait(10)
        others = [pool.submit(durable.wait) for _ in range(8)]
        while durable._asked < 9:
            threading.Event().wait(0.001)
        disk.open.set()
        for waiting in (first, *others):
            waiting.result(10)
    assert disk.syncs == 2


def test_a_disk_that_refuses_is_told_and_the_next_writer_tries_again(
    disk: Disk, log_of: Path
) -> None:
    durable = Durable(log_of)
    disk.fails = True
    with pytest.raises(Unavailable, match=r"house\.db-wal"):
        durable.wait()
    disk.fails = False
    durable.wait()
    assert disk.syncs == 2


def test_a_log_that_sqlite_has_removed_needs_no_sync(disk: Disk, tmp_path: Path) -> None:
    Durable(tmp_path / "gone.db").wait()
    assert disk.syncs == 0
