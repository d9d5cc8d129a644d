"""An application explained: each criterion, what was found for it, in which lines; what to ask.

The same facts are shown to the recruiter, printed by a command, and told to the candidate in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from nawba.domain.candidates import Line
from nawba.domain.errors import NotFound
from nawba.domain.words import Json
from nawba.hiring.intake.profiles import lines_of_statements, read_profile
from nawba.hiring.intake.scoring import job_of_version
from nawba.hiring.matching.job import Criterion
from nawba.hiring.matching.told import own_words, question, told, words_of
from nawba.store import statements
from nawba.store.hiring import read_document
from nawba.store.hiring_tables import applications, candidates
from nawba.store.hiring_tables import statements as stated

LETTERS = ("fr", "ar", "en")
"""Languages in which an explanation is written."""


def explain(connection: Connection, application: str, language: str) -> Json:
    """What the application was scored by, in ``language`` (fr, ar or en).

    ``criteria`` have ``text``, ``need``, ``weight``, ``met`` (met, not_met, not_stated), ``found``,
    ``lines`` (number, page, words; none after an erasure) and, where it is open, ``ask``. Raises
    NotFound.
    """
    row = statements.find(connection, applications, id=application)
    if row is None:
        raise NotFound(f"There is no application {application}, or it was erased.")
    job = job_of_version(connection, row.job, row.version)
    lines = _lines(connection, row)
    answers = {one["criterion"]: one for one in row.score["answers"]}
    criteria = [
        _criterion(one, answers[one.id], lines, language)
        for one in job.criterion
        if one.id in answers
    ]
    return {
        "application": row.id,
        "candidate": row.candidate,
        "document": row.document,
        "job": row.job,
        "title": own_words(job.title, language),
        "stage": row.stage,
        "received_at": row.received_at,
        "scored_at": row.updated_at,
        "versions": {name: row.score[name] for name in ("version", "rules", "reader")},
        **{name: row.score[name] for name in ("points", "open", "total", "missed")},
        "criteria": criteria,
        "questions": [one["ask"] for one in criteria if one["ask"]],
    }


def language_of(connection: Connection, application: str) -> str:
    """The candidate's language if there are words of it, else English. Raises NotFound."""
    row = statements.find(connection, applications, id=application)
    if row is None:
        raise NotFound(f"There is no application {application}, or it was erased.")
    person = statements.find(connection, candidates, id=row.candidate)
    told = person.language if person is not None else ""
    return told if told in LETTERS else "en"


def _lines(connection: Connection, row: statements.Row) -> Mapping[int, Line]:
    document = read_document(connection, row.document)
    if document is None:
        return {}
    said = statements.find_all(connection, stated, ("number",), candidate=row.candidate)
    every = (*read_profile(document.profile).reading.lines, *lines_of_statements(said))
    return {line.number: line for line in every}


def _criterion(
    criterion: Criterion, answer: Mapping[str, Any], lines: Mapping[int, Line], language: str
) -> Json:
    open_ = answer["met"] == "not_stated"
    return {
        "criterion": criterion.id,
        "text": told(criterion, language),
        "need": criterion.need,
        "weight": criterion.counts,
        "met": answer["met"],
        "found": answer.get("found", ""),
        "lines": [_line(lines[number]) for number in answer.get("lines", ()) if number in lines],
        "ask": question(criterion, language) if open_ else "",
    }


def _line(line: Line) -> Json:
    """A line without a page is of a document without any, or a statement."""
    return {
        "number": line.number,
        "page": line.box.page if line.box else None,
        "source": line.source,
        "text": line.text,
    }


def letter(explained: Json, language: str) -> str:
    """The explanation as a text that a candidate can read."""
    return "\n".join(_letter(explained, words_of(language)["letter"]))


def _letter(explained: Json, words: Mapping[str, str]) -> Iterator[str]:
    said: datetime = explained["received_at"]
    yield words["title"].format(title=explained["title"], application=explained["application"])
    yield words["received"].format(day=said.date().isoformat())
    yield ""
    yield words["how"]
    for one in explained["criteria"]:
        yield ""
        yield f"- {one['text']} ({words[one['need']]}): {words[one['met']]}"
        yield from (f"    “{line['text']}”" for line in one["lines"])
    sums = {name: f"{explained[name]:g}" for name in ("points", "open", "total")}
    yield ""
    yield words["sum"].format(**sums)
    yield words["not_seen"]
    yield words["versions"].format(**explained["versions"])
    yield ""
    yield words["rights"]
