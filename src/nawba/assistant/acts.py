"""The two ends of the dialogue as values: the turn that goes in, the acts that come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nawba.domain.ports import Found
from nawba.domain.words import Arm, Article, ContactState, MessageKind, Source


@dataclass(frozen=True)
class Facts:
    """What the contact's stream says so far.

    ``greeted``: the assistant has introduced itself. ``answered_articles``: ids already served.
    ``failures``: answers withheld so far. ``last_choices``: the choices under the last message.
    """

    greeted: bool = False
    answered_articles: tuple[str, ...] = ()
    failures: int = 0
    last_choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One customer message and all that is needed to respond to it.

    An empty ``text`` without attachments is the opening of a contact. ``detected`` is the
    language of ``text`` when the driver could tell (``detect_language``), else None; ``found``
    was then searched in that language. ``brand`` is the brand's name, ``fallback`` its language.
    ``threshold`` is for the first of ``found``; None: nothing proves that it may be answered.
    """

    text: str
    message: str
    language: str
    allowed: Sequence[str]
    brand: str
    assistant_name: str
    threshold: float | None
    arm: Arm = Arm.ASSISTANT
    state: ContactState = ContactState.ASSISTANT
    facts: Facts = field(default_factory=Facts)
    found: Sequence[Found] = ()
    least_margin: float = 0.0
    has_attachments: bool = False
    detected: str | None = None
    fallback: str = "fr"


@dataclass(frozen=True)
class Say:
    """Words for the customer; ``choices`` are offered as buttons under them."""

    text: str
    choices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    kind: MessageKind = MessageKind.TEXT


@dataclass(frozen=True)
class Answer:
    """An approved article's body, word for word, shown with its source."""

    article: Article
    score: float
    text: str

    @property
    def source(self) -> Source:
        article = self.article
        return Source(article.id, article.version, article.language, article.title)


@dataclass(frozen=True)
class Withhold:
    """No answer was given. ``reason``: a key of ``brief_why_…`` in the texts."""

    reason: str
    score: float | None = None


@dataclass(frozen=True)
class HandOver:
    """A person must go on. ``person_requested``: because the customer asked for one."""

    reason: str
    person_requested: bool = False


@dataclass(frozen=True)
class ChangeLanguage:
    language: str


@dataclass(frozen=True)
class Solved:
    """The customer said that the question is settled."""


Act = Say | Answer | Withhold | HandOver | ChangeLanguage | Solved


@dataclass(frozen=True)
class Reply:
    """The acts to carry out, in order; none means the assistant stays silent."""

    acts: tuple[Act, ...] = ()
