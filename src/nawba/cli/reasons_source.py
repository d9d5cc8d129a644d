"""Whence ``nawba listen reasons`` and ``trends`` have their contacts: files, or what was heard."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nawba.cli.console import load_settings
from nawba.cli.database import open_database
from nawba.cli.listen_own import day
from nawba.domain.errors import Invalid
from nawba.store import Store

if TYPE_CHECKING:
    from nawba.listening.reasons.heard import Heard
    from nawba.listening.reasons.insight import Insight
    from nawba.listening.reasons.shelved import Among
    from nawba.listening.reasons.taxonomy import Reason
    from nawba.listening.reasons.versions import Renewed, Version
    from nawba.listening.shelf import Shelf

_HERE = Path("reasons")


@dataclass
class FromFiles:
    """Contacts of files; what was found of them is printed, and kept where the user says."""

    paths: list[Path]
    versions: Path

    def heard(self) -> list[Heard]:
        from nawba.listening.reasons.heard import read_heard

        return list({one.contact: one for path in self.paths for one in read_heard(path)}.values())

    def seeded(self) -> tuple[Reason, ...] | None:
        return None

    def keep(self, assigned: Any, insight: Insight, version: Version, new: Renewed | None) -> None:
        pass


@dataclass
class FromShelf:
    """What was listened to. What is found is kept beside it, for the page."""

    store: Store
    shelf: Shelf
    among: Among
    versions: Path
    _heard: list[Heard] = field(default_factory=list)

    def heard(self) -> list[Heard]:
        """Raises Invalid where nothing was listened to."""
        from nawba.listening.reasons.shelved import heard_on

        self._heard = heard_on(self.store, self.shelf, self.among)
        if not self._heard:
            raise Invalid("Nothing of this was listened to. `nawba listen import` takes it in.")
        return self._heard

    def seeded(self) -> tuple[Reason, ...] | None:
        from nawba.listening.reasons.shelved import reasons_of_centre

        return reasons_of_centre(self.store, self.among.brand) or None

    def keep(self, assigned: Any, insight: Insight, version: Version, new: Renewed | None) -> None:
        """Keep the insight, and of a new version which contact each sentence is of."""
        from nawba.listening.reasons.keeping import keep_insight, keep_origins
        from nawba.listening.reasons.shelved import covered
        from nawba.listening.reasons.telling import document_of

        if new is not None:
            origins: dict[str, list[str]] = {}
            for one in self._heard:
                origins.setdefault(one.text, []).append(one.item)
            before = version.number - 1 or None
            keep_origins(self.versions, version.number, origins, before)
        at, known = self.store.clock(), covered(self.store)
        told = document_of(self._heard, assigned, insight, version, known, at)
        keep_insight(self.versions, told)


def open_source(
    paths: list[Path] | None,
    among: tuple[str, str, str],
    versions: Path | None,
    database: str | None,
) -> FromFiles | FromShelf:
    """``among`` are the options --since, --queue and --brand, for what was listened to only.

    Raises Invalid for them with files, NotFound without a database.
    """
    if paths:
        if any(among):
            raise Invalid("--since, --queue and --brand go without --contacts.")
        return FromFiles(paths, versions or _HERE)
    from nawba.listening.reasons.keeping import FOLDER
    from nawba.listening.reasons.shelved import Among
    from nawba.listening.shelf import Shelf

    store = open_database(database, must_exist=True)
    shelf = Shelf(load_settings().listening_folder)
    wanted = Among(day(among[0]), among[1], among[2])
    return FromShelf(store, shelf, wanted, versions or shelf.root / FOLDER)
