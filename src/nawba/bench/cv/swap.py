"""The same life under another name: résumés rendered twice, read anew, and their scores compared.

Name, words of gender, photo, date of birth, civil status and address are swapped before Chromium
prints the page, so that a reader who is led astray by any of them is caught.
"""

from __future__ import annotations

import shutil
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from nawba.bench.cv.render import Rendered, printed
from nawba.bench.cv.rendered import read_all
from nawba.bench.cv.resumes import Resume, make_resumes
from nawba.domain.candidates import Reading
from nawba.domain.errors import Invalid
from nawba.hiring.facts.finding import VERSION, find_facts
from nawba.hiring.intake.scoring import score_facts
from nawba.hiring.matching.job import Job, job_of_text
from nawba.hiring.matching.visible import visible

LAYOUTS = ("plain", "side", "table")

JOB = """
id = "swap"
title = { en = "Adviser" }
[[criterion]]
id = "french"
kind = "language"
need = "must"
language = "fr"
level = "B1"
[[criterion]]
id = "english"
kind = "language"
language = "en"
level = "B2"
[[criterion]]
id = "practice"
kind = "experience"
contact_centre = true
months = 24
[[criterion]]
id = "work"
kind = "experience"
months = 60
[[criterion]]
id = "studies"
kind = "education"
years = 2
[[criterion]]
id = "site"
kind = "site"
places = ["Casablanca", "Dakar", "Lisboa"]
[[criterion]]
id = "tools"
kind = "tool"
any_of = ["crm", "excel", "zendesk", "salesforce"]
"""

_STYLE = """
body { font: 11pt sans-serif; margin: 0 } h1 { font-size: 20pt; margin: 0 } h2 { font-size: 13pt }
.two { display: grid; grid-template-columns: 32% 1fr; column-gap: 24px } p { margin: 2px 0 }
"""


def measure_swaps(count: int, folder: Path, today: date) -> dict[str, Any]:
    """``count`` documents, half of them the other half under another name, by layout and language.

    Figures: ``largest_change`` of the score (points, what is open, the place), ``changed`` pairs,
    ``reading_changed``: the share of pairs in which facts that criteria see differ.
    """
    pages = _pages(count, folder)
    rendered = list(printed(pages))
    readings = read_all([one.pdf.read_bytes() for one in rendered])
    pairs = list(zip(rendered[::2], readings[::2], readings[1::2], strict=True))
    return _figures([_compare(job_of_text(JOB, "swap"), *one, today) for one in pairs])


