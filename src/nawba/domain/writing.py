"""What passes between the house and a language model: a request, and one typed proposal back.

A model proposes and never decides: everything here is data that rules may take or leave. Words
that a model wrote are ``WordAnswer``; they reach a customer only sentence by sentence, each checked
against the passages that it cites (``assistant.wording``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nawba.domain.errors import Invalid
from nawba.domain.words import CustomerDetails, Source


@dataclass(frozen=True)
class Passage:
    """A piece of an approved article that may be cited. ``id`` is a short label: "P1"."""

    id: str
    text: str
    title: str = ""
    source: Source | None = None


@dataclass(frozen=True)
class Option:
    """Something a model may choose, by ``id``; ``about`` says in words what it is.

    ``fields`` belong to a flow: what may be given with it.
    """

    id: str
    about: str
    fields: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Allowed:
    """The commands a model may propose this time; whatever is not here is refused.

    ``answer``: serve one of the passages as it is. ``word``: word an answer from passages.
    ``flows`` can be started, ``fields`` set, ``choices`` offered to the customer when two readings
    are close. Handing over is allowed always.
    """

    answer: bool = False
    word: bool = False
    flows: tuple[Option, ...] = ()
    fields: tuple[Option, ...] = ()
    choices: tuple[Option, ...] = ()


@dataclass(frozen=True)
class WriteRequest:
    """One question to a model.

    ``said``: the customer's messages, oldest first, the last is the one to respond to. ``details``
    are never sent: they are what redaction looks for in ``said``. ``language``: ``fr``, ``ar`` or
    ``en``, the language to word in.
    """

    said: tuple[str, ...]
    language: str
    allowed: Allowed
    passages: tuple[Passage, ...] = ()
    details: CustomerDetails = field(default_factory=CustomerDetails)


@dataclass(frozen=True)
class AnswerFrom:
    """Serve passage ``passage``, word for word."""

    passage: str


@dataclass(frozen=True)
class SetField:
    """``value`` as the customer wrote it."""

    name: str
    value: str


@dataclass(frozen=True)
class StartFlow:
    """The customer wants what ``flow`` does, and gave these of its fields."""

    flow: str
    fields: tuple[SetField, ...] = ()


@dataclass(frozen=True)
class Clarify:
    """Ask the customer which of these choices (two or more ids) they mean."""

    choices: tuple[str, ...]


@dataclass(frozen=True)
class ProposeHandOver:
    """A person should go on."""


@dataclass(frozen=True)
class Sentence:
    """One sentence that a model wrote; ``cites`` names the passages it claims to rest on."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class WordAnswer:
    sentences: tuple[Sentence, ...]


Command = AnswerFrom | StartFlow | SetField | Clarify | ProposeHandOver | WordAnswer


@dataclass(frozen=True)
class Proposal:
    """What came back: one command that was allowed, or None and why.

    ``reason`` is ``ok`` or a code of ``models.write_faults``; it is fit for events and logs.
    ``tokens`` were charged to the budget, ``seconds`` spent.
    """

    command: Command | None
    reason: str = "ok"
    tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Redacted:
    """``texts`` with personal data replaced by placeholders; ``values`` maps each placeholder to
    what it stands for, and never leaves the process.

    ``sealed`` placeholders (card numbers) are never turned back into what they stand for.
    """

    texts: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    sealed: frozenset[str] = frozenset()

    def restore(self, text: str) -> str:
        """``text`` with placeholders turned back into what they stand for.

        Raises Invalid for one that was never given out or is sealed: its writer made it up.
        """
        return _PLACEHOLDER.sub(self._original, text)

    def _original(self, match: re.Match[str]) -> str:
        mark = match.group()
        if mark not in self.values or mark in self.sealed:
            raise Invalid(f"{mark} stands for nothing that may be shown.", field="placeholder")
        return self.values[mark]


_PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
