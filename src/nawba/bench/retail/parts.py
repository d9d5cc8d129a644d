"""A wish cut into parts, each accounted for: a product, a value, an order, or a known phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

from nawba.assistant.spelling import Speller
from nawba.bench.retail.phrases import (
    LONGEST,
    is_mark,
    meant_by,
    phrase_words,
    roles,
    squeeze,
    tokens,
)

Record = Mapping[str, Any]
Value = tuple[str, str]
"""An option and its value: ("color", "red")."""

_ORDER = re.compile(r"w\d{7}")
_ITEM = re.compile(r"\d{10}")
_UNITS = (("l", "liter", "litre"), ("ft", "foot", "feet"), ("gb", "gigabyte"), ("hour", "hr"),
          ("inch", "in"), ("g", "gram"), ("mm", "millimeter"), ("ml", "milliliter"))  # fmt: skip
_SIZES = {"s": "small", "m": "medium", "l": "large", "xl": "extra large", "xs": "extra small"}
_UNIT = re.compile(r"(\d+(?:p\d+)?)([a-z]+)")
_FEWEST_LETTERS = 4
_LONGEST_WORD = 14


@dataclass(frozen=True)
class Part:
    """``kind`` is a role of ``phrases.txt`` or ``product``, ``value``, ``option``, ``order_id``,
    ``item_id``, ``count``, ``mark`` or ``unknown``; ``text`` the words, squeezed.

    ``products`` are names that the words may mean; ``values`` the value that they are of each
    product, ``options`` the option that they name.
    """

    kind: str
    text: str
    products: frozenset[str] = frozenset()
    values: Mapping[str, Value] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


class Vocabulary:
    """What the words of one customer may mean, who owns items of ``products``."""

    def __init__(self, products: Sequence[Record]) -> None:
        self._named: dict[str, set[str]] = {}
        self._values: dict[str, dict[str, Value]] = {}
        self._options: dict[str, dict[str, str]] = {}
        for product in products:
            self._learn(product)
        self._known = {*self._named, *self._values, *self._options, *phrase_words()}
        self._known |= {word for one in products for word in _own_words(one)}
        self._speller = Speller(one for one in self._known if len(one) <= _LONGEST_WORD)
        self._whole = {squeeze(tokens(one["name"])): one["name"] for one in products}

    def _learn(self, product: Record) -> None:
        name = product["name"]
        for alias in product_aliases(name):
            self._named.setdefault(alias, set()).add(name)
        for alias, value in value_aliases(product).items():
            self._values.setdefault(alias, {})[name] = value
        for option in options_of(product):
            for alias in option_aliases(option):
                self._options.setdefault(alias, {})[name] = option

    def read(self, text: str) -> list[Part]:
        """All of ``text`` as parts, the longest phrase first from left to right."""
        said, found, place = [*map(self._mended, tokens(text))], list[Part](), 0
        while place < len(said):
            part, size = self._next(said[place : place + LONGEST])
            found.append(part)
            place += size
        return found

    def _next(self, said: Sequence[str]) -> tuple[Part, int]:
        if is_mark(said[0]):
            return Part("mark", said[0]), 1
        for size in range(len(said), 0, -1):
            if not any(is_mark(one) for one in said[:size]):
                part = self._part(squeeze(said[:size]))
                if part is not None:
                    return part, size
        return Part("unknown", said[0]), 1

    def _mended(self, word: str) -> str:
        """``word``, or the known one that it was meant to be."""
        return word if word in self._known else meant_by(word, self._speller) or word

    def _part(self, key: str) -> Part | None:
        """What the squeezed words ``key`` mean; None for nothing."""
        number, role = _number(key), roles().get(key, "")
        if number and key not in self._values:
            return Part(number, key)
        if role not in ("", "filler"):
            return Part(role, key)
        products = frozenset(self._named.get(key, set()) | self._ending(key))
        values, options = self._values.get(key, {}), self._options.get(key, {})
        kind = "product" if products else "value" if values else "option" if options else role
        return Part(kind, key, products, values, options) if kind else None

    def _ending(self, key: str) -> set[str]:
        """Products whose name ends so: "watch" is also a wristwatch."""
        whole = self._whole.items() if len(key) > _FEWEST_LETTERS else ()
        return {name for squeezed, name in whole if squeezed.endswith(key)}


def _own_words(product: Record) -> Iterator[str]:
    """The words of a product's name, options and values."""
    yield from tokens(product["name"])
    for option, values in options_of(product).items():
        for one in (option, *values):
            yield from tokens(one)


