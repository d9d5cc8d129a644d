"""Collects every fault of a file before anybody speaks, so that one reading mends them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nawba.domain.building import suggest
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.yaml_lines import Document, Path


@dataclass
class Faults:
    """The faults found so far in ``document``."""

    document: Document
    found: list[Fault] = field(default_factory=list)

    def add(self, path: Path, problem: str, remedy: str) -> None:
        self.found.append(self.document.fault(path, problem, remedy))

    def need(self, holds: bool, path: Path, problem: str, remedy: str) -> bool:
        """Whether it ``holds``; a fault at ``path`` if it does not."""
        if not holds:
            self.add(path, problem, remedy)
        return holds

    def known(self, path: Path, word: str, among: Iterable[str], noun: str) -> bool:
        """Whether ``word`` is one of ``among``; a fault with the nearest of them if it is not."""
        names = set(among)
        return self.need(word in names, path, f"unknown {noun} '{word}'", suggest(word, names))

    def stop(self) -> None:
        """Raise DocumentError with all faults in the order of their lines, if there are any."""
        raise_faults(self.found)


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise DocumentError with ``faults`` in the order of their files and lines, if any."""
    ordered = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line)))
    if ordered:
        raise DocumentError(ordered)
