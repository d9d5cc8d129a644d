"""The flows of the centre's own brands, over their systems, as the settings say where both are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nawba.assistant.flow_shelf import FlowShelf, connect_folder
from nawba.domain.errors import Invalid
from nawba.settings import Settings

if TYPE_CHECKING:
    from nawba.assistant.flow_turns import BrandFlows
    from nawba.assistant.operations import Connections


def open_flows(settings: Settings) -> FlowShelf:
    """A brand's systems are in a file of ``systems_folder``. Its flows are those of the published
    version; without one, those in ``assistant_folder``, under ``flows/BRAND``.

    Without the first setting the assistant answers and hands over only. ``close`` the shelf at the
    end. Raises Invalid and DocumentError, naming what to mend.
    """
    if settings.systems_folder is None:
        return FlowShelf()
    from nawba.assistant.operations import (
        Connections,
        Secrets,
        allowed_hosts,
        read_systems_folder,
    )

    hosts = allowed_hosts(settings.operation_hosts)
    systems = read_systems_folder(settings.systems_folder, hosts)
    secrets = Secrets(settings.secrets_folder)
    reached = {brand: Connections(one, secrets) for brand, one in systems.items()}
    folder = {brand: _read(settings, brand, one) for brand, one in reached.items()}
    return FlowShelf(reached, folder.get)


def _read(settings: Settings, brand: str, reached: Connections) -> BrandFlows | None:
    if settings.assistant_folder is None:
        return None
    folder = settings.assistant_folder / "flows" / brand
    if not folder.is_dir():
        raise Invalid(f"Brand {brand} has systems and no flows. Put its flows in {folder}.")
    return connect_folder(reached, folder)
