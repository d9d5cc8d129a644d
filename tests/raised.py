"""Every sentence that the source raises as an error, with ``{}`` for what is put in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from nawba.domain import errors

SOURCE = Path(errors.__file__).parent.parent
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.NawbaError)
}


def raised(*rooms: str) -> dict[str, str]:
    """The sentences raised below ``rooms`` of the source, each with the file that does."""
    files = [file for room in rooms for file in sorted(_files(SOURCE / room))]
    return {text: str(file.relative_to(SOURCE)) for file in files for text in _sentences_of(file)}


def _files(place: Path) -> list[Path]:
    return list(place.rglob("*.py")) if place.is_dir() else [place]


def _sentences_of(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text("utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in KINDS and node.args:
            yield from _texts(node.args[0], constants)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _texts(node: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _texts(constants[node.id], {})


def texts_of(file: Path) -> Iterator[str]:
    """Every string of ``file``, whoever says it."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, (ast.Constant, ast.JoinedStr)):
            yield from _texts(node, {})
