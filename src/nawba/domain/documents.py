"""The files people write, ``centre.yaml`` and articles: text in, values or all faults at once out.

Nothing here opens a file: callers read it and give its name for the fault messages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from nawba.domain.building import attempt, build, suggest
from nawba.domain.centre_checks import LANGUAGES
from nawba.domain.centre_files import dump, read_centre, write_centre
from nawba.domain.centre_kinds import spare
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.words import Article
from nawba.domain.yaml_lines import Document, Path, parse, plain

__all__ = ["Document", "build", "read_article", "read_centre", "read_yaml", "write_centre"]

MAX_BODY = 4_000
MAX_QUESTIONS = 50

_FENCE = "---"
_ARTICLE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_yaml(text: str, name: str) -> Document:
    """``text`` as plain values with their lines. Raises DocumentError; ``name`` is the file's."""
    document, faults = parse(text, name)
    _raise(faults)
    return document


def read_article(text: str, name: str) -> Article:
    """The article in a Markdown file that starts with a block of YAML between ``---`` lines.

    Raises DocumentError with every fault: fields, language, date, missing fence, empty body.
    """
    head, body, body_line = _split(plain(text, name), name)
    document, faults = parse(head, name, first_line=2)
    if not isinstance(document.value, dict):
        faults.append(document.fault((), "has no fields", "Write `id: …`, `title: …` and so on."))
        raise DocumentError(tuple(faults))
    document.value["body"] = body
    document.lines["body",] = body_line
    article: Article | None
    article, more = attempt(Article, document, ())
    _raise([*faults, *more, *(_article_faults(article, document) if article else [])])
    assert article is not None  # no article means faults
    return article


def write_article(article: Article) -> str:
    """``article`` as the file that ``read_article`` reads back."""
    head = {key: value for key, value in spare(article).items() if key != "body"}
    dumped = dump(head)
    return f"{_FENCE}\n{dumped}{_FENCE}\n{article.body}\n"


def _split(text: str, name: str) -> tuple[str, str, int]:
    """Front matter, body, and the body's line."""
    lines = text.split("\n")
    marks = [place for place, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    if not marks or marks[0] != 0:
        remedy = "Begin the file with a line --- and the fields id, brand, language and title."
        raise DocumentError((Fault(name, 1, "", "has no front matter", remedy),))
    if len(marks) == 1:
        remedy = "Close the fields with a second line --- before the body."
        raise DocumentError((Fault(name, len(lines), "", "the front matter never ends", remedy),))
    body = lines[marks[1] + 1 :]
    skipped = next((place for place, line in enumerate(body) if line.strip()), 0)
    return "\n".join(lines[1 : marks[1]]), "\n".join(body).strip(), marks[1] + 2 + skipped


def _article_faults(article: Article, document: Document) -> list[Fault]:
    found: list[Fault] = []

    def need(holds: bool, path: Path, problem: str, remedy: str) -> None:
        if not holds:
            found.append(document.fault(path, problem, remedy))

    is_id = len(article.id) <= 80 and bool(_ARTICLE_ID.fullmatch(article.id))
    remedy = "Use lower-case letters, digits and dashes, such as cancel-plan."
    need(is_id, ("id",), f"'{article.id}' cannot be an article's id", remedy)
    language = article.language
    need(language in LANGUAGES, ("language",), f"unknown language '{language}'",
         suggest(language, LANGUAGES))  # fmt: skip
    for key in ("brand", "title"):
        need(bool(getattr(article, key).strip()), (key,), "is empty", "Write a value.")
    need(article.version >= 1, ("version",), f"{article.version} is too small", "Count from 1.")
    remedy = "Write a day as YYYY-MM-DD, such as 2028-12-31."
    need(
        _is_date(article.expires_on), ("expires_on",), f"'{article.expires_on}' is no date", remedy
    )
    _check_texts(article, need)
    return found


def _check_texts(article: Article, need: Any) -> None:
    size = len(article.body)
    need(size > 0, ("body",), "is empty", "Write the answer after the second ---.")
    remedy = f"Shorten it to {MAX_BODY} characters, or split it into two articles."
    need(size <= MAX_BODY, ("body",), f"has {size} characters", remedy)
    for key in ("title", "owner"):
        remedy = "Shorten it to 200 characters."
        need(len(getattr(article, key)) <= 200, (key,), "is too long", remedy)
    count = len(article.questions)
    remedy = f"Keep the {MAX_QUESTIONS} most telling ones."
    need(count <= MAX_QUESTIONS, ("questions",), f"has {count} entries", remedy)
    for place, question in enumerate(article.questions):
        fits = 0 < len(question.strip()) <= 500
        remedy = "Write 1 to 500 characters, or remove the line."
        need(fits, ("questions", place), "is empty or too long", remedy)


def _is_date(text: str | None) -> bool:
    if text is None:
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _raise(faults: Iterable[Fault]) -> None:
    ordered = tuple(sorted(faults, key=lambda fault: fault.line))
    if ordered:
        raise DocumentError(ordered)
