"""The whole diagnosis as one JSON document: what the report shows, and what machines read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nawba.listening.cause.cohort import Cohort
from nawba.listening.cause.cohorts import find_cohorts, weeks_of
from nawba.listening.cause.comparing import DAY, day_of
from nawba.listening.cause.diagnosis import CAUSES, Diagnosis, diagnose
from nawba.listening.cause.evidence import (
    Told,
    evidence_of,
    tell_reason,
    tell_reasons,
    what_of,
    when_of,
    would_change,
)
from nawba.listening.cause.files import Given, Note
from nawba.listening.cause.tables import Floats
from nawba.listening.cause.words import Words

VERSION = 1
_LIKELY = 0.5
Json = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """A diagnosis with its cohorts, ready to be told in ``words``."""

    given: Given
    diagnosis: Diagnosis
    cohorts: tuple[Cohort, ...]
    words: Words

    @cached_property
    def told(self) -> tuple[Told, ...]:
        return tell_reasons(self.diagnosis, self.words)

    def evidence(self) -> Iterator[str]:
        """For each contact why its verdict is what it is."""
        return evidence_of(self.diagnosis, self.told, self.words)

    def document(self) -> Json:
        """The report as JSON. Shares and effects are fractions, times seconds since 1970 (UTC)."""
        contacts, words = self.given.contacts, self.words
        return {
            "version": VERSION,
            "language": words.language,
            "since": float(contacts.started.min()),
            "until": float(contacts.started.max()),
            "contacts": len(contacts),
            "failed": int(contacts.failed.sum()),
            "causes": list(_causes(self.diagnosis)),
            "days": list(_days(self)),
            "held_out": weeks_of(contacts).by,
            "cohorts": [_cohort(self, one) for one in self.cohorts],
            "people": _people(self),
            "unknown": _unknown(self),
            "notes": [{"code": one.code, "words": one.words,
                       "text": words.note(one.code, one.words)}
                      for one in _notes(self.given)],
        }  # fmt: skip


def account_of(given: Given, words: Words, *, seed: int = 0) -> Account:
    """Diagnose what was ``given``. Pure: the same for the same contacts in any order."""
    diagnosis = diagnose(given.contacts, given.incidents, given.versions, seed=seed)
    cohorts = find_cohorts(given.contacts, given.incidents, given.versions)
    return Account(given, _confirmed(diagnosis, cohorts), tuple(cohorts), words)


def _confirmed(diagnosis: Diagnosis, cohorts: Sequence[Cohort]) -> Diagnosis:
    """With the verdict "human" in groups of people that stood the test on other weeks: that many
    of a group fail for its sake is two proofs, and blames no single person."""
    likely = diagnosis.contacts.failed & (diagnosis.probabilities["human"] >= _LIKELY)
    groups = [one.inside for one in cohorts if one.is_found and one.cause == "human"]
    inside = likely & np.any(groups, axis=0) if groups else np.zeros(likely.size, bool)
    verdicts = list(diagnosis.verdicts)
    for at in np.flatnonzero(inside):
        rest = [one for one in verdicts[at].split("+") if one in ("technology", "process")]
        verdicts[at] = "+".join(["human", *rest])
    return replace(diagnosis, verdicts=tuple(verdicts))


def _causes(diagnosis: Diagnosis) -> Iterator[Json]:
    failed = diagnosis.contacts.failed
    verdicts = [one.split("+") for one, did in zip(diagnosis.verdicts, failed, strict=True) if did]
    for cause in CAUSES:
        count = sum(cause in one for one in verdicts)
        yield {
            "cause": cause,
            "verdicts": count,
            "share": count / max(len(verdicts), 1),
            "expected": float(diagnosis.probabilities[cause][failed].sum()),
        }


def _days(account: Account) -> Iterator[Json]:
    contacts = account.given.contacts
    days = day_of(contacts)
    first = float(np.floor(contacts.started.min() / DAY) * DAY)
    sizes = np.bincount(days)
    parts = _parts(account.diagnosis)
    said = {cause: np.bincount(days, parts[cause], sizes.size) for cause in CAUSES}
    likely = {
        cause: np.bincount(days, contacts.failed * account.diagnosis.probabilities[cause])
        for cause in CAUSES
    }
    failures = np.bincount(days, contacts.failed)
    for at in range(sizes.size):
        yield {
            "day": first + at * DAY,
            "contacts": int(sizes[at]),
            "failed": int(failures[at]),
            "verdicts": {cause: float(one[at]) for cause, one in said.items()},
            "expected": {cause: round(float(one[at]), 3) for cause, one in likely.items()},
        }


def _parts(diagnosis: Diagnosis) -> dict[str, Floats]:
    """[contact] of each cause: its part in the verdict, 0 where the contact did not fail."""
    known = {verdict: verdict.split("+") for verdict in set(diagnosis.verdicts)}
    found = {}
    for cause in CAUSES:
        part = {one: (cause in names) / len(names) for one, names in known.items()}
        found[cause] = diagnosis.contacts.failed * np.array([part[v] for v in diagnosis.verdicts])
    return found


def _cohort(account: Account, cohort: Cohort) -> Json:
    inside = cohort.inside & account.given.contacts.failed
    found = account.diagnosis.probabilities
    return {
        "id": cohort.id,
        "kind": cohort.kind,
        "what": what_of(cohort, account.words),
        "when": when_of(cohort, account.words),
        "name": cohort.name,
        "where": [list(one) for one in cohort.where],
        "since": cohort.since,
        "until": cohort.until,
        "effect": cohort.effect,
        "low": cohort.low,
        "high": cohort.high,
        "q_value": cohort.q_value,
        "n": cohort.n,
        "failures": cohort.failures,
        "found": cohort.is_found,
        "cause": cohort.cause,
        "probabilities": {
            cause: float(found[cause][inside].mean()) if inside.any() else 0.0 for cause in CAUSES
        },
        "placebo": None if cohort.placebo is None
        else {"of": cohort.placebo[0], "as_bad": cohort.placebo[1]},
        "would_change": would_change(cohort, account.words),
    }  # fmt: skip


def _people(account: Account) -> Json:
    """Who is spoken of: the strongest reason first, each person once; and from what size on."""
    found: dict[str, Json] = {}
    rules, words = account.diagnosis.rules, account.words
    for one in account.diagnosis.named:
        found.setdefault(one.what[0], {
            "who": words.adviser(one.what[0]),
            "intent": words.value("intent", one.what[1]) if one.what[1:] else None,
            "contacts": one.contacts, "failures": one.failures, "weeks": one.weeks,
            "effect": one.effect, "low": one.low, "high": one.high,
            "probability": one.probability, "evidence": tell_reason(one, account.words),
        })  # fmt: skip
    threshold = {"contacts": rules.of_person, "failures": rules.failures, "weeks": rules.weeks}
    return {"named": account.words.named, "sure": rules.sure, "threshold": threshold,
            "found": list(found.values())}  # fmt: skip


def _unknown(account: Account) -> Json:
    """How many verdicts are unknown, and how many of them lie in no cohort that was found."""
    failed = account.given.contacts.failed
    unknown = failed & np.array(["unknown" in one for one in account.diagnosis.verdicts], bool)
    inside = [one.inside for one in account.cohorts if one.is_found and one.cause == "unknown"]
    apart = unknown & ~np.any(inside, axis=0) if inside else unknown
    text = account.words.say("change_failures", n=account.words.count(int(apart.sum())))
    return {"failures": int(unknown.sum()), "apart": int(apart.sum()),
            "would_change": text if apart.any() else ""}  # fmt: skip


def _notes(given: Given) -> Sequence[Note]:
    missing = {
        "no_incidents": not given.incidents,
        "no_versions": not given.versions,
        "no_advisers": not len(given.contacts.dimensions["adviser"]),
        "no_held_out": not weeks_of(given.contacts).enough,
    }
    return [*(Note(code, ()) for code, is_so in missing.items() if is_so), *given.notes]
