"""A process that makes a site dark, to be stopped at fail points: ``python -m crash.darkening``."""

from __future__ import annotations

import sys

from house import SALMA, small_centre
from nawba.actions.redispatch import apply_measure
from nawba.domain.redispatch import Change
from nawba.store import open_store


def darken(url: str) -> None:
    store = open_store(url)
    change = Change("site_dark", site="casa")
    apply_measure(store, SALMA, small_centre(), change, 30, "Power cut", "the-one")
    store.dispose()


if __name__ == "__main__":
    darken(sys.argv[1])
