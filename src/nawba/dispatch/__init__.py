"""Who takes which contact: pools, policies, offers and back again; re-dispatch within limits.

In: the live board and the events that follow it, the centre, the clock. Out: decisions, each with
its reason, which ``runner`` turns into offers through ``actions`` while it holds the cell's lease.
``kernel`` is the seam: policies are pure functions over flat arrays; ``planning`` may import them.
Callers: ``web`` runs ``runner.Dispatcher`` and tells ``Places``; ``bench`` measures.
"""

from nawba.dispatch.kernel import KNOWN, Policy, load_policies, policy_named, register
from nawba.dispatch.places import Places
from nawba.dispatch.policies import LONGEST_WAIT_FIRST
from nawba.dispatch.policy import Decision, Snapshot
from nawba.dispatch.pools import Pool, Pools, eligibility, pools_of, tabulate

__all__ = [
    "KNOWN",
    "LONGEST_WAIT_FIRST",
    "Decision",
    "Places",
    "Policy",
    "Pool",
    "Pools",
    "Snapshot",
    "eligibility",
    "load_policies",
    "policy_named",
    "pools_of",
    "register",
    "tabulate",
]
