"""A contact that is owed a turn: what was said so far, and what since the assistant spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from sqlalchemy.engine import Connection

from nawba.assistant.acts import Facts
from nawba.domain.texts import in_every_language
from nawba.domain.turns import OPENING
from nawba.domain.words import CustomerDetails, Message, Party
from nawba.store import statements, tables
from nawba.store.rows import Row, read_messages


@dataclass(frozen=True)
class Owed:
    """A contact that is owed a turn, and its conversation so far."""

    row: Row
    messages: Sequence[Message]
    details: CustomerDetails
    facts: Facts

    @property
    def unanswered(self) -> Sequence[Message]:
        """What the customer said since the assistant last spoke."""
        spoke = [m.number for m in self.messages if m.author is Party.ASSISTANT]
        after = max(spoke, default=0)
        return [m for m in self.messages if m.number > after and m.author is Party.CUSTOMER]

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.unanswered).strip()

    @property
    def asked_about(self) -> str:
        """What the customer said before the assistant last spoke: what its choices are about."""
        new = {message.number for message in self.unanswered}
        before = [m for m in reversed(self.messages) if m.number not in new]
        told = dropwhile(lambda m: m.author is not Party.CUSTOMER, before)
        said = list(takewhile(lambda m: m.author is Party.CUSTOMER, told))
        return "\n".join(message.text for message in reversed(said)).strip()

    @property
    def has_attachments(self) -> bool:
        return any(message.attachments for message in self.unanswered)


def read_owed(connection: Connection, contact: str) -> Owed | None:
    """What is known of ``contact`` if a turn is owed to it, else None."""
    row = statements.find(connection, tables.contacts, id=contact)
    if row is None or row.turn_due is None:
        return None
    customer = statements.find(connection, tables.customers, id=row.customer)
    assert customer is not None, "a contact's customer exists (foreign key)"
    details = CustomerDetails(customer.name, customer.email, customer.phone, customer.reference)
    messages = read_messages(connection, contact, notes=False)
    return Owed(row, messages, details, _facts(row, messages))


def _facts(row: Row, messages: Sequence[Message]) -> Facts:
    said = [message for message in messages if message.author is Party.ASSISTANT]
    served = [source.article for message in said for source in message.sources]
    return Facts(
        greeted=bool(said) and row.turn_due != OPENING,
        answered_articles=tuple(served),
        failures=row.withheld,
        last_choices=said[-1].choices if said else (),
        soothed=any(m.text in in_every_language("upset_acknowledged") for m in said),
    )
