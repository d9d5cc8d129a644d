"""How long words are kept, per kind, before they are deleted for good.

Numbers in months, counted back from now by the calendar; the defaults are those of the design,
section 7. The least that the law asks of a log of decisions about people is checked here.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, fields
from datetime import datetime

from nawba.domain.errors import Invalid

LONGEST_MONTHS = 120
LEAST_LOG_MONTHS = 6
"""Logs of who saw what and of scoring are kept at least so long: explanations can be asked."""


@dataclass(frozen=True)
class Retention:
    """Months after which each kind is deleted; a contact's time runs from its closing.

    ``conversations``: messages, files, briefs, details, wrap-ups, comments, what flows and
    operations held. ``recordings``: audio of calls. ``analysis``: how messages were read, findings.
    ``training``: questions kept for gaps and examples. ``access_log``: who saw, changed, exported,
    erased what. ``scoring_log``: scores of advisers and candidates. ``candidates``: CVs.
    """

    conversations_months: int = 24
    recordings_months: int = 6
    analysis_months: int = 12
    training_months: int = 24
    access_log_months: int = 12
    scoring_log_months: int = 12
    candidates_months: int = 24


LOGS = ("access_log_months", "scoring_log_months")


def check_retention(retention: Retention) -> None:
    """Raise Invalid naming the field that is below its least, or beyond ten years."""
    for one in fields(retention):
        least = LEAST_LOG_MONTHS if one.name in LOGS else 1
        if not least <= getattr(retention, one.name) <= LONGEST_MONTHS:
            raise Invalid(f"retention.{one.name} must lie between {least} and {LONGEST_MONTHS}.")


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time ``months`` earlier; the month's last day where it has none such."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(years, month + 1)[1])
    return now.replace(year=years, month=month + 1, day=day)
