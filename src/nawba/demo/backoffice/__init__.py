"""The back office of the demo's brand Sahla: a small service of its own, with its own database.

It stands for the systems that a real brand has (customers, lines, invoices, orders, appointments)
and that Nawba reaches through operations only. Everything in it is invented. ``start`` runs it on
a loopback port; its first page shows the one-time codes that a customer's telephone would receive.
Writes honour the ``Idempotency-Key`` header; faults come on demand, for tests and to show them.
"""

from nawba.demo.backoffice.service import Handle, start

__all__ = ["Handle", "start"]
