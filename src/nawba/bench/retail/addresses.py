"""Which address a customer wants changed, and into which: typed out, or one that is on file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nawba.bench.retail.owned import Impossible, Owned, Unclear
from nawba.bench.retail.phrases import is_mark, squeeze, tokens, words_in
from nawba.bench.retail.resolving import each_of
from nawba.bench.retail.shop import ADDRESS
from nawba.domain.folded import fold

_STATE = r"(?P<state>[A-Za-z]{2})"
_UNIT = r"(?P<unit>(?:suite|apt|apartment|unit|#)\.? ?\w+)"
_TYPED = re.compile(
    rf"(?P<street>(?<![\w#])\d+ [\w .'-]+?),\s*(?:{_UNIT},\s*)?(?P<city>[A-Z][\w .'-]+?),\s*"
    rf"{_STATE},?\s+(?P<zip>\d{{5}})(?:,\s*(?P<country>USA|US))?\b",
    re.IGNORECASE,
)
_OBJECT = "address shipping delivery home house info information same as"
_OWN = "default user profile account"
_ALIASES = {"nyc": "new york", "la": "los angeles", "dc": "washington"}
_BESIDES = re.compile(
    r",?\s*\b(?:along with|as well as|and also|and)\s+my\s+(?:user |own )?(?:default )?"
    r"(?:user )?address\b",
    re.IGNORECASE,
)
_DESTINATION = re.compile(r"\s(?:to be|to match|to|into|be)\s(?!(?:change|update|modify)\b)")
_MINE = re.compile(r"\b(?:default|user|profile|account)\b")
_ORDER = re.compile(r"#?\bw\d{7}\b")
_CHANGED = re.compile(r"\b(?:change|modify|update|switch|correct)\w*\b")


@dataclass(frozen=True)
class Move:
    """``order`` (or, when empty, the customer's default) gets ``address``: the six parts."""

    order: str
    address: Mapping[str, str]

    @property
    def written(self) -> str:
        """The parts on one line; "-" stands for none."""
        return "; ".join(self.address[key] or "-" for key in ADDRESS)


def from_line(written: str) -> dict[str, str]:
    """The parts of ``Move.written``. Raises ValueError for anything else."""
    parts = written.split("; ")
    return {k: "" if p == "-" else p for k, p in zip(ADDRESS, parts, strict=True)}


def resolve_moves(owned: Owned, clauses: Sequence[str]) -> list[Move]:
    """What ``clauses`` move. Raises Unclear or Impossible, as ``resolving.resolve`` does."""
    moves = each_of(owned, clauses, _moves)
    if len({move.order for move in moves}) < len(moves):
        raise Unclear("address")
    return moves


def _moves(owned: Owned, clause: str) -> list[Move]:
    verb = _CHANGED.search(clause.lower())
    text = clause[verb.end() :] if verb else clause
    besides = _BESIDES.search(text)
    if besides:  # "…, along with my default address": one more thing to move, not a place
        text = f" my default address and {text[: besides.start()]}{text[besides.end() :]}"
    typed = _TYPED.search(text)
    cut = _DESTINATION.search(text[: typed.start()] if typed else text)
    if cut is None:
        raise Unclear("address")
    before = clause[: verb.start()] if verb else ""
    what, where = f"{before} {text[: cut.start()]}", text[cut.end() :]
    if typed:
        address, rest = _read(typed), text[cut.end() : typed.start()] + text[typed.end() :]
    else:
        address, rest = _known(owned, where)
    left = _unaccounted(owned, f"{what} , {rest}", tuple(_names(owned)))
    if left:
        raise Unclear(left[0])
    return [Move(order, address) for order in _targets(owned, what)]


def _read(typed: re.Match[str]) -> dict[str, str]:
    return {
        "address1": typed["street"].strip(),
        "address2": (typed["unit"] or "").strip(),
        "city": typed["city"].strip(),
        "state": typed["state"].upper(),
        "country": "USA",
        "zip": typed["zip"],
    }


def _targets(owned: Owned, what: str) -> list[str]:
    """The orders named in ``what``; an empty id for the customer's own address."""
    said = fold(what)
    found = [""] if _MINE.search(said) else []
    ids = ["#" + one.strip("#").upper() for one in _ORDER.findall(said)]
    if not ids and re.search(r"\borders?\b", said):
        ids = _unnamed(owned, said)
    elif not ids and not found:
        raise Unclear("whose address")
    for id in ids:
        if id not in owned.order_ids():
            raise Unclear(id)
        if "pending" not in owned.shop.order(id)["status"]:
            raise Impossible("only a pending order can be sent elsewhere")
    return [*ids, *found]


def _unnamed(owned: Owned, said: str) -> list[str]:
    """The pending orders that are meant without their id: all, the only one, the one of an item,
    or the one that goes to a city."""
    pending = [one for one in owned.order_ids() if "pending" in owned.shop.order(one)["status"]]
    if re.search(r"\b(?:all|every)\b", said):
        return pending
    words = [part for part in owned.words.read(said) if part.kind == "product"]
    held = [o for o in pending for row in owned.rows if row.order == o
            for part in words if row.product in part.products]  # fmt: skip
    cities = _cities(owned, said)
    sent = [o for o in pending if owned.shop.order(o)["address"]["city"] in cities]
    found = list(dict.fromkeys(held if words else sent if cities else pending))
    if len(found) != 1:
        raise Unclear("which order")
    return found


def _known(owned: Owned, where: str) -> tuple[dict[str, str], str]:
    """The address on file that ``where`` means, and the words that are left."""
    said = fold(where)
    ids = ["#" + one.strip("#").upper() for one in _ORDER.findall(said)]
    mine = owned.shop.user(owned.user)["address"]
    cities = _cities(owned, said)
    if ids:
        found = [owned.shop.order(one)["address"] for one in ids if one in owned.order_ids()]
    elif cities:
        found = [one for one in _addresses(owned) if one["city"] in cities]
    else:
        found = [mine] if _MINE.search(said) else []
    if _MINE.search(said):
        found = [one for one in found if one == mine]
    if len(found) != 1:
        raise Unclear("which address")
    return dict(found[0]), where


def _addresses(owned: Owned) -> list[dict[str, str]]:
    """Every address on file of the customer, once."""
    all_of_them = [owned.shop.user(owned.user)["address"]]
    all_of_them += [owned.shop.order(one)["address"] for one in owned.order_ids()]
    return [one for n, one in enumerate(all_of_them) if one not in all_of_them[:n]]


def _names(owned: Owned) -> dict[str, str]:
    """Squeezed names of cities and states that the customer's addresses have, with their city."""
    found = {}
    for address in _addresses(owned):
        city = address["city"]
        aliases = [alias for alias, meant in _ALIASES.items() if meant == fold(city)]
        for name in (city, f"{city} {address['state']}", *aliases):
            found[squeeze(tokens(name))] = city
    return found


def _cities(owned: Owned, said: str) -> set[str]:
    names, words = _names(owned), tokens(said)
    runs = {squeeze(words[a:b]) for a in range(len(words)) for b in range(a + 1, a + 4)}
    return {names[run] for run in runs if run in names}


def _unaccounted(owned: Owned, text: str, names: Sequence[str]) -> list[str]:
    """Words of ``text`` that no meaning here has."""
    plain = {squeeze(tokens(one)) for one in f"{_OBJECT} {_OWN}".split()}
    known = plain | words_in(
        "filler", "to", "all", "order", "pending", "change", "with", "order_with"
    )
    known |= {*names}
    said, left, place = tokens(text), [], 0
    while place < len(said):
        size = next((n for n in range(5, 0, -1) if squeeze(said[place : place + n]) in known), 0)
        token = said[place]
        ours = is_mark(token) or _ORDER.fullmatch(token)
        products = [part.kind for part in owned.words.read(token)]
        if not size and not ours and products != ["product"]:
            left.append(token)
        place += max(size, 1)
    return left
