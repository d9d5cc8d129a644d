"""What personal data is used for, and what the law wants written down before: the register.

A purpose without a valid entry is off. Nobody can say by software that an entry is *right*; it can
see that one is there, that it names its ground and its authorisation, and that it is in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from nawba.domain.errors import Invalid
from nawba.domain.text import clean

ANSWERING, TRAINING, OUTSIDE_MODEL = "answering", "training", "outside_model"
LISTENING, SCORING, SIGNALS, SCREENING = "listening", "scoring", "signals", "screening"
PURPOSES = (
    ANSWERING, TRAINING, OUTSIDE_MODEL, LISTENING, SCORING, SIGNALS, SCREENING, "outbound"
)  # fmt: skip
"""Answering contacts; gaps and examples from contacts; words to a model on another machine;
analysis of contacts; scoring of advisers; what customers say of leaving; screening of CVs;
contacts that the house begins."""

BASES = ("consent", "contract", "legal_obligation", "vital_interest", "public_task",
         "legitimate_interest")  # fmt: skip
"""Legal bases: article 6 of the GDPR; articles 3 and 4 of law 09-08 know the same."""

MAX_WORDS = 500


@dataclass(frozen=True)
class Purpose:
    """One entry. ``authorisation`` is the reference under which it was authorised, declared or
    assessed (CNDP receipt, record of article 30, impact assessment); ``recipients`` who else gets
    the data; ``since`` and ``until`` the days it is in force, both included; ``notice`` the day
    from which the people concerned have been told. ``revision`` counts from 0: never written.
    """

    id: str
    basis: str = ""
    authorisation: str = ""
    retention: str = ""
    recipients: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    notice: date | None = None
    revision: int = 0

    def lacks(self, today: date) -> tuple[str, ...]:
        """What keeps the purpose off on ``today``, as codes; nothing when it is in force."""
        found = {
            "basis": not self.basis,
            "authorisation": not self.authorisation,
            "retention": not self.retention,
            "notice": self.notice is None or self.notice > today,
            "since": self.since is None or self.since > today,
            "until": self.until is not None and self.until < today,
        }
        return tuple(name for name, is_lacking in found.items() if is_lacking)

    def is_in_force(self, today: date) -> bool:
        return not self.lacks(today)


def check_purpose(entry: Purpose) -> Purpose:
    """``entry`` with its words cleaned. Raises Invalid, naming the field."""
    if entry.id not in PURPOSES:
        raise Invalid(f"There is no purpose '{entry.id}': {', '.join(PURPOSES)}.", field="id")
    if entry.basis not in ("", *BASES):
        raise Invalid(f"Choose a legal basis: {', '.join(BASES)}.", field="basis")
    if entry.since and entry.until and entry.until < entry.since:
        raise Invalid("It ends before it begins.", field="until")
    if len(entry.recipients) > 50:
        raise Invalid("Name at most 50 recipients.", field="recipients")
    return Purpose(
        entry.id,
        entry.basis,
        clean(entry.authorisation, field="authorisation", limit=MAX_WORDS),
        clean(entry.retention, field="retention", limit=MAX_WORDS),
        tuple(clean(one, field="recipients", limit=MAX_WORDS) for one in entry.recipients),
        entry.since,
        entry.until,
        entry.notice,
        entry.revision,
    )
