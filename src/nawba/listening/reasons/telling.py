"""An insight as a document: for the page, for programs, and for the editor's list of gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from nawba.listening.reasons.assign import Assigned
from nawba.listening.reasons.heard import Heard
from nawba.listening.reasons.insight import Insight, Share
from nawba.listening.reasons.taxonomy import Reason
from nawba.listening.reasons.versions import Version

FEWEST = 5
"""Contacts of a brand that make a reason without an article a gap."""

_EXAMPLES = 5

Covered = Mapping[str, frozenset[str]]
"""From each brand to the ids of its articles."""


def document_of(
    heard: Sequence[Heard],
    assigned: Sequence[Assigned],
    insight: Insight,
    version: Version,
    covered: Covered,
    at: datetime,
) -> dict[str, Any]:
    """JSON: ``reasons`` with counts, repeats and examples, ``changes``, and ``gaps``: reasons that
    no article of a brand covers. ``contacts`` in all, from ``since`` to ``until``."""
    times = sorted(one.at for one in heard if one.at)
    own = _members(heard, assigned)
    changes = [asdict(one) for one in insight.changes]
    return {
        "made_at": at.isoformat(),
        "version": version.number,
        "contacts": len(heard),
        "since": times[0].isoformat() if times else None,
        "until": times[-1].isoformat() if times else None,
        "reasons": [_reason(one, own, insight) for one in insight.shares],
        "changes": [{**one, "since": str(one["since"]), "until": _day(one)} for one in changes],
        "gaps": [
            gap
            for reason in version.reasons
            for gap in _gaps(reason, own.get(reason.id, []), covered)
        ],
    }


def _day(change: Mapping[str, Any]) -> str | None:
    return None if change["until"] is None else str(change["until"])


def _members(heard: Sequence[Heard], assigned: Sequence[Assigned]) -> dict[str, list[Heard]]:
    found: dict[str, list[Heard]] = {}
    for one, got in zip(heard, assigned, strict=True):
        found.setdefault(got.reason or "", []).append(one)
    return found


def _reason(one: Share, own: Mapping[str, Sequence[Heard]], insight: Insight) -> dict[str, Any]:
    id = one.reason.id if one.reason else ""
    back = next((asdict(each) for each in insight.repeats if each.reason == id), None)
    numbers = {name: value for name, value in asdict(one).items() if name != "reason"}
    return {
        "id": id,
        "names": dict(one.reason.names) if one.reason else {},
        "origin": one.reason.origin if one.reason else None,
        **numbers,
        "repeats": back,
        "examples": _examples(own.get(id, ())),
    }


def _examples(own: Sequence[Heard]) -> list[dict[str, str]]:
    """Each wording once, with the recorded contact that it was said in."""
    said = {one.text: one for one in reversed(own) if one.text}
    names = ("item", "text", "language")
    return [
        {name: getattr(one, name) for name in names}
        for one in sorted(said.values(), key=lambda one: one.item)[:_EXAMPLES]
    ]


def _gaps(reason: Reason, own: Sequence[Heard], covered: Covered) -> list[dict[str, Any]]:
    """Of a found reason, or one of another brand's article, for each brand that has none."""
    articles = frozenset[str]().union(*covered.values())
    brands = sorted({one.brand for one in own if one.brand})
    lacking = [
        brand
        for brand in brands
        if reason.origin == "found"
        or (reason.id in articles and reason.id not in covered.get(brand, frozenset()))
    ]
    told = [(brand, [one for one in own if one.brand == brand]) for brand in lacking]
    return [
        {
            "reason": reason.id,
            "names": dict(reason.names),
            "brand": brand,
            "contacts": len(asked),
            "examples": _examples(asked),
        }
        for brand, asked in told
        if len(asked) >= FEWEST
    ]
