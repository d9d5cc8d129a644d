"""What axe-core holds against a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def hold_to_wcag(page: Page) -> None:
    """Fail with one line for each element that axe-core holds against WCAG A and AA."""
    for frame in page.frames:
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    lines = [
        f"{one['id']}: {one['help']}: {node['target']}: {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
    assert not lines, "\n".join(lines)
