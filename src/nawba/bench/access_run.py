"""The sweep over permissions on a demo of its own: ``nawba bench access``."""

from __future__ import annotations

import tempfile

from nawba.bench.access import AccessFigures, Sweep, routes_of
from nawba.bench.access_plant import plant, prepare_place
from nawba.bench.server import demo_server
from nawba.settings import Settings
from nawba.store import open_store
from nawba.web import create_app

BRAND, SITE, SUPERVISOR = "sahla", "casablanca", "nadia.berrada"


def measure_access(database: str | None = None) -> AccessFigures:
    """Plant things at one brand and site of a demo, and ask for them from everywhere else."""
    with tempfile.TemporaryDirectory(prefix="nawba-access-") as folder:
        url = database or f"sqlite:///{folder}/access.db"
        with demo_server(url, "--plain") as server:
            store = open_store(url)
            place = prepare_place(store, BRAND, SITE)
            planted = plant(server.base, store, BRAND, SITE, SUPERVISOR)
            figures = Sweep(server.base, store, planted, place).run(
                routes_of(create_app(Settings.model_validate({})))
            )
            store.dispose()
    return figures
