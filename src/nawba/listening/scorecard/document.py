"""What a scorecard file says: cues, questions and the conditions that answer them.

The fields are those of the TOML file (``docs/scorecards.md`` explains them to who writes one).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Texts = dict[str, str]
"""The same in each language: ``{"fr": …, "ar": …, "en": …}``."""

By = Literal["adviser", "customer", "assistant", "anyone"]
Happening = Literal["hold", "dead_air", "transfer", "interruption"]


@dataclass(frozen=True)
class Cue:
    """Something that can be heard or seen in a contact; its moments are what conditions ask for.

    Exactly one of: phrases ``said`` per language ``by`` somebody; an ``event`` that a system noted
    under this name; something that ``happened`` according to the measures.
    """

    said: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by: By = "adviser"
    event: str = ""
    happened: Happening | Literal[""] = ""

    @property
    def phrases(self) -> tuple[str, ...]:
        """In every language: people mix them."""
        return tuple(phrase for said in self.said.values() for phrase in said)


@dataclass(frozen=True)
class Condition:
    """Holds, does not hold, or cannot be told. One of ``cue``, ``measure``, ``all``, ``none``.

    Of a cue, a moment is needed that lies ``within`` the first or ``ending`` the last seconds,
    in the ``first`` or ``last`` turns of who said it, and that other cues precede or follow (or
    do not), by ``gap`` seconds at most where that is given. Of a measure: that it lies ``above`` or
    ``below``. ``all`` of these conditions must hold, or ``none`` of them.
    """

    cue: str = ""
    by: By | Literal[""] = ""
    within: float | None = None
    ending: float | None = None
    first: int | None = None
    last: int | None = None
    preceded_by: str = ""
    not_preceded_by: str = ""
    followed_by: str = ""
    not_followed_by: str = ""
    gap: float | None = None
    measure: str = ""
    above: float | None = None
    below: float | None = None
    all: tuple[Condition, ...] = ()
    none: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Question:
    """``na``, then ``no``, then ``yes``: the first condition that holds gives the answer.

    If none does, the answer is ``otherwise``; if one of them cannot be told, it is unknown. A
    ``knock_out`` that is answered no leaves the contact without points. ``about`` whom it is: what
    is about the adviser is unknown where it is not known who spoke. Asked in these ``queues``,
    ``languages`` and ``kinds`` only; in all where none is named. With ``model`` a language model is
    asked what rules and classifier could not tell, if the house has one.
    """

    id: str
    text: Texts
    weight: float = 1.0
    knock_out: bool = False
    about: Literal["adviser", "contact"] = "adviser"
    queues: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[Literal["call", "chat"], ...] = ()
    yes: tuple[Condition, ...] = ()
    no: tuple[Condition, ...] = ()
    na: tuple[Condition, ...] = ()
    otherwise: Literal["yes", "no", "not_applicable", "unknown"] = "no"
    model: bool = False


@dataclass(frozen=True)
class Scorecard:
    """``version`` counts up with every change, so that answers of two of them are never mixed."""

    id: str
    version: int
    title: Texts
    question: tuple[Question, ...]
    cue: dict[str, Cue] = field(default_factory=dict)
    queues: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
