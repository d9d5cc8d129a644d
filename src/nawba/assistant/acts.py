"""The two ends of the dialogue as values: the turn that goes in, the acts that come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nawba.assistant.questions import Span
from nawba.domain.decisions import Basis
from nawba.domain.ports import Found
from nawba.domain.words import Arm, Article, ContactState, MessageKind, Source


@dataclass(frozen=True)
class Facts:
    """What the contact's stream says so far.

    ``greeted``: the assistant has introduced itself. ``answered_articles``: ids already served.
    ``failures``: answers withheld so far. ``last_choices``: the choices under the last message.
    ``soothed``: the customer's displeasure has been acknowledged.
    """

    greeted: bool = False
    answered_articles: tuple[str, ...] = ()
    failures: int = 0
    last_choices: tuple[str, ...] = ()
    soothed: bool = False


@dataclass(frozen=True)
class Part:
    """One of several questions in a message, with what was ``found`` for it alone.

    ``threshold`` is for the first of ``found``, as in ``Turn``.
    """

    span: Span
    found: Sequence[Found]
    threshold: float | None


@dataclass(frozen=True)
class Pick:
    """The choice the customer took: a title, and the article if it may still be served."""

    title: str
    found: Found | None = None


@dataclass(frozen=True)
class Turn:
    """One customer message and all that is needed to respond to it.

    An empty ``text`` without attachments is the opening of a contact. ``detected`` is the
    language of ``text`` when the driver could tell (``detect_language``), else None; ``found``
    was then searched in that language. ``brand`` is the brand's name, ``fallback`` its language.
    ``threshold`` is for the first of ``found``; None: nothing proves that it may be answered.
    ``parts``, if any, are the several questions in ``text``; with three, the whole is not searched.
    ``provable`` are the ids of those found whose group may be answered at all: only they are
    offered as choices. After such an offer ``about`` is the message that it replied to, and
    ``pick`` what the customer took of it, ``found`` then being what ``about`` finds.
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
    parts: Sequence[Part] = ()
    provable: frozenset[str] = frozenset()
    about: str = ""
    pick: Pick | None = None


@dataclass(frozen=True)
class Say:
    """Words for the customer; ``choices`` are offered as buttons under them."""

    text: str
    choices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    kind: MessageKind = MessageKind.TEXT


@dataclass(frozen=True)
class Answer:
    """An approved article's body, word for word, shown with its source; ``basis``: why."""

    article: Article
    score: float
    text: str
    basis: Basis = Basis.SCORE

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
class Clarify:
    """The customer is asked which of these articles, by id, answers what they meant."""

    articles: tuple[str, ...]


@dataclass(frozen=True)
class HandOver:
    """A person must go on. ``person_requested``: because the customer asked for one.

    ``goal`` is the question that is left, in the customer's words, where it is known exactly.
    """

    reason: str
    person_requested: bool = False
    goal: str = ""


@dataclass(frozen=True)
class ChangeLanguage:
    language: str


@dataclass(frozen=True)
class Solved:
    """The customer said that the question is settled."""


Act = Say | Answer | Withhold | Clarify | HandOver | ChangeLanguage | Solved


@dataclass(frozen=True)
class Reply:
    """The acts to carry out, in order; none means the assistant stays silent."""

    acts: tuple[Act, ...] = ()
