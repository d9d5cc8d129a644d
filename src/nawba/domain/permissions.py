"""Who may do what: one table, read by every action before it writes.

``OWN`` means a customer's own contact, or a contact the adviser leads (or joined, to write in it).
"""

from __future__ import annotations

from collections.abc import Iterable

from nawba.domain.errors import NotPermitted
from nawba.domain.words import Actor

ANY = "any"
OWN = "own"

ROLES = (
    "adviser", "supervisor", "quality", "editor", "recruiter", "planner", "client", "administrator"
)  # fmt: skip
"""The roles of people, in the order in which they are listed; ``client`` is a brand's own eye."""

_OWN_DOOR = dict.fromkeys(ROLES, OWN)
_KNOWLEDGE = {"editor": ANY, "supervisor": ANY, "quality": ANY, "administrator": ANY}

PERMISSIONS: dict[str, dict[str, str]] = {
    "open_contact": {"customer": ANY, "administrator": ANY},
    "say": {"customer": OWN, "adviser": OWN, "supervisor": OWN},
    "note": {"adviser": OWN, "supervisor": ANY},
    "attach": {"customer": OWN, "adviser": OWN, "supervisor": OWN},
    "take_turn": {"assistant": ANY},
    "set_details": {"customer": OWN, "adviser": OWN},
    "change_language": {"customer": OWN, "assistant": ANY},
    "mend_brief": {"customer": OWN, "adviser": OWN},
    "end": {"customer": OWN, "adviser": OWN, "supervisor": OWN, "system": ANY},
    "rate": {"customer": OWN},
    "say_consent": {"customer": OWN, "adviser": OWN, "supervisor": ANY, "administrator": ANY},
    "seen": {"customer": OWN},
    "transfer": {"adviser": OWN, "supervisor": ANY},
    "wrap_up": {"adviser": OWN, "supervisor": OWN, "system": ANY},
    "take_lease": {"system": ANY},
    "learn_rates": {"system": ANY},
    "choose_policy": {"supervisor": ANY, "administrator": ANY},
    "offer": {"system": ANY},
    "accept": {"adviser": OWN},
    "refuse": {"adviser": OWN},
    "end_offer": {"system": ANY},
    "requeue": {"system": ANY, "supervisor": ANY},
    "redispatch": {"supervisor": ANY, "administrator": ANY, "system": ANY},
    "warn": {"system": ANY},
    "set_presence": {"adviser": OWN, "supervisor": ANY, "system": ANY},
    "heartbeat": {"adviser": OWN},
    "watch": {"supervisor": ANY},
    "join": {"supervisor": ANY},
    "leave": {"supervisor": OWN},
    "take_over": {"supervisor": ANY},
    "keep_flow": {"assistant": ANY},
    "set_flow_aside": {"assistant": ANY},
    "start_operation": {"assistant": ANY, "adviser": OWN, "supervisor": ANY},
    "end_operation": {"assistant": ANY, "adviser": ANY, "supervisor": ANY, "system": ANY},
    "approve_operation": {"adviser": OWN, "supervisor": ANY},
    "refuse_operation": {"adviser": OWN, "supervisor": ANY},
    "record_commitment": {"assistant": ANY, "adviser": OWN, "supervisor": OWN},
    "configure": {"administrator": ANY},
    "read_configuration": {"supervisor": ANY, "planner": ANY, "administrator": ANY},
    "publish_article": {"administrator": ANY},  # without a second person: by import only
    "withdraw_article": _KNOWLEDGE,
    "restore_article": _KNOWLEDGE,
    "read_knowledge": _KNOWLEDGE,
    "draft_article": _KNOWLEDGE,
    "propose_article": _KNOWLEDGE,
    "approve_article": _KNOWLEDGE,
    "group_gaps": {"system": ANY, **_KNOWLEDGE},
    "publish_assistant": {"editor": ANY, "supervisor": ANY, "administrator": ANY},
    "rollback_assistant": {"editor": ANY, "supervisor": ANY, "administrator": ANY},
    "find_customer": {"administrator": ANY},
    "export_customer": {"administrator": ANY},
    "erase_customer": {"administrator": ANY, "system": ANY},
    "hold_contact": {"administrator": ANY},
    "delete_due": {"administrator": ANY, "system": ANY},
    "read_register": {"administrator": ANY},
    "change_register": {"administrator": ANY},
    "read_assistant": {"editor": ANY, "supervisor": ANY, "quality": ANY, "administrator": ANY},
    "read_contact": {
        "customer": OWN,
        "adviser": ANY,
        "supervisor": ANY,
        "quality": ANY,
        "administrator": ANY,
    },
    "read_wallboard": {"supervisor": ANY, "administrator": ANY},
    "read_history": {"supervisor": ANY, "quality": ANY, "planner": ANY, "administrator": ANY},
    "read_reports": {
        "supervisor": ANY,
        "quality": ANY,
        "planner": ANY,
        "client": ANY,
        "administrator": ANY,
    },
    "read_listening": {"supervisor": ANY, "quality": ANY, "administrator": ANY},
    "import_recordings": {"quality": ANY, "administrator": ANY, "system": ANY},
    "erase_recording": {"administrator": ANY, "system": ANY},
    "answer_review": {"quality": ANY},
    "read_own_scores": {"adviser": OWN},
    "contest_answer": {"adviser": OWN},
    "decide_contest": {"quality": ANY},
    "diagnose": {"supervisor": ANY, "quality": ANY, "administrator": ANY, "system": ANY},
    "ask_reviews": {"quality": ANY, "administrator": ANY, "system": ANY},
    "read_candidates": {"recruiter": ANY, "administrator": ANY},
    "keep_job": {"recruiter": ANY, "administrator": ANY},
    "import_candidates": {"recruiter": ANY, "administrator": ANY, "system": ANY},
    "decide_candidate": {"recruiter": ANY},
    "explain_application": {"recruiter": ANY, "administrator": ANY, "candidate": OWN},
    "state_fact": {"recruiter": ANY, "candidate": OWN},
    "speak_for_oneself": {"candidate": OWN},
    "invite_candidate": {"recruiter": ANY, "administrator": ANY},
    "erase_candidate": {"candidate": OWN, "administrator": ANY, "system": ANY},
    "plan_staffing": {"supervisor": ANY, "planner": ANY, "administrator": ANY},
    "read_centre": dict.fromkeys(ROLES, ANY),
    "read_events": {"supervisor": ANY, "administrator": ANY},
    "follow": {
        "adviser": OWN,
        "editor": OWN,
        "quality": OWN,
        "supervisor": ANY,
        "administrator": ANY,
    },
    "begin_session": {"system": ANY},
    "end_session": {**_OWN_DOOR, "administrator": ANY, "system": ANY},
    "change_password": _OWN_DOOR,
    "use_own_account": _OWN_DOOR,
    "manage_accounts": {"administrator": ANY},
    "manage_keys": {"administrator": ANY},
    "read_access_log": {"administrator": ANY},
    "read_metrics": {"administrator": ANY},
    "list_contacts": {"supervisor": ANY, "administrator": ANY},
    "manage_webhooks": {"administrator": ANY},
    "deliver_webhooks": {"system": ANY},
}


