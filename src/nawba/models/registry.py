"""Which weights exist, where they come from, and whether a file is the one that was approved.

Weights come from packages of single maintainers that may vanish or change: the hash decides, the
source does not matter, and ``pull_models`` keeps a copy that outlives the package.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from nawba.domain.errors import NotFound, WeightRefused

State = Literal["ready", "missing", "refused"]


@dataclass(frozen=True)
class WeightFile:
    """``size`` in bytes, ``sha256`` in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class WeightSource:
    """A place to look: the operator's folder, or ``folder`` inside the installed ``module``."""

    kind: Literal["folder", "package"]
    package: str = ""
    version: str = ""
    module: str = ""
    folder: str = ""

    def __str__(self) -> str:
        return "models folder" if self.kind == "folder" else f"{self.package}=={self.version}"


@dataclass(frozen=True)
class Weight:
    id: str
    role: str
    languages: tuple[str, ...]
    licence: str
    about: str
    files: tuple[WeightFile, ...]
    sources: tuple[WeightSource, ...]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


@dataclass(frozen=True)
class WeightRow:
    """One weight as ``nawba models`` shows it.

    ``place`` is the folder that holds the files, None when missing. ``problem`` says what to do
    about a weight that is not ready; empty for one that is.
    """

    id: str
    role: str
    languages: tuple[str, ...]
    licence: str
    size: int
    state: State
    source: str
    place: Path | None
    problem: str = ""


@cache
def registry() -> tuple[Weight, ...]:
    """The weights of ``registry.toml``, in its order."""
    text = resources.files("nawba.models").joinpath("registry.toml").read_text("utf-8")
    return tuple(_weight(entry) for entry in tomllib.loads(text)["weights"])


def weight(weight_id: str, weights: tuple[Weight, ...] | None = None) -> Weight:
    """The weight called ``weight_id``. Raises NotFound, naming the known ones."""
    known = {entry.id: entry for entry in (registry() if weights is None else weights)}
    if weight_id not in known:
        names = ", ".join(sorted(known))
        raise NotFound(f"No weight is called '{weight_id}'. Known: {names}.", field="weight")
    return known[weight_id]


def list_models(
    folder: Path | None = None, *, weights: tuple[Weight, ...] | None = None
) -> list[WeightRow]:
    """Each weight and where it would be loaded from. Sizes are compared, contents are not read.

    ``folder`` is the operator's models folder, if there is one.
    """
    return [_row(entry, folder, _size_problem) for entry in _or_all(weights)]


def verify_models(
    folder: Path | None = None, *, weights: tuple[Weight, ...] | None = None
) -> list[WeightRow]:
    """As ``list_models``, with every file read and its hash compared."""
    return [_row(entry, folder, _hash_problem) for entry in _or_all(weights)]


def pull_models(folder: Path, *, weights: tuple[Weight, ...] | None = None) -> list[WeightRow]:
    """Copy each weight from its first source into ``folder``, verified; what is there stays.

    A copy appears under its name only once complete and verified. Raises WeightRefused.
    """
    for entry in _or_all(weights):
        found = _find(entry, folder)
        if found is not None and found[0].kind != "folder":
            _copy(entry, found[1], folder / entry.id)
    return verify_models(folder, weights=weights)


def place_of(entry: Weight, folder: Path | None = None) -> Path:
    """The folder with ``entry``'s files, every hash verified just now.

    Raises NotFound when no source has it, WeightRefused when a file is not the approved one.
    """
    found = _find(entry, folder)
    if found is None:
        raise NotFound(_remedy(entry), field=entry.id)
    _, place = found
    if problem := _hash_problem(entry, place):
        raise WeightRefused(problem, field=entry.id)
    return place


def _or_all(weights: tuple[Weight, ...] | None) -> tuple[Weight, ...]:
    return registry() if weights is None else weights


def _row(
    entry: Weight, folder: Path | None, problem_of: Callable[[Weight, Path], str]
) -> WeightRow:
    found = _find(entry, folder)
    problem = problem_of(entry, found[1]) if found else _remedy(entry)
    state: State = "missing" if not found else ("refused" if problem else "ready")
    source, place = (str(found[0]), found[1]) if found else ("", None)
    about = (entry.id, entry.role, entry.languages, entry.licence, entry.size)
    return WeightRow(*about, state, source, place, problem)


def _find(entry: Weight, folder: Path | None) -> tuple[WeightSource, Path] | None:
    for source, place in _places(entry, folder):
        if all((place / file.name).is_file() for file in entry.files):
            return source, place
    return None


def _places(entry: Weight, folder: Path | None) -> Iterator[tuple[WeightSource, Path]]:
    for source in entry.sources:
        if source.kind == "folder" and folder is not None:
            yield source, folder / entry.id
        elif source.kind == "package" and (root := _package_folder(source.module)):
            yield source, root / source.folder


def _package_folder(module: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec and spec.origin else None


def _size_problem(entry: Weight, place: Path) -> str:
    for file in entry.files:
        size = (place / file.name).stat().st_size
        if size != file.size:
            return _differs(place / file.name, f"{size} bytes", f"{file.size} bytes")
    return ""


def _hash_problem(entry: Weight, place: Path) -> str:
    for file in entry.files:
        found = _sha256(place / file.name)
        if found != file.sha256:
            return _differs(place / file.name, f"SHA-256 {found}", file.sha256)
    return ""


def _differs(path: Path, found: str, approved: str) -> str:
    return (
        f"{path} is not the approved file: it has {found}, approved is {approved}. "
        "Delete it and run `nawba models pull`, or install the package's pinned version again."
    )


def _remedy(entry: Weight) -> str:
    packages = [str(source) for source in entry.sources if source.kind == "package"]
    install = f"Run `pip install {packages[0]}`" if packages else "Ask your operator for it"
    names = ", ".join(file.name for file in entry.files)
    return f"{entry.id} is missing. {install}, or put {names} into <models folder>/{entry.id}."


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(entry: Weight, source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in entry.files:
        part = target / f".{file.name}.part"
        try:
            shutil.copyfile(source / file.name, part)
            if (found := _sha256(part)) != file.sha256:
                problem = _differs(source / file.name, f"SHA-256 {found}", file.sha256)
                raise WeightRefused(problem, field=entry.id)
            os.replace(part, target / file.name)  # noqa: PTH105  atomic on one file system
        finally:
            part.unlink(missing_ok=True)


def _weight(entry: dict[str, Any]) -> Weight:
    return Weight(
        id=entry["id"],
        role=entry["role"],
        languages=tuple(entry["languages"]),
        licence=entry["licence"],
        about=entry["about"],
        files=tuple(WeightFile(**file) for file in entry["files"]),
        sources=tuple(WeightSource(**source) for source in entry["sources"]),
    )
