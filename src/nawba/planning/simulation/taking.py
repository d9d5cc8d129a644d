"""Who takes a contact: those who sent it on are passed over, and nobody is asked twice in one pass.

``deciding`` chooses contact by contact, ``bursts`` many together; both take them here.
"""

from __future__ import annotations

from typing import Any

from nawba.planning.simulation.benches import first_but, free_places, stand_aside
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import HERE, adviser_row, contact_row, queue_row
from nawba.planning.simulation.service import give


@inner
def take(w: Any, contact: int, pool: int) -> None:
    """``contact`` goes to whom ``pool`` asks for it, who must be there."""
    adviser = first_but(w, pool, sender_of(w, contact), earlier_of(w, contact))
    give(w, contact, pool, adviser)
    if sits(w, adviser):
        stand_aside(w, adviser)


@inner
def sender_of(w: Any, contact: int) -> int:
    """Who sent ``contact`` on and must not be asked for it now; -1 for nobody."""
    c = contact_row(w, contact)
    return int(c.sender) if c.sender >= 0 and w.now < c.until else -1


@inner
def earlier_of(w: Any, contact: int) -> int:
    """Who sent it on before that, likewise."""
    c = contact_row(w, contact)
    return int(c.earlier) if c.earlier >= 0 and w.now < c.earlier_until else -1


@inner
def is_refused(w: Any, contact: int) -> bool:
    return sender_of(w, contact) >= 0 or earlier_of(w, contact) >= 0


@inner
def sits(w: Any, adviser: int) -> bool:
    """True when ``adviser`` is on a bench."""
    return adviser_row(w, adviser).state == HERE and free_places(w, adviser) > 0


@inner
def first_for(w: Any, queue: int, pool: int) -> int:
    """The first of the line for whom somebody of ``pool`` may be asked."""
    contact = queue_row(w, queue).head
    while contact >= 0:
        if first_but(w, pool, sender_of(w, contact), earlier_of(w, contact)) >= 0:
            return int(contact)
        contact = contact_row(w, contact).next
    return -1
