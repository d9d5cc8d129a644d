"""What `deploy/` names exists in the project: it cannot be run here, but it can be compared."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from nawba.cli.app import COMMANDS
from nawba.settings import Settings
from nawba.web.guard import MAX_BODY
from nawba.web.probes import router

DEPLOY = Path(__file__).parent.parent / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
FILES = sorted(path for path in DEPLOY.iterdir() if path.name != "README.md")
DRAIN = Settings.model_fields["drain_seconds"].default
PORT = Settings.model_fields["port"].default


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


class _Unit(RawConfigParser):
    """A systemd unit: names keep their letters, and may come twice."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None)
        self.optionxform = str  # type: ignore[assignment, method-assign]
        self.read(path, encoding="utf-8")


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_exists_as_nobody_special(unit: Path) -> None:
    service = _Unit(unit)["Service"]
    assert service["ExecStart"].split()[1] in COMMANDS
    assert service["User"] == "nawba"
    assert service["NoNewPrivileges"] == "yes"
    assert service["UMask"] == "0077"


def test_nobody_is_killed_while_it_drains() -> None:
    service = _Unit(DEPLOY / "nawba.service")["Service"]
    assert float(service["TimeoutStopSec"]) >= DRAIN + 20
    stop = re.search(r"--stop-timeout (\d+)", text("Containerfile"))
    assert stop is not None
    assert float(stop[1]) >= DRAIN + 20


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_settings_that_are_named_exist(file: Path) -> None:
    named = set(re.findall(r"\bNAWBA_([A-Z_]+)\b", file.read_text("utf-8")))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_hides_the_probes_and_lets_pass_what_nawba_takes(name: str) -> None:
    proxy = text(name)
    for route in router.routes:
        assert route.path.strip("/") in proxy  # type: ignore[attr-defined]
    assert f"127.0.0.1:{PORT}" in proxy
    assert re.search(rf"\b{MAX_BODY // 1024 // 1024}m", proxy, re.IGNORECASE)


def test_the_image_asks_whether_it_is_ready_and_says_that_it_was_not_built() -> None:
    image = text("Containerfile")
    assert f"http://127.0.0.1:{PORT}/readyz" in image
    assert "NOT BUILT" in image
    version = re.search(r"python:(\d\.\d+)", image)
    assert version is not None
    needed = re.search(
        r'requires-python = ">=([\d.]+)"', (DEPLOY.parent / "pyproject.toml").read_text()
    )
    assert needed is not None
    assert version[1] >= needed[1]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    units = []
    for path in [*UNITS, *DEPLOY.glob("*.timer")]:
        units.append(tmp_path / path.name)
        units[-1].write_text(path.read_text("utf-8").replace("/opt/nawba/bin/nawba", "/bin/true"))
    told = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60
    )
    assert (told.returncode, told.stdout + told.stderr) == (0, "")
