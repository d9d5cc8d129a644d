"""What a verdict rests on, in words: of each contact that failed, and of each cohort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nawba.listening.cause.cohort import Cohort
from nawba.listening.cause.diagnosis import Diagnosis, Reason
from nawba.listening.cause.kinds import HOUR
from nawba.listening.cause.model import Effects
from nawba.listening.cause.words import Words

_WORTH = 0.3  # probability from which a reason is spoken of
_MOST = 3  # reasons of one contact


@dataclass(frozen=True)
class Told:
    """The reasons of a kind's cells that are worth a word, and what is said of each."""

    effects: Effects
    reasons: dict[int, Reason]
    texts: dict[int, str]


def tell_reasons(diagnosis: Diagnosis, words: Words) -> tuple[Told, ...]:
    """Of every kind what was found. Of persons only those who may be named: they are numbered from
    the strongest reason on."""
    named = {(one.family, one.what) for one in diagnosis.named}
    for one in diagnosis.named:
        words.adviser(one.what[0])
    found: list[Told] = []
    for effects, reasons in diagnosis.by_kind(_WORTH):
        each = {
            cell: one
            for cell, one in reasons.items()
            if not one.person or (one.family, one.what) in named
        }
        texts = {cell: tell_reason(one, words) for cell, one in each.items()}
        found.append(Told(effects, each, texts))
    return tuple(found)


def tell_reason(reason: Reason, words: Words) -> str:
    """One sentence: what, how many failed, how much more than expected, how sure."""
    return words.say(
        "evidence",
        what=_what(reason, words),
        failures=reason.failures,
        contacts=reason.contacts,
        effect=words.points(reason.effect),
        low=words.points(reason.low),
        high=words.points(reason.high),
        probability=words.probability(reason.probability),
    )


def _what(reason: Reason, words: Words) -> str:
    """The cell by its family and labels, as ``kinds`` makes them."""
    family, labels = reason.family, list(reason.what)
    is_unlisted = family.endswith(" unlisted")
    head = family.removesuffix(" unlisted")
    if "hour" in head.split():
        at = words.time(float(labels.pop()) * HOUR) if labels[-1].isdigit() else labels.pop()
        kind = head.split()[0]
        first = words.value(kind, labels[0]) if labels else words.say("all_contacts")
        return words.say("in_hour", first, at)
    if head in ("incident", "change"):
        first = words.say(head, name=labels[0])
    else:
        first = words.value(head.split()[0], labels[0])
    told = first
    if len(labels) > 1:
        told = words.say("of_intent", first, words.value("intent", labels[1]))
    return words.say("not_listed", told) if is_unlisted else told


def evidence_of(diagnosis: Diagnosis, told: Sequence[Told], words: Words) -> Iterator[str]:
    """For each contact the reasons behind its verdict, "" where it did not fail."""
    intent = diagnosis.contacts.dimensions["intent"]
    usual = diagnosis.model.law.share(diagnosis.model.base)
    cells = [(one, one.effects.kind.cells.tolist()) for one in told if one.reasons]
    for at, (failed, verdict) in enumerate(
        zip(diagnosis.contacts.failed.tolist(), diagnosis.verdicts, strict=True)
    ):
        if not failed:
            yield ""
            continue
        reasons = _behind(cells, at, verdict)
        if reasons or verdict != "none":
            yield " | ".join(reasons) or words.say("evidence_unknown")
        else:
            code = intent.codes[at]
            name = words.value("intent", intent.names[code]) if code >= 0 else "–"
            yield words.say("evidence_none", intent=name, share=words.share(float(usual[at])))


def _behind(cells: Sequence[tuple[Told, list[int]]], at: int, verdict: str) -> list[str]:
    """What speaks for the verdict, the strongest first; of a person only if it blames one."""
    found: list[tuple[float, str]] = []
    for told, of_contact in cells:
        reason = told.reasons.get(of_contact[at])
        if reason and (reason.cause in verdict or not reason.person):
            score = reason.probability * reason.effect + (reason.cause in verdict)
            found.append((score, told.texts[of_contact[at]]))
    return [text for _, text in sorted(found, key=lambda one: -one[0])[:_MOST]]


def what_of(cohort: Cohort, words: Words) -> str:
    """What a cohort is: an incident, a change, or contacts by their values."""
    where = ", ".join(words.value(name, value) for name, value in cohort.where)
    if cohort.kind in ("incident", "change"):
        head = words.say(cohort.kind, name=cohort.name)
        return words.say("of_intent", head, where) if where else head
    return where or words.say("all_contacts")


def when_of(cohort: Cohort, words: Words) -> str:
    if cohort.since is None:
        return ""
    since = words.time(cohort.since)
    if cohort.until is not None:
        return words.say("span", since, words.time(cohort.until))
    return words.say("still" if cohort.kind == "incident" else "since", since)


def would_change(cohort: Cohort, words: Words) -> str:
    """What, if it were known, would make another verdict of this cohort."""
    since = "" if cohort.since is None else words.time(cohort.since)
    until = "" if cohort.until is None else words.time(cohort.until)
    return words.say(
        _would_change(cohort), what=what_of(cohort, words), name=cohort.name, since=since,
        until=until,
    )  # fmt: skip


def _would_change(cohort: Cohort) -> str:
    if cohort.kind == "hours":
        return "change_hours_listed" if cohort.name else "change_hours"
    if cohort.kind != "group":
        return f"change_{cohort.kind}"
    if cohort.since is not None:
        return "change_group_since" if cohort.cause == "unknown" else "change_change"
    return "change_group_people" if cohort.cause == "human" else "change_group"
