"""Who takes which contact: pools, policies, offers, and back again when an offer comes to nothing.

In: the live board and the events that follow it, the centre, the clock. Out: decisions, each with
its reason, which ``runner`` turns into offers through ``actions`` while it holds the cell's lease.
``policy`` is the seam: policies are pure functions of a snapshot; ``planning`` may import them.
Callers: ``web`` runs ``runner.Dispatcher`` and tells ``Places``; ``bench`` measures.
"""

from nawba.dispatch.longest_wait import longest_wait_first
from nawba.dispatch.places import Places
from nawba.dispatch.policy import POLICIES, Decision, Policy, Snapshot, policy_named, register
from nawba.dispatch.pools import Pool, Pools, eligibility, pools_of, tabulate

__all__ = [
    "POLICIES",
    "Decision",
    "Places",
    "Policy",
    "Pool",
    "Pools",
    "Snapshot",
    "eligibility",
    "longest_wait_first",
    "policy_named",
    "pools_of",
    "register",
    "tabulate",
]
