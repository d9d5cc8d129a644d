"""Incidents and changes that other systems know of, as tables: the next diagnosis weighs them.

They lie as files beside the recorded contacts until others take their place. They name systems,
policies and intents; no word of a customer is in them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from nawba.domain.errors import TooLarge
from nawba.domain.words import Json

Listed = Literal["incidents", "versions"]
LISTS: tuple[Listed, ...] = ("incidents", "versions")
MAX_LIST = 1_000_000


class KnownLists:
    """The two tables of this house, in ``folder``; one that was never given is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, listed: Listed, table: bytes) -> None:
        """``table`` (CSV) in the place of what was there; an empty one leaves none.

        Raises DocumentError with every fault of it, each with its line, TooLarge past the bound.
        """
        if len(table) > MAX_LIST:
            raise TooLarge(f"A list may have {MAX_LIST // 10**6} MB at most.", field=listed)
        if not table.strip():
            self._path(listed).unlink(missing_ok=True)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            path = Path(place) / f"{listed}.csv"
            path.write_bytes(table)
            _check(listed, path)
            path.replace(self._path(listed))

    def counts(self) -> Json:
        """How many lines each has; 0: it was never given."""
        return {one: self._count(one) for one in LISTS}

    def options(self) -> list[str]:
        """The words for ``nawba listen diagnose``."""
        there = [one for one in LISTS if self._path(one).is_file()]
        return [word for one in there for word in (f"--{one}", str(self._path(one).absolute()))]

    def _path(self, listed: Listed) -> Path:
        return self._folder / f"{listed}.csv"

    def _count(self, listed: Listed) -> int:
        path = self._path(listed)
        lines = path.read_bytes().splitlines() if path.is_file() else []
        return max(0, sum(1 for line in lines if line.strip()) - 1)


def _check(listed: Listed, path: Path) -> None:
    from nawba.listening.cause.files import read_lists

    read_lists(*((path, None) if listed == "incidents" else (None, path)))
