"""Who works here and how the house knows them: accounts, sessions, keys, and the acting role.

An account's id is the person's id in the centre, so that what an adviser holds is theirs however
they came in. A role says what may be done, brands and sites say where.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nawba.domain.errors import NotPermitted
from nawba.domain.permissions import PERMISSIONS, ROLES, role_for
from nawba.domain.words import Actor

Scope = tuple[str, ...] | None
"""Brands or sites within which somebody may act; None stands for all of them."""


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in. ``revision`` grows with each change of it."""

    id: str
    name: str
    login: str
    roles: tuple[str, ...]
    email: str | None = None
    brands: Scope = None
    sites: Scope = None
    language: str | None = None
    disabled: bool = False
    revision: int = 1


@dataclass(frozen=True)
class Session:
    """A signed-in browser. ``how`` is password, oidc, link or demo."""

    id: str
    account: str
    how: str
    began_at: datetime
    seen_at: datetime
    expires_at: datetime
    browser: str = ""
    address: str = ""


@dataclass(frozen=True)
class Key:
    """An API key without its secret. ``actions`` narrows what its roles may do; None: all of it."""

    id: str
    name: str
    prefix: str
    roles: tuple[str, ...]
    actions: tuple[str, ...] | None
    brands: Scope
    sites: Scope
    made_by: str
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether it opens nothing (any more)."""
        return self.revoked_at is not None or (
            self.expires_at is not None and self.expires_at <= now
        )


@dataclass(frozen=True)
class Identity:
    """A caller as the house knows them for this request: an account's session, or a key."""

    id: str
    roles: tuple[str, ...]
    brands: Scope = None
    sites: Scope = None
    actions: tuple[str, ...] | None = None
    session: str | None = None

    def acting(self, action: str, wanted: str | None = None) -> Actor:
        """The actor who may do ``action``: in the role ``wanted``, else in the one that fits best.

        Raises NotPermitted when ``wanted`` is not theirs or none of their roles may do it at all.
        """
        if wanted and wanted not in self.roles:
            raise NotPermitted(f"You do not have the role {wanted}. Ask an administrator for it.")
        if self.actions is not None and action not in self.actions:
            raise NotPermitted(f"This key may not {action}; make one that names it.")
        role = role_for((wanted,) if wanted else self.roles, action)
        if role is None:
            allowed = ", ".join(sorted(PERMISSIONS[action])) or "nobody"
            held = wanted or ", ".join(self.roles) or "nobody"
            raise NotPermitted(f"{held} may not {action}; it is for: {allowed}")
        return Actor(role, self.id, self.brands, self.sites)

    def can_as(self) -> dict[str, list[str]]:
        """For each role the actions it may do, on anything or on one's own."""
        return {role: self._allowed(role) for role in self.roles}

    def _allowed(self, role: str) -> list[str]:
        named = PERMISSIONS if self.actions is None else self.actions
        return sorted(action for action in named if role in PERMISSIONS[action])


@dataclass(frozen=True)
class Where:
    """From where somebody signs in, as far as it can be told: for them to recognise it."""

    browser: str = ""
    address: str = ""


@dataclass(frozen=True)
class Lives:
    """How long a session lasts: without a request, and altogether."""

    idle: timedelta = timedelta(hours=2)
    most: timedelta = timedelta(hours=16)

    def ended(self, session: Session, now: datetime) -> bool:
        return now >= session.expires_at or now - session.seen_at >= self.idle


@dataclass(frozen=True)
class Signed:
    """A session just begun; ``token`` is its only copy."""

    token: str
    session: Session


@dataclass(frozen=True)
class Grant:
    """What a group of an identity provider gives; one that names no brands, or no sites, says
    nothing about them."""

    roles: tuple[str, ...] = ()
    brands: Scope = None
    sites: Scope = None


def granted_by(groups: Iterable[str], grants: Mapping[str, Grant]) -> Grant | None:
    """What ``groups`` give together: all their roles, within all brands and sites that any names.

    So a group that gives a role and one that names a site make a role at that site. None when they
    give no role.
    """
    found = [grants[one] for one in sorted(set(groups)) if one in grants]
    roles = in_order(role for one in found for role in one.roles)
    if not roles:
        return None
    return Grant(roles, _named(one.brands for one in found), _named(one.sites for one in found))


def _named(scopes: Iterable[Scope]) -> Scope:
    named = [scope for scope in scopes if scope is not None]
    return tuple(sorted({one for scope in named for one in scope})) if named else None


@dataclass(frozen=True)
class Outsider:
    """Who an identity provider says somebody is; ``email`` only if it verified the address.

    ``granted`` is what their groups there give them here; None where no groups count.
    """

    issuer: str
    subject: str
    email: str | None = None
    granted: Grant | None = None


@dataclass(frozen=True)
class Link:
    """A one-time link to choose a password by; ``token`` is its only copy."""

    token: str
    kind: str
    expires_at: datetime


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the demo, whom whoever tries it may be."""

    role: str
    id: str
    name: str
    site: str | None = None
    languages: tuple[str, ...] = ()
    brands: Scope = None

    @property
    def who(self) -> str:
        return f"{self.role}:{self.id}"


DOOR = Actor("system", "door")
"""Who acts while it is not known yet who comes."""
CONSOLE = Actor("administrator", "console")
"""Whoever may run commands on the machine itself."""


def in_order(roles: Iterable[str]) -> tuple[str, ...]:
    """``roles`` without repeats, in the order in which the house lists them."""
    wanted = set(roles)
    return tuple(role for role in ROLES if role in wanted)
