"""The same life under another name: what is swapped, and what must not follow from it."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pytest

from nawba.bench.cv.resumes import make_resumes
from nawba.bench.cv.swap import LAYOUTS, fresh, page_of
from nawba.domain.errors import Invalid


def test_a_swap_changes_who_it_is_and_leaves_the_life() -> None:
    for at, resume in enumerate(make_resumes(20)):
        layout = LAYOUTS[at % 3]
        one, other = (page_of(resume, layout, person) for person in (0, 1))
        first, second = ({*re.findall(r"[^<>]{4,}", page)} for page in (one, other))
        employers = {escape(job["name"]) for job in resume.document["work"]}
        assert all(name in one and name in other for name in employers)
        assert 5 <= len(first - second) <= 20  # name, gender, birth, status, address; titles
        assert re.search('fill="(#.{6})"', one)[1] != re.search('fill="(#.{6})"', other)[1]  # type: ignore[index]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years", "utf-8")
    with pytest.raises(Invalid, match="--folder"):
        fresh(tmp_path)
    fresh(tmp_path / "new")
    fresh(tmp_path / "new")
    assert (tmp_path / "thesis.txt").exists()
