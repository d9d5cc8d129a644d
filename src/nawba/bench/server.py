"""A real server for one measurement: its own process, port and database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from nawba.domain.errors import Unavailable

_START_SECONDS = 300  # the demo's assistant learns first


@dataclass(frozen=True)
class RunningServer:
    base: str
    port: int
    pid: int

    def rss_mb(self) -> float:
        """Resident memory of the server process, in MB (10^6 bytes)."""
        status = Path(f"/proc/{self.pid}/status")
        if status.exists():
            line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
            return int(line.split()[1]) * 1024 / 1e6
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(shown.stdout) * 1024 / 1e6


@contextmanager
def demo_server(database: str | None = None, *more: str) -> Iterator[RunningServer]:
    """Run ``nawba demo`` until the block ends; ``more`` words go to it.

    Raises Unavailable when it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="nawba-bench-") as folder:
        port = _free_port()
        url = database or f"sqlite:///{folder}/bench.db"
        command = [sys.executable, "-m", "nawba.cli", "demo", "--port", str(port)]
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--database", url, *more],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "NAWBA_LOG_LEVEL": "warning"},
            )
            try:
                yield _wait(process, port, log)
            finally:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> RunningServer:
    base = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _is_warm(base):
            return RunningServer(base, port, process.pid)
        time.sleep(0.1)
    raise Unavailable(f"The server did not start:\n{log.read_text()[-2000:]}")


def _is_warm(base: str) -> bool:
    """Whether it answers, with all loaded: what a start costs is not what is measured here."""
    try:
        return bool(httpx.get(f"{base}/api/health", timeout=2).json()["warm"])
    except httpx.HTTPError:
        return False
