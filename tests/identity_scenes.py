"""Short ways to accounts, for the scenarios of their verbs."""

from __future__ import annotations

from house import House
from nawba.actions import accounts
from nawba.domain.identity import CONSOLE, Account, Lives, Signed, Where

PASSWORD = "un cheval de bois rouge"
LIVES, WHERE = Lives(), Where("Firefox", "127.0.0.1")


def account(house: House, id: str = "amina", *roles: str) -> Account:
    """Somebody who may come in, without a password yet."""
    address = f"{id}@nawba.example"
    made = Account(id, id.title(), address, roles or ("adviser",), address)
    return accounts.add_account(house.store, CONSOLE, made)


def newcomer(login: str = "hakima@nawba.example") -> Account:
    return Account(accounts.id_from(login), "Hakima", login, ())


def administrator(house: House) -> Signed:
    """The first administrator, come in by the first link."""
    link = accounts.make_first_link(house.store, CONSOLE)
    assert link is not None
    return accounts.redeem_link(
        house.store, link.token, PASSWORD, newcomer=newcomer(), where=WHERE, lives=LIVES
    )


def with_password(house: House, id: str = "amina") -> Account:
    """Somebody who has chosen ``PASSWORD`` by their invitation."""
    made = account(house, id)
    link = accounts.make_link(house.store, CONSOLE, made.id)
    accounts.redeem_link(house.store, link.token, PASSWORD, where=WHERE, lives=LIVES)
    return made
