"""Reads the operator's folder of systems, one file per brand."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from nawba.assistant.operations.systems import BrandSystems, read_systems
from nawba.domain.errors import DocumentError, Fault, Invalid


def read_systems_folder(folder: Path, hosts: Collection[str] = ()) -> dict[str, BrandSystems]:
    """The systems of every brand in ``folder`` (its ``*.yaml``), by brand.

    ``hosts`` are those beyond this machine that may be called. Raises Invalid when there is no
    such folder, DocumentError with the faults of all files.
    """
    if not folder.is_dir():
        raise Invalid(
            f"There is no folder {folder}. Make it, or correct the setting systems_folder."
        )
    read: dict[str, BrandSystems] = {}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            one = read_systems(file.read_text(encoding="utf-8"), file.name, hosts)
        except DocumentError as error:
            faults += error.faults
            continue
        if one.brand in read:
            problem = f"brand '{one.brand}' has a file already"
            faults.append(Fault(file.name, 1, "brand", problem, "Write one file per brand."))
        read[one.brand] = one
    if faults:
        raise DocumentError(tuple(faults))
    return read


def allowed_hosts(setting: str) -> tuple[str, ...]:
    """The host names in the setting ``operation_hosts``: split at commas, lower case."""
    return tuple(host.strip().lower() for host in setting.split(",") if host.strip())
