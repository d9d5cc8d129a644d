"""Which lines of the log of access are of somebody's sites.

A line about a contact, or a file or operation of one, is of the contact's sites; one about an
account or a key of the sites of that. Any other line (somebody came in, read the history) is of the
sites of who did it. So each site's administrator sees who looked at their people's contacts, from
wherever, and nothing of what their people saw of others'.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.actions.accounts import reaches
from nawba.actions.api_keys import as_account
from nawba.domain.words import Actor, Centre
from nawba.store import tables
from nawba.store.identity import account_of, key_of
from nawba.store.identity_tables import access_log, accounts, api_keys
from nawba.web.scope import contacts_within, people_of

_OF_CONTACTS = {"attachment": tables.attachments, "operation": tables.operations}
_PEOPLE = ("account", "key")
_THINGS = ("contact", *_OF_CONTACTS, *_PEOPLE)


def lines_within(
    connection: Connection, reader: Actor, centre: Centre
) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions on the log that leave the lines of the reader's sites; none for who has all."""
    if reader.sites is None:
        return ()
    log = access_log.c
    people = _people(connection, reader, centre)
    contacts = sa.select(tables.contacts.c.id).where(*contacts_within(reader, centre))
    named = [sa.and_(log.kind == "contact", log.resource.in_(contacts))]
    for kind, table in _OF_CONTACTS.items():
        of_contacts = sa.select(table.c.id).where(table.c.contact.in_(contacts))
        named.append(sa.and_(log.kind == kind, log.resource.in_(of_contacts)))
    named.append(sa.and_(log.kind.in_(_PEOPLE), log.resource.in_(people)))
    named.append(sa.and_(log.kind.not_in(_THINGS), log.account.in_(people)))
    return (sa.or_(*named),)


def _people(connection: Connection, reader: Actor, centre: Centre) -> list[str]:
    """Ids of the accounts and keys within the reader's scope, and of their sites' people."""
    own = sa.select(accounts).where(accounts.c.sites.is_not(None))
    keys = sa.select(api_keys).where(api_keys.c.sites.is_not(None))
    scoped = [account_of(row) for row in connection.execute(own)]
    scoped += [as_account(key_of(row)) for row in connection.execute(keys)]
    reached = [one.id for one in scoped if reaches(reader, one)]
    return [*reached, *people_of(centre, reader.sites or ())]
