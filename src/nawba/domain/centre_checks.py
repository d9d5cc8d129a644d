"""What makes a centre's configuration whole: references, ranges, and queues somebody can serve.

Works noun by noun on whatever could be built, so that one broken adviser does not hide the faults
of the next. What refuses is a fault; what only keeps the centre from working yet is a lack.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from nawba.domain.building import suggest
from nawba.domain.calendars import Calendar
from nawba.domain.centre_draft import Draft, Lack, take
from nawba.domain.centre_kinds import KINDS
from nawba.domain.hours import DAYS
from nawba.domain.retention import LEAST_LOG_MONTHS, LOGS, LONGEST_MONTHS, Retention
from nawba.domain.sampling import PURPOSES, Sampling
from nawba.domain.words import Adviser, Brand, CannedReply, Centre, Json, Opening, Queue, Site
from nawba.domain.yaml_lines import Path

LANGUAGES = frozenset({"ar", "ary", "en", "es", "fr", "pt"})
CHANNELS = frozenset({"chat", "voice", "email"})
LEVELS = range(1, 6)
MAX_CAPACITY = 100
MAX_SECONDS = 30 * 86_400
MAX_WISH = 3_600  # seconds for one adviser alone, while others may be free
MAX_NAME = 200
MAX_REPLY = 4_000

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_DAY = "Write a day as YYYY-MM-DD, such as 2027-12-31."


def check_centre(draft: Draft) -> None:
    """Find the faults and the lacks of all that ``draft`` holds."""
    for name, check in _CHECKS.items():
        for path, noun in draft.parts[name]:
            check(draft, path, noun)
    _check_rules(draft)
    _check_reserves(draft)
    find_lacks(draft)


def lacks_of(centre: Centre) -> list[Lack]:
    """What keeps ``centre`` from working, in the order in which one mends it."""
    draft = Draft()
    take(draft, centre, KINDS)
    find_lacks(draft)
    return draft.lacks


def find_lacks(draft: Draft) -> None:
    for kind in KINDS.values():
        if kind.required and not draft.parts[kind.name] and kind.name not in draft.unread:
            remedy = f"Write `{kind.name}:` and one entry per dash below it."
            draft.lack("none", (kind.name,), "is missing or empty", remedy)
    _check_entries(draft)
    _check_served(draft)


def _check_named(draft: Draft, path: Path, part: Any) -> None:
    draft.need(bool(part.name.strip()), (*path, "name"), "is empty", "Write the name shown.")
    _check_short(draft, (*path, "name"), part.name)


def _check_short(draft: Draft, path: Path, text: str, most: int = MAX_NAME) -> None:
    problem, remedy = f"has {len(text)} characters", f"Shorten it to {most} characters."
    draft.need(len(text) <= most, path, problem, remedy)


def _check_site(draft: Draft, path: Path, site: Site) -> None:
    _check_named(draft, path, site)
    _check_country(draft, path, site.country)
    _check_timezone(draft, path, site.timezone)
    _check_hours(draft, path, site.hours)
    _check_calendars(draft, path, site.calendars)


def _check_country(draft: Draft, path: Path, country: str) -> None:
    is_country = bool(re.fullmatch("[A-Z]{2}", country))
    remedy = "Write the two capital letters of ISO 3166, such as MA."
    draft.need(is_country, (*path, "country"), f"'{country}' is not a country code", remedy)


def _check_calendars(draft: Draft, path: Path, calendars: Sequence[str]) -> None:
    for place, calendar in enumerate(calendars):
        where = (*path, "calendars", place)
        draft.known(where, calendar, draft.ids["calendars"], "calendar")
        draft.need(calendar not in calendars[:place], where, "is there twice", "Keep one.")


def _check_calendar(draft: Draft, path: Path, calendar: Calendar) -> None:
    _check_named(draft, path, calendar)
    if calendar.country:
        _check_country(draft, path, calendar.country)
    dates = Counter(day.date for day in calendar.days)
    for place, day in enumerate(calendar.days):
        where = (*path, "days", place)
        _check_day(draft, (*where, "date"), day.date)
        problem, remedy = f"{day.date} is there twice", "Keep one of the two."
        draft.need(dates[day.date] == 1, (*where, "date"), problem, remedy)
        _check_short(draft, (*where, "name"), day.name)


def _check_day(draft: Draft, path: Path, day: str) -> None:
    try:
        is_day = bool(_DAY.fullmatch(day) and date.fromisoformat(day))
    except ValueError:
        is_day = False
    draft.need(is_day, path, f"'{day}' is no date", _A_DAY)


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
        _check_between(draft, (*path, name), getattr(brand, name), 1, MAX_SECONDS)
    draft.need(bool(brand.assistant_name.strip()), (*path, "assistant_name"), "is empty",
               "Write the name customers see.")  # fmt: skip
    _check_short(draft, (*path, "assistant_name"), brand.assistant_name)
    for place, adviser in enumerate(brand.advisers):
        where = (*path, "advisers", place)
        draft.known(where, adviser, draft.ids["advisers"], "adviser")
        draft.need(adviser not in brand.advisers[:place], where, "is there twice", "Keep one.")
    _check_names(draft, (*path, "names"), brand.names)
    _check_names(draft, (*path, "assistant_names"), brand.assistant_names)


def _check_names(draft: Draft, path: Path, names: dict[str, str]) -> None:
    for language, name in names.items():
        _check_language(draft, (*path, language), language)
        draft.need(bool(name.strip()), (*path, language), "is empty", "Write the text.")
        _check_short(draft, (*path, language), name)


def _check_queue(draft: Draft, path: Path, queue: Queue) -> None:
    _check_named(draft, path, queue)
    _check_brand_language(draft, path, queue)
    _check_levels(draft, (*path, "requires"), queue.requires)
    remedy = "Write a skill and its level, such as `fr: 3`."
    draft.need(bool(queue.requires), (*path, "requires"), "is empty", remedy)
    _check_target(draft, (*path, "target"), queue.target)
    _check_between(draft, (*path, "wrap_up_seconds"), queue.wrap_up_seconds, 0, MAX_SECONDS)
    _check_timezone(draft, path, queue.timezone)
    _check_hours(draft, path, queue.hours)
    _check_calendars(draft, path, queue.calendars)
    _check_later_targets(draft, (*path, "later_targets"), queue)
    _check_between(draft, (*path, "priority"), queue.priority, 0, MAX_CAPACITY)
    _check_between(draft, (*path, "reserved"), queue.reserved, 0, MAX_CAPACITY)
    _check_between(draft, (*path, "same_adviser_seconds"), queue.same_adviser_seconds, 0, MAX_WISH)
    for place, step in enumerate(queue.relaxed):
        where = (*path, "relaxed", place)
        _check_between(draft, (*where, "after_seconds"), step.after_seconds, 1, MAX_SECONDS)
        _check_levels(draft, (*where, "requires"), step.requires)


def _check_target(draft: Draft, path: Path, target: Any) -> None:
    remedy = "Write a share above 0 and up to 1: 0.8 means 80 %."
    is_share = 0 < target.share <= 1
    draft.need(is_share, (*path, "share"), f"{target.share} is out of range", remedy)
    _check_between(draft, (*path, "seconds"), target.seconds, 1, MAX_SECONDS)


def _check_later_targets(draft: Draft, path: Path, queue: Queue) -> None:
    days = Counter(later.since for later in queue.later_targets)
    for place, later in enumerate(queue.later_targets):
        where = (*path, place)
        _check_target(draft, where, later)
        _check_day(draft, (*where, "since"), later.since)
        problem, remedy = f"{later.since} is there twice", "Keep one target per day."
        draft.need(days[later.since] == 1, (*where, "since"), problem, remedy)


def _check_adviser(draft: Draft, path: Path, adviser: Adviser) -> None:
    _check_named(draft, path, adviser)
    draft.known((*path, "site"), adviser.site, draft.ids["sites"], "site")
    _check_levels(draft, (*path, "skills"), adviser.skills)
    for channel, capacity in adviser.capacity.items():
        draft.known((*path, "capacity", channel), channel, CHANNELS, "channel")
        _check_between(draft, (*path, "capacity", channel), capacity, 1, MAX_CAPACITY)


def _check_supervisor(draft: Draft, path: Path, supervisor: Any) -> None:
    _check_named(draft, path, supervisor)
    draft.known((*path, "site"), supervisor.site, draft.ids["sites"], "site")


def _check_labels(draft: Draft, path: Path, part: Any) -> None:
    draft.need(bool(part.labels), (*path, "labels"), "is empty", "Write `fr: …` at least.")
    _check_names(draft, (*path, "labels"), part.labels)


def _check_canned_reply(draft: Draft, path: Path, reply: CannedReply) -> None:
    _check_brand_language(draft, path, reply)
    for name in ("shortcut", "text"):
        filled = bool(getattr(reply, name).strip())
        draft.need(filled, (*path, name), "is empty", "Write it, or remove this reply.")
    _check_short(draft, (*path, "shortcut"), reply.shortcut)
    _check_short(draft, (*path, "text"), reply.text, MAX_REPLY)


def _check_sampling(draft: Draft, path: Path, rule: Sampling) -> None:
    draft.known((*path, "purpose"), rule.purpose, PURPOSES, "purpose")
    remedy = "Write a share from 0 to 1: 0.05 means 5 %."
    draft.need(0 <= rule.share <= 1, (*path, "share"), f"{rule.share} is out of range", remedy)
    if rule.queue is not None:
        draft.known((*path, "queue"), rule.queue, draft.ids["queues"], "queue")


def _check_retention(draft: Draft, path: Path, retention: Retention) -> None:
    for one in fields(retention):
        least = LEAST_LOG_MONTHS if one.name in LOGS else 1
        months = getattr(retention, one.name)
        _check_between(draft, (*path, one.name), months, least, LONGEST_MONTHS)


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
    "calendars": _check_calendar,
    "sampling": _check_sampling,
    "retention": _check_retention,
}


def _check_brand_language(draft: Draft, path: Path, part: Queue | CannedReply) -> None:
    draft.known((*path, "brand"), part.brand, draft.ids["brands"], "brand")
    spoken = {brand.id: brand.languages for brand in draft.of("brands")}
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


def _check_between(draft: Draft, path: Path, number: int, least: int, most: int) -> None:
    remedy = f"Write a whole number of {least} or more."
    draft.need(number >= least, path, f"{number} is too small", remedy)
    remedy = f"Write a whole number up to {most}."
    draft.need(number <= most, path, f"{number} is too large", remedy)


def _check_timezone(draft: Draft, path: Path, name: str) -> None:
    if not _is_timezone(name):
        remedy = suggest(name, available_timezones()).replace("Use one of", "Use an IANA name")
        draft.fault((*path, "timezone"), f"unknown time zone '{name}'", remedy)


@functools.lru_cache(1000)
def _is_timezone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


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


def _check_rules(draft: Draft) -> None:
    """One sampling rule per purpose and queue."""
    rules = Counter((rule.purpose, rule.queue) for rule in draft.of("sampling"))
    for path, rule in draft.parts["sampling"]:
        if rules[rule.purpose, rule.queue] > 1:
            where = f"queue {rule.queue}" if rule.queue else "all queues"
            problem = f"{rule.purpose} has more than one rule for {where}"
            draft.fault((*path, "queue"), problem, "Keep one of them.")


def _check_entries(draft: Draft) -> None:
    """Each language of each brand is entered through exactly one queue."""
    entries = Counter((queue.brand, queue.language) for queue in draft.of("queues") if queue.entry)
    for path, brand in draft.parts["brands"]:
        for place, language in enumerate(brand.languages):
            count = entries[brand.id, language]
            if count != 1:
                where = f"of brand {brand.id} in '{language}'"
                draft.lack(
                    "several_entries" if count else "no_entry",
                    (*path, "languages", place),
                    f"{count or 'no'} entry queue{'s' * (count > 1)} {where}",
                    f"Write `entry: true` on exactly one queue {where}.",
                    language=language,
                    count=count,
                )


def _check_served(draft: Draft) -> None:
    if "advisers" in draft.unread:
        return  # somebody could not be read: perhaps the very one who serves it
    advisers = list(draft.of("advisers"))
    listed = {brand.id: set(brand.advisers) for brand in draft.of("brands") if brand.advisers}
    for path, queue in draft.parts["queues"]:
        of_brand = [one for one in advisers if one.id in listed.get(queue.brand, (one.id,))]
        if not any(_serves(adviser, queue) for adviser in of_brand):
            _lack_of(draft, path, queue, of_brand, any(_serves(one, queue) for one in advisers))


def _lack_of(
    draft: Draft, path: Path, queue: Queue, asked: Sequence[Adviser], others: bool
) -> None:
    """``asked`` cannot serve ``queue``; ``others`` could, but their brand does not list them."""
    wanted = ", ".join(f"{skill} {level}" for skill, level in _sorted(queue.requires))
    why, remedy = _nobody(queue, asked), f"Give an adviser {wanted} or more and a chat capacity,"
    details: Json = {"requires": dict(queue.requires)}
    if others:
        why, details["by_list_of"] = f": brand {queue.brand} lists none who could", queue.brand
        remedy = f"List an adviser with {wanted} or more under its `advisers`,"
    problem = f"no adviser can serve the queue {queue.id}{why}"
    draft.lack("unserved", path, problem, f"{remedy} or require less.", **details)


def _nobody(queue: Queue, advisers: Sequence[Adviser]) -> str:
    """The first skill that nobody has as the queue requires it, in words."""
    for skill, level in _sorted(queue.requires):
        if not any(one.skills.get(skill, 0) >= level for one in advisers):
            return f": nobody has {skill} at level {level}"
    return ""


def _check_reserves(draft: Draft) -> None:
    """A pool cannot keep more places free than its people have."""
    if "advisers" in draft.unread:
        return
    listed = {brand.id: set(brand.advisers) for brand in draft.of("brands") if brand.advisers}
    for path, queue in draft.parts["queues"]:
        places: Counter[object] = Counter()
        for one in draft.of("advisers"):
            on = tuple(brand for brand, ids in listed.items() if one.id in ids)
            able = all(one.skills.get(s, 0) >= n for s, n in queue.requires.items())
            if able and (queue.brand not in listed or queue.brand in on):
                pool = one.site, tuple(sorted(one.skills.items())), on
                places[pool] += one.capacity.get("chat", 0)
        most = max(places.values(), default=0)
        if 0 < most < queue.reserved <= MAX_CAPACITY:  # beyond that it is told already
            problem = f"reserved is {queue.reserved}, and no pool that serves it has so many places"
            remedy = f"Keep {most} at most: the largest pool of the queue {queue.id} has {most}."
            draft.fault((*path, "reserved"), problem, remedy)


def _serves(adviser: Adviser, queue: Queue) -> bool:
    wanted = (queue.requires, *(step.requires for step in queue.relaxed))
    able = any(all(adviser.skills.get(s, 0) >= n for s, n in one.items()) for one in wanted)
    return able and adviser.capacity.get("chat", 0) >= 1


def _sorted(levels: dict[str, int]) -> Iterator[tuple[str, int]]:
    return iter(sorted(levels.items()))
