"""A dispatcher in a process of its own, for ``nawba bench takeover``: ``python -m`` this module.

It leads or stands by as ``nawba serve`` does, without pages, so that a start costs a second.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
import threading
import time

from nawba.actions.upkeep import Patience
from nawba.dispatch.runner import Dispatcher
from nawba.store import open_store
from nawba.store.rows import read_centre

_NEVER = 86_400.0
_BUSY_SECONDS = 2.0


def main(url: str, lease_seconds: float) -> None:
    """Dispatch what waits at ``url`` until SIGTERM."""
    stop, wake = threading.Event(), threading.Event()

    def end(*_: object) -> None:
        stop.set()
        wake.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
    store = open_store(url, busy_seconds=_BUSY_SECONDS, serves=holder)
    with store.read() as connection:
        centre = read_centre(connection)
    dispatcher = Dispatcher(
        store,
        lambda: centre,
        holder=holder,
        offer_seconds=_NEVER,
        patience=Patience(_NEVER, _NEVER),
        lease_seconds=lease_seconds,
        seconds=time.monotonic,
    )
    print("ready", flush=True)
    dispatcher.run(stop, wake)
    store.dispose()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
