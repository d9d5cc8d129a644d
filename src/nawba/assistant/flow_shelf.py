"""Where the flows that may be needed stand ready: a folder's, and those of published versions.

A version names its files by their SHA-256, so equal files are read once, however many versions
name them; and a run finds the flows that it began with after any number of publications.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import structlog

from nawba.assistant.flow_turns import BegunWith, BrandFlows, FlowsOf
from nawba.assistant.flows import read_book, read_files
from nawba.assistant.operations import Connections
from nawba.domain.errors import DocumentError, Invalid, NotFound
from nawba.domain.versions import AssistantVersion, brand_files, digest, digest_of_files
from nawba.store import Store
from nawba.store.assistant_versions import find_version, read_part

log = structlog.get_logger()

ReadPart = Callable[[str], bytes]


class FlowShelf:
    """Thread-safe. ``connections`` are the brands' systems, ``folder`` the flows without a version.

    A brand without connections has no flows. ``close`` it at the end.
    """

    def __init__(
        self,
        connections: Mapping[str, Connections] | None = None,
        folder: FlowsOf = lambda brand: None,
    ) -> None:
        self._connections, self._folder = connections or {}, folder
        self._read: dict[tuple[str, str], BrandFlows | None] = {}
        self._lock = threading.Lock()

    def serve(self, store: Store, version: AssistantVersion | None) -> FlowsOf:
        """The flows of ``version``, read when first asked for; without one, the folder's.

        A brand whose flows cannot be read, or whose systems are not connected here, has none: its
        customers are still answered and handed over, and the log says why.
        """
        return self._folder if version is None else partial(self._of_version, store, version)

    def begun_with(self, store: Store) -> BegunWith:
        """Finds the flows that a run began with, in whatever version they were."""
        return partial(self._begun_with, store)

    def close(self) -> None:
        for one in self._connections.values():
            one.close()

    def _of_version(self, store: Store, version: AssistantVersion, brand: str) -> BrandFlows | None:
        files = brand_files(version.document, brand)
        if not files or brand not in self._connections:
            return None
        key = (brand, digest_of_files(files))
        if key not in self._read:  # else nobody waits while another version is being read
            with self._lock:
                if key not in self._read:
                    self._read[key] = self._open(store, version, brand, files)
        return self._read[key]

    def _open(
        self, store: Store, version: AssistantVersion, brand: str, files: Mapping[str, str]
    ) -> BrandFlows | None:
        try:
            with store.read() as connection:
                contents = {name: read_part(connection, part) for name, part in files.items()}
            return connect_files(self._connections[brand], contents, version.number)
        except (DocumentError, Invalid, NotFound) as error:
            log.error("flows_not_served", brand=brand, version=version.number, why=str(error))
            return None

    def _begun_with(
        self, store: Store, brand: str, content: str, version: int | None
    ) -> BrandFlows | None:
        folder = self._folder(brand)
        if folder is not None and folder.content == content:
            return folder
        if version is None:
            return self._read.get((brand, content))
        with store.read() as connection:
            kept = find_version(connection, version)
        found = None if kept is None else self._of_version(store, kept, brand)
        return found if found is not None and found.content == content else None


def connect_folder(connections: Connections, folder: Path) -> BrandFlows:
    """The flows in ``folder``, over the brand's systems. Raises DocumentError and Invalid."""
    return connect_files(connections, read_files(folder), None, str(folder))


def connect_files(
    connections: Connections, files: Mapping[str, bytes], version: int | None, where: str = ""
) -> BrandFlows:
    """The flows in ``files`` (name -> content), over the brand's systems; ``where`` names them."""
    book = read_book(files, where=where)
    content = digest_of_files({name: digest(one) for name, one in files.items()})
    return BrandFlows(book, connections.connect(book.operations), content, version)
