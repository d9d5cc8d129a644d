"""How Nawba reaches the demo's back office: the same two values a real brand's files give."""

from __future__ import annotations

from nawba.assistant.operations import BrandSystems, Secrets, System
from nawba.demo.backoffice.service import Handle

BRAND, SYSTEM = "sahla", "backoffice"
_SECRET = "SAHLA_BACKOFFICE_TOKEN"


def link(handle: Handle) -> tuple[BrandSystems, Secrets]:
    """For ``assistant.operations.connect``: where the running back office is, and its token."""
    system = System(SYSTEM, address=handle.address, secret=_SECRET)
    return BrandSystems(BRAND, (system,)), Secrets(environment={_SECRET: handle.token})
