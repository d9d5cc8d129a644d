"""Which of the centre's own closed contacts are listened to, and why the others are not.

Pure. The share is declared per queue in the centre's sampling rules; the draw is the contact's own
(``domain.sampling.is_drawn``). Where the register's basis is consent, only a yes lets a contact in;
on any basis a no keeps it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nawba.domain.purposes import LISTENING
from nawba.domain.retention import months_before
from nawba.domain.sampling import is_drawn
from nawba.domain.words import Centre
from nawba.store.closed_contacts import Closed
from nawba.store.statements import Row
from nawba.store.stories import COMES_BACK

TAKEN, SETTLED = "taken", "settled"
"""It is to be listened to; it was, and its outcome is known by now."""

LEFT_OUT = (
    "erased", "no_words", "too_old", "refused", "no_consent", "no_rule", "not_drawn", "known",
)  # fmt: skip
"""Why a contact is left out, in the order in which it is asked."""

CONSENT = "consent"


@dataclass(frozen=True)
class Wish:
    """Contacts closed from ``since`` on; of one ``queue``, all for empty. ``share`` (0 to 1) holds
    for queues without a sampling rule. ``again``: those taken in already too."""

    since: datetime | None = None
    queue: str = ""
    share: float | None = None
    again: bool = False

    def options(self) -> dict[str, Any]:
        """As an intake's row keeps it."""
        since = None if self.since is None else self.since.isoformat()
        return {"since": since, "queue": self.queue, "share": self.share, "again": self.again}


def wish_of(options: Mapping[str, Any]) -> Wish:
    """What ``Wish.options`` told."""
    since = options.get("since")
    at = None if since is None else datetime.fromisoformat(since)
    return Wish(at, options.get("queue") or "", options.get("share"), bool(options.get("again")))


@dataclass(frozen=True)
class Rules:
    """What decides beside the contact: the centre, the register's basis for listening, the time."""

    centre: Centre
    basis: str
    now: datetime
    wish: Wish

    def share_of(self, queue: str) -> float | None:
        """The declared share; the wish's where no rule stands for the queue, or for all."""
        ruled = {one.queue for one in self.centre.sampling if one.purpose == LISTENING}
        if queue in ruled or None in ruled:
            return self.centre.sampled_share(LISTENING, queue)
        return self.wish.share


def queue_of(row: Row) -> str:
    """The queue that a contact waited in last; where none had to wait, the one of its entry."""
    return row.queue or row.entry_queue or ""


def choose(rules: Rules, one: Closed) -> str:
    """``TAKEN``, ``SETTLED``, or why not: one of ``LEFT_OUT``."""
    share = rules.share_of(queue_of(one.row))
    tests = {
        "erased": one.is_erased,
        "no_words": not one.has_words,
        "too_old": one.row.opened_at < _oldest(rules),
        "refused": one.consent is False,
        "no_consent": rules.basis == CONSENT and one.consent is not True,
        "no_rule": share is None,
        "not_drawn": not is_drawn(one.row.id, LISTENING, share or 0.0),
    }
    reason = next((name for name, holds in tests.items() if holds), "")
    return reason or _known(rules, one)


def _oldest(rules: Rules) -> datetime:
    """What began before is deleted as soon as it is taken in."""
    return months_before(rules.now, rules.centre.retention.analysis_months)


def _known(rules: Rules, one: Closed) -> str:
    heard = one.heard
    if heard is None or heard.state == "waiting" or rules.wish.again:
        return TAKEN
    if heard.failed is None and one.row.opened_at + COMES_BACK <= rules.now:
        return SETTLED
    return "known"
