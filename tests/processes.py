"""``nawba`` as a program of its own: started, asked, killed, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from nawba.store import open_store
from nawba.store.doctor import Violation, find_violations

PATIENCE_SECONDS = 120


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of Nawba, and with ``more``.

    Compiled modules are kept, where ``make`` keeps them: a start costs half.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("NAWBA_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    cache = sys.pycache_prefix or Path(tempfile.gettempdir()) / f"nawba-pycache-{os.getuid()}"
    return {**kept, "PYTHONPYCACHEPREFIX": str(cache), **more}


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """``nawba WORDS`` in ``folder``, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "nawba.cli", *words],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )


@dataclass
class ServerProcess:
    """``nawba serve`` (or ``demo``) on ``url`` at ``port``; its output is in ``said``."""

    folder: Path
    url: str
    port: int
    words: tuple[str, ...] = ("serve",)
    settings: dict[str, str] = field(default_factory=dict)
    name: str = "server"
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def start(self) -> ServerProcess:
        """Start it and wait until it answers."""
        self.launch()
        until(self.answers, lambda: self.said)
        return self

    def launch(self) -> None:
        named = {f"NAWBA_{key.upper()}": value for key, value in self.settings.items()}
        command = [sys.executable, "-m", "nawba.cli", *self.words]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), "--database", self.url],
                cwd=self.folder,
                env=environment(NAWBA_CACHE_FOLDER=str(self.folder / "cache"), **named),
                stdout=log,
                stderr=log,
            )

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said
        return is_answering(self.base)

    def kill(self) -> None:
        """As a power cut: no clean-up of its own."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As Ctrl-C; returns the exit status."""
        return self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(how)
        code, self.process = self.process.wait(PATIENCE_SECONDS), None
        return code


def is_answering(base: str) -> bool:
    """Whether a server answers at ``base``. Who waits for one asks often: to load certificates each
    time would take a third of a core from the server that starts."""
    try:
        return httpx.get(f"{base}/api/health", timeout=5, verify=False).is_success
    except httpx.HTTPError:
        return False


def violations(url: str) -> list[Violation]:
    """What the doctor finds in the database at ``url``."""
    store = open_store(url)
    try:
        with store.read() as connection:
            return find_violations(connection)
    finally:
        store.dispose()


def until(look: Callable[[], Any], why: Callable[[], str] = lambda: "") -> Any:
    """What ``look`` returns once it is true; looks again every few milliseconds."""
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, threading.Event()
    while not (found := look()):
        assert time.monotonic() < deadline, f"it did not happen in time. {why()}"
        pause.wait(0.05)
    return found
