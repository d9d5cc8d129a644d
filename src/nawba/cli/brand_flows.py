"""The flows of the centre's own brands, over their systems, as the settings say where both are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nawba.assistant.flow_turns import BrandFlows
from nawba.domain.errors import Invalid
from nawba.settings import Settings

if TYPE_CHECKING:
    from nawba.assistant.operations import BrandSystems


@dataclass(frozen=True)
class OwnFlows:
    """``close`` them at the end: they hold connections to the brands' systems."""

    brands: dict[str, BrandFlows]

    def flows_of(self, brand: str) -> BrandFlows | None:
        return self.brands.get(brand)

    def close(self) -> None:
        for one in self.brands.values():
            one.connected.close()


def open_flows(settings: Settings) -> OwnFlows:
    """A brand's flows are in ``assistant_folder``, under ``flows/BRAND``; its systems in a file of
    ``systems_folder``. Without either setting the assistant answers and hands over only.

    Raises Invalid and DocumentError, naming what to mend.
    """
    if settings.systems_folder is None or settings.assistant_folder is None:
        return OwnFlows({})
    from nawba.assistant.operations import allowed_hosts, read_systems_folder

    hosts = allowed_hosts(settings.operation_hosts)
    systems = read_systems_folder(settings.systems_folder, hosts)
    return OwnFlows({brand: _open(settings, brand, one) for brand, one in systems.items()})


def _open(settings: Settings, brand: str, systems: BrandSystems) -> BrandFlows:
    from nawba.assistant.flows import read_flows
    from nawba.assistant.operations import Secrets, connect

    assert settings.assistant_folder is not None, "asked before"
    folder: Path = settings.assistant_folder / "flows" / brand
    if not folder.is_dir():
        raise Invalid(f"Brand {brand} has systems and no flows. Put its flows in {folder}.")
    book = read_flows(folder)
    return BrandFlows(book, connect(book.operations, systems, Secrets(settings.secrets_folder)))
