"""A folder of article files read as a whole: either all of it is good, or nothing is taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nawba.domain.documents import read_article
from nawba.domain.errors import DocumentError, Fault, Invalid, NotFound
from nawba.domain.ports import Progress
from nawba.domain.words import Article
from nawba.domain.yaml_lines import MAX_BYTES


def read_folder(folder: Path, progress: Progress | None = None) -> list[Article]:
    """The articles in the ``*.md`` files under ``folder``, in the order of their paths.

    Files and folders whose name starts with a dot or an underscore are left out. Raises
    DocumentError with the faults of every file, NotFound without the folder, Invalid when it
    holds no article.
    """
    paths = _files(folder)
    articles: dict[Path, Article] = {}
    faults: list[Fault] = []
    for done, path in enumerate(paths, start=1):
        try:
            articles[path] = _read(path, str(path.relative_to(folder)))
        except DocumentError as error:
            faults += error.faults
        if progress:
            progress(done, len(paths))
    faults += _twins(articles, folder)
    if faults:
        raise DocumentError(tuple(faults))
    return list(articles.values())


def _files(folder: Path) -> Sequence[Path]:
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}. Give the folder of the articles.")
    found = sorted(
        path
        for path in folder.rglob("*.md")
        if not any(part.startswith((".", "_")) for part in path.relative_to(folder).parts)
    )
    if not found:
        raise Invalid(f"{folder} holds no article. Articles are files that end in .md.")
    return found


def _read(path: Path, name: str) -> Article:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)  # one more than allowed: refused as too large
        return read_article(content.decode("utf-8"), name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        fault = Fault(name, line, "", "is not UTF-8 text", "Save the file with UTF-8 encoding.")
        raise DocumentError((fault,)) from error
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        remedy = "Check that it exists and that you may read it."
        raise DocumentError((Fault(name, 1, "", problem, remedy),)) from error


def _twins(articles: dict[Path, Article], folder: Path) -> list[Fault]:
    """A fault for each file that repeats the brand, id and language of an earlier one."""
    first: dict[tuple[str, str, str], Path] = {}
    faults: list[Fault] = []
    for path, article in articles.items():
        key = (article.brand, article.id, article.language)
        if (other := first.setdefault(key, path)) != path:
            problem = (
                f"'{article.id}' in '{article.language}' is also in {other.relative_to(folder)}"
            )
            remedy = "Change the id or the language, or delete one of the two files."
            faults.append(Fault(str(path.relative_to(folder)), 2, "id", problem, remedy))
    return faults
