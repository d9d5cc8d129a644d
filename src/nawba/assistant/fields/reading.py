"""A text as the readers of days and hours see it: tokens, and numbers by their first token."""

from __future__ import annotations

from nawba.assistant.fields.field import Asked
from nawba.assistant.fields.numbers import find_numbers
from nawba.assistant.fields.vocabulary import named, numbered, role, tokens
from nawba.domain.folded import Folded


class Reading:
    """``past`` says where days lie that the text leaves open; see ``calendar``."""

    def __init__(self, folded: Folded, asked: Asked, past: bool = False) -> None:
        self.today, self.past = asked.today, past
        self.tokens = tokens(folded)
        self.words = [token.text for token in self.tokens]
        starts = {token.start: at for at, token in enumerate(self.tokens)}
        ends = {token.end: at for at, token in enumerate(self.tokens)}
        self.numbers = {
            starts.get(n.start, starts.get(n.start - 1, 0)): (int(n.value), ends[n.end] + 1)
            for n in find_numbers(folded, asked.language)
            if n.value == int(n.value)
        }

    def span(self, at: int, behind: int) -> tuple[int, int]:
        """Offsets of the tokens from ``at`` up to ``behind``."""
        return self.tokens[at].start, self.tokens[behind - 1].end

    def said(self, at: int, section: str, key: str) -> int:
        """How many tokens from ``at`` on say one of the phrases of that role; 0 if none."""
        match = role(section, key).match(self.words, at)
        return match[1] if match else 0

    def direction(self, at: int, *keys: str) -> tuple[str, int]:
        """The first of ``keys`` in the section ``directions`` said at ``at``, and its length."""
        said = ((key, self.said(at, "directions", key)) for key in keys)
        return next(((key, length) for key, length in said if length), ("", 0))

    def weekday(self, at: int) -> tuple[int | None, int]:
        """The day of the week said at ``at`` (Monday is 0), and the place behind it."""
        found = numbered("weekdays").match(self.words, at)
        return (found[0], at + found[1]) if found else (None, at)

    def day_number(self, at: int) -> tuple[int, int, bool] | None:
        """A day of the month, the place behind it, and whether it is marked as one ("15th")."""
        if found := numbered("ordinals").match(self.words, at):
            return found[0], at + found[1], True
        number, behind = self.numbers.get(at, (0, at))
        if number in (20, 30) and (more := numbered("ordinals").match(self.words, behind)):
            return number + more[0], behind + more[1], True
        marks = self.said(behind, "directions", "ordinal_mark")
        return (number, behind + marks, marks > 0) if 1 <= number <= 31 else None

    def counts(self, at: int) -> bool:
        """Whether what stands at ``at`` is something counted, so that no day stands before it."""
        sections = (named("units"), named("currencies"), role("number_roles", "counted"))
        return any(section.match(self.words, at) for section in sections)
