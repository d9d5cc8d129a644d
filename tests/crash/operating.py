"""A process that performs one operation and promises it: ``operating.py DATABASE SYSTEMS CONTACT``.

What the fail points stop. It says how the operation stands on its last line.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nawba.actions.commitments import record_commitment
from nawba.assistant.operations import Secrets, connect, read_systems
from nawba.assistant.operations.perform import perform
from nawba.domain.operations_document import read_operations
from nawba.domain.words import ASSISTANT
from nawba.store import open_store

KEY = "k-1"
DISPUTE = {"customer": "C-1001", "invoice": "latest", "amount": "250.00"}
OPERATIONS = """
brand: sahla
operations:
  - name: dispute-invoice
    risk: reversible
    system: backoffice
    method: POST
    path: /customers/{customer}/invoices/{invoice}/disputes
    fields: {customer: identity, invoice: id, amount: amount}
    result: {dispute: id}
    reference: dispute
    authentication: known
    timeout_seconds: 4
"""


def main(database: str, systems: str, contact: str) -> None:
    store = open_store(database)
    where = read_systems(Path(systems).read_text(), "systems.yaml")
    connected = connect(read_operations(OPERATIONS, "operations.yaml"), where, Secrets())
    entry = perform(store, connected, ASSISTANT, contact, "dispute-invoice", DISPUTE, KEY)
    if entry.state == "done":
        record_commitment(store, ASSISTANT, contact, "dispute.opened", entry.id)
    print(entry.state)


if __name__ == "__main__":
    main(*sys.argv[1:])