def _pages(count: int, folder: Path) -> list[Path]:
    fresh(folder)
    pages = []
    for at, resume in enumerate(make_resumes((count + 1) // 2)):
        layout = LAYOUTS[at % len(LAYOUTS)]
        for number, side in enumerate("ab"):
            page = folder / f"{resume.name}.{layout}-{side}.html"
            page.write_text(page_of(resume, layout, at + number), "utf-8")
            pages.append(page)
    return pages


def fresh(folder: Path) -> None:
    """Makes ``folder`` anew. Raises Invalid for one that this did not make."""
    mark = folder / _MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Invalid(f"{folder} holds something else. Name a new folder with --folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.touch()


_MARK = ".nawba-bench"


def page_of(resume: Resume, layout: str, person: int) -> str:
    """The résumé as a page of ``layout``, of the person ``person`` (counted round)."""
    words = _words()[resume.language]
    name, *facts = words["people"][person % len(words["people"])]
    female = person % len(words["people"]) in (0, 3)
    basics = resume.document["basics"]
    told = [f"{label}: {fact}" for label, fact in zip(words["labels"], facts, strict=True)]
    about = _paragraphs([*told, basics["email"], basics["phone"]])
    photo = f'<svg width="90" height="{90 + 20 * (person % 3)}">{_face(person)}</svg>'
    title = f"<h1>{escape(name)}</h1><p>{escape(basics['label'])}</p>"
    jobs, studies, languages, skills = _parts(resume.document, words["sections"])
    body = {
        "plain": f"{title}{photo}{about}{jobs}{studies}{languages}{skills}",
        "side": f'<div class="two"><div>{photo}{about}{languages}{skills}</div>'
        f"<div>{title}{jobs}{studies}</div></div>",
        "table": f"<table width=100%><tr><td>{title}{about}</td><td>{photo}</td></tr></table>"
        f"{jobs}{studies}{languages}{skills}",
    }[layout]
    turned = "rtl" if resume.language == "ar" else "ltr"
    body = _gendered(body, words["pairs"], female=female)
    head = f'<meta charset="utf-8"><style>{_STYLE}</style>'
    return f'<html dir="{turned}" lang="{resume.language}">{head}<body>{body}</body></html>'


def _face(person: int) -> str:
    shade = ("#5b3a29", "#e8c4a0", "#a97142")[person % 3]
    return f'<circle cx="45" cy="45" r="40" fill="{shade}"/>'


def _gendered(text: str, pairs: Iterable[Sequence[str]], *, female: bool) -> str:
    """``text`` with each word of work in one gender; the other is turned back first."""
    for male, other in pairs:
        text = text.replace(other, male)
        text = text.replace(male, other) if female else text
    return text


def _parts(resume: Mapping[str, Any], heads: Sequence[str]) -> Iterable[str]:
    jobs = [_job(one) for one in resume["work"]]
    studies = [
        [one["studyType"], one["area"], one["institution"], _years(one)]
        for one in resume["education"]
    ]
    yield f"<h2>{heads[0]}</h2>" + "".join(map(_paragraphs, jobs))
    yield f"<h2>{heads[1]}</h2>" + "".join(map(_paragraphs, studies))
    yield f"<h2>{heads[2]}</h2>" + _paragraphs(
        f"{one['language']} : {one['fluency']}" for one in resume["languages"]
    )
    yield f"<h2>{heads[3]}</h2>" + _paragraphs(
        ", ".join(one["keywords"]) for one in resume["skills"]
    )


def _years(one: Mapping[str, str]) -> str:
    return f"{one['startDate'][:4]} - {one['endDate'][:4]}"


def _job(one: Mapping[str, Any]) -> list[str]:
    ends = one.get("endDate", "2026-11")[:7]
    months = " - ".join("/".join(reversed(day[:7].split("-"))) for day in (one["startDate"], ends))
    return [f"{one['position']}, {one['name']}", months, *one["highlights"]]


def _paragraphs(texts: Iterable[str]) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in texts)


def _compare(
    job: Job, rendered: Rendered, first: Reading | None, second: Reading | None, today: date
) -> dict[str, Any]:
    made = [find_facts(one, today) if one else () for one in (first, second)]
    one, other = (score_facts(job, 1, VERSION, facts, today) for facts in made)
    change = max(
        abs(getattr(one, name) - getattr(other, name)) for name in ("points", "open", "place")
    )
    return {
        "labels": (rendered.name[-2:], rendered.theme.partition("-")[0]),
        "refused": sum(reading is None for reading in (first, second)),
        "points": one.points,
        "change": change,
        "name": f"{rendered.name}.{rendered.theme}",
        "reading": _seen(made[0]) != _seen(made[1]),
    }


def _seen(facts: Sequence[Any]) -> Counter[str]:
    return Counter(f"{one.kind} {sorted(map(str, one.value.items()))}" for one in visible(facts))


def _figures(pairs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    labels = sorted({label for one in pairs for label in one["labels"]})
    by = {label: [one for one in pairs if label in one["labels"]] for label in labels}
    return {
        **_sums(pairs),
        "by": {label: _sums(ones) for label, ones in by.items()},
        "changed_documents": [one["name"] for one in pairs if one["change"]],
    }


def _sums(pairs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "documents": 2 * len(pairs),
        "refused": sum(one["refused"] for one in pairs),
        "scored_above_0": sum(one["points"] > 0 for one in pairs),
        "largest_change": max((one["change"] for one in pairs), default=0.0),
        "changed": sum(one["change"] > 0 for one in pairs),
        "reading_changed": round(sum(one["reading"] for one in pairs) / max(1, len(pairs)), 4),
    }


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("nawba.bench.cv").joinpath("swap.toml").read_text("utf-8"))
