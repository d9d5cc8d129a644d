"""Which language a chat line is written in, and whether it is Darija.

Lingua tells fr, en, ar, es and pt apart, restricted to what the brand serves. Darija it does not
know: marker words and the digits that stand for Arabic letters do. A line that cannot be told is
None, and the conversation keeps its language: a wrong switch annoys more than a late one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass

KNOWN = ("fr", "en", "ar", "es", "pt")


@dataclass(frozen=True)
class Detected:
    """``language`` is what to answer in; ``variety`` what was written (``ary`` for Darija).

    ``confidence`` lies in [0, 1].
    """

    language: str
    variety: str
    confidence: float


def detect_language(text: str, allowed: Sequence[str], current: str) -> Detected | None:
    """The language of ``text`` among ``allowed``; None keeps ``current`` (too short, undecided)."""
    return None


def warm() -> None:
    """Load the detector now rather than at the first customer's message."""
