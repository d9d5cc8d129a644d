"""Calls to the brands' own systems, as declared and no further: HTTP and MCP behind one port.

``read_systems`` reads where a brand's systems are, ``connect`` makes its operations callable,
``perform`` calls one and keeps the journal. Nothing a system answers is an instruction.
"""

from nawba.assistant.operations.connected import Connected, connect
from nawba.assistant.operations.secrets import Secrets
from nawba.assistant.operations.systems import BrandSystems, System, read_systems

__all__ = ["BrandSystems", "Connected", "Secrets", "System", "connect", "read_systems"]
