"""Signing in by an identity provider: who it says somebody is, and what their groups there give."""

from __future__ import annotations

from dataclasses import replace

from nawba.actions.accounts import check_person, keep_account
from nawba.actions.sessions import begin, coming_from, folded
from nawba.domain import events as ev
from nawba.domain.access import Access
from nawba.domain.errors import NotFound, NotPermitted
from nawba.domain.identity import DOOR, Account, Grant, Lives, Outsider, Scope, Signed, Where
from nawba.domain.permissions import permit
from nawba.store import Store, Transaction, statements
from nawba.store.identity import Row, account_of
from nawba.store.identity_tables import accounts, outside_subjects


def sign_in_outside(store: Store, outsider: Outsider, *, where: Where, lives: Lives) -> Signed:
    """A session for whom an identity provider vouches for.

    The first time, the account with that verified e-mail address is tied to the provider's
    subject; each time it takes the roles, brands and sites that their groups give, if groups count.
    Raises NotFound when nobody here is meant, NotPermitted when the account is disabled, Invalid or
    Conflict when it cannot take what the groups give.
    """
    permit(DOOR, "begin_session")
    with store.write("sign_in_outside", DOOR) as tx:
        row = _tied(tx, outsider) or _tie(tx, outsider)
        if row is None:
            raise NotFound("Nobody here has this address. Ask an administrator to invite you.")
        if row.disabled:
            raise NotPermitted("This account is disabled. Ask an administrator.")
        if outsider.granted is not None:
            _take(tx, account_of(row), outsider.granted, where)
        return begin(tx, row.id, "oidc", where, lives)


def _take(tx: Transaction, account: Account, granted: Grant, where: Where) -> None:
    """Let ``account`` be what the provider's groups say, if it is not yet."""
    if granted == Grant(account.roles, _sorted(account.brands), _sorted(account.sites)):
        return
    wanted = replace(account, **vars(granted), revision=account.revision + 1)
    check_person(tx, wanted)
    keep_account(tx, wanted)
    line = Access(f"account:{account.id}", "granted", "account", account.id)
    tx.tell(coming_from(where, line))


def _sorted(scope: Scope) -> Scope:
    return None if scope is None else tuple(sorted(scope))


def _tied(tx: Transaction, outsider: Outsider) -> Row | None:
    known = {"issuer": outsider.issuer, "subject": outsider.subject}
    tie = statements.find(tx.connection, outside_subjects, **known)
    return None if tie is None else statements.find(tx.connection, accounts, id=tie.account)


def _tie(tx: Transaction, outsider: Outsider) -> Row | None:
    """Tie the account of the verified address to the subject, unless it is tied to another."""
    if not outsider.email:
        return None
    row = statements.find(tx.connection, accounts, email=folded(outsider.email))
    if row is None:
        return None
    other = {"issuer": outsider.issuer, "account": row.id}
    if statements.find(tx.connection, outside_subjects, **other) is not None:
        return None
    statements.add(
        tx.connection,
        outside_subjects,
        issuer=outsider.issuer,
        subject=outsider.subject,
        account=row.id,
        linked_at=tx.now,
    )
    tx.emit(ev.AccountChanged(row.id))
    return row
