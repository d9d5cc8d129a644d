"""Which variant of a product the words ask for: the only one that fits, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nawba.bench.retail.owned import Impossible, Unclear
from nawba.bench.retail.parts import Part
from nawba.bench.retail.scales import ASKED, scaled, scaled_option

Record = Mapping[str, Any]


def choose_variant(product: Record, item: Record, asked: Sequence[Part]) -> str:
    """The id of the available variant of ``product`` that ``asked`` wants instead of ``item``.

    What is not asked for stays as it is; if there is no such variant, the only one that has what
    was asked for. Raises Unclear when several fit, Impossible when none is available.
    """
    exact = [part.text for part in asked if part.kind == "item_id"]
    if exact:
        return _by_id(product, exact, asked)
    wanted, kept = _wanted(product["name"], item, asked)
    fitting = [one for one in product["variants"].values() if _fits(one, wanted | kept)]
    others = [one for one in fitting if one["item_id"] != item["item_id"] and one["available"]]
    kinds = {part.kind for part in asked}
    if {"cheap", "dear"} & kinds:
        strict = {"cheap", "dear"} <= kinds or bool(kinds & {*ASKED})
        return _by_price(others, item, "cheap" in kinds, strict)
    option = scaled_option(product, asked)
    if not wanted and not option:
        raise Unclear("what it is to become")
    stays = {**item["options"], **wanted}
    stays.pop(option, "")
    alike = scaled(product, item, asked, [one for one in others if _fits(one, stays)])
    if not alike and (option or {"same", "keep"} & kinds or not others):
        raise Impossible("that variant is not available")
    return _only(alike or others)


def _only(found: Sequence[Record]) -> str:
    if len(found) > 1:
        raise Unclear("which of several variants")
    return str(found[0]["item_id"])


def _by_id(product: Record, exact: Sequence[str], asked: Sequence[Part]) -> str:
    variant = product["variants"].get(exact[0])
    if len(exact) > 1 or variant is None or any(part.kind == "value" for part in asked):
        raise Unclear(exact[0])
    if not variant["available"]:
        raise Impossible("that variant is not available")
    return exact[0]


def _wanted(
    name: str, item: Record, asked: Sequence[Part]
) -> tuple[dict[str, str], dict[str, str]]:
    """The values asked for, and those that are to stay ("the same size")."""
    wanted: dict[str, str] = {}
    kept: dict[str, str] = {}
    before = ""
    for part in _without_old(name, item, asked):
        if part.kind == "value":
            option, value = _value(name, part)
            if wanted.setdefault(option, value) != value:
                raise Unclear(part.text)
        elif part.kind == "option" and before == "same":
            option = part.options.get(name, "")
            kept[option] = item["options"].get(option, "")
        elif part.kind == "count":
            raise Unclear(part.text)
        before = part.kind
    return wanted, kept


def _without_old(name: str, item: Record, asked: Sequence[Part]) -> Sequence[Part]:
    """``asked`` up to "instead of": what stands behind must be what the item is now."""
    kinds = [part.kind for part in asked]
    if "not_this" not in kinds:
        return asked
    split = kinds.index("not_this")
    given_up = [part for part in asked[split + 1 :] if part.kind not in ("option", "same")]
    now = set(item["options"].items())
    if not given_up or any(part.values.get(name) not in now for part in given_up):
        raise Unclear(asked[split].text)
    return asked[:split]


def _value(name: str, part: Part) -> tuple[str, str]:
    if name not in part.values:
        raise Unclear(part.text)
    return part.values[name]


def _fits(variant: Record, values: Mapping[str, str]) -> bool:
    return all(variant["options"].get(option) == value for option, value in values.items())


def _by_price(found: Sequence[Record], item: Record, cheap: bool, strict: bool) -> str:
    """The cheapest or dearest; if that is the item itself, or two cost the same, it is not sure."""
    if strict:
        raise Unclear("cheapest, most expensive")
    if not found:
        raise Impossible("no other variant is available")
    prices = sorted({one["price"] for one in found}, reverse=not cheap)
    best = [one for one in found if one["price"] == prices[0]]
    beaten = item["price"] <= prices[0] if cheap else item["price"] >= prices[0]
    if len(best) > 1 or beaten:
        raise Unclear("which of several variants")
    return str(best[0]["item_id"])
