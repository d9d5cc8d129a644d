"""``nawba listen`` as typed: a folder of contacts in, a manifest's faults, the list, one erased."""

from __future__ import annotations

import json
from pathlib import Path

import fsspec
import pytest

from cli.conftest import Cli
from nawba.listening.facts import ask_facts
from nawba.listening.shelf import Shelf

LINE = {"id": "c-1", "lang": "fr", "turns": [
    {"role": "agent", "start": 0.0, "end": 1.5, "text": "Bonjour, Sahla, Nadia à votre écoute."},
    {"role": "caller", "start": 2.0, "end": 4.0, "text": "Bonjour, ma ligne est coupée."},
]}  # fmt: skip


def _calls(folder: Path, lines: int = 3) -> Path:
    folder.mkdir()
    told = [LINE | {"id": f"c-{number}"} for number in range(lines)]
    folder.joinpath("calls.jsonl").write_text("\n".join(map(json.dumps, [*told, "no contact"])))
    return folder


@pytest.fixture
def allowed(cli: Cli) -> Cli:
    cli.configured() if hasattr(cli, "configured") else None
    cli.run(
        "privacy", "register", "set", "listening", "--basis", "consent", "--authorisation", "A-1",
        "--retention", "a year", "--since", "2026-01-01", "--notice", "2026-01-01",
    )  # fmt: skip
    return cli
