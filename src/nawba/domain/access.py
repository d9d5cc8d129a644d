"""The log of access: who did what to which thing, and which events say so by themselves.

What somebody saw is noted by the route that showed it. What somebody changed is an event already;
``ACCESS_OF`` says which events are lines of the log, and the store writes line and event together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nawba.domain import events as ev
from nawba.domain.permissions import ROLES


@dataclass(frozen=True)
class Access:
    """One line to be: ``who`` is ``role:id``; ``action`` a word such as saw, signed_in, exported.

    ``outcome`` is done or refused.
    """

    who: str
    action: str
    kind: str = ""
    resource: str = ""
    brand: str | None = None
    outcome: str = "done"
    address: str | None = None
    at: datetime | None = None

    @property
    def role(self) -> str:
        return self.who.partition(":")[0]

    @property
    def account(self) -> str | None:
        return self.who.partition(":")[2] or None


ACCESS_OF: dict[type[ev.Event], tuple[str, str, str]] = {
    ev.ContactWatched: ("watched", "contact", "contact"),
    ev.ApprovalDecided: ("decided", "operation", "operation"),
    ev.ArticlePublished: ("published", "article", "article"),
    ev.ArticleWithdrawn: ("withdrew", "article", "article"),
    ev.AssistantPublished: ("published", "assistant", "version"),
    ev.AssistantRolledBack: ("rolled_back", "assistant", "version"),
    ev.CentreConfigured: ("configured", "centre", ""),
    ev.AccountMade: ("made", "account", "account"),
    ev.AccountChanged: ("changed", "account", "account"),
    ev.SessionsEnded: ("signed_out", "account", "account"),
    ev.KeyMade: ("made", "key", "key"),
    ev.ContactErased: ("erased", "contact", "contact"),
    ev.ContactHeld: ("held", "contact", "contact"),
    ev.ContactReleased: ("released", "contact", "contact"),
    ev.CustomerErased: ("erased", "customer", "customer"),
    ev.CustomerExported: ("exported", "customer", "customer"),
    ev.PurposeChanged: ("changed", "purpose", "purpose"),
    ev.KeyRevoked: ("revoked", "key", "key"),
    ev.ApplicationOpened: ("saw", "application", "application"),
    ev.ApplicationExplained: ("explained", "application", "application"),
    ev.ApplicationMoved: ("decided", "application", "application"),
    ev.CandidateErased: ("erased", "candidate", "candidate"),
    ev.MeasureApplied: ("applied", "measure", "measure"),
    ev.MeasureEnded: ("ended", "measure", "measure"),
    ev.RecordingErased: ("erased", "recorded_contact", "item"),
}
"""Event -> the action's word, the kind of thing, and which field of the event names the thing."""

_PEOPLE = (*ROLES, "account")

ACTIONS = tuple(
    sorted(
        {action for action, _, _ in ACCESS_OF.values()}
        | {"saw", "signed_in", "joined", "took_over", "exported", "downloaded", "followed"}
        | {"chose_password", "granted", "listened"}
    )
)
KINDS = tuple(
    sorted(
        {kind for _, kind, _ in ACCESS_OF.values()}
        | {"attachment", "history", "access_log", "session"}
        | {"diagnosis", "reasons", "job"}
    )
)


def access_of(event: ev.Event, who: str) -> Access | None:
    """The line that ``event`` of ``who`` makes in the log of access; None if it makes none.

    What the house does by itself (it deletes what is due) is no access of anybody.
    """
    if who.partition(":")[0] not in _PEOPLE:
        return None
    if isinstance(event, ev.HandStarted):
        if event.party != "supervisor":
            return None
        return Access(who, "took_over" if event.leads else "joined", "contact", event.contact)
    known = ACCESS_OF.get(type(event))
    if known is None:
        return None
    action, kind, field = known
    resource = str(getattr(event, field)) if field else ""
    return Access(who, action, kind, resource, getattr(event, "brand", None))
