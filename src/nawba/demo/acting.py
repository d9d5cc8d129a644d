"""The demo's flows over its own back office, as a real brand's would be over theirs."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nawba.assistant.flow_shelf import FlowShelf, connect_folder
from nawba.assistant.flow_turns import BrandFlows
from nawba.assistant.operations import Connections
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.link import link
from nawba.demo.company import COMPANY

BRAND = "sahla"


@dataclass(frozen=True)
class OpenBackoffice:
    """The running back office, and the flows that act on it; ``close`` both at the end."""

    handle: Handle
    shelf: FlowShelf

    def close(self) -> None:
        self.shelf.close()
        self.handle.stop()


def open_backoffice(folder: Path, *, reset: bool = False) -> OpenBackoffice:
    """Start the back office whose books are in ``folder``; with ``reset`` as on the first day.

    The flows are read beside it: nobody needs them before the first customer writes.
    """
    handle = start(folder)
    if reset:
        handle.reset()
    connections = Connections(*link(handle))
    worker = ThreadPoolExecutor(1, thread_name_prefix="flows")
    reading: Future[BrandFlows] = worker.submit(
        connect_folder, connections, COMPANY / "flows" / BRAND
    )
    worker.shutdown(wait=False)
    return OpenBackoffice(
        handle,
        FlowShelf({BRAND: connections}, lambda brand: reading.result() if brand == BRAND else None),
    )
