"""Reads an operator's flows and connects each brand's to its systems, before anybody is served."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nawba.assistant.flow_turns import BrandFlows
from nawba.assistant.flows import read_flows
from nawba.assistant.operations import BrandSystems, Secrets, connect
from nawba.domain.errors import Invalid


def read_brand_flows(
    folder: Path, systems: Mapping[str, BrandSystems], secrets: Secrets
) -> dict[str, BrandFlows]:
    """The flows of every brand that has a folder in ``folder``, connected to its ``systems``.

    Nothing is called yet. Raises DocumentError with the faults of a brand's flows, Invalid when a
    brand has flows and no systems.
    """
    return {
        brand.name: _connected(brand, systems, secrets)
        for brand in sorted(folder.glob("*"))
        if brand.is_dir()
    }


def _connected(folder: Path, systems: Mapping[str, BrandSystems], secrets: Secrets) -> BrandFlows:
    found = systems.get(folder.name)
    if found is None:
        raise Invalid(
            f"{folder} holds flows, but systems_folder has no file of the brand {folder.name}. "
            "Write one that says where its systems are (docs/operations.md), or move the flows."
        )
    book = read_flows(folder)
    return BrandFlows(book, connect(book.operations, found, secrets))
