"""Where calls may go is the operator's word alone, and secrets are named, never written."""

from __future__ import annotations

from pathlib import Path

import pytest

from nawba.assistant.operations import (
    Secrets,
    allowed_hosts,
    connect,
    read_systems,
    read_systems_folder,
)
from nawba.assistant.operations.systems import System
from nawba.domain.errors import DocumentError, Invalid
from nawba.domain.operations import BrandOperations, Operation, Risk

SOUND = """
brand: sahla
systems:
  - name: backoffice
    address: http://127.0.0.1:8790
    secret: SAHLA_TOKEN
  - name: crm
    kind: mcp
    address: https://crm.sahla.example/mcp
  - name: planner
    kind: mcp
    command: [/opt/planner, --quiet]
    environment: {API_TOKEN: PLANNER_TOKEN}
""".strip()
HOSTS = ("crm.sahla.example",)


def test_a_sound_file_gives_its_systems() -> None:
    read = read_systems(SOUND, "systems.yaml", HOSTS)
    assert read.brand == "sahla"
    assert read.systems[0] == System(
        "backoffice", address="http://127.0.0.1:8790", secret="SAHLA_TOKEN"
    )
    assert [one.kind for one in read.systems] == ["http", "mcp", "mcp"]


@pytest.mark.parametrize("address", ["http://localhost:1", "http://[::1]:1", "http://127.8.8.8"])
def test_this_machine_needs_no_permission(address: str) -> None:
    text = SOUND.replace("http://127.0.0.1:8790", f'"{address}"')
    assert read_systems(text, "systems.yaml", HOSTS).systems[0].address == address


FAULTS = {
    "brand: sahla": ("brand: 5", "brand"),
    "address: http://127.0.0.1:8790": ("address: http://10.0.0.1:8790", "not allowed"),
    "http://127.0.0.1:8790": ("ftp://127.0.0.1", "no address"),
    "127.0.0.1:8790": ("user:word@127.0.0.1", "no address"),
    "8790": ("8790/?x=1", "no address"),
    "https://crm": ("http://crm", "unencrypted"),
    "crm.sahla.example/mcp": ("crm.sahla.example.evil.net/mcp", "not allowed"),
    "https://crm.sahla.example/mcp": ("https://127.0.0.1.nip.io/mcp", "not allowed"),
    "kind: mcp": ("kind: smtp", "unknown kind"),
    "name: crm": ("name: backoffice", "used twice"),
    "name: planner": ("name: Planner", "cannot be a name"),
    "secret: SAHLA_TOKEN": ("secret: hunter2-hunter2", "secret's name"),
    "PLANNER_TOKEN": ("NAWBA_DATABASE", "secret's name"),
    "    command: [/opt/planner, --quiet]\n": ("", "one way"),
    "    secret: SAHLA_TOKEN": ("    command: [x]", "needs an address"),
    "    kind: mcp\n    address: https": (
        "    kind: mcp\n    environment: {A: B}\n    address: https",
        "for commands",
    ),
    "systems:": ("systems: []\nother:", "must be a list"),
    "    secret": ("    password", "not a field known here"),
}


@pytest.mark.parametrize("change", FAULTS)
def test_a_file_that_could_send_calls_astray_is_refused_with_its_line(change: str) -> None:
    new, problem = FAULTS[change]
    assert change in SOUND
    with pytest.raises(DocumentError) as caught:
        read_systems(SOUND.replace(change, new, 1), "systems.yaml", HOSTS)
    assert problem in str(caught.value)
    assert all(fault.line > 0 and fault.remedy for fault in caught.value.faults)
    assert "hunter2-" not in str(caught.value)


def operation(name: str = "look", **more: str) -> Operation:
    return Operation(name, Risk.READ, **{"system": "backoffice", **more})  # type: ignore[arg-type]


def test_operations_and_systems_must_fit() -> None:
    systems = read_systems(SOUND, "systems.yaml", HOSTS)
    with pytest.raises(Invalid, match="'billing'"):
        connect(BrandOperations("sahla", (operation(system="billing", method="GET"),)), systems)
    with pytest.raises(Invalid, match="a method and a path"):
        connect(BrandOperations("sahla", (operation(tool="look"),)), systems)
    crm = operation(system="crm", method="GET", path="/x")
    with pytest.raises(Invalid, match="a tool of an MCP system"):
        connect(BrandOperations("sahla", (crm,)), systems)


def test_the_systems_of_another_brand_are_not_used() -> None:
    systems = read_systems(SOUND, "systems.yaml", HOSTS)
    with pytest.raises(Invalid, match="waha"):
        connect(BrandOperations("waha", (operation(method="GET", path="/x"),)), systems)


def test_a_secret_comes_from_a_file_then_from_the_environment(tmp_path: Path) -> None:
    secrets = Secrets(tmp_path, {"A": "from-environment"})
    assert secrets.find("A") == "from-environment"
    (tmp_path / "A").write_text("from-file\n")
    assert secrets.find("A") == "from-file"
    assert "from-" not in repr(secrets)


@pytest.mark.parametrize("value", ["", " \n", "a\nb", "clé"])
def test_a_secret_that_cannot_be_one_is_not_used(tmp_path: Path, value: str) -> None:
    (tmp_path / "A").write_text(value)
    with pytest.raises(Invalid, match="The secret A is not set") as caught:
        Secrets(tmp_path, {}).find("A")
    assert "clé" not in str(caught.value)


def test_a_folder_has_a_file_per_brand(tmp_path: Path) -> None:
    (tmp_path / "sahla.yaml").write_text(SOUND)
    (tmp_path / "waha.yaml").write_text(SOUND.replace("sahla\n", "waha\n", 1))
    (tmp_path / "notes.txt").write_text("not ours")
    assert set(read_systems_folder(tmp_path, HOSTS)) == {"sahla", "waha"}


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND)
    (tmp_path / "b.yaml").write_text(SOUND)
    (tmp_path / "c.yaml").write_text("brand: waha\n")
    with pytest.raises(DocumentError) as caught:
        read_systems_folder(tmp_path, HOSTS)
    assert {fault.file for fault in caught.value.faults} == {"b.yaml", "c.yaml"}
    with pytest.raises(Invalid, match="systems_folder"):
        read_systems_folder(tmp_path / "nowhere")


def test_hosts_are_written_with_commas() -> None:
    assert allowed_hosts(" CRM.sahla.example, b.example,,") == ("crm.sahla.example", "b.example")
    assert allowed_hosts("") == ()
