"""Signing in by an identity provider: a real one (Authlib's own server side) on loopback.

Where a test needs a provider that lies, what the house asked for is bent on its way there, so that
the provider signs something the house must not take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread
from pydantic import ValidationError

from nawba.actions import accounts
from nawba.domain.identity import CONSOLE, Account, Grant, granted_by
from nawba.settings import Settings
from nawba.store.access_log import Wanted, read_access
from nawba.store.identity import find_account
from nawba.web import outside
from nawba.web.outside import own_path
from web.conftest import Web, free_port, serving

SECRET = "planted-provider-secret"
PEOPLE = (
    User(sub="s-amina", claims={"email": "amina@nawba.example", "email_verified": True}),
    User(sub="s-other", claims={"email": "amina@nawba.example", "email_verified": True}),
    User(sub="s-unverified", claims={"email": "karim@nawba.example", "email_verified": False}),
    User(sub="s-stranger", claims={"email": "who@nawba.example", "email_verified": True}),
)


@contextmanager
def centre(folder: Path, issuer: str, client_id: str = "nawba", **settings: Any) -> Iterator[Web]:
    secrets = folder / "secrets"
    secrets.mkdir(exist_ok=True)
    (secrets / "PROVIDER").write_text(SECRET)
    named = {
        "oidc_issuer": issuer,
        "oidc_client_id": client_id,
        "oidc_secret": "PROVIDER",
        "oidc_label": "Company",
        "secrets_folder": secrets,
        **settings,
    }
    with serving(f"sqlite:///{folder}/web.db", folder, **named) as web:
        assert web.store is not None
        for id, role in (("amina", "adviser"), ("karim", "adviser")):
            address = f"{id}@nawba.example"
            accounts.add_account(web.store, CONSOLE, Account(id, id, id, (role,), address))
        yield web


@contextmanager
def provider(**options: Any) -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE, **options) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with provider() as issuer, centre(tmp_path_factory.mktemp("outside"), issuer) as one:
        yield one


@dataclass
class Browser:
    """Follows the redirects one by one; ``bend`` may change the address on its way."""

    web: Web
    bend: Callable[[str], str] = lambda address: address
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.web.base, timeout=30)

    def sign_in(self, subject: str, to: str = "/desk") -> httpx.Response:
        """The answer of ``/api/oidc/back``, after ``subject`` agreed at the provider."""
        there = self.client.get("/api/oidc/start", params={"to": to})
        assert there.status_code == 303, there.text
        address = self.bend(there.headers["location"])
        agreed = httpx.post(address, data={"sub": subject}, timeout=30)
        assert agreed.status_code == 302, agreed.text
        return self.client.get(agreed.headers["location"])

    def inside(self) -> dict[str, Any] | None:
        reply = self.client.get("/api/session")
        return dict(reply.json()) if reply.status_code == 200 else None


def refused(reply: httpx.Response) -> str:
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert reply.status_code == 303
    return query["refused"][0]


def changed(address: str, **values: str) -> str:
    parts = urlsplit(address)
    query = {name: one[0] for name, one in parse_qs(parts.query).items()} | values
    return urlunsplit(parts._replace(query=urlencode(query)))


def test_the_first_time_the_verified_address_ties_the_account(web: Web) -> None:
    first, again, other = (Browser(web) for _ in range(3))
    reply = first.sign_in("s-amina")
    assert (reply.status_code, reply.headers["location"]) == (303, "/desk")
    told = first.inside()
    assert told is not None
    assert (told["account"], told["roles"], told["password"]) == ("amina", ["adviser"], False)
    again.sign_in("s-amina")
    assert again.inside() is not None
    assert refused(other.sign_in("s-other")) == "oidc_unknown"  # the address is tied already


def test_the_way_there_carries_state_nonce_and_challenge(web: Web) -> None:
    there = Browser(web).client.get("/api/oidc/start")
    asked = parse_qs(urlsplit(there.headers["location"]).query)
    query = {name: one[0] for name, one in asked.items()}
    assert (query["code_challenge_method"], query["response_type"]) == ("S256", "code")
    assert min(len(query[name]) for name in ("state", "nonce", "code_challenge")) >= 32
    assert SECRET not in there.headers["location"]


@pytest.mark.parametrize("subject", ["s-unverified", "s-stranger"])
def test_nobody_comes_in_whom_no_administrator_made(web: Web, subject: str) -> None:
    browser = Browser(web)
    assert refused(browser.sign_in(subject)) == "oidc_unknown"
    assert browser.inside() is None


def test_a_wrong_nonce_is_refused(web: Web) -> None:
    browser = Browser(web, lambda address: changed(address, nonce="another"))
    assert refused(browser.sign_in("s-amina")) == "oidc_invalid"
    assert browser.inside() is None


def test_a_wrong_state_is_refused(web: Web) -> None:
    browser = Browser(web, lambda address: changed(address, state="another"))
    assert refused(browser.sign_in("s-amina")) == "oidc_invalid"


def test_an_answer_without_a_journey_is_refused(web: Web) -> None:
    reply = httpx.get(f"{web.base}/api/oidc/back", params={"state": "x", "code": "y"})
    assert refused(reply) == "oidc_invalid"


def test_a_code_of_somebody_elses_is_refused(web: Web) -> None:
    browser = Browser(web)
    there = browser.client.get("/api/oidc/start").headers["location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    reply = browser.client.get("/api/oidc/back", params={"state": state, "code": "guessed"})
    assert refused(reply) == "oidc_refused"


def test_a_no_of_the_provider_is_told(web: Web) -> None:
    browser = Browser(web)
    there = browser.client.get("/api/oidc/start").headers["location"]
    denied = httpx.post(there, data={"action": "deny"}, timeout=30).headers["location"]
    state = parse_qs(urlsplit(there).query)["state"][0]
    back = changed(denied, state=state)
    assert refused(browser.client.get(back)) == "oidc_refused"


def test_an_expired_token_is_refused(tmp_path: Path) -> None:
    with (
        provider(access_token_max_age=timedelta(seconds=-600)) as issuer,
        centre(tmp_path, issuer) as web,
    ):
        browser = Browser(web)
        assert refused(browser.sign_in("s-amina")) == "oidc_invalid"
        assert browser.inside() is None


def test_a_token_for_somebody_else_is_refused(tmp_path: Path) -> None:
    """The provider signs for the client that asked; this house is another one."""
    with provider() as issuer, centre(tmp_path, issuer) as web:
        browser = Browser(web)
        there = browser.client.get("/api/oidc/start").headers["location"]
        token = httpx.post(
            f"{issuer}/oauth2/token",
            data={
                "grant_type": "authorization_code",
                "code": _code_for(issuer, "another", there),
                "redirect_uri": f"{web.base}/api/oidc/back",
            },
            auth=("another", "x"),
            timeout=30,
        ).json()
        settings = settings_of(issuer)
        nonce = parse_qs(urlsplit(there).query)["nonce"][0]
        with pytest.raises(outside.Refused, match="aud"):
            outside.Provider(settings)._outsider(token, nonce)


def _code_for(issuer: str, client: str, there: str) -> str:
    agreed = httpx.post(changed(there, client_id=client), data={"sub": "s-amina"}, timeout=30)
    return parse_qs(urlsplit(agreed.headers["location"]).query)["code"][0]


def settings_of(issuer: str) -> Settings:
    return Settings(oidc_issuer=issuer, oidc_client_id="nawba")


def test_a_provider_that_is_down_is_told(tmp_path: Path) -> None:
    with centre(tmp_path, f"http://127.0.0.1:{free_port()}") as web:
        reply = Browser(web).client.get("/api/oidc/start", params={"to": "/desk"})
        assert refused(reply) == "oidc_unreachable"
        assert web.client.get("/api/session/ways").json()["oidc"] == "Company"


def test_a_provider_of_another_name_is_refused(tmp_path: Path) -> None:
    with provider() as issuer, centre(tmp_path, f"{issuer}/") as web:
        assert refused(Browser(web).client.get("/api/oidc/start")) == "oidc_invalid"


def test_a_disabled_account_stays_outside(web: Web) -> None:
    assert web.store is not None
    Browser(web).sign_in("s-amina")
    with web.store.read() as connection:
        known = find_account(connection, "amina")
    assert known is not None
    accounts.change_account(web.store, CONSOLE, replace(known, disabled=True))
    assert refused(Browser(web).sign_in("s-amina")) == "oidc_disabled"
    with web.store.read() as connection:
        known = find_account(connection, "amina")
    assert known is not None
    accounts.change_account(web.store, CONSOLE, replace(known, disabled=False))


# -- groups -----------------------------------------------------------------------------------

GROUPS = {
    "leads": {"roles": ["supervisor"]},
    "knowledge": {"roles": ["editor"], "brands": ["atlas"]},
    "casa": {"sites": ["casablanca"]},
    "dakar": {"sites": ["dakar"]},
    "strangers": {"roles": ["adviser"]},
    "nowhere": {"roles": ["planner"], "sites": ["nowhere"]},
}


def member(id: str, *groups: str, **claims: Any) -> User:
    found = {"email": f"{id}@nawba.example", "email_verified": True, "groups": list(groups)}
    return User(sub=f"s-{id}", claims=found | claims)


MEMBERS = [
    member("salma", "leads", "casa", "something-else"),
    member("hind", "knowledge", "dakar", "casa"),
    member("rim", "casa"),
    member("aya"),
    member("lost", "strangers"),
    member("far", "nowhere"),
    member("boss", "leads"),
]


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A house that takes roles from the provider's groups; everybody was made a planner in it."""
    folder = tmp_path_factory.mktemp("grouped")
    with run_server_in_thread(user_claims=MEMBERS) as server:
        issuer = f"http://localhost:{server.server_port}"
        with centre(folder, issuer, oidc_groups=GROUPS) as one:
            assert one.store is not None
            for user in MEMBERS:
                id = user.sub.removeprefix("s-")
                role = "administrator" if id == "boss" else "planner"
                made = Account(id, id, id, (role,), f"{id}@nawba.example")
                accounts.add_account(one.store, CONSOLE, made)
            yield one


