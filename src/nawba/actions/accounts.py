"""The administrator's verbs on accounts, and what people change about their own."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import timedelta

import sqlalchemy as sa

from nawba.actions.passwords import make_hash, verify
from nawba.actions.sessions import (
    attempt,
    begin,
    coming_from,
    end_all,
    folded,
    forgive,
    note_failure,
)
from nawba.domain import events as ev
from nawba.domain.access import Access
from nawba.domain.errors import Conflict, Invalid, LinkEnded, NotFound, WrongCredentials
from nawba.domain.identity import DOOR, Account, Link, Lives, Scope, Signed, Where, in_order
from nawba.domain.passwords import check_password
from nawba.domain.permissions import ROLES, permit
from nawba.domain.text import check_code, clean_required
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements, tables
from nawba.store.identity import Row, find_account, has_administrator, hashed
from nawba.store.identity_tables import accounts, sign_in_links

LANGUAGES = ("fr", "ar", "en")
_LASTS = {
    "first": timedelta(hours=24),
    "invitation": timedelta(days=7),
    "reset": timedelta(hours=24),
}
_LOGIN = re.compile(r"[^\s\x00-\x1f\x7f]{2,200}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_ENDED = "This link was used already, or it is too old. Ask an administrator for another one."


def add_account(store: Store, actor: Actor, account: Account) -> Account:
    """Let somebody sign in, once they chose a password by a link (``make_link``).

    Raises Invalid for a field that makes no sense, Conflict when id, login or e-mail is taken,
    NotFound when the account would reach beyond the actor's own brands and sites.
    """
    permit(actor, "manage_accounts")
    wanted = _checked(account)
    _check_reach(actor, wanted)
    with store.write("add_account", actor) as tx:
        check_person(tx, wanted)
        _check_free(tx, wanted)
        if find_account(tx.connection, wanted.id) is not None:
            raise Conflict(f"There is an account {wanted.id} already.", field="id")
        statements.add(tx.connection, accounts, **_values(wanted), made_at=tx.now)
        tx.emit(ev.AccountMade(wanted.id))
        return wanted


def change_account(store: Store, actor: Actor, account: Account) -> Account:
    """Make the account what ``account`` says; its ``revision`` is the one that was looked at.

    Raises Conflict when somebody changed it meanwhile, or nobody would be left who may make
    accounts; NotFound when it is not, or would not be, within the actor's brands and sites.
    """
    permit(actor, "manage_accounts")
    wanted = _checked(account)
    with store.write("change_account", actor) as tx:
        known = _within(tx, actor, wanted.id)
        if known.revision != wanted.revision:
            raise Conflict(f"{known.name} was changed meanwhile. Look again, then change it.")
        _check_reach(actor, wanted)
        check_person(tx, wanted)
        _check_free(tx, wanted)
        changed = replace(wanted, revision=known.revision + 1)
        keep_account(tx, changed)
        if wanted.disabled:
            end_all(tx, wanted.id)
        return changed


def keep_account(tx: Transaction, account: Account) -> None:
    """Write it. Raises Conflict when nobody would be left who may make accounts."""
    before = has_administrator(tx.connection)
    statements.change(tx.connection, accounts, {"id": account.id}, **_values(account))
    if before and not has_administrator(tx.connection):
        raise Conflict("Nobody would be left who may make accounts. Name another one first.")
    tx.emit(ev.AccountChanged(account.id))


def make_link(store: Store, actor: Actor, account: str) -> Link:
    """A link by which ``account`` chooses a password: an invitation, or a reset if it has one.

    Earlier links of the account end. Raises NotFound, Conflict when the account is disabled.
    """
    permit(actor, "manage_accounts")
    with store.write("make_link", actor) as tx:
        known = _within(tx, actor, account)
        if known.disabled:
            raise Conflict(f"{known.name} is disabled. Let them in again first.")
        row = statements.find(tx.connection, accounts, id=account)
        kind = "reset" if row is not None and row.password else "invitation"
        statements.remove(tx.connection, sign_in_links, account=account)
        tx.emit(ev.AccountChanged(account))
        return _add_link(tx, actor, kind, account)


def make_first_link(store: Store, actor: Actor) -> Link | None:
    """The link that makes the first administrator; None when there is one already."""
    permit(actor, "manage_accounts")
    with store.write("make_first_link", actor) as tx:
        if has_administrator(tx.connection):
            return None
        ended = sign_in_links.c.expires_at <= tx.now
        tx.connection.execute(sign_in_links.delete().where(ended))
        return _add_link(tx, actor, "first", None)


def _add_link(tx: Transaction, actor: Actor, kind: str, account: str | None) -> Link:
    link = Link(secrets.token_urlsafe(32), kind, tx.now + _LASTS[kind])
    statements.add(
        tx.connection,
        sign_in_links,
        token_hash=hashed(link.token),
        kind=kind,
        account=account,
        made_by=str(actor),
        made_at=tx.now,
        expires_at=link.expires_at,
    )
    return link


def find_link(tx: sa.Connection, token: str, now: object) -> Row:
    """The open link of ``token``. Raises LinkEnded."""
    row = statements.find(tx, sign_in_links, token_hash=hashed(token))
    if row is None or row.expires_at <= now:
        raise LinkEnded(_ENDED, field="token")
    return row


def redeem_link(
    store: Store,
    token: str,
    password: str,
    *,
    newcomer: Account | None = None,
    where: Where,
    lives: Lives,
) -> Signed:
    """Set the password that a one-time link is for, and sign in; other sessions end.

    ``newcomer`` is who the first link makes the administrator: its login and name count. Raises
    LinkEnded, Invalid for a password that will not do.
    """
    permit(DOOR, "begin_session")
    with store.read() as connection:
        link = find_link(connection, token, store.clock())
        known = newcomer if link.account is None else find_account(connection, link.account)
    if known is None:
        raise Invalid("Say your name and choose a login.", field="login")
    known = _checked(replace(known, roles=known.roles or ("administrator",)))
    check_password(password, known.login)
    kept = make_hash(password)
    with store.write("redeem_link", f"account:{known.id}") as tx:
        link = find_link(tx.connection, token, tx.now)
        if link.account is None:
            _add_first(tx, known)
        _use(tx, link, known, kept, where)
        return begin(tx, known.id, "link", where, lives)


def _add_first(tx: Transaction, known: Account) -> None:
    if has_administrator(tx.connection):
        raise LinkEnded(_ENDED, field="token")
    _check_free(tx, known)
    if find_account(tx.connection, known.id) is not None:
        raise Conflict("This login is taken. Choose another one.", field="login")
    statements.add(tx.connection, accounts, **_values(known), made_at=tx.now)
    tx.emit(ev.AccountMade(known.id))
    statements.remove(tx.connection, sign_in_links, account=None)


def _use(tx: Transaction, link: Row, account: Account, kept: str, where: Where) -> None:
    row = statements.find(tx.connection, accounts, id=account.id)
    if row is None or row.disabled:
        raise LinkEnded(_ENDED, field="token")
    statements.change(tx.connection, accounts, {"id": account.id}, password=kept)
    statements.remove(tx.connection, sign_in_links, token_hash=link.token_hash)
    forgive(tx, account.login, Where())
    tx.emit(ev.AccountChanged(account.id))
    end_all(tx, account.id)
    _tell_password(tx, account.id, where)


def _tell_password(tx: Transaction, account: str, where: Where) -> None:
    """One line for all that a new password brings along."""
    line = Access(f"account:{account}", "chose_password", "account", account)
    tx.tell(coming_from(where, line))


def change_password(
    store: Store, actor: Actor, current: str, new: str, *, where: Where, lives: Lives
) -> Signed:
    """Set one's own password; every session ends and a new one begins.

    Raises WrongCredentials when ``current`` is not right, TooMany after too many such.
    """
    permit(actor, "change_password", own=True)
    with store.read() as connection:
        known = find_account(connection, actor.id)
    if known is None:
        raise NotFound("This account is not here any more.")
    check_password(new, known.login, field="new")
    row = attempt(store, known.login, where)
    if row is None or not verify(row.password, current):
        note_failure(store, row, where)
        raise WrongCredentials("The current password is not right.")
    kept = make_hash(new)
    with store.write("change_password", actor) as tx:
        statements.change(tx.connection, accounts, {"id": actor.id}, password=kept)
        forgive(tx, known.login, where)
        tx.emit(ev.AccountChanged(actor.id))
        end_all(tx, actor.id)
        _tell_password(tx, actor.id, where)
        return begin(tx, actor.id, "password", where, lives)


def choose_language(store: Store, actor: Actor, language: str | None) -> None:
    """The language of one's own pages; None: the browser's. Raises Invalid."""
    permit(actor, "use_own_account", own=True)
    _check_language(language)
    with store.write("choose_language", actor) as tx:
        statements.change(tx.connection, accounts, {"id": actor.id}, language=language)
        tx.emit(ev.AccountChanged(actor.id))


def id_from(login: str) -> str:
    """An account's id made of its login: letters, digits, dots and dashes of its first part."""
    first = unicodedata.normalize("NFKD", login.partition("@")[0].casefold())
    made = re.sub(r"[^a-z0-9._-]+", "-", first.encode("ascii", "ignore").decode()).strip("-._")
    return made[:60] or f"account-{secrets.token_hex(4)}"


