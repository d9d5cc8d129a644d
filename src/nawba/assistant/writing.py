"""The part of a language model in a live turn: words for an answer, or a flow where there is none.

It comes after the dialogue has decided and changes nothing of what was decided: an answer stays
that article, in words that the article supports or in its own; a hand-over may become a question
to the customer about one flow. At most one request for a turn, none for a customer who has waited
already, and never more at once than there are ``places``, so that the other turns go on.

No transaction is open while a model is asked. Whatever happens to it, the turn ends well: the
longest that a turn takes is ``LATE_SECONDS``, the time-out of the model, and its own milliseconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace

from nawba.assistant import flows
from nawba.assistant.acts import Answer, HandOver, Reply, Turn
from nawba.assistant.proposals import consider, find_quote, flow_options
from nawba.assistant.proposed import propose_flow, quotes_of
from nawba.assistant.wording import Attempt, attempt_wording
from nawba.domain.decisions import Asked, Basis, Came
from nawba.domain.ports import Write
from nawba.domain.words import CustomerDetails, Message
from nawba.domain.writing import Allowed, Passage, StartFlow, WriteRequest

LATE_SECONDS = 2.0
"""A customer who has waited for so long already gets the approved words at once."""

PLACES = 8
"""How many turns may wait for a model at the same time."""

GIVEN_UP = frozenset({"nothing_found", "assist_only", "below_threshold", "ambiguous", "repeated"})
"""Reasons of a hand-over that only say that no answer was sure: a flow may be what is wanted."""

_MOST_SAID = 6  # of the customer's messages that a model reads to find a flow

Typing = Callable[[str, str], AbstractContextManager[object]]
"""Shows the customer of a contact, while the block lasts, that the one so named is writing."""


@dataclass(frozen=True)
class Spoken:
    """What the customer of ``contact`` has said, oldest first, and for how many seconds they wait.

    ``details`` are what redaction looks for. ``setting`` is that of the brand's flows, None if it
    has none or a flow was proposed before.
    """

    contact: str
    messages: Sequence[Message]
    waited: float
    details: CustomerDetails
    setting: flows.Setting | None = None


@dataclass(frozen=True)
class Writing:
    """Asks ``write`` on behalf of turns; thread-safe. ``typing`` is shown while it is asked."""

    write: Write
    typing: Typing = lambda contact, name: nullcontext()
    places: int = PLACES
    _free: threading.BoundedSemaphore = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_free", threading.BoundedSemaphore(self.places))

    def join(self, turn: Turn, reply: Reply, spoken: Spoken) -> tuple[Reply, Asked | None]:
        """``reply`` with the model's part in it, and what came of asking; None: nothing to ask."""
        answers = [act for act in reply.acts if isinstance(act, Answer)]
        if answers:
            return self._word(turn, reply, answers, spoken)
        if spoken.setting is not None and _gives_up(reply):
            return self._find_flow(turn, reply, spoken, spoken.setting)
        return reply, None

    def _word(
        self, turn: Turn, reply: Reply, answers: Sequence[Answer], spoken: Spoken
    ) -> tuple[Reply, Asked]:
        answer = answers[0]
        if answer.basis is not Basis.SCORE:
            return reply, Asked(Came.VERBATIM, "not_whole")
        with self._place(spoken, turn.assistant_name) as place:
            barred = Attempt(None, place.barred) if place.barred else None
            attempt = barred or self._attempt(turn, answer, spoken)
        worded = attempt.worded
        if worded is None:
            return reply, _verbatim(attempt, place.milliseconds)
        acts = (replace(act, text=worded.text) if act is answer else act for act in reply.acts)
        return Reply(tuple(acts)), replace(_verbatim(attempt, place.milliseconds), came=Came.WORDED)

    def _attempt(self, turn: Turn, answer: Answer, spoken: Spoken) -> Attempt:
        article = answer.article
        passage = Passage("P1", article.body, article.title, answer.source)
        return attempt_wording(self.write, turn.text, (passage,), article.language, spoken.details)

    def _find_flow(
        self, turn: Turn, reply: Reply, spoken: Spoken, setting: flows.Setting
    ) -> tuple[Reply, Asked | None]:
        allowed = Allowed(flows=flow_options(setting.book, setting.language))
        if not allowed.flows:
            return reply, None
        messages = [message for message in spoken.messages if message.text.strip()][-_MOST_SAID:]
        said = tuple(message.text for message in messages)
        request = WriteRequest(said, setting.language, allowed, details=spoken.details)
        with self._place(spoken, turn.assistant_name) as place:
            if place.barred:
                return reply, Asked(Came.NOTHING, place.barred)
            proposal = self.write.propose(request)
        nothing = Asked(Came.NOTHING, proposal.reason, milliseconds=place.milliseconds)
        command = proposal.command
        if not isinstance(command, StartFlow):
            return reply, replace(nothing, reason="no_flow") if command else nothing
        if consider(command, said) is None:
            return reply, replace(nothing, reason="not_quoted", flow=command.flow)
        return _propose(reply, nothing, messages, command, setting)

    @contextmanager
    def _place(self, spoken: Spoken, name: str) -> Iterator[_Place]:
        """A place among those that may ask, held until the block ends; or why there is none."""
        if spoken.waited > LATE_SECONDS:
            yield _Place("late")
        elif not self._free.acquire(blocking=False):
            yield _Place("busy")
        else:
            place = _Place()
            try:
                with self.typing(spoken.contact, name):
                    yield place
            finally:
                place.ended = time.perf_counter()
                self._free.release()


@dataclass
class _Place:
    """``barred`` says why nothing may be asked; empty: it may."""

    barred: str = ""
    began: float = field(default_factory=time.perf_counter)
    ended: float | None = None

    @property
    def milliseconds(self) -> float:
        return 0.0 if self.ended is None else round((self.ended - self.began) * 1000, 2)


def _gives_up(reply: Reply) -> bool:
    return any(isinstance(act, HandOver) and act.reason in GIVEN_UP for act in reply.acts)


def _verbatim(attempt: Attempt, milliseconds: float) -> Asked:
    came = Came.REFUSED if attempt.reason == "unsupported" else Came.VERBATIM
    failed = dict.fromkeys(check.reason for check in attempt.checks if not check.ok)
    return Asked(came, attempt.reason, tuple(failed), len(attempt.checks), milliseconds)


def _propose(
    reply: Reply,
    nothing: Asked,
    messages: Sequence[Message],
    command: StartFlow,
    setting: flows.Setting,
) -> tuple[Reply, Asked]:
    """A question about the flow, if what was found for its fields is what the flow reads there."""
    said = [message.text for message in messages]
    found = {one.name: find_quote(one.value, said) for one in command.fields}
    places = {name: place for name, place in found.items() if place is not None}
    given = {name: said[place][start:end] for name, (place, start, end) in places.items()}
    held = flows.read_given(setting, command.flow, given)
    if held is None:
        return reply, replace(nothing, reason="does_not_fit", flow=command.flow)
    asked = replace(
        nothing,
        came=Came.PROPOSED,
        reason="ok",
        flow=command.flow,
        quotes=quotes_of(places, messages),
    )
    return propose_flow(reply, setting, command.flow, held), asked
