"""The settings lead to a brand's flows over its systems, or say what to mend."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from house import House
from nawba.assistant.flow_shelf import FlowShelf
from nawba.assistant.flow_turns import FlowsOf
from nawba.cli.brand_flows import open_flows
from nawba.demo.backoffice import start
from nawba.demo.company import COMPANY
from nawba.domain.errors import DocumentError, Invalid
from nawba.settings import Settings


def settings(folder: Path, address: str = "http://127.0.0.1:1", **more: Any) -> Settings:
    """Settings with the demo's flows, and a back office at ``address``."""
    systems, material = folder / "systems", folder / "material"
    systems.mkdir()
    shutil.copytree(COMPANY / "flows" / "sahla", material / "flows" / "sahla")
    where = f"systems:\n  - name: backoffice\n    address: {address}\n    secret: SAHLA_TOKEN\n"
    (systems / "sahla.yaml").write_text(f"brand: sahla\n{where}")
    return Settings(**{"systems_folder": systems, "assistant_folder": material, **more})


def unpublished(house: House, shelf: FlowShelf) -> FlowsOf:
    """The flows while no version of the assistant was published."""
    return shelf.serve(house.store, None)


def test_a_brand_acts_on_its_own_systems(tmp_path: Path, sqlite_house: House) -> None:
    running = start(tmp_path / "backoffice")
    (tmp_path / "SAHLA_TOKEN").write_text(running.token)
    shelf = open_flows(settings(tmp_path, running.address, secrets_folder=tmp_path))
    flows_of = unpublished(sqlite_house, shelf)
    sahla = flows_of("sahla")
    assert sahla is not None
    result = sahla.connected.call("list-invoices", {"customer": "C-1001"}, "k")
    assert result.status == "done"
    assert flows_of("waha") is None
    shelf.close()
    running.stop()


def test_without_systems_there_are_none(tmp_path: Path, sqlite_house: House) -> None:
    shelf = open_flows(settings(tmp_path, systems_folder=None))
    assert unpublished(sqlite_house, shelf)("sahla") is None
    shelf.close()


def test_without_a_folder_there_are_none_until_a_version_brings_them(
    tmp_path: Path, sqlite_house: House
) -> None:
    shelf = open_flows(settings(tmp_path, assistant_folder=None))
    assert unpublished(sqlite_house, shelf)("sahla") is None
    shelf.close()


def test_a_host_must_be_allowed(tmp_path: Path) -> None:
    away = settings(tmp_path, "https://crm.example")
    with pytest.raises(DocumentError, match=r"sahla\.yaml:4.*operation_hosts"):
        open_flows(away)
    open_flows(away.model_copy(update={"operation_hosts": "crm.example"})).close()


def test_systems_without_flows_are_told(tmp_path: Path) -> None:
    given = settings(tmp_path)
    shutil.rmtree(tmp_path / "material" / "flows")
    with pytest.raises(Invalid, match="flows"):
        open_flows(given)
