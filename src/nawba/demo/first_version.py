"""The demo's assistant learns from its examples and passes the gate before its doors open."""

from __future__ import annotations

from nawba.assistant.gate import prepare, publish, read_material
from nawba.assistant.gate.run import Tell
from nawba.assistant.reading import Reads
from nawba.demo.company import COMPANY
from nawba.domain.gate_report import GateReport
from nawba.domain.ports import Progress
from nawba.domain.words import ADMINISTRATOR
from nawba.store import Store
from nawba.store.assistant_versions import current_number


def publish_first_version(
    store: Store, reading: Reads, count: Progress, tell: Tell
) -> GateReport | None:
    """Publish the company's assistant if none is yet; None if one is, else what the gate said.

    About a minute. When the gate stops it, the assistant answers above one strict threshold.
    """
    with store.read() as connection:
        if current_number(connection) is not None:
            return None
    prepared = prepare(store, read_material(COMPANY), reading, progress=count)
    report, _ = publish(store, ADMINISTRATOR, prepared, tell)
    return report
