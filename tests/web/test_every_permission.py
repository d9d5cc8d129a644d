"""Every route needs an action; nobody gets at what lies beyond their roles, brands and sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nawba.bench.access import AccessFigures, Sweep, api_routes, needed, routes_of
from nawba.bench.access_plant import WORD, plant, prepare_place
from nawba.domain.permissions import PERMISSIONS, ROLES
from nawba.settings import Settings
from nawba.web import create_app
from web.conftest import Web, serving

APP = create_app(Settings())
PUBLIC = {
    ("GET", "/api/health"),
    ("GET", "/api/brands/{brand}"),
    ("GET", "/api/centre"),  # in a demo; else its reader needs an action
    ("POST", "/api/contacts"),
    ("GET", "/api/session/ways"),
    ("POST", "/api/session"),
    ("POST", "/api/session/link"),
    ("POST", "/api/session/redeem"),
    ("GET", "/api/oidc/start"),
    ("GET", "/api/oidc/back"),
}
"""What anybody may ask."""
OWN = ("/api/contacts/me", "/api/candidate")
"""Routes of who holds the secret of one contact, or of one candidate's page."""
SEEN_AT_LEAST = 16


def test_every_route_needs_an_action_of_the_table() -> None:
    open_ones = set()
    for route in api_routes(APP.routes):
        if not route.path.startswith("/api/"):
            continue
        action = needed(route)
        if action is None and not route.path.startswith(OWN):
            open_ones |= {(method, route.path) for method in route.methods or ()}
        assert action is None or action in PERMISSIONS
    assert open_ones == PUBLIC


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessFigures]:
    folder = tmp_path_factory.mktemp("swept")
    with serving(f"sqlite:///{folder}/web.db", folder) as web:
        yield sweep(web)


def sweep(web: Web) -> AccessFigures:
    assert web.store is not None
    place = prepare_place(web.store, "atlas", "casablanca")
    planted = plant(web.base, web.store, "atlas", "casablanca", "salma")
    return Sweep(web.base, web.store, planted, place).run(routes_of(APP))


def test_nothing_leaks_to_another_brand_site_or_role(swept: AccessFigures) -> None:
    print(f"{swept.cells} cells: {swept.routes} routes, {swept.roles} roles; {WORD} seen by right "
          f"on {swept.seen} occasions")  # fmt: skip
    assert swept.leaks == []
    assert swept.cells >= swept.routes * len(ROLES)


def test_the_sweep_finds_what_may_be_seen(swept: AccessFigures) -> None:
    """A sweep that never found the planted words would prove nothing."""
    assert swept.seen >= SEEN_AT_LEAST