def scope_of(web: Web, id: str) -> tuple[Any, ...]:
    assert web.store is not None
    with web.store.read() as connection:
        found = find_account(connection, id)
    assert found is not None
    return found.roles, found.brands, found.sites


def test_groups_give_roles_within_what_any_of_them_names(grouped: Web) -> None:
    salma, hind = Browser(grouped), Browser(grouped)
    assert salma.sign_in("s-salma").headers["location"] == "/desk"
    hind.sign_in("s-hind")
    told = salma.inside()
    assert told is not None
    assert (told["roles"], told["brands"], told["sites"]) == (["supervisor"], None, ["casablanca"])
    assert scope_of(grouped, "hind") == (("editor",), ("atlas",), ("casablanca", "dakar"))


def test_each_sign_in_applies_them_and_only_a_change_is_a_line(grouped: Web) -> None:
    assert grouped.store is not None
    Browser(grouped).sign_in("s-salma")
    with grouped.store.read() as connection:
        known = find_account(connection, "salma")
    assert known is not None
    wider = replace(known, roles=("supervisor", "planner"), sites=None)
    accounts.change_account(grouped.store, CONSOLE, wider)
    before = _lines(grouped, "salma")
    for _ in range(2):
        browser = Browser(grouped)
        browser.sign_in("s-salma")
    assert scope_of(grouped, "salma") == (("supervisor",), None, ("casablanca",))
    assert _lines(grouped, "salma")[len(before) :] == ["granted", "signed_in", "signed_in"]


