"""Reasons and changes as tables on the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nawba.cli.console import note, print_table, say

if TYPE_CHECKING:
    from nawba.listening.reasons.insight import Insight
    from nawba.listening.reasons.trends import Change
    from nawba.listening.reasons.versions import Renewed, Version


def names_of(version: Version, language: str) -> dict[str, str]:
    """From each reason's id to its name."""
    return {one.id: one.name(language) for one in version.reasons}


def print_reasons(
    insight: Insight, version: Version, renewed: Renewed | None, language: str
) -> None:
    """Each reason with its counts, then gaps and changes."""
    rows = [
        (
            one.reason.name(language) if one.reason else "(no reason)",
            one.reason.origin if one.reason else "",
            one.contacts,
            f"{one.share:.1%}",
            f"{one.not_answered}/{one.judged}" if one.judged else "–",
            *_repeated(insight, one.reason.id if one.reason else ""),
        )
        for one in insight.shares
    ]
    columns = ("reason", "", "contacts", "share", "not answered well", "back in 7 days", "censored")
    print_table(columns, rows)
    say(f"Version {version.number} of the reasons.")
    if renewed and renewed.found:
        note(f"{len(renewed.found)} reasons are new in it: look at their names and examples.")
    for gap in insight.gaps:
        sure = "" if gap.certain else ", not certain yet"
        note(f"Gap: {gap.name}: {gap.not_answered} of {gap.contacts} not answered well{sure}.")
    print_changes(insight.changes, names_of(version, language))


def _repeated(insight: Insight, reason: str) -> tuple[str, str]:
    one = next((one for one in insight.repeats if one.reason == reason), None)
    if one is None or one.share is None:
        return "–", str(one.censored) if one else "–"
    return f"{one.share:.0%} ({one.low:.0%} to {one.high:.0%})", str(one.censored)


def print_changes(found: tuple[Change, ...], known: dict[str, str]) -> None:
    """Each change with since when and how sure; ``known`` names the reasons."""
    if not found:
        say("No change of contacts per day stands out from chance.")
        return
    names = {**known, "": "(no reason)", "*": "all contacts"}
    columns = ("reason", "since", "until", "times as many (95 %)", "contacts", "usually", "q")
    rows = [
        (
            names.get(one.what, one.what),
            one.since,
            one.until or "still",
            f"{one.factor:.1f} ({one.low:.1f} to {one.high:.1f})",
            one.count,
            f"{one.expected:.0f}",
            f"{one.q:.3f}",
        )
        for one in found
    ]
    print_table(columns, rows)
