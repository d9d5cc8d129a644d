"""Résumés rendered and read back: counting, scans, and what happens where something is missing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from hiring.papers import lines_of, pdf
from nawba.bench.cv import render as render_module
from nawba.bench.cv.render import Rendered, render
from nawba.bench.cv.rendered import measure_rendered, resumes_of
from nawba.bench.cv.scan import scan
from nawba.domain.errors import Invalid, Unavailable

TODAY = date(2026, 11, 23)
RESUME = {"basics": {"name": "Ada Diop", "email": "ada@example.com", "phone": "+221 77 111 22 33"}}
TOLD = ("Ada Diop", "ada@example.com", "Customer adviser since 2019")


def rendered(folder: Path, data: bytes, name: str = "0001-en") -> Rendered:
    path = folder / f"{name}.pdf"
    path.write_bytes(data)
    return Rendered(name, "own", path, "\n".join(TOLD))


def test_what_the_page_shows_is_counted_and_a_refused_document_counts_as_missed(
    tmp_path: Path,
) -> None:
    good = rendered(tmp_path, pdf(lines_of(TOLD)))
    bad = rendered(tmp_path, b"%PDF-1.7 broken", "0003-en")
    resumes = {"0001-en": RESUME, "0003-en": RESUME}
    figures = measure_rendered([good, bad], resumes, lambda one: (one.name,), TODAY, scanned=False)
    assert (figures["fields_shown"], figures["recall"]) == (4, 0.5)
    assert (figures["documents"], figures["refused"], figures["pages"]) == (2, 1, 1)
    assert figures["by"]["0001-en"]["recall"] == 1.0
    assert figures["documents_a_minute"] > 0


def test_a_scan_has_no_text_of_its_own_and_the_same_seed_makes_the_same() -> None:
    page = pdf(lines_of(TOLD))
    assert scan(page, 1) != scan(page, 2)
    assert b"/Font" not in scan(page, 1)
    assert b"/Image" in scan(page, 1)


def test_resumes_come_from_a_folder_or_are_invented(tmp_path: Path) -> None:
    assert len(resumes_of(None, 3)) == 3
    with pytest.raises(Invalid, match="holds no"):
        resumes_of(tmp_path, 3)
    (tmp_path / "ada.json").write_text(json.dumps(RESUME), "utf-8")
    assert resumes_of(tmp_path, 3) == {"ada": RESUME}


def test_what_cannot_be_fetched_or_rendered_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "themes/node_modules/jsonresume-theme-none").mkdir(parents=True)
    with pytest.raises(Unavailable, match="node failed"):
        render({"ada": RESUME}, ["none"], tmp_path)
    monkeypatch.setattr(render_module.shutil, "which", lambda _: None)
    monkeypatch.setattr(render_module.sys, "executable", "/nowhere/python")
    with pytest.raises(Invalid, match="npm is not installed"):
        render({"ada": RESUME}, ["other"], tmp_path)


@pytest.mark.browser
def test_a_theme_is_rendered_printed_and_its_text_told(tmp_path: Path) -> None:
    module = tmp_path / "themes/node_modules/jsonresume-theme-own"
    module.mkdir(parents=True)
    body = "'<h1>' + resume.basics.name + '</h1><img src=\"http://example.org/x.png\">'"
    (module / "index.js").write_text(f"exports.render = resume => {body}", "utf-8")
    (one,) = render({"0001-en": RESUME}, ["own"], tmp_path)
    assert (one.name, one.theme, one.shown.strip()) == ("0001-en", "own", "Ada Diop")
    assert one.pdf.read_bytes().startswith(b"%PDF")
