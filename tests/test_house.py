"""The rules of the house that a reader would otherwise have to police: rooms, writers, words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "nawba"
CATALOGUES = sorted((ROOT / "ui/src/i18n").glob("*/*.json")) + sorted(
    (SOURCE / "domain/texts").glob("*.json")
)
ROOMS = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))
MODULES = sorted(SOURCE.rglob("*.py"))

DESIGNED = frozenset(
    (
        *("domain", "stats", "store", "models", "privacy", "actions", "knowledge", "assistant"),
        *("dispatch", "assist", "voice", "listening", "hiring", "planning", "impact"),
        *("web", "demo", "bench", "cli"),
    )
)

WRITERS = ("actions", "store")
"""Only verbs write; the store itself writes event numbers and migrations."""

SYNONYMS = {
    "agent": "adviser",
    "bot": "assistant",
    "chatbot": "assistant",
    "escalate": "hand over",
    "escalation": "hand-over",
    "handoff": "hand-over",
    "operator": "adviser (the operator is who installs Nawba)",
    "tenant": "brand",
    "ticket": "contact",
}
"""Words that the design's table replaces by one of its own, in English identifiers."""

SHOWN_SYNONYMS = {
    "en": ("agent", "bot", "chatbot", "operator", "representative", "ticket"),
    "fr": ("agent", "bot", "chatbot", "opérateur", "téléconseiller", "ticket"),
    "ar": ("وكيل", "الوكيل", "بوت", "تذكرة", "التذكرة", "مشغل"),
}

ALLOWED = frozenset({"user_agent", "userAgent", "Bot", "bot"})
"""Names that others gave: an HTTP header, and the icon of a machine."""


def test_every_room_is_of_the_design_and_has_something_to_do() -> None:
    for room in ROOMS:
        assert room.name in DESIGNED, f"{room.name} is not a room of the design"
        assert [path for path in room.rglob("*.py") if path.name != "__init__.py"], room.name


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_in_five_lines_what_it_is(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))
    assert docstring is not None
    lines = [line for line in docstring.splitlines() if line.strip()]
    assert len(lines) == 5, f"{room.name}: {len(lines)} lines"
    assert "In: " in docstring
    assert "Out: " in docstring


def test_every_module_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_only_verbs_write() -> None:
    strangers = [path for path in MODULES if path.relative_to(SOURCE).parts[0] not in WRITERS]
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in strangers
        for line, what in writes(ast.parse(path.read_text("utf-8")))
    ]
    assert not found, "only actions/ may write:\n" + "\n".join(found)


def test_the_writer_scan_sees_each_way_to_write() -> None:
    ways = """
table.insert().values(a=1)
tables.contacts.update().where(x)
sa.delete(tables.contacts)
connection.execute(sa.text("UPDATE contacts SET state = 'x'"))
with self.store.write("x", actor) as tx: pass
"""
    harmless = "names.insert(0, x); found.update(more); file.write('x'); {}.update(a=1)"
    assert len(list(writes(ast.parse(ways)))) == 5
    assert not list(writes(ast.parse(harmless)))


def writes(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of every call in ``tree`` that changes rows or opens a write transaction."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_write(node):
            yield node.lineno, ast.unparse(node.func)


def _is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    name, owner = call.func.attr, ast.unparse(call.func.value)
    if name in ("insert", "update", "delete"):
        return owner == "sa" or not (call.args or call.keywords)
    if name == "text" and call.args:
        return bool(re.match(r"['\"]\s*(insert|update|delete)\b", ast.unparse(call.args[0]), re.I))
    return name == "write" and owner.rpartition(".")[2] in ("store", "_store")


def test_code_uses_the_words_of_the_design() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {name}: say {SYNONYMS[word]}"
        for path in MODULES
        for name in sorted(identifiers(ast.parse(path.read_text("utf-8"))))
        for word in words_of(name)
        if word in SYNONYMS and name not in ALLOWED
    ]
    assert not found, "\n".join(found)


def test_pages_use_the_words_of_the_design() -> None:
    sources = [*(ROOT / "ui/src").rglob("*.ts"), *(ROOT / "ui/src").rglob("*.svelte")]
    found = [
        f"{path.relative_to(ROOT)}: {name}: say {SYNONYMS[word]}"
        for path in sorted(sources)
        for name in sorted(set(re.findall(r"\b[A-Za-z_]\w*\b", _code(path))))
        for word in words_of(name)
        if word in SYNONYMS and name not in ALLOWED
    ]
    assert not found, "\n".join(found)


def test_people_read_the_words_of_the_design() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {key}: {word}"
        for path in CATALOGUES
        for key, text in json.loads(path.read_text("utf-8")).items()
        for word in SHOWN_SYNONYMS[_language(path)]
        if re.search(rf"\b{word}s?\b", text, re.IGNORECASE)
    ]
    assert not found, "\n".join(found)


def test_the_word_scan_tells_words_apart() -> None:
    assert words_of("AgentState") == ["agent", "state"]
    assert words_of("open_tickets") == ["open", "ticket"]
    assert words_of("bottom") == ["bottom"]
    assert words_of("HTTPAgent2") == ["http", "agent"]


def identifiers(tree: ast.AST) -> set[str]:
    """Every name that the code gives: functions, classes, arguments, variables, attributes."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            names.add(node.arg)
    return names


def words_of(name: str) -> list[str]:
    """The singular lower-case words of a snake_case or CamelCase name."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [re.sub(r"(?<=[a-z]{3})s$", "", part.lower()) for part in parts]


def _code(path: Path) -> str:
    text = path.read_text("utf-8")
    return re.sub(r"//[^\n]*|/\*.*?\*/|<!--.*?-->", "", text, flags=re.DOTALL)


def _language(path: Path) -> str:
    folder = path.parent.name
    return folder if folder in SHOWN_SYNONYMS else path.stem
