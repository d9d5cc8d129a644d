"""The calls that ``docs/api.md`` shows are run as they stand there, on a real server with a key."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from nawba.actions.api_keys import make_key
from nawba.domain.words import ADMINISTRATOR
from web.conftest import Web

GUIDE = Path(__file__).parents[2] / "docs" / "api.md"


def commands() -> list[str]:
    """The shell of the first section, block by block; the demo's brand is this centre's."""
    text = GUIDE.read_text("utf-8")
    section = re.split(r"^## ", text.split("## The first ten calls")[1], flags=re.MULTILINE)[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    return [block.replace("sahla", "atlas") for block in blocks]


def test_there_are_ten_calls() -> None:
    first, *calls = commands()
    assert "KEY=" in first
    assert len(calls) == 10
    assert all("curl" in call for call in calls)


def test_the_first_calls_work(web: Web) -> None:
    if shutil.which("curl") is None:
        if os.environ.get("CI"):
            pytest.fail("There is no curl. Install it (Debian: apt-get install curl).")
        pytest.skip("There is no curl.")
    assert web.store is not None
    _, secret = make_key(web.store, ADMINISTRATOR, "guide", ("supervisor", "administrator"))
    first, *calls = commands()
    first = re.sub(r"export .*", f"export NAWBA={web.base} KEY={secret}", first)
    script = "set -euo pipefail\n" + first + "\necho --next--\n".join(["", *calls])
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    said = done.stdout.split("--next--")[1:]
    assert '"status":"ok"' in said[0]
    assert '"Bonjour"' in said[2]
    assert "event: ready" in said[7]
    assert said[9].strip() == '{"rows":[],"next":null}'
