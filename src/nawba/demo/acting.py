"""The demo's flows over its own back office, as a real brand's would be over theirs."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nawba.assistant.flow_turns import BrandFlows
from nawba.demo.backoffice import Handle, start
from nawba.demo.company import COMPANY

BRAND = "sahla"


@dataclass(frozen=True)
class OpenBackoffice:
    """The running back office, and the flows that act on it; ``close`` both at the end."""

    handle: Handle
    reading: Future[BrandFlows]

    def flows_of(self, brand: str) -> BrandFlows | None:
        """The brand's flows; the first to ask may wait until they are read."""
        return self.reading.result() if brand == BRAND else None

    def close(self) -> None:
        self.reading.result().connected.close()
        self.handle.stop()


def open_backoffice(folder: Path, *, reset: bool = False) -> OpenBackoffice:
    """Start the back office whose books are in ``folder``; with ``reset`` as on the first day.

    The flows are read beside it: nobody needs them before the first customer writes.
    """
    handle = start(folder)
    if reset:
        handle.reset()
    worker = ThreadPoolExecutor(1, thread_name_prefix="flows")
    reading = worker.submit(_read, handle)
    worker.shutdown(wait=False)
    return OpenBackoffice(handle, reading)


def _read(handle: Handle) -> BrandFlows:
    from nawba.assistant.flows import read_flows
    from nawba.assistant.operations import connect  # brings an HTTP client with it
    from nawba.demo.backoffice.link import link

    book = read_flows(COMPANY / "flows" / BRAND)
    return BrandFlows(book, connect(book.operations, *link(handle)))
