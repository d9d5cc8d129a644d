"""Documents of people who do not exist, in four kinds, for a recruiter to take in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from hiring.papers import docx, lines_of, paragraph, pdf, run
from nawba.bench.cv.resumes import Resume, make_resumes

_HEADS = {
    "fr": ("Expérience professionnelle", "Formation", "Langues", "Compétences"),
    "en": ("Work experience", "Education", "Languages", "Skills"),
    "ar": ("الخبرة المهنية", "التعليم", "اللغات", "المهارات"),
    "es": ("Experiencia laboral", "Formación", "Idiomas", "Competencias"),
    "pt": ("Experiência profissional", "Formação", "Idiomas", "Competências"),
}
_A_PAGE = 50  # lines


def documents(count: int) -> Iterator[tuple[str, bytes]]:
    """``count`` files, each with its name: text, HTML, DOCX and PDF in turn."""
    for at, resume in enumerate(make_resumes(count)):
        lines = list(lines_of_resume(resume))
        kind = ("txt", "html", "docx", "pdf")[at % 4]
        if kind == "pdf" and resume.language == "ar":
            kind = "html"  # Arabic letters need a font that these few bytes do not bring
        yield f"{resume.name}.{kind}", _MADE[kind](lines)


def lines_of_resume(resume: Resume) -> Iterator[str]:
    told, heads = resume.document, _HEADS[resume.language]
    basics = told["basics"]
    yield from (basics["name"], basics["label"], basics["email"], basics["phone"])
    yield f"{basics['location']['address']}, {basics['location']['city']}"
    yield heads[0]
    for one in told["work"]:
        yield f"{one['position']}, {one['name']}, {one['location']}"
        yield f"{one['startDate'][:7]} - {one['endDate'][:7]}" if "endDate" in one else "2024"
        yield from one["highlights"]
    yield heads[1]
    yield from (f"{one['studyType']}, {one['area']}" for one in told["education"])
    yield heads[2]
    yield from (_language(one) for one in told["languages"])
    yield heads[3]
    yield from (", ".join(one["keywords"]) for one in told["skills"])


def _language(one: Mapping[str, Any]) -> str:
    return f"{one['language']} ({one['fluency']})"


def _text(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


def _html(lines: list[str]) -> bytes:
    told = "".join(f"<p>{escape(one)}</p>" for one in lines)
    return f'<html><meta charset="utf-8"><body>{told}</body></html>'.encode()


def _docx(lines: list[str]) -> bytes:
    return docx("".join(paragraph(run(escape(one))) for one in lines))


def _pdf(lines: list[str]) -> bytes:
    pages = [lines[at : at + _A_PAGE] for at in range(0, len(lines), _A_PAGE)]
    return pdf(*(lines_of(page, step=14) for page in pages))


_MADE = {"txt": _text, "html": _html, "docx": _docx, "pdf": _pdf}
