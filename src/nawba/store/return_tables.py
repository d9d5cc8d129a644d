"""Contacts whose customer was here before, and who led then: to be asked first, for a while.

Which contact that was is not kept: nothing ties the contacts of a customer to each other here.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from nawba.store.tables import UtcTime, metadata

returns = Table(
    "returns",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("adviser", ForeignKey("advisers.id"), nullable=False),
    Column("led_at", UtcTime, nullable=False),  # when that adviser began to
)
