"""Signing in by the company's own identity provider: OpenID Connect, authorization code with PKCE.

The provider says who somebody is: accounts are made here, and the first sign-in ties one to the
provider's subject by a verified e-mail address. What they may do it says only where the settings
name its groups. What the browser has to bring back (state, nonce, verifier, where to) travels in a
cookie of its own for ten minutes.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode, urlsplit

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from nawba.actions.outside import sign_in_outside
from nawba.assistant.operations import Secrets
from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Conflict, Invalid, NawbaError, NotFound, NotPermitted
from nawba.domain.identity import Grant, Outsider, granted_by
from nawba.settings import Settings
from nawba.web.callers import TheDoorkeeper, TheHouse, cookie_name, where_of
from nawba.web.guard import public_address
from nawba.web.session import hand_out

if TYPE_CHECKING:
    from authlib.integrations.httpx_client import OAuth2Client

log = structlog.get_logger()
router = APIRouter(prefix="/api/oidc")

_SECONDS = 10.0
_BELIEVED = 600.0  # seconds in which discovery and keys are not asked for again
_LEEWAY = 60  # seconds by which two clocks may differ
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_COOKIE_SECONDS = 600


class Refused(NawbaError):
    """The sign-in did not come about; ``code`` is what the page is told."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class Journey:
    """What one browser set out with."""

    state: str
    nonce: str
    verifier: str
    to: str

    def packed(self) -> str:
        return base64.urlsafe_b64encode(json.dumps(vars(self)).encode()).decode()

    @staticmethod
    def unpacked(text: str) -> Journey:
        """Raises Refused for anything that ``packed`` did not make."""
        try:
            known = json.loads(base64.urlsafe_b64decode(text.encode()))
            return Journey(**{name: str(value) for name, value in known.items()})
        except (ValueError, TypeError, AttributeError) as error:
            raise Refused("oidc_invalid", "this browser did not set out from here") from error


class Provider:
    """The identity provider that the settings name; what it publishes is kept for a while."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock, self._asked_at = threading.Lock(), -_BELIEVED
        self._facts: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}

    def begin(self, back: str, to: str) -> tuple[str, Journey]:
        """Where to send the browser, and what it has to bring back. Raises Refused."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        journey = Journey(state, nonce, verifier, to)
        address = self._published()["authorization_endpoint"]
        with self._client(back) as client:
            url, _ = client.create_authorization_url(
                address, state=journey.state, code_verifier=journey.verifier, nonce=journey.nonce
            )
        return str(url), journey

    def end(self, back: str, code: str, journey: Journey) -> Outsider:
        """Who came back with ``code``. Raises Refused."""
        from authlib.common.errors import AuthlibBaseError
        from httpx import HTTPError

        address = self._published()["token_endpoint"]
        try:
            with self._client(back) as client:
                token = client.fetch_token(address, code=code, code_verifier=journey.verifier)
        except AuthlibBaseError as error:
            raise Refused("oidc_refused", f"the provider gave no token: {error.error}") from error
        except (HTTPError, ValueError) as error:
            raise _unreachable(error) from error
        return self._outsider(dict(token), journey.nonce)

    def _client(self, back: str) -> OAuth2Client:
        from authlib.integrations.httpx_client import OAuth2Client

        name = self._settings.oidc_secret
        secret = Secrets(self._settings.secrets_folder).find(name) if name else None
        return OAuth2Client(
            self._settings.oidc_client_id,
            secret,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._settings.oidc_scope,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_SECONDS,
        )

    def _outsider(self, token: dict[str, Any], nonce: str) -> Outsider:
        claims = self._claims(token, nonce)
        verified = claims.get("email_verified") is True
        email = str(claims["email"]) if verified and claims.get("email") else None
        return Outsider(str(claims["iss"]), str(claims["sub"]), email, self._granted(claims))

    def _granted(self, claims: dict[str, Any]) -> Grant | None:
        """What the groups of the ID token give; None where no groups count. Raises Refused."""
        grants = self._settings.grants
        if not grants:
            return None
        groups = groups_in(claims, self._settings.oidc_groups_claim)
        granted = granted_by(groups, grants)
        if granted is None:
            raise Refused("oidc_groups", f"none of their {len(groups)} groups gives a role here")
        return granted

    def _claims(self, token: dict[str, Any], nonce: str) -> dict[str, Any]:
        """The ID token's claims, once all is checked (OpenID Connect Core 1.0, 3.1.3.7)."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            keys = KeySet.import_key_set(self._published_keys())  # type: ignore[arg-type]
            found = jwt.decode(str(token.get("id_token", "")), keys, algorithms=_ALGORITHMS)
            wanted = {"iss": self._settings.oidc_issuer, "aud": self._settings.oidc_client_id}
            checked = CodeIDToken(
                found.claims,
                found.header,
                {name: {"essential": True, "value": value} for name, value in wanted.items()},
                {
                    "nonce": nonce,
                    "client_id": self._settings.oidc_client_id,
                    "access_token": token.get("access_token"),
                },
            )
            checked.validate(leeway=_LEEWAY)
        except (JoseError, ValueError, KeyError) as error:
            self._asked_at = -_BELIEVED  # its keys may have changed: ask anew next time
            raise Refused("oidc_invalid", f"its ID token is not good: {error}") from error
        return dict(checked)

    def _published(self) -> dict[str, Any]:
        """The provider's description (OpenID Connect Discovery 1.0). Raises Refused."""
        with self._lock:
            if time.monotonic() - self._asked_at > _BELIEVED:
                issuer = str(self._settings.oidc_issuer)
                facts = _fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if facts.get("issuer") != issuer:
                    raise Refused("oidc_invalid", f"the provider calls itself {facts['issuer']}")
                self._keys = _fetch(str(facts["jwks_uri"]))
                self._facts, self._asked_at = facts, time.monotonic()
            return self._facts

    def _published_keys(self) -> dict[str, Any]:
        self._published()
        return self._keys


