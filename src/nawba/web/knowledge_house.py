"""What the knowledge editor's routes need of the house: brands in scope, facts, counts of use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from nawba.domain.permissions import is_within
from nawba.domain.words import Actor, Brand, Centre
from nawba.knowledge.shelf import Entry, Facts, arrange, contradictions_among, keys_of
from nawba.store.assistant_versions import current_version
from nawba.store.identity import find_account
from nawba.store.shelf import Kept, Key, count_uses, read_shelf
from nawba.web.house import House

USES_DAYS = 30


@dataclass(frozen=True)
class Library:
    """All articles of the brands that ``actor`` may see, arranged, with what they are worth."""

    entries: list[Entry]
    uses: Mapping[Key, int]
    brands: Mapping[str, Brand]
    facts: Facts


def brands_of(centre: Centre, actor: Actor, brand: str | None = None) -> dict[str, Brand]:
    """The configured brands within the actor's scope, or the one wanted of them."""
    return {
        one.id: one
        for one in centre.brands
        if is_within(actor, one.id) and brand in (None, "", one.id)
    }


def read_library(
    house: House, connection: Connection, actor: Actor, article: str | None = None
) -> Library:
    """The articles in scope, or one of them in all brands in scope."""
    brands = brands_of(house.centre, actor)
    shelf = read_shelf(connection, list(brands))
    facts = facts_of(house, connection, shelf, brands)
    wanted = [one for one in shelf if article is None or one.article.id == article]
    return Library(arrange(wanted, brands, facts), uses_of(house, connection), brands, facts)


def facts_of(
    house: House, connection: Connection, shelf: list[Kept], brands: Mapping[str, Brand]
) -> Facts:
    in_force = tuple(one.article for one in shelf if one.is_current)
    version = current_version(connection)
    served = None
    if version is not None:
        named = version.document.articles
        served = {(one.brand, one.id, one.language): one.version for one in named}
    today = {one.id: day_of(one, house.store.clock()) for one in brands.values()}
    return Facts(served, keys_of(contradictions_among(in_force)), today)


def day_of(brand: Brand, now: datetime) -> date:
    """The day it is where the brand is."""
    return now.astimezone(ZoneInfo(brand.timezone)).date()


def uses_of(house: House, connection: Connection) -> Counter[Key]:
    """Answers of each article in the last 30 days, as of a minute ago at most."""
    now = house.store.clock()
    return house.uses.get(now, lambda: count_uses(connection, now - timedelta(days=USES_DAYS)))


class Names:
    """The names of whoever acted, ``kind:id``, as shown: by account, else by the centre."""

    def __init__(self, centre: Centre, connection: Connection) -> None:
        self._centre, self._connection = centre, connection
        self._known: dict[str, str] = {}

    def __call__(self, by: str | None) -> str:
        """The name; the id where nobody of that name is known, empty for nobody."""
        if not by:
            return ""
        if by not in self._known:
            self._known[by] = self._name(by)
        return self._known[by]

    def _name(self, by: str) -> str:
        kind, _, person = by.partition(":")
        account = find_account(self._connection, person)
        if account is not None:
            return account.name
        return self._centre.name_of("adviser" if kind == "adviser" else "supervisor", person)
