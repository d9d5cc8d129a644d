"""The back office: orders, users and products, as given and as changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from nawba.bench.retail.changes import ADDRESS, CHANGES, Record, Refused

__all__ = ["ADDRESS", "CHANGES", "HAND_OVER", "LOOKS", "Database", "Record", "Refused", "Shop"]

LOOKS = frozenset(
    {
        "calculate",
        "find_user_id_by_email",
        "find_user_id_by_name_zip",
        "get_item_details",
        "get_order_details",
        "get_product_details",
        "get_user_details",
        "list_all_product_types",
    }
)
"""What tasks do without changing anything."""
HAND_OVER = "transfer_to_human_agents"


@dataclass(frozen=True, eq=False)
class Database:
    """What the shop starts from; never changed. Keys are ids."""

    products: Mapping[str, Record]
    users: Mapping[str, Record]
    orders: Mapping[str, Record]


@dataclass
class Shop:
    """The shop as changed by calls: ``orders`` and ``users`` hold the changed records only."""

    base: Database
    orders: dict[str, Record] = field(default_factory=dict)
    users: dict[str, Record] = field(default_factory=dict)
    calls: list[tuple[str, Record]] = field(default_factory=list)
    """Every change made, in order, with its arguments."""

    def order(self, id: str) -> Record:
        return _find(id, self.orders, self.base.orders, "order")

    def user(self, id: str) -> Record:
        return _find(id, self.users, self.base.users, "user")

    def orders_of(self, user: str) -> list[Record]:
        return [self.order(id) for id in self.user(user)["orders"]]

    def state(self) -> dict[str, dict[str, Record]]:
        """The records that differ from the start: two shops are alike when these are equal."""
        return {
            "orders": {id: o for id, o in self.orders.items() if o != self.base.orders[id]},
            "users": {id: u for id, u in self.users.items() if u != self.base.users[id]},
        }

    def change(self, name: str, **arguments: Any) -> Record:
        """Make change ``name``; all of it or nothing. Raises Refused, naming the rule."""
        if name not in CHANGES:
            raise Refused(f"there is no change '{name}'")
        copy = Shop(self.base, deepcopy(self.orders), deepcopy(self.users))
        try:
            done = CHANGES[name](copy, **arguments)
        except (TypeError, KeyError) as error:
            raise Refused(f"{name}: arguments do not fit ({error})") from error
        self.orders, self.users = copy.orders, copy.users
        self.calls.append((name, deepcopy(arguments)))
        return done

    def open_order(self, id: str) -> Record:
        """The order, to be written to."""
        if id not in self.orders:
            self.orders[id] = deepcopy(self.order(id))
        return self.orders[id]

    def open_user(self, id: str) -> Record:
        """The user, to be written to."""
        if id not in self.users:
            self.users[id] = deepcopy(self.user(id))
        return self.users[id]

    def find_by_email(self, email: str) -> str | None:
        wanted = email.casefold()
        return next((id for id, u in self._users() if u["email"].casefold() == wanted), None)

    def find_by_name_zip(self, first: str, last: str, zip: str) -> str | None:
        """A user's id by first and last name, capitals aside, and zip code."""
        wanted = (first.casefold(), last.casefold(), zip)
        return next((id for id, user in self._users() if _signature(user) == wanted), None)

    def _users(self) -> Sequence[tuple[str, Record]]:
        return [(id, self.user(id)) for id in self.base.users]


def _signature(user: Record) -> tuple[str, str, str]:
    name = user["name"]
    return name["first_name"].casefold(), name["last_name"].casefold(), user["address"]["zip"]


def _find(id: str, changed: Mapping[str, Record], base: Mapping[str, Record], what: str) -> Record:
    found = changed.get(id) or base.get(id)
    if found is None:
        raise Refused(f"there is no {what} {id}")
    return found