def groups_in(claims: Mapping[str, Any], name: str) -> list[str]:
    """The groups in the claim ``name``, which may lie deeper: ``realm_access.roles``."""
    found: Any = claims
    for part in [name] if name in claims else name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def check_address(url: str) -> str:
    """``url`` if words may travel to it: https, or this machine. Raises Refused."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise Refused("oidc_invalid", f"{parts.scheme}://{parts.hostname} is not https")
    return url


def _fetch(url: str) -> dict[str, Any]:
    import httpx

    try:
        reply = httpx.get(check_address(url), timeout=_SECONDS)
        return dict(reply.raise_for_status().json())
    except (httpx.HTTPError, ValueError, TypeError) as error:
        raise _unreachable(error) from error


def _unreachable(error: Exception) -> Refused:
    return Refused("oidc_unreachable", f"the provider does not answer: {type(error).__name__}")


@router.get("/start")
def set_out(request: Request, house: TheHouse, to: str = "/") -> RedirectResponse:
    """Send the browser to the identity provider; it comes back to ``/api/oidc/back``."""
    try:
        url, journey = _provider(request).begin(_back(request, house.settings), own_path(to))
    except Refused as refused:
        return _refused(refused, own_path(to))
    answer = RedirectResponse(url, 303)
    name = _cookie(request)
    answer.set_cookie(
        name,
        journey.packed(),
        max_age=_COOKIE_SECONDS,
        secure=name.startswith("__Host-"),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/back")
def come_back(
    request: Request,
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    state: str = "",
    code: str = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> RedirectResponse:
    """Where the identity provider sends the browser back to: in, or to a page that says why not."""
    to = "/"
    try:
        journey = Journey.unpacked(request.cookies.get(_cookie(request), ""))
        to = own_path(journey.to)
        if not secrets.compare_digest(state.encode(), journey.state.encode()):
            raise Refused("oidc_invalid", "this browser did not set out from here")
        if error or not code:
            raise Refused("oidc_refused", f"the provider said {error or 'nothing'}")
        outsider = _provider(request).end(_back(request, house.settings), code, journey)
        where, lives = where_of(request), doorkeeper.lives
        signed = sign_in_outside(house.store, outsider, where=where, lives=lives)
    except Refused as refused:
        return _refused(refused, to, _cookie(request))
    except NotFound as unknown:
        return _refused(Refused("oidc_unknown", unknown.message), to, _cookie(request))
    except NotPermitted as closed:
        return _refused(Refused("oidc_disabled", closed.message), to, _cookie(request))
    except (Invalid, Conflict) as unfit:
        return _refused(Refused("oidc_groups", unfit.message), to, _cookie(request))
    answer = RedirectResponse(to, 303)
    answer.delete_cookie(_cookie(request))
    hand_out(request, answer, signed, doorkeeper.lives)
    return answer


def own_path(to: str) -> str:
    """``to`` if it is a page of this house, else the start page: no link leads elsewhere."""
    plain = to.startswith("/") and not to.startswith("//") and "\\" not in to and to.isprintable()
    return to if plain else "/"


def _provider(request: Request) -> Provider:
    settings: Settings = request.app.state.house.settings
    if not settings.oidc_issuer:
        raise Refused("oidc_unreachable", "no identity provider is set up")
    kept: Provider | None = getattr(request.app.state, "provider", None)
    if kept is None:
        kept = request.app.state.provider = Provider(settings)
    return kept


def _back(request: Request, settings: Settings) -> str:
    return f"{public_address(request, settings)}/api/oidc/back"


def _cookie(request: Request) -> str:
    return f"{cookie_name(request)}-oidc"


def _refused(refused: Refused, to: str, cookie: str = "") -> RedirectResponse:
    """To the start page, which says it in words; the log has the reason."""
    log.warning("outside_sign_in_refused", code=refused.code, why=refused.message)
    answer = RedirectResponse(f"/?{urlencode({'refused': refused.code, 'to': to})}", 303)
    if cookie:
        answer.delete_cookie(cookie)
    return answer
