"""The people of the demo, with their accounts: whoever tries it may be any of them.

Advisers and supervisors are those of the centre; the others are here. Every name is invented.
"""

from __future__ import annotations

import sqlalchemy as sa

from nawba.actions.accounts import add_account
from nawba.domain.identity import CONSOLE, Account, DemoPerson
from nawba.domain.words import Centre
from nawba.store import Store
from nawba.store.identity_tables import accounts

OTHERS = (
    DemoPerson("quality", "hind.lahlou", "Hind Lahlou", "casablanca", ("fr", "ar")),
    DemoPerson("editor", "yassine.amrani", "Yassine Amrani", "casablanca", ("fr", "ar", "en")),
    DemoPerson("editor", "awa.ndoye", "Awa Ndoye", "dakar", ("fr", "en")),
    DemoPerson("recruiter", "sonia.gharbi", "Sonia Gharbi", "tunis", ("fr", "ar")),
    DemoPerson("planner", "rui.tavares", "Rui Tavares", "lisbonne", ("pt", "fr")),
    DemoPerson("client", "client.sahla", "Meriem Slaoui", None, ("fr",), ("sahla",)),
    DemoPerson("client", "client.waha", "Nizar Khoury", None, ("ar", "en"), ("waha",)),
    DemoPerson("administrator", "driss.benkirane", "Driss Benkirane", None, ("fr", "ar", "en")),
)


def demo_people(centre: Centre) -> tuple[DemoPerson, ...]:
    """Everybody whom one can be: those of ``centre``, then the others."""
    advisers = [
        DemoPerson("adviser", one.id, one.name, one.site, _languages(one.skills))
        for one in centre.advisers
    ]
    supervisors = [
        DemoPerson("supervisor", one.id, one.name, one.site) for one in centre.supervisors
    ]
    return (*advisers, *supervisors, *OTHERS)


def _languages(skills: dict[str, int]) -> tuple[str, ...]:
    return tuple(skill for skill in skills if skill in ("fr", "ar", "ary", "en", "es", "pt"))


def install_people(store: Store, people: tuple[DemoPerson, ...]) -> None:
    """Give everybody an account who has none yet; none of them has a password."""
    with store.read() as connection:
        known = set(connection.execute(sa.select(accounts.c.id)).scalars())
    for one in people:
        if one.id not in known:
            login = f"{one.id}@demo.nawba.example"
            made = Account(one.id, one.name, login, (one.role,), None, one.brands)
            add_account(store, CONSOLE, made)
