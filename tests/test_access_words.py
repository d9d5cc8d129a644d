"""What the house notes in the log of access can be chosen there, and is said in every language."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nawba.domain.access import ACCESS_OF, ACTIONS, KINDS

ROOT = Path(__file__).parent.parent
LANGUAGES = ("fr", "ar", "en")


def noted() -> Iterator[tuple[str, str, str]]:
    """Place, action and kind of every line that code writes out: `saw(…)` and `Access(…)`."""
    for path in sorted((ROOT / "src/nawba").rglob("*.py")):
        source = path.read_text("utf-8")
        if "saw(" in source or "Access(" in source:
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield from _line(path.name, node, node.func.id)


def _line(where: str, call: ast.Call, name: str) -> Iterator[tuple[str, str, str]]:
    words = [one.value if isinstance(one, ast.Constant) else "" for one in call.args]
    named = {
        one.arg: one.value.value for one in call.keywords if isinstance(one.value, ast.Constant)
    }
    if name == "saw":
        yield where, str(named.get("action", "saw")), str(words[2])
    elif name == "Access" and all(words[1:3]):
        yield where, str(words[1]), str(words[2])


LINES = {*noted(), *((cls.__name__, action, kind) for cls, (action, kind, _) in ACCESS_OF.items())}


def test_code_notes_something() -> None:
    assert len(LINES) > 30


@pytest.mark.parametrize(("where", "action", "kind"), sorted(LINES))
def test_every_line_can_be_chosen_and_is_said(where: str, action: str, kind: str) -> None:
    assert action in ACTIONS, where
    assert kind in KINDS, where
    for language in LANGUAGES:
        texts = json.loads((ROOT / f"ui/src/i18n/{language}/access.json").read_text("utf-8"))
        assert f"action.{action}" in texts, (language, where)
        assert f"kind.{kind}" in texts, (language, where)