def _checked(account: Account) -> Account:
    """``account`` with its words cleaned. Raises Invalid, naming the field."""
    check_code(account.id, field="id")
    login, email = folded(account.login), folded(account.email or "") or None
    if _LOGIN.fullmatch(login) is None:
        raise Invalid("A login has 2 to 200 characters and no blanks.", field="login")
    if email is not None and (_EMAIL.fullmatch(email) is None or len(email) > 200):
        raise Invalid("Write an e-mail address, or leave it out.", field="email")
    strange = sorted(set(account.roles) - set(ROLES))
    if strange or not account.roles:
        raise Invalid(f"Choose roles among {', '.join(ROLES)}.", field="roles")
    _check_language(account.language)
    return replace(
        account,
        name=clean_required(account.name, field="name", limit=200),
        login=login,
        email=email,
        roles=in_order(account.roles),
    )


def _check_language(language: str | None) -> None:
    if language is not None and language not in LANGUAGES:
        raise Invalid(f"Choose a language among {', '.join(LANGUAGES)}.", field="language")


def check_person(tx: Transaction, account: Account) -> None:
    """Raise Invalid unless advisers and supervisors are people of the centre, and brands and sites
    its own."""
    people = {"adviser": tables.advisers, "supervisor": tables.supervisors}
    for role, table in people.items():
        if role in account.roles and not _is_known(tx, table, (account.id,)):
            raise Invalid(
                f"The centre has no {role} {account.id}. Add them there first.", field="id"
            )
    for name, table, scope in (
        ("brands", tables.brands, account.brands),
        ("sites", tables.sites, account.sites),
    ):
        if scope is not None and not _is_known(tx, table, scope):
            raise Invalid(f"Choose {name} of the centre.", field=name)
    if "client" in account.roles and not account.brands:
        raise Invalid("A brand client sees named brands only: choose them.", field="brands")


