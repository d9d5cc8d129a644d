"""All facts of a document: its lines by sections, each section by its own rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import takewhile

from nawba.domain.candidates import Fact, Reading
from nawba.hiring.facts.contact import find_contact, is_contact
from nawba.hiring.facts.jobs import find_jobs
from nawba.hiring.facts.person import find_name, find_person
from nawba.hiring.facts.rows import Row, rows_of
from nawba.hiring.facts.sections import Section, heading, sections_of
from nawba.hiring.facts.skills import find_skills, find_tools
from nawba.hiring.facts.studies import find_certificates, find_studies
from nawba.hiring.facts.tongues import certified, find_languages
from nawba.hiring.facts.wishes import find_wishes

VERSION = "4"
"""Of the rules and word lists: kept with every score that rests on their facts."""

_NEAR = ("head", "contact", "personal", "links")
_LISTED = ("skills", "tools", "languages", "interests", "certificates")
_TOLD = ("experience", "volunteer", "projects", "education", "references", "publications")


def find_facts(reading: Reading, today: date) -> tuple[Fact, ...]:
    """What the lines of ``reading`` tell, each with its lines; hidden lines tell nothing.

    ``today`` is the end of what is said to last. Ids are ``f0``, ``f1`` … in this order: person,
    contact, languages, experiences, education, certificates, skills and tools, wishes.
    """
    rows = rows_of(reading)
    found = list(_found(rows, sections_of(rows), today))
    return tuple(replace(one, id=f"f{number}") for number, one in enumerate(found))


def _found(rows: Sequence[Row], sections: Sequence[Section], today: date) -> Iterable[Fact]:
    plain = {id(row) for row in _of(sections, *_LISTED) if not row.line.size}
    name, headline = find_name([x for x in rows if heading(x) is None and id(x) not in plain])
    if name is not None:
        sections = _before(sections, name)
        yield name
    near = _near(sections)
    yield from find_person(near, _of(sections, "profile", "wishes", "other"))
    yield from find_contact(rows, near)
    yield from _languages(rows, sections)
    yield from _lives(sections, headline, today)
    yield from _abilities(rows, sections)
    yield from find_wishes(_without(sections, *_TOLD))


def _before(sections: Sequence[Section], name: Fact) -> list[Section]:
    """Beside a column that ends with skills a page begins anew with the name, which is none."""
    return [
        replace(one, rows=_until(one.rows, name)) if one.kind in _LISTED else one
        for one in sections
    ]


def _until(rows: Sequence[Row], name: Fact) -> list[Row]:
    return list(takewhile(lambda row: row.line.number not in name.lines, rows))


def _lives(sections: Sequence[Section], headline: str, today: date) -> Iterable[Fact]:
    for section in sections:
        if section.kind == "experience":
            yield from find_jobs(section.rows, headline, today)
        elif section.kind == "education":
            yield from find_studies(section.rows)
        elif section.kind == "certificates":
            yield from find_certificates(section.rows)


def _languages(rows: Sequence[Row], sections: Sequence[Section]) -> Iterable[Fact]:
    spoken = find_languages(_of(sections, "languages"), rows)
    proved = {one.value["language"]: one for one in certified(rows)}
    for one in spoken:
        yield one if one.value["level"] else proved.pop(one.value["language"], one)
    known = {one.value["language"] for one in spoken}
    yield from (one for code, one in proved.items() if code not in known)


def _abilities(rows: Sequence[Row], sections: Sequence[Section]) -> Iterable[Fact]:
    listed = find_skills(_of(sections, "skills", "tools"))
    yield from listed
    known = {one.value["id"] for one in listed}
    yield from (one for one in find_tools(rows) if one.value["id"] not in known)


def _near(sections: Sequence[Section]) -> list[Row]:
    """Where a person says who they are: also under *About*, if ways to reach them stand there."""
    told = [
        one
        for one in sections
        if one.kind in _NEAR or (one.kind == "profile" and any(map(is_contact, one.rows)))
    ]
    return _of(told, *(one.kind for one in told))


def _of(sections: Iterable[Section], *kinds: str) -> list[Row]:
    return [row for section in sections if section.kind in kinds for row in section.rows]


def _without(sections: Iterable[Section], *kinds: str) -> list[Row]:
    return [row for section in sections if section.kind not in kinds for row in section.rows]