def _lines(web: Web, id: str) -> list[str]:
    assert web.store is not None
    with web.store.read() as connection:
        rows = read_access(connection, Wanted(account=id), 100)
    return [row.action for row in reversed(rows)]


@pytest.mark.parametrize(
    "id",
    ["rim", "aya", "lost", "far", "boss"],
    ids=["no-role", "none", "no-adviser", "site", "last"],
)
def test_who_gets_no_role_that_fits_stays_outside_and_unchanged(grouped: Web, id: str) -> None:
    before = scope_of(grouped, id)
    browser = Browser(grouped)
    assert refused(browser.sign_in(f"s-{id}")) == "oidc_groups"
    assert browser.inside() is None
    assert scope_of(grouped, id) == before


@pytest.mark.parametrize(
    ("claims", "name", "found"),
    [
        ({"groups": ["a", 1, "b"]}, "groups", ["a", "b"]),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", ["a"]),
        ({"https://x.example/groups": "a"}, "https://x.example/groups", ["a"]),
        ({"groups": {"a": True}}, "groups", []),
        ({"realm_access": ["roles"]}, "realm_access.roles", []),
        ({}, "groups", []),
    ],
    ids=["list", "deeper", "one", "table", "too-deep", "none"],
)
def test_where_groups_are_named(claims: dict[str, Any], name: str, found: list[str]) -> None:
    assert outside.groups_in(claims, name) == found


def test_a_group_that_says_nothing_of_sites_does_not_widen_what_another_narrowed() -> None:
    grants = {"lead": Grant(("supervisor",)), "casa": Grant(sites=("casablanca",))}
    assert granted_by(["lead", "casa"], grants) == Grant(("supervisor",), None, ("casablanca",))
    assert granted_by(["lead"], grants) == Grant(("supervisor",))
    assert granted_by(["casa", "unknown"], grants) is None


@pytest.mark.parametrize(
    "groups",
    [
        {"leads": {"roles": ["boss"]}},
        {"casa": {"sites": ["casablanca"]}},
        {"x": {"role": "adviser"}},
    ],
    ids=["unknown-role", "no-role", "misspelt"],
)
def test_groups_that_make_no_sense_are_refused_at_the_start(groups: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(oidc_groups=groups)


@pytest.mark.parametrize(
    ("to", "taken"),
    [
        ("/desk", "/desk"),
        ("/history?from=2026-01-01", "/history?from=2026-01-01"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\nb", "/"),
        ("", "/"),
    ],
    ids=["page", "query", "site", "slashes", "backslash", "line", "nothing"],
)
def test_no_link_leads_elsewhere(to: str, taken: str) -> None:
    assert own_path(to) == taken
