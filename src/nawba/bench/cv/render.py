"""Résumés as people send them: rendered by themes that strangers wrote, printed by Chromium.

Themes are those of jsonresume.org, fetched by npm into a folder that is kept. They run in Node, and
what they make is opened in a browser without a network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nawba.domain.errors import Invalid, Unavailable

THEMES = ("elegant", "even", "flat", "stackoverflow", "kendall", "macchiato", "onepage", "short")
"""Of ``jsonresume-theme-…``: one column and two, with side headings, with cards and pills."""

_SCRIPT = """
const fs = require('fs'), path = require('path'), [theme, out, ...files] = process.argv.slice(2);
(async () => {
  const name = 'jsonresume-theme-' + theme;
  let made;
  try { made = require(name) } catch { made = await import(name) }
  const render = made.render || made.default.render;
  for (const file of files) {
    const page = await render(JSON.parse(fs.readFileSync(file)));
    fs.writeFileSync(path.join(out, path.basename(file, '.json') + '.' + theme + '.html'), page);
  }
})().catch(error => { console.error(error); process.exit(1) });
"""


@dataclass(frozen=True)
class Rendered:
    """``shown`` is the text that the browser shows: what of a résumé the theme uses at all."""

    name: str
    theme: str
    pdf: Path
    shown: str


def render(
    resumes: Mapping[str, Mapping[str, Any]], themes: Sequence[str], folder: Path
) -> list[Rendered]:
    """Each résumé (by name) in each theme, as A4 pages below ``folder``.

    Raises Unavailable where npm's registry or Chromium is out of reach; nothing is skipped.
    """
    modules = _fetched(themes, folder)
    pages = folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir(parents=True)
    files = []
    for name, resume in resumes.items():
        files.append(pages / f"{name}.json")
        files[-1].write_text(json.dumps(resume, ensure_ascii=False), "utf-8")
    for theme in themes:
        _node(modules, [theme, str(pages), *map(str, files)])
    return list(printed(pages / f"{one.stem}.{t}.html" for one in files for t in themes))


def _fetched(themes: Sequence[str], folder: Path) -> Path:
    """The folder of the themes, fetched if they are not there yet."""
    modules = folder / "themes"
    modules.mkdir(parents=True, exist_ok=True)
    wanted = [f"jsonresume-theme-{theme}" for theme in themes]
    missing = [name for name in wanted if not (modules / "node_modules" / name).is_dir()]
    if missing:
        # No script of a package runs: a theme is code that nobody here has read.
        command = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
        _run([_program("npm"), *command, str(modules), *missing], modules, os.environ)
    (modules / "render.cjs").write_text(_SCRIPT, "utf-8")
    return modules


def _node(modules: Path, words: Sequence[str]) -> None:
    """Themes see nothing of this process's environment: nobody here has read their code."""
    _run([_program("node"), "render.cjs", *words], modules, {"HOME": str(modules)})


def _run(command: Sequence[str], folder: Path, known: Mapping[str, str]) -> None:
    path = f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
    try:
        done = subprocess.run(
            command, cwd=folder, env={**known, "PATH": path}, capture_output=True,
            text=True, timeout=600, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unavailable("Themes took more than ten minutes. Try again, or fewer.") from None
    if done.returncode:
        told = done.stderr.strip().splitlines()[-3:]
        raise Unavailable(f"{Path(command[0]).name} failed: {' '.join(told)}")


def _program(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise Invalid(f"{name} is not installed here: make check brings it, or Debian's nodejs.")
    return found


def printed(pages: Iterable[Path]) -> Iterable[Rendered]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=_program("chromium"), args=_ALONE)
        page = browser.new_page()
        # Fonts and pictures of other machines are left out: the same page every time.
        page.route("**/*", lambda one: one.continue_() if _is_here(one) else one.abort())
        for file in pages:
            name, theme, _ = file.name.rsplit(".", 2)
            page.goto(file.as_uri())
            target = file.with_suffix(".pdf")
            page.pdf(path=target, format="A4")
            page.emulate_media(media="print")
            told = [page.inner_text("body"), *page.evaluate(_PRINTED_LINKS)]
            yield Rendered(name, theme, target, "\n".join(told))
        browser.close()


_PRINTED_LINKS = """() => [...document.querySelectorAll("a[href]")]
    .filter((one) => ["::before", "::after"].some(
        (which) => getComputedStyle(one, which).content.includes(one.getAttribute("href"))
            || getComputedStyle(one, which).content.includes("attr(href")))
    .map((one) => one.getAttribute("href"))"""
"""Addresses that a style sheet writes beside links on paper: shown, but no text of the document."""

_ALONE = ["--no-sandbox", "--disable-gpu"]


def _is_here(route: Any) -> bool:
    return str(route.request.url).startswith("file:")