def _number(key: str) -> str:
    if _ORDER.fullmatch(key):
        return "order_id"
    if _ITEM.fullmatch(key):
        return "item_id"
    return "count" if key.isdigit() and len(key) <= 2 else ""


def options_of(product: Record) -> dict[str, set[str]]:
    """The values of each option of ``product``."""
    found: dict[str, set[str]] = {}
    for variant in product["variants"].values():
        for option, value in variant["options"].items():
            found.setdefault(option, set()).add(value)
    return found


@cache
def product_aliases(name: str) -> frozenset[str]:
    """The name and any run of its words: "Indoor Security Camera" is "camera" to its owner."""
    said = tokens(name)
    runs = {squeeze(said[a:b]) for a, b in combinations(range(len(said) + 1), 2)}
    return frozenset(one for one in runs if len(one) >= 3)


@cache
def option_aliases(option: str) -> frozenset[str]:
    """An option's name and its last word: "dial color" is also "color"."""
    said = tokens(option)
    return frozenset({squeeze(said), said[-1], said[0]})


def value_aliases(product: Record) -> dict[str, Value]:
    """How the values of ``product`` may be written; what could be two values is none."""
    found: dict[str, set[Value]] = {}
    for option, values in options_of(product).items():
        for value in values:
            for alias in _written(option, value):
                found.setdefault(alias, set()).add((option, value))
    exact = {(option, squeeze(tokens(v))): v for option, vs in options_of(product).items()
             for v in vs}  # fmt: skip
    return {alias: _one(alias, meant, exact) for alias, meant in found.items()
            if _is_sure(alias, meant, exact)}  # fmt: skip


def _is_sure(alias: str, meant: set[Value], exact: Mapping[tuple[str, str], str]) -> bool:
    """Whether it is one value, or exactly one of the same option: never two options."""
    same_option = len({option for option, _ in meant}) == 1
    return len(meant) == 1 or (same_option and len(_exact(alias, meant, exact)) == 1)


def _exact(alias: str, meant: set[Value], exact: Mapping[tuple[str, str], str]) -> list[Value]:
    return [one for one in meant if exact.get((one[0], alias)) == one[1]]


def _one(alias: str, meant: set[Value], exact: Mapping[tuple[str, str], str]) -> Value:
    return next(iter(meant)) if len(meant) == 1 else _exact(alias, meant, exact)[0]


def _written(option: str, value: str) -> Iterator[str]:
    said = tokens(value)
    whole = squeeze(said)
    if value in ("yes", "no", "none"):
        yield from _with_option(option, value)
        name = squeeze(tokens(option))
        yield name if value == "yes" else f"no{name}"
        yield from () if value == "yes" else (f"not{name}", f"non{name}")
        return
    yield whole
    if len(said) > 1 and (len(said[0]) >= _FEWEST_LETTERS or _UNIT.fullmatch(said[0])):
        yield said[0]
    if value.lower() in _SIZES:
        size = squeeze(tokens(_SIZES[value.lower()]))
        yield size
        yield from _with_option(option, size)
    if unit := _UNIT.fullmatch(whole):
        yield from (unit[1] + other for same in _UNITS if unit[2] in same for other in same)
    yield from _with_option(option, whole)


def _with_option(option: str, whole: str) -> Iterator[str]:
    """ "size 9" and "8GB ram" are one thing each."""
    for name in option_aliases(option):
        yield name + whole
        yield whole + name
