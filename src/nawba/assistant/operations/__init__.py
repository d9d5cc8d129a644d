"""Calls to the brands' own systems, as declared and no further: HTTP and MCP behind one port.

``read_systems_folder`` reads where the brands' systems are, ``connect`` makes a brand's operations
callable, ``perform`` calls one and keeps the journal. Nothing a system answers is an instruction.
"""

from nawba.assistant.operations.connected import Connected, Connections, connect
from nawba.assistant.operations.folder import allowed_hosts, read_systems_folder
from nawba.assistant.operations.perform import perform, perform_approved
from nawba.assistant.operations.secrets import Secrets
from nawba.assistant.operations.systems import BrandSystems, System, read_systems

__all__ = [
    "BrandSystems",
    "Connected",
    "Connections",
    "Secrets",
    "System",
    "allowed_hosts",
    "connect",
    "perform",
    "perform_approved",
    "read_systems",
    "read_systems_folder",
]
