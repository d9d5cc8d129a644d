"""Words on their way into rows: cards' numbers and codes are masked before anything is kept.

Design, rule 9. Whoever wrote them is told: a customer by a notice, staff by a private note.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain.texts import say
from nawba.domain.turns import Draft
from nawba.domain.words import Actor, MessageKind
from nawba.privacy.masking import Before, Masked, mask_codes, may_go_on
from nawba.store import Transaction, statements, tables

_LOOKED_AT = 8  # messages before, notices and notes among them
HOUSE = Actor("system", "house")


def mask_said(tx: Transaction, contact: str, actor: Actor, text: str) -> str:
    """``text`` as it may be kept as the next message of ``actor``.

    The beginning of a number in their messages just before is masked there too.
    """
    rows = _before(tx, contact) if may_go_on(text) else []
    masked = mask_codes(text, [Before(row.text, _is_by(row, actor)) for row in rows])
    for place, words in masked.earlier.items():
        statements.change(tx.connection, tables.messages, {"id": rows[place].id}, text=words)
    return masked.text


def mask_field(text: str) -> str:
    """``text`` as it may be kept in a row that is no message."""
    return mask_codes(text).text


def tell_masked(
    tx: Transaction,
    row: steps.Row,
    actor: Actor,
    was: Sequence[str | bytes],
    kept: Sequence[str | bytes],
    *,
    about: str = "card_masked",
) -> None:
    """Say kindly that card data was masked, if ``kept`` differs from what ``was`` written.

    ``about`` is the text that says so; staff are told by that with ``_staff`` behind it.
    """
    if list(was) == list(kept):
        return
    if actor.kind == "customer":
        steps.notice(tx, row, say(about, row.language))
    else:
        words = Draft(say(f"{about}_staff", row.language), MessageKind.NOTE)
        steps.announce(tx, row, HOUSE, words, steps.new_id("n"))


def _before(tx: Transaction, contact: str) -> list[steps.Row]:
    messages = tables.messages
    last = (
        sa.select(messages)
        .where(messages.c.contact == contact, messages.c.kind == MessageKind.TEXT.value)
        .order_by(messages.c.number.desc())
        .limit(_LOOKED_AT)
    )
    return list(tx.connection.execute(last))[::-1]


def _is_by(row: steps.Row, actor: Actor) -> bool:
    return (row.author, row.author_id) == (actor.kind, actor.id)


__all__ = ["Masked", "mask_field", "mask_said", "tell_masked"]