def role_for(roles: Iterable[str], action: str) -> str | None:
    """Which of ``roles`` does ``action``: the first that may on anything, else on one's own."""
    may_do = [role for role in roles if role in PERMISSIONS[action]]
    best = [role for role in may_do if PERMISSIONS[action][role] == ANY]
    return next(iter(best or may_do), None)


def may(
    actor: Actor,
    action: str,
    *,
    own: bool = True,
    brand: str | None = None,
    site: str | None = None,
) -> bool:
    """Whether ``permit`` lets ``actor`` do ``action``: for pages that show what can be done."""
    scope = PERMISSIONS[action].get(actor.kind)
    return (scope == ANY or (scope == OWN and own)) and is_within(actor, brand, site)


def is_within(actor: Actor, brand: str | None = None, site: str | None = None) -> bool:
    """Whether ``brand`` and ``site`` lie in the actor's scope; None stands for no matter which."""
    return (brand is None or actor.brands is None or brand in actor.brands) and (
        site is None or actor.sites is None or site in actor.sites
    )


def permit(
    actor: Actor,
    action: str,
    *,
    own: bool = True,
    brand: str | None = None,
    site: str | None = None,
) -> None:
    """Raise ``NotPermitted`` unless the table lets ``actor`` do ``action``.

    ``own`` says whether the thing acted on is the actor's own; it matters only where the table
    says ``OWN``. ``brand`` and ``site`` are those of the thing acted on. Raises KeyError for an
    action that is not in the table: that is a defect.
    """
    if may(actor, action, own=own, brand=brand, site=site):
        return
    if PERMISSIONS[action].get(actor.kind) == OWN and not own:
        raise NotPermitted(f"{actor.kind} may {action} only on their own contacts")
    if actor.kind in PERMISSIONS[action]:
        raise NotPermitted(f"you may {action} only within your own brands and sites")
    allowed = ", ".join(sorted(PERMISSIONS[action])) or "nobody"
    raise NotPermitted(f"{actor.kind} may not {action}; it is for: {allowed}")
