"""The assistant at the retail desk: collects the wishes, then runs a flow for each.

The engine, the reading of fields and of yes and no, the request for a person and the choice of a
flow are those of live contacts (``nawba.assistant``); only the wish reader is of this room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.flows.hearing import says_no
from nawba.assistant.person_request import wants_person
from nawba.bench.retail.clauses import Clause, read_clauses
from nawba.bench.retail.shop import Shop
from nawba.bench.retail.systems import WISHES, Systems

TODAY = date(2024, 5, 15)  # flows want a day; no retail flow reads dates
_MOST_CALLS = 30
_MOST_MISSES = 3
OPEN, OVER, HANDED_OVER = "open", "over", "handed_over"
MORE = "Is there anything else, before I begin? Some changes can be made only once per order."
WELCOME = "I am the shop's assistant, a machine. What can I do for you?"
ELSE = "Is there anything else?"


@cache
def retail_flows() -> flows.FlowBook:
    """The flows beside this module. Raises DocumentError when one is not sound."""
    return flows.read_flows(Path(__file__).parent / "flows", ("en",))


@dataclass(frozen=True)
class Reply:
    """What the desk says, the buttons under it, and how the contact stands after it.

    ``state`` is ``OPEN``, ``OVER`` or ``HANDED_OVER``, with the ``reason``.
    """

    says: tuple[str, ...]
    choices: tuple[str, ...] = ()
    state: str = OPEN
    reason: str = ""


@dataclass
class Desk:
    """One contact with the assistant; ``hear`` takes a message and gives the reply to it."""

    shop: Shop
    book: flows.FlowBook = field(default_factory=retail_flows)
    systems: Systems = field(init=False)
    agenda: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)
    _phase: Callable[[str], Reply] = field(init=False)
    _state: flows.State | None = None
    _identity: flows.Identity = field(default_factory=flows.Identity)
    _runs: int = 0
    _misses: int = 0
    _clauses: list[Clause] = field(default_factory=list)
    _denied: bool = False

    def __post_init__(self) -> None:
        self.systems = Systems(self.shop)
        self._phase = self._collect

    def hear(self, message: str) -> Reply:
        """The reply to ``message``. After the end, nothing follows."""
        return self._phase(message)

    @property
    def _setting(self) -> flows.Setting:
        return flows.Setting(self.book, "en", TODAY, extract, "en")

    def _collect(self, message: str) -> Reply:
        """Note wishes until the customer says that there are no more."""
        self._heard.append(message)
        if wants_person(message):
            return self._hand_over("person_requested", "Of course. An adviser will go on.")
        if says_no(message):
            return self._begin() if self._clauses else self._lost()
        self._clauses = read_clauses(self.book, message, self._clauses)
        if self._clauses:
            return Reply((MORE,))
        self._misses += 1
        return Reply((WELCOME,)) if self._misses < _MOST_MISSES else self._lost()

    def _begin(self) -> Reply:
        """All wishes are known: put them on the agenda, and take the first."""
        self.systems.wishes.clear()
        for clause in self._clauses:
            if clause.flow:
                self.systems.wishes.setdefault(WISHES[clause.flow], []).append(clause.text)
                self.agenda += () if clause.flow in self.agenda else (clause.flow,)
            else:
                self.questions.append(clause.text)
        self._clauses = []
        return self._next()

    def _lost(self) -> Reply:
        """No wish was found in all that was said: a person finds it."""
        return self._hand_over("not_understood", "I do not understand. An adviser will help you.")

    def _next(self) -> Reply:
        """Begin the next flow; after the last one, see whether the customer has more to say."""
        waiting = [flow for flow in WISHES if flow in self.agenda]
        if not waiting:
            self._phase = self._close
            return Reply((ELSE,))
        self._runs += 1
        begun = flows.start(self._setting, waiting[0], contact="c", run=f"r{self._runs}",
                            heard=self._heard, identity=self._identity)  # fmt: skip
        self._phase = self._advance
        return self._follow(*begun)

    def _advance(self, message: str) -> Reply:
        assert self._state is not None, "a flow is running"
        return self._follow(*flows.advance(self._setting, self._state, flows.Words(message)))

    def _follow(self, state: flows.State, acts: tuple[flows.Act, ...]) -> Reply:
        """Make the calls that the flow asks for, until it waits for the customer or ends."""
        made = list(acts)
        for _ in range(_MOST_CALLS):
            call = flows.pending_call(state)
            if call is None:
                break
            result = self.systems.call(call.operation, call.fields)
            state, acts = flows.advance(self._setting, state, flows.Result(result))
            made += acts
        self._state, self._identity = state, state.identity
        said = tuple(act.text for act in made if isinstance(act, flows.Say))
        ended = next((act for act in made if isinstance(act, _ENDS)), None)
        if ended is None:
            choices = [act.choices for act in made if isinstance(act, flows.Say)]
            return Reply(said, choices[-1] if choices else ())
        return self._ended(ended, said)

    def _ended(self, end: flows.Act, said: tuple[str, ...]) -> Reply:
        flow = self.agenda_now
        if isinstance(end, flows.HandOver):
            reply = self._hand_over(end.reason)
            return replace(reply, says=said)
        self._denied = not isinstance(end, flows.Done)
        more = isinstance(end, flows.Done) and self.systems.finish(WISHES[flow])
        if not more:
            self.agenda.remove(flow)
        reply = self._next()
        return replace(reply, says=said + reply.says)

    @property
    def agenda_now(self) -> str:
        """The flow that is running: the first of those waiting, in the order of serving."""
        return next(flow for flow in WISHES if flow in self.agenda)

    def _close(self, message: str) -> Reply:
        """A last wish, or good-bye; what was not done or not answered goes to a person."""
        if says_no(message) and self.questions:
            return self._hand_over("question", "An adviser will answer your question.")
        if says_no(message) and self._denied:
            return self._hand_over("rule", "An adviser will see what else is possible.")
        if says_no(message):
            return self._end(Reply(("Good-bye.",), state=OVER))
        self._phase = self._collect
        return self._collect(message)

    def _hand_over(self, reason: str, said: str = "") -> Reply:
        return self._end(Reply((said,) if said else (), state=HANDED_OVER, reason=reason))

    def _end(self, reply: Reply) -> Reply:
        self._phase = lambda message: replace(reply, says=())
        return reply


_ENDS = (flows.Done, flows.Cancelled, flows.HandOver, flows.Paused)
