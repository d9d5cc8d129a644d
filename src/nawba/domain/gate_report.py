"""What the gate found about a version before it was published: named checks, counts, examples.

Pure values, so that the verb that publishes can refuse what did not pass, and any page can show
why. Examples are words of scripts and articles, or ids of cases: never a customer's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter

EXAMPLES = 5
"""How many failing examples a check keeps."""


@dataclass(frozen=True)
class Check:
    """``failed`` of ``tried`` things did not hold; ``examples`` are the first of them.

    ``remedy`` says what to mend when it fails; ``notes`` are for the editor either way.
    """

    name: str
    tried: int
    failed: int = 0
    examples: tuple[str, ...] = ()
    remedy: str = ""
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return self.failed == 0


@dataclass(frozen=True)
class GateReport:
    """All checks of the document with the id ``document``; took ``seconds``."""

    document: str
    checks: tuple[Check, ...]
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    def lines(self) -> list[str]:
        """The report as people read it: one line per check, what failed and what was noted."""
        return [line for check in self.checks for line in _lines(check)]


def _lines(check: Check) -> list[str]:
    mark = "✓" if check.passed else "✗"
    counted = f"{check.tried - check.failed} of {check.tried} held"
    found = [f"{mark} {check.name.replace('_', ' ')}: {counted}"]
    found += [f"    {example}" for example in check.examples]
    if not check.passed and check.remedy:
        found.append(f"    → {check.remedy}")
    return found + [f"    note: {note}" for note in check.notes]


def report_json(report: GateReport) -> dict[str, Any]:
    """The report as plain values, with ``passed`` and its ``text`` worked out."""
    checks = [{**asdict(check), "passed": check.passed} for check in report.checks]
    return {
        "document": report.document,
        "passed": report.passed,
        "seconds": round(report.seconds, 2),
        "checks": checks,
        "text": "\n".join(report.lines()),
    }


_CHECK = TypeAdapter(Check)


def report_from(value: Mapping[str, Any]) -> GateReport:
    """The inverse of ``report_json``."""
    checks = tuple(
        _CHECK.validate_python({key: part for key, part in check.items() if key != "passed"})
        for check in value["checks"]
    )
    return GateReport(value["document"], checks, value["seconds"])
