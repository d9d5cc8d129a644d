"""Files of passages and of questions about them, recognised by what they hold, gzip or plain.

Passages: JSON lines ``{"id", "text", "title"?, "lang"?}``, or one JSON object of domains, subjects
and documents ``{domain: {subject: {"name", "docs": {document: {"title", "body"}}}}}``.
Questions: JSON lines ``{"passage_id", "question_<language>": …}``, or dialogues ``{"log":
[{"speaker": "U" or "S", "text", "nbest"?}], "label": {"target", "knowledge"?}}``, of which those
count whose last turn asks something of the passages.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from nawba.bench.plain import read_text
from nawba.domain.errors import DocumentError, Fault, Invalid
from nawba.knowledge.passages import Passage, Said

_ASKED = "question_"
_MOST_FAULTS = 20

Item = TypeVar("Item")


@dataclass(frozen=True)
class Question:
    """``conversation`` ends on the question; ``expected`` are the ids that answer it.

    ``kind`` is the language it is asked in, or ``dialogue``.
    """

    conversation: tuple[Said, ...]
    expected: frozenset[str]
    kind: str


def read_passages(path: Path) -> list[Passage]:
    """The passages of ``path``. Raises DocumentError with each fault, Invalid without any."""
    content = read_text(path)
    whole = _object(content)
    if whole is None or "id" in whole:
        return _some(_each(content, path, _passage), path, "passage")
    try:
        return _some(list(_documents(whole)), path, "passage")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        fault = Fault(str(path), 1, "", _problem(error), "See the formats: --help")
        raise DocumentError((fault,)) from error


def read_questions(path: Path, known: frozenset[str]) -> list[Question]:
    """The questions of ``path``, each expecting some of the passages ``known`` by their ids.

    Raises DocumentError with each fault, Invalid without any question.
    """

    def read(row: Mapping[str, Any]) -> Iterator[Question]:
        for question in _dialogue(row) if "log" in row else _asked(row):
            if missing := sorted(question.expected - known):
                raise ValueError(f"expects the passage '{missing[0]}', which is not there")
            yield question

    return _some(_each(read_text(path), path, read), path, "question")


def _some(items: list[Item], path: Path, what: str) -> list[Item]:
    if not items:
        raise Invalid(
            f"{path} holds no {what}. The formats are told by: nawba bench retrieve --help"
        )
    return items


def _each(
    content: str, path: Path, read: Callable[[Mapping[str, Any]], Iterator[Item]]
) -> list[Item]:
    """What ``read`` makes of the JSON object on each line; its faults all at once."""
    items: list[Item] = []
    faults: list[Fault] = []
    for number, line in enumerate(content.splitlines(), start=1):
        try:
            items += read(json.loads(line)) if line.strip() else ()
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            faults.append(Fault(str(path), number, "", _problem(error), "Mend or delete the line"))
    if faults:
        raise DocumentError(tuple(faults[:_MOST_FAULTS]))
    return items


def _problem(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg}"
    if isinstance(error, KeyError):
        return f"has no {error}"
    return str(error) if isinstance(error, ValueError) else "is not of a known form"


def _object(content: str) -> Mapping[str, Any] | None:
    try:
        whole = json.loads(content)
    except ValueError:
        return None
    return whole if isinstance(whole, dict) else None


def _passage(row: Mapping[str, Any]) -> Iterator[Passage]:
    yield Passage(_text(row["id"]), _text(row["text"]), _text(row.get("title") or ""))


def _documents(domains: Mapping[str, Any]) -> Iterator[Passage]:
    for domain, subjects in domains.items():
        for subject, entry in subjects.items():
            name = _text(entry.get("name") or "")
            for document, told in entry["docs"].items():
                where = _id(domain, subject, document)
                yield Passage(where, _text(told["body"]), _text(told["title"]), name)


def _asked(row: Mapping[str, Any]) -> Iterator[Question]:
    expected = frozenset({_text(row["passage_id"])})
    asked = {key.removeprefix(_ASKED): row[key] for key in row if key.startswith(_ASKED)}
    if not asked:
        raise ValueError(f"has no '{_ASKED}…'")
    for language, text in sorted(asked.items()):
        yield Question((Said(_text(text)),), expected, language)


def _dialogue(row: Mapping[str, Any]) -> Iterator[Question]:
    label = row["label"]
    if label["target"]:
        known = label["knowledge"]
        ids = {_id(item["domain"], item["entity_id"], item["doc_id"]) for item in known}
        yield Question(tuple(map(_said, row["log"])), frozenset(ids), "dialogue")


def _said(turn: Mapping[str, Any]) -> Said:
    text = _text(turn["text"])
    heard = [_text(other["hyp"]) for other in turn.get("nbest") or ()]
    return Said(text, turn["speaker"] == "U", tuple(other for other in heard if other != text))


def _id(*parts: Any) -> str:
    return "/".join(map(str, parts))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"holds {value!r} where a text is expected")
    return value
