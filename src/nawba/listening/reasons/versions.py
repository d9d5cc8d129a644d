"""Sets of reasons that never change once made: a new one takes ids and names over from the last.

A version is a file ``reasons-0003.json``: the given reasons and the found ones with the (redacted)
sentences that show what they mean. Assigning to a version needs nothing else, so it says the same
next year. The next version begins with the reasons of the last, looks for new ones only in what
those leave over, and a group that is mostly an old found reason becomes that one.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from nawba.domain.errors import Conflict, Invalid
from nawba.domain.ports import Embed
from nawba.knowledge.telling import Telling
from nawba.listening.reasons.assign import Assigner
from nawba.listening.reasons.discover import Groups, discover
from nawba.listening.reasons.taxonomy import Reason

EXAMPLES = 40  # of a found reason: the firmest
_MOSTLY = 0.5
_FEWEST = 5
_NAME = re.compile(r"reasons-(\d{4,})\.json")


@dataclass(frozen=True)
class Version:
    """``number`` counts from 1; ``embedder`` names the weights whose vectors it was made with."""

    number: int
    made_at: str
    embedder: str
    reasons: tuple[Reason, ...]

    def reason(self, id: str) -> Reason | None:
        return next((one for one in self.reasons if one.id == id), None)


@dataclass(frozen=True)
class Renewed:
    """What a new version changed: ``found`` are ids that are new, ``continued`` old found ones
    that a group went on as, ``left_over`` how many texts no reason takes even now."""

    version: Version
    found: tuple[str, ...]
    continued: tuple[str, ...]
    left_over: int


def renew(
    last: Version | None,
    seeded: Sequence[Reason],
    texts: Sequence[str],
    languages: Sequence[str],
    embed: Embed,
    *,
    at: datetime,
    embedder: str,
    seed: int = 0,
) -> Renewed:
    """A version of ``seeded`` and found reasons after ``last``, from what customers said.

    ``texts`` must be redacted: some stay in the version. ``seeded`` replace the seeded reasons of
    ``last``; its found ones stay, whether they are seen again or not.
    """
    number = (last.number if last else 0) + 1
    before = [one for one in last.reasons if one.origin == "found"] if last else []
    known = [*seeded, *before]
    left = _left_over(known, texts, embed)
    said, spoken = [texts[place] for place in left], [languages[place] for place in left]
    groups = discover(said, embed(said), languages=spoken, seed=seed)
    new = _reasons(groups, said, spoken, number)
    matched = _matched(new, before, embed)
    kept = [_widened(old, [one for one in new if matched.get(one.id) is old]) for old in before]
    fresh = [one for one in new if one.id not in matched]
    version = Version(number, at.isoformat(), embedder, (*seeded, *kept, *fresh))
    over = len(_left_over(version.reasons, said, embed)) if left else 0
    ids = tuple(one.id for one in fresh)
    return Renewed(version, ids, tuple(sorted(one.id for one in matched.values())), over)


def _left_over(known: Sequence[Reason], texts: Sequence[str], embed: Embed) -> list[int]:
    assigned = Assigner.fit(known, embed)(texts) if known else [None] * len(texts)
    return [
        place
        for place, one in enumerate(assigned)
        if (one is None or one.reason is None) and texts[place].strip()
    ]


def _reasons(
    groups: Groups, texts: Sequence[str], languages: Sequence[str], number: int
) -> list[Reason]:
    telling = Telling(texts)
    found = []
    for group in range(groups.number):
        members = [int(place) for place in np.nonzero(groups.labels == group)[0]]
        if len(members) < _FEWEST:
            continue
        firm = sorted(members, key=lambda place: (-groups.firm[place], texts[place]))
        examples = tuple(dict.fromkeys(texts[place] for place in firm))[:EXAMPLES]
        spoken = [languages[place] for place in members]
        language = max(sorted(set(spoken)), key=spoken.count) or "en"
        named = {language: " · ".join(telling.of(members, 3))}
        found.append(Reason(f"found-{number}-{group + 1}", named, examples, "found", number))
    return found


def _matched(new: Sequence[Reason], before: Sequence[Reason], embed: Embed) -> dict[str, Reason]:
    """Which old reason a new group is: most of its sentences go to it, and each goes on once."""
    from scipy.optimize import linear_sum_assignment

    if not new or len(before) == 0:
        return {}
    assigner = Assigner.fit(before, embed)
    shares = np.zeros((len(new), len(before)))
    ids = {one.id: at for at, one in enumerate(before)}
    for row, one in enumerate(new):
        for assigned in assigner(one.examples):
            if assigned.reason is not None:
                shares[row, ids[assigned.reason]] += 1 / len(one.examples)
    rows, columns = linear_sum_assignment(-shares)
    pairs = zip(rows, columns, strict=True)
    return {new[r].id: before[c] for r, c in pairs if shares[r, c] >= _MOSTLY}


def _widened(old: Reason, more: Sequence[Reason]) -> Reason:
    """An old reason that goes on as it was, or also with the sentences of what turned out to be
    the same. The versions before it stay as they are."""
    examples = dict.fromkeys([*old.examples, *(text for one in more for text in one.examples)])
    return replace(old, examples=tuple(examples)[: max(len(old.examples), 2 * EXAMPLES)])


def write_version(folder: Path, version: Version) -> Path:
    """Keep ``version`` in ``folder``, whole or not at all. Raises Conflict if it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / f"reasons-{version.number:04}.json"
    text = json.dumps(asdict(version), ensure_ascii=False, indent=1)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".reasons-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, place)
    except FileExistsError as error:
        raise Conflict(f"{place} is there already, and versions never change.") from error
    finally:
        Path(name).unlink(missing_ok=True)
    return place


def read_version(folder: Path, number: int | None = None) -> Version | None:
    """Version ``number`` of ``folder``, the last for None; None if there is none.

    Raises Invalid when the file is damaged.
    """
    numbers = [int(found[1]) for one in folder.glob("*") if (found := _NAME.fullmatch(one.name))]
    wanted = number if number is not None else max(numbers, default=None)
    if wanted is None or wanted not in numbers:
        return None
    place = folder / f"reasons-{wanted:04}.json"
    try:
        return _version(json.loads(place.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{place} is damaged ({error}). Restore it, or remove it.") from error


def _version(document: Mapping[str, Any]) -> Version:
    reasons = tuple(
        Reason(**{**one, "examples": tuple(one["examples"])}) for one in document["reasons"]
    )
    return Version(document["number"], document["made_at"], document["embedder"], reasons)
