"""How probably each cause was active in a contact that failed.

Two laws are thought of. Hazards add: causes strike independently, each alone suffices, and a cause
was active in a failure with probability (p - q) / ((1 - q) p), where q is how probably the contact
would have failed without it. Odds multiply: the cause was needed with probability (p - q) / p
(Pearl's probability of necessity under monotonicity). The data seldom tell which law holds; the
first is never less than the second. Several causes can be active: they need not sum to one.
"""

from __future__ import annotations

import numpy as np

from nawba.listening.cause.model import Model
from nawba.listening.cause.tables import Floats

CAUSES = ("human", "technology", "process", "unknown")


def attributed(model: Model, additive: float = 0.5) -> dict[str, Floats]:
    """For each cause [contact]: how probably it was active, if the contact failed; ``none`` too.

    ``additive`` weighs the first law against the second.
    """
    sums = {cause: model.sum_of(cause) for cause in CAUSES}
    whole = model.base + sum(sums.values())
    p = _share(whole)
    found = {cause: _active(p, _share(whole - one), additive) for cause, one in sums.items()}
    found["none"] = np.clip(_share(model.base) / p, 0.0, 1.0)
    return found


def _active(p: Floats, q: Floats, additive: float) -> Floats:
    needed = np.clip((p - q) / p, 0.0, 1.0)
    return np.clip(needed * (additive / (1 - q) + (1 - additive)), 0.0, 1.0)


def _share(log_odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-log_odds))
