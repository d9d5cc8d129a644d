"""Commands run as typed: in this process for most, as a program of its own where it matters."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import processes
from nawba.cli.app import app

CENTRE = Path(__file__).parent.parent / "web" / "centre.yaml"

ARTICLE = """---
id: {id}
brand: {brand}
language: {language}
title: {title}
owner: Nadia
questions:
  - {question}
---
{body}
"""


@dataclass
class Cli:
    """A terminal in a folder of its own, where ``nawba.toml`` and ``data/`` would lie."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/data/nawba.db"

    def run(self, *words: str, code: int = 0) -> Result:
        """``nawba WORDS``, which must end with ``code``; nobody ever sees a traceback."""
        result = CliRunner().invoke(app, list(words))
        assert result.exit_code == code, result.output + result.stderr
        assert "Traceback" not in result.output + result.stderr
        return result

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self.run(*words, "--json", code=code).stdout)

    def program(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The same as a process, with what the environment adds."""
        return processes.run(self.folder, *words, **environment)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def article(self, name: str, **fields: str) -> Path:
        known = {
            "id": "cancel-plan",
            "brand": "atlas",
            "language": "en",
            "title": "How do I cancel my plan?",
            "question": "I want to cancel my plan",
            "body": "Cancel in the app, section Contract.",
        }
        return self.write(f"articles/{name}.md", ARTICLE.format(**known | fields))

    def centre(self, *changes: tuple[str, str]) -> Path:
        """The test's centre as a file, with some of its words replaced."""
        text = CENTRE.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return self.write("centre.yaml", text)

    def configured(self) -> None:
        self.run("config", "apply", "--yes", str(self.centre()))


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("NAWBA_")]:
        monkeypatch.delenv(name)
    return Cli(tmp_path)
