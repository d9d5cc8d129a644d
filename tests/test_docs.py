"""Documents are tested: what exists is documented, what is documented exists, examples run."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from fastapi.routing import APIRoute
from typer.testing import CliRunner

from nawba.cli.app import COMMANDS, load
from nawba.cli.app import app as commands
from nawba.domain import errors
from nawba.domain.centre_fields import FIELDS
from nawba.domain.centre_kinds import KINDS, Kind
from nawba.domain.events import EVENT_TYPES
from nawba.domain.problem_texts import meaning_of
from nawba.knowledge import STRICT_THRESHOLD
from nawba.settings import Settings
from nawba.web import create_app, pages
from nawba.web.problems import type_of

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("changes/*.md")])
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
ROLES = (
    "customer", "adviser", "supervisor", "administrator", "editor", "operators", "law", "api"
)  # fmt: skip


def read(page: Path) -> str:
    return page.read_text("utf-8")


def rows(page: Path, heading: str) -> list[list[str]]:
    """The cells of the table under ``heading``, without its head, code marks taken off."""
    section = re.split(rf"^#+ {re.escape(heading)}$", read(page), flags=re.MULTILINE)[1]
    section = re.split(r"^#+ ", section, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def bare(cell: str) -> str:
    return cell.strip("`")


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    documented = {
        bare(name): (bare(default), meaning)
        for name, default, meaning in rows(DOCS / "operators.md", "Settings")
    }
    real = {
        name: (_default(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert documented == real


def _default(value: object) -> str:
    return "none" if value is None else str(value)


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    documented = {bare(name) for name, *_ in rows(DOCS / "operators.md", "Commands")}
    assert documented == set(all_commands())


def leaves(name: str, command: click.Command) -> Iterator[str]:
    """The full names of the commands that do something: ``nawba articles list``."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name
        return
    if getattr(command, "invoke_without_command", False):
        yield name
    for word, one in below.items():
        yield from leaves(f"{name} {word}", one)


def all_commands() -> list[str]:
    return [leaf for name in COMMANDS for leaf in leaves(f"nawba {name}", load(name))]


def test_commands_written_anywhere_exist() -> None:
    known = {tuple(name.split()[1:]) for name in all_commands()}
    first, second = {name[0] for name in known}, {name[:2] for name in known}
    for page in PAGES:
        for words in re.findall(r"(?:`|\$ )nawba ([a-z][a-z -]*)", read(page)):
            name = tuple(word for word in words.split() if not word.startswith("-"))
            assert name[0] in first, f"{page.name}: nawba {words}"
            if (name[0],) not in known and len(name) > 1:
                assert name[:2] in second, f"{page.name}: nawba {words}"


def test_every_route_is_documented_and_every_documented_one_exists() -> None:
    described = create_app(Settings()).openapi()["paths"]
    real = {(method.upper(), path) for path, of in described.items() for method in of}
    line = re.compile(r"^\| `(GET|POST|PUT|PATCH|DELETE)` \| `(/api/[^`]*)` \|", re.MULTILINE)
    assert set(line.findall((DOCS / "api.md").read_text("utf-8"))) == real


def test_every_page_is_documented() -> None:
    served = {route.path for route in pages.router.routes if isinstance(route, APIRoute)}
    assert {bare(path) for path, _ in rows(DOCS / "api.md", "Pages")} == served


def test_every_event_is_documented_with_its_fields() -> None:
    documented = {
        bare(name): tuple(bare(field) for field in fields.split(", "))
        for name, fields, _ in rows(DOCS / "api.md", "Events")
    }
    real = {
        name: tuple(field.name for field in dataclasses.fields(kind))
        for name, kind in EVENT_TYPES.items()
    }
    assert documented == real


OF_THE_WEB = {"defect", "http_error", "not_local", "rate_limited"}  # not of domain.errors


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_field_of_the_configuration_is_documented_as_its_file_says_it(kind: Kind) -> None:
    real = [(field.name, FIELDS[kind.name][field.name]) for field in dataclasses.fields(kind.noun)]
    documented = rows(DOCS / "configuration.md", kind.name)
    assert [(bare(name), meaning) for name, _, meaning in documented] == real


def test_every_error_is_documented() -> None:
    kinds = [vars(errors)[name] for name in vars(errors) if isinstance(vars(errors)[name], type)]
    real = {
        kind.code
        for kind in kinds
        if issubclass(kind, errors.NawbaError) and kind is not errors.NawbaError
    }
    documented = {bare(code): bare(kind) for code, kind, *_ in rows(DOCS / "errors.md", "Kinds")}
    assert documented == {code: type_of(code) for code in real | OF_THE_WEB}


def test_errors_mean_what_their_pages_say() -> None:
    for code, _, _, meaning in rows(DOCS / "errors.md", "Kinds"):
        plain = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", meaning)
        assert plain == meaning_of(bare(code), "en"), code


def test_the_threshold_is_the_one_that_is_documented() -> None:
    assert f"score of {STRICT_THRESHOLD:.2f} on" in " ".join(read(DOCS / "editor.md").split())


def test_every_shortcut_of_the_desk_is_documented() -> None:
    source = read(ROOT / "ui/src/desk/commands.ts")
    bindings = re.search(r"KEYS: Record<string, string> = \{(.*?)\};", source, re.DOTALL)
    assert bindings is not None
    real = {_caps(keys) for keys in re.findall(r": '([^']+)'", bindings[1])} | {"?"}
    assert {bare(keys) for keys, _ in rows(DOCS / "adviser.md", "Shortcuts")} == real


def _caps(keys: str) -> str:
    return keys.replace("$mod", "Ctrl").replace("Key", "").replace("Arrow", "")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_its_page_and_the_readme_leads_there(role: str) -> None:
    assert (DOCS / f"{role}.md").is_file()
    assert f"docs/{role}.md" in read(ROOT / "README.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in _anchors(there), f"{page.name}: {target}"


def _prose(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", read(page), flags=re.DOTALL | re.MULTILINE)


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def examples() -> list[str]:
    """The ``nawba … --help`` lines of all blocks marked ``console``."""
    blocks = [
        block
        for page in PAGES
        for block in re.findall(r"^```console\n(.*?)^```", read(page), re.DOTALL | re.MULTILINE)
    ]
    lines = [line[2:] for block in blocks for line in block.splitlines() if line[:2] == "$ "]
    return sorted({line for line in lines if line.startswith("nawba ") and "--help" in line})


@pytest.mark.parametrize("example", examples())
def test_examples_run(example: str) -> None:
    result = CliRunner().invoke(commands, example.split()[1:])
    assert result.exit_code == 0, result.output


def test_there_are_examples() -> None:
    assert examples()


def test_decisions_are_numbered_and_whole() -> None:
    assert [page.name[:3] for page in DECISIONS] == [
        f"{number:03}" for number in range(1, len(DECISIONS) + 1)
    ]
    for page in DECISIONS:
        headings = re.findall(r"^## (.+)$", read(page), re.MULTILINE)
        assert headings == ["Context", "Choice", "Measured", "What would change our mind"]


def test_no_document_names_a_place_on_somebodys_machine() -> None:
    for page in PAGES:
        assert not re.search(r"/(home|Users|work|root)/", read(page)), page.name


def test_rooms_in_the_readme_are_those_in_the_source() -> None:
    listed = {bare(room) for room, *_ in rows(ROOT / "README.md", "The rooms")}
    assert listed == {path.parent.name for path in (ROOT / "src/nawba").glob("*/__init__.py")}


def test_the_screenshot_of_the_readme_is_a_real_picture() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", read(ROOT / "README.md"))
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG"), picture