def _is_known(tx: Transaction, table: sa.Table, ids: Collection[str]) -> bool:
    statement = sa.select(table.c.id).where(table.c.id.in_(ids))
    return set(tx.connection.execute(statement).scalars()) == set(ids)


def _check_free(tx: Transaction, account: Account) -> None:
    for field in ("login", "email"):
        value = getattr(account, field)
        row = value and statements.find(tx.connection, accounts, **{field: value})
        if row is not None and row and row.id != account.id:
            raise Conflict(f"Another account has this {field}.", field=field)


def _within(tx: Transaction, actor: Actor, account: str) -> Account:
    known = find_account(tx.connection, account)
    if known is None or not reaches(actor, known):
        raise NotFound(f"There is no account {account}.")
    return known


def _check_reach(actor: Actor, account: Account) -> None:
    if not reaches(actor, account):
        raise NotFound("You make accounts within your own brands and sites only.", field="brands")


def reaches(actor: Actor, account: Account) -> bool:
    """Whether all of the account's scope lies within the actor's."""
    return _covers(actor.brands, account.brands) and _covers(actor.sites, account.sites)


def _covers(own: Scope, other: Scope) -> bool:
    return own is None or (other is not None and set(other) <= set(own))


def _values(account: Account) -> dict[str, object]:
    values = asdict(account)
    for name in ("roles", "brands", "sites"):
        values[name] = None if values[name] is None else list(values[name])
    return values
