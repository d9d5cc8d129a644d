"""What makes a centre's configuration whole: references, ranges, and queues somebody can serve.

Works section by section on whatever could be built, so that one broken adviser does not hide the
faults of the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

from nawba.domain.building import attempt, suggest
from nawba.domain.errors import Fault
from nawba.domain.hours import DAYS
from nawba.domain.words import Adviser, Brand, CannedReply, Centre, Opening, Queue, Site
from nawba.domain.yaml_lines import Document, Path

LANGUAGES = frozenset({"ar", "ary", "en", "es", "fr", "pt"})
CHANNELS = frozenset({"chat", "voice", "email"})
LEVELS = range(1, 6)

SECTIONS: dict[str, type[Any]] = {
    section.name: get_args(get_type_hints(Centre)[section.name])[0] for section in fields(Centre)
}
REQUIRED = ("skills", "sites", "brands", "queues", "advisers")

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass
class Draft:
    """A centre being read. ``parts`` holds what could be built, each with its path."""

    document: Document
    faults: list[Fault] = field(default_factory=list)
    parts: dict[str, list[tuple[Path, Any]]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)

    def fault(self, path: Path, problem: str, remedy: str) -> None:
        self.faults.append(self.document.fault(path, problem, remedy))

    def need(self, holds: bool, path: Path, problem: str, remedy: str) -> None:
        if not holds:
            self.fault(path, problem, remedy)

    def known(self, path: Path, word: str, among: Iterable[str], noun: str) -> None:
        names = set(among)
        self.need(word in names, path, f"unknown {noun} '{word}'", suggest(word, names))


def draft_centre(document: Document) -> Draft:
    """Every part of ``document`` that can be built, with every fault found on the way."""
    draft = Draft(document)
    if not isinstance(document.value, dict):
        draft.fault((), "is not a centre", f"Write the sections {', '.join(REQUIRED)}.")
        return draft
    for name in document.value.keys() - SECTIONS.keys():
        draft.fault((name,), "is not a section known here", suggest(name, SECTIONS))
    for name, cls in SECTIONS.items():
        _build_section(draft, name, cls)
    for name, check in _CHECKS.items():
        for path, part in draft.parts[name]:
            check(draft, path, part)
    _check_entries(draft)
    _check_served(draft)
    return draft


def _build_section(draft: Draft, name: str, cls: type[Any]) -> None:
    draft.parts[name], draft.ids[name] = [], set()
    entries = draft.document.value.get(name)
    if entries is None and name not in REQUIRED:
        return
    if not isinstance(entries, list) or (not entries and name in REQUIRED):
        found = "is missing or empty" if not entries else "must be a list"
        draft.fault((name,), found, f"Write `{name}:` and one entry per dash below it.")
        return
    for place, entry in enumerate(entries):
        _claim_id(draft, name, (name, place), entry)
        part, faults = attempt(cls, draft.document, (name, place))
        draft.faults += faults
        if part is not None:
            draft.parts[name].append(((name, place), part))


def _claim_id(draft: Draft, section: str, path: Path, entry: Any) -> None:
    claimed = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(claimed, str):
        return
    if not _ID.fullmatch(claimed):
        remedy = "Use up to 64 of a-z, A-Z, 0-9, dot, dash and underscore."
        draft.fault((*path, "id"), f"'{claimed}' cannot be an id", remedy)
    elif claimed in draft.ids[section]:
        draft.fault((*path, "id"), f"'{claimed}' is used twice", "Give each its own id.")
    draft.ids[section].add(claimed)


def _check_named(draft: Draft, path: Path, part: Any) -> None:
    draft.need(bool(part.name.strip()), (*path, "name"), "is empty", "Write the name shown.")


def _check_site(draft: Draft, path: Path, site: Site) -> None:
    _check_named(draft, path, site)
    is_country = bool(re.fullmatch("[A-Z]{2}", site.country))
    remedy = "Write the two capital letters of ISO 3166, such as MA."
    draft.need(is_country, (*path, "country"), f"'{site.country}' is not a country code", remedy)
    _check_timezone(draft, path, site.timezone)
    _check_hours(draft, path, site.hours)


def _check_brand(draft: Draft, path: Path, brand: Brand) -> None:
    _check_named(draft, path, brand)
    draft.need(bool(brand.languages), (*path, "languages"), "is empty", "Write at least one.")
    for place, language in enumerate(brand.languages):
        _check_language(draft, (*path, "languages", place), language)
        if language in brand.languages[:place]:
            draft.fault((*path, "languages", place), f"'{language}' is there twice", "Keep one.")
    _check_timezone(draft, path, brand.timezone)
    share = brand.holdout_share
    remedy = "Write a share from 0 to 0.5, such as 0.05."
    draft.need(0 <= share <= 0.5, (*path, "holdout_share"), f"{share} is out of range", remedy)
    is_colour = bool(_COLOUR.fullmatch(brand.colour))
    remedy = 'Write six hexadecimal digits in quotes, such as "#0f5c7a".'
    draft.need(is_colour, (*path, "colour"), f"'{brand.colour}' is not a colour", remedy)
    for name in ("inactivity_warning_seconds", "inactivity_close_seconds"):
        _check_at_least(draft, (*path, name), getattr(brand, name), 1)


def _check_queue(draft: Draft, path: Path, queue: Queue) -> None:
    _check_named(draft, path, queue)
    _check_brand_language(draft, path, queue)
    _check_levels(draft, (*path, "requires"), queue.requires)
    remedy = "Write a skill and its level, such as `fr: 3`."
    draft.need(bool(queue.requires), (*path, "requires"), "is empty", remedy)
    share = queue.target.share
    remedy = "Write a share above 0 and up to 1: 0.8 means 80 %."
    draft.need(0 < share <= 1, (*path, "target", "share"), f"{share} is out of range", remedy)
    _check_at_least(draft, (*path, "target", "seconds"), queue.target.seconds, 1)
    _check_at_least(draft, (*path, "wrap_up_seconds"), queue.wrap_up_seconds, 0)
    _check_timezone(draft, path, queue.timezone)
    _check_hours(draft, path, queue.hours)


def _check_adviser(draft: Draft, path: Path, adviser: Adviser) -> None:
    _check_named(draft, path, adviser)
    draft.known((*path, "site"), adviser.site, draft.ids["sites"], "site")
    _check_levels(draft, (*path, "skills"), adviser.skills)
    for channel, capacity in adviser.capacity.items():
        draft.known((*path, "capacity", channel), channel, CHANNELS, "channel")
        _check_at_least(draft, (*path, "capacity", channel), capacity, 1)


def _check_supervisor(draft: Draft, path: Path, supervisor: Any) -> None:
    _check_named(draft, path, supervisor)
    draft.known((*path, "site"), supervisor.site, draft.ids["sites"], "site")


def _check_labels(draft: Draft, path: Path, part: Any) -> None:
    draft.need(bool(part.labels), (*path, "labels"), "is empty", "Write `fr: …` at least.")
    for language, label in part.labels.items():
        _check_language(draft, (*path, "labels", language), language)
        draft.need(bool(label.strip()), (*path, "labels", language), "is empty", "Write the text.")


def _check_canned_reply(draft: Draft, path: Path, reply: CannedReply) -> None:
    _check_brand_language(draft, path, reply)
    for name in ("shortcut", "text"):
        filled = bool(getattr(reply, name).strip())
        draft.need(filled, (*path, name), "is empty", "Write it, or remove this reply.")


_CHECKS: dict[str, Any] = {
    "skills": _check_named,
    "sites": _check_site,
    "brands": _check_brand,
    "queues": _check_queue,
    "advisers": _check_adviser,
    "supervisors": _check_supervisor,
    "wrap_up_codes": _check_labels,
    "pause_reasons": _check_labels,
    "canned_replies": _check_canned_reply,
}


def _check_brand_language(draft: Draft, path: Path, part: Queue | CannedReply) -> None:
    draft.known((*path, "brand"), part.brand, draft.ids["brands"], "brand")
    spoken = {brand.id: brand.languages for _, brand in draft.parts["brands"]}
    if part.brand in spoken:
        noun = f"language of brand {part.brand}:"
        draft.known((*path, "language"), part.language, spoken[part.brand], noun)
    else:
        _check_language(draft, (*path, "language"), part.language)


def _check_language(draft: Draft, path: Path, language: str) -> None:
    draft.known(path, language, LANGUAGES, "language")


def _check_levels(draft: Draft, path: Path, levels: dict[str, int]) -> None:
    for skill, level in levels.items():
        draft.known((*path, skill), skill, draft.ids["skills"], "skill")
        problem = f"level {level} is out of range"
        draft.need(level in LEVELS, (*path, skill), problem, "Write a level from 1 to 5.")


def _check_at_least(draft: Draft, path: Path, number: int, least: int) -> None:
    remedy = f"Write a whole number of {least} or more."
    draft.need(number >= least, path, f"{number} is too small", remedy)


def _check_timezone(draft: Draft, path: Path, name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        remedy = suggest(name, available_timezones()).replace("Use one of", "Use an IANA name")
        draft.fault((*path, "timezone"), f"unknown time zone '{name}'", remedy)


def _check_hours(draft: Draft, path: Path, hours: tuple[Opening, ...]) -> None:
    for place, opening in enumerate(hours):
        _check_opening(draft, (*path, "hours", place), opening)


def _check_opening(draft: Draft, path: Path, opening: Opening) -> None:
    draft.need(bool(opening.days), (*path, "days"), "is empty", "Write at least one day.")
    for place, day in enumerate(opening.days):
        draft.known((*path, "days", place), day, DAYS, "day")
    for name, clock in (("start", opening.start), ("end", opening.end)):
        is_time = bool(_HOUR.fullmatch(clock)) or (name, clock) == ("end", "24:00")
        remedy = 'Write hours and minutes, such as "08:30".'
        draft.need(is_time, (*path, name), f"'{clock}' is not a time of day", remedy)
    if opening.start == opening.end:
        remedy = 'Write "00:00" and "24:00" for a whole day.'
        draft.fault((*path, "end"), f"{opening.end} is also the start", remedy)


def _check_entries(draft: Draft) -> None:
    """Each language of each brand is entered through exactly one queue."""
    entries = Counter(
        (queue.brand, queue.language) for _, queue in draft.parts["queues"] if queue.entry
    )
    for path, brand in draft.parts["brands"]:
        for place, language in enumerate(brand.languages):
            count = entries[brand.id, language]
            where = f"of brand {brand.id} in '{language}'"
            problem = f"{count or 'no'} entry queue{'s' * (count > 1)} {where}"
            remedy = f"Write `entry: true` on exactly one queue {where}."
            draft.need(count == 1, (*path, "languages", place), problem, remedy)


def _check_served(draft: Draft) -> None:
    advisers = [adviser for _, adviser in draft.parts["advisers"]]
    if len(advisers) < len(draft.document.value.get("advisers") or ()):
        return  # somebody could not be read: perhaps the very one who serves it
    for path, queue in draft.parts["queues"]:
        if not any(_serves(adviser, queue) for adviser in advisers):
            wanted = ", ".join(f"{skill} {level}" for skill, level in _sorted(queue.requires))
            remedy = f"Give an adviser {wanted} or more and a chat capacity, or require less."
            draft.fault(path, f"no adviser can serve the queue {queue.id}", remedy)


def _serves(adviser: Adviser, queue: Queue) -> bool:
    able = all(adviser.skills.get(skill, 0) >= level for skill, level in queue.requires.items())
    return able and adviser.capacity.get("chat", 0) >= 1


def _sorted(levels: dict[str, int]) -> Iterator[tuple[str, int]]:
    return iter(sorted(levels.items()))
