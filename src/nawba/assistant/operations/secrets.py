"""Finds the secrets that open a brand's systems: by name, at each use, and never written down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nawba.domain.errors import Invalid

_MAX_CHARACTERS = 4096


@dataclass(frozen=True)
class Secrets:
    """Finds secrets by name: a file of that name in ``folder``, else an environment variable.

    Read at each use, so that a changed secret is taken up without a restart.
    """

    folder: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def find(self, name: str) -> str:
        """The secret. Raises Invalid, naming where to put it, when there is none."""
        file = self.folder / name if self.folder is not None else None
        if file is not None and file.is_file():
            with file.open(encoding="utf-8") as opened:
                return self._check(name, opened.read(_MAX_CHARACTERS).strip())
        return self._check(name, self.environment.get(name, "").strip())

    def _check(self, name: str, value: str) -> str:
        if value and value.isascii() and value.isprintable():
            return value
        where = f"in the file {self.folder / name} or " if self.folder is not None else ""
        raise Invalid(f"The secret {name} is not set. Put it {where}in the environment.")
