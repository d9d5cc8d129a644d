"""The demo company's month: contacts of thirty-one days, with three causes of failure hidden.

An outage, a change of policy and a site that was never trained make contacts fail, each in its own
intents; so does chance, and one kind of work that is hard for everybody and that newcomers get more
of. Beside the true lists stand an incident and a change that did nothing. What it is all for:
``nawba listen`` must tell these apart. The numbers are in ``company/month.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, Literal

import numpy as np

from nawba.demo.company import COMPANY, demo_centre
from nawba.domain.words import Adviser, Centre

Planted = Literal["", "human", "technology", "process"]

_WEEK = np.array([1.25, 1.15, 1.1, 1.05, 1.1, 0.75, 0.4])  # Monday to Sunday
_HOURS = np.array([0] * 7 + [2, 5, 8, 9, 9, 7, 7, 8, 8, 7, 6, 5, 4, 3, 1, 0, 0], float)  # UTC
_LANGUAGES = {"fr": 0.6, "ar": 0.28, "en": 0.12}
_LEAST_LEVEL = 3
_CUSTOMERS = 2_400


@dataclass(frozen=True)
class Contact:
    """``cause`` is what made it fail, as planted; empty when it did not, or for no reason."""

    id: str
    customer: str
    adviser: str
    site: str
    queue: str
    brand: str
    intent: str
    language: str
    tenure: str
    at: datetime
    failed: bool
    cause: Planted = ""


@cache
def month_plan() -> dict[str, Any]:
    """``company/month.toml``."""
    return tomllib.loads((COMPANY / "month.toml").read_text(encoding="utf-8"))


def draw_month(seed: int = 1, contacts: int | None = None) -> list[Contact]:
    """The contacts of the month in order of time; the same for the same seed.

    ``contacts`` is how many come by themselves (None: as planned); who comes back is more.
    """
    plan, centre = month_plan(), demo_centre()
    draw = np.random.default_rng(seed)
    first = [_drawn(draw, plan, centre) for _ in range(contacts or plan["contacts"])]
    first += _surges(first, draw, plan)
    second = [one for contact in first for one in _again(contact, draw, plan, centre)]
    ordered = sorted([*first, *second], key=lambda one: (one.at, one.customer))
    return [replace(one, id=f"m-{at:05}") for at, one in enumerate(ordered, 1)]


def _drawn(draw: np.random.Generator, plan: Mapping[str, Any], centre: Centre) -> Contact:
    brand, intent = _intent(draw, plan)
    at = _time(draw, plan)
    customer = f"cu-{int(draw.integers(_CUSTOMERS)):05}"
    language = str(draw.choice(list(_LANGUAGES), p=list(_LANGUAGES.values())))
    return _handled(customer, brand, intent, language, at, draw, plan, centre)


def _intent(draw: np.random.Generator, plan: Mapping[str, Any]) -> tuple[str, str]:
    weights = {
        (brand, intent): weight
        for brand, own in plan["intents"].items()
        for intent, weight in own.items()
    }
    shares = np.array(list(weights.values()), float)
    return list(weights)[int(draw.choice(len(shares), p=shares / shares.sum()))]


def _time(draw: np.random.Generator, plan: Mapping[str, Any]) -> datetime:
    begins = plan["begins"]
    weekdays = np.array([(begins + timedelta(day)).weekday() for day in range(plan["days"])])
    shares = _WEEK[weekdays]
    day = int(draw.choice(plan["days"], p=shares / shares.sum()))
    hour = int(draw.choice(24, p=_HOURS / _HOURS.sum()))
    midnight = datetime.combine(begins + timedelta(day), time(), plan["outage"]["from"].tzinfo)
    return midnight + timedelta(hours=hour, seconds=int(draw.integers(3600)))


def _handled(
    customer: str,
    brand: str,
    intent: str,
    language: str,
    at: datetime,
    draw: np.random.Generator,
    plan: Mapping[str, Any],
    centre: Centre,
) -> Contact:
    adviser = _adviser(brand, intent, language, draw, plan, centre)
    newcomers = plan["newcomers"]["advisers"]
    tenure = "new" if adviser.id in newcomers else "experienced"
    queue = f"{brand}-{language}"
    contact = Contact(
        "", customer, adviser.id, adviser.site, queue, brand, intent, language, tenure, at, False
    )
    return _judged(contact, draw, plan)


def _adviser(
    brand: str,
    intent: str,
    language: str,
    draw: np.random.Generator,
    plan: Mapping[str, Any],
    centre: Centre,
) -> Adviser:
    """One who speaks the language and knows the brand; the shares planned of a site and of
    newcomers are kept where they can be."""
    able = [
        one
        for one in centre.advisers
        if one.skills.get(language, 0) >= _LEAST_LEVEL and one.skills.get(brand, 0) > 0
    ]
    training, newcomers = plan["training"], plan["newcomers"]
    there = [one for one in able if one.site == training["site"]]
    weights = np.ones(len(able))
    for at, one in enumerate(able):
        if intent in plan["hard"] and one.id in newcomers["advisers"]:
            weights[at] = newcomers["more_of_the_hard"]
    if intent in training["intents"] and there and len(there) < len(able):
        share = training["share_of_the_site"]
        inside = np.array([one.site == training["site"] for one in able])
        weights = np.where(inside, share / len(there), (1 - share) / (len(able) - len(there)))
    return able[int(draw.choice(len(able), p=weights / weights.sum()))]


def _judged(contact: Contact, draw: np.random.Generator, plan: Mapping[str, Any]) -> Contact:
    """Whether it failed, and by what: each planted cause strikes on its own."""
    struck = {cause: part["fails"] for cause, part in causes_of(contact, plan).items()}
    for cause, chance in struck.items():
        if draw.random() < chance:
            return replace(contact, failed=True, cause=cause)
    usual = plan["hard"].get(contact.intent, plan["failing"])
    return replace(contact, failed=bool(draw.random() < usual))


def causes_of(contact: Contact, plan: Mapping[str, Any]) -> dict[Planted, Mapping[str, Any]]:
    """The planted causes that a contact was exposed to, with their part of the plan."""
    outage, policy, training = plan["outage"], plan["policy"], plan["training"]
    exposed: dict[Planted, tuple[bool, Mapping[str, Any]]] = {
        "technology": (outage["from"] <= contact.at < outage["until"], outage),
        "process": (contact.at >= policy["changed_at"], policy),
        "human": (contact.site == training["site"], training),
    }
    return {
        cause: part
        for cause, (is_exposed, part) in exposed.items()
        if is_exposed and contact.intent in part["intents"]
    }


def _surges(
    contacts: Sequence[Contact], draw: np.random.Generator, plan: Mapping[str, Any]
) -> list[Contact]:
    """Who would not have come without the outage or the new policy: others, at like times."""
    more = []
    for contact in contacts:
        part = next((p for p in causes_of(contact, plan).values() if "more_contacts" in p), None)
        if part is not None and draw.random() < part["more_contacts"] - 1:
            later = contact.at + timedelta(seconds=int(draw.integers(60, 3000)))
            customer = f"cu-{int(draw.integers(_CUSTOMERS)):05}"
            bare = replace(contact, customer=customer, at=later, failed=False, cause="")
            more.append(_judged(bare, draw, plan))
    return more


def _again(
    contact: Contact, draw: np.random.Generator, plan: Mapping[str, Any], centre: Centre
) -> Iterator[Contact]:
    """Whoever comes back within the week does so with the same intent, and may come back again."""
    share = plan["back"]["after_failing" if contact.failed else "after_success"]
    if draw.random() >= share:
        return
    later = contact.at + timedelta(days=int(draw.integers(1, 7)))
    if later.date() >= plan["begins"] + timedelta(plan["days"]):
        return
    again = _handled(
        contact.customer, contact.brand, contact.intent, contact.language, later, draw, plan, centre
    )
    yield again
    yield from _again(again, draw, plan, centre)
