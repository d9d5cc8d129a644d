"""One turn of a flow while it is taken: its calls become operations, its words are gathered.

Before a call leaves, the run is kept with what was heard, what is asked for and what is still to be
said: after a crash, or when the customer writes meanwhile, the next turn goes on from there, with
the same key, and says what was not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from nawba.actions.flow_runs import keep_flow
from nawba.assistant import flows
from nawba.assistant.operations import Connected, perform
from nawba.assistant.texts import say
from nawba.domain.errors import Invalid
from nawba.domain.flow_runs import FlowRun
from nawba.domain.journal import Entry
from nawba.domain.words import ASSISTANT
from nawba.store import Store

Said = flows.Say | flows.Digress
"""Words to say, or the article to answer with before the next of them."""


@dataclass(frozen=True)
class BrandFlows:
    """The flows of one brand, and its operations over its real systems.

    ``content`` is the SHA-256 of the files they were read from, ``version`` the assistant's whose
    flows they are: None for those of a folder.
    """

    book: flows.FlowBook
    connected: Connected
    content: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Heard:
    """What the customer said since they were last answered: number and text of each message.

    ``article`` is the one that search would surely serve for it, or None. ``today`` is the brand's.
    ``given`` are words of theirs, by field, that they have confirmed for the flow that begins.
    """

    contact: str
    language: str
    today: date
    messages: Sequence[tuple[int, str]] = ()
    article: str | None = None
    fallback: str = "fr"
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The number of the last message; 0 without any."""
        return max((number for number, _ in self.messages), default=0)


@dataclass(frozen=True)
class FlowTurn:
    """What came of a turn; ``run`` is to be kept with the reply (``Outcome.flow``).

    ``commitments`` are for ``Outcome.commitments``. ``hand_over`` says why a person must go on;
    ``approval`` is then the operation in the journal that waits for their yes, if one does.
    ``identity`` is whom the brand's systems recognised, and how surely.
    """

    run: FlowRun
    said: tuple[Said, ...]
    commitments: tuple[tuple[str, str], ...] = ()
    hand_over: flows.HandOver | None = None
    approval: Entry | None = None
    identity: flows.Identity = field(default_factory=flows.Identity)


@dataclass
class Walk:
    """The run as last kept, and what has come of the turn so far."""

    store: Store
    brand: BrandFlows
    setting: flows.Setting
    heard: Heard
    run: FlowRun
    state: flows.State | None = None
    said: tuple[Said, ...] = ()
    hand_over: flows.HandOver | None = None
    approval: Entry | None = None
    outcome: str | None = None
    is_paused: bool = False

    def follow(self, state: flows.State, acts: Sequence[flows.Act]) -> bool:
        """Carry out ``acts`` and all that follows from them; False when a call must be awaited."""
        while True:
            self.state = state
            call = self.note(acts)
            if call is None:
                return True
            entry = self._call(call)
            if entry.result is None:
                return False
            state, acts = flows.advance(self.setting, state, flows.Result(entry.result))

    def note(self, acts: Sequence[flows.Act]) -> flows.Call | None:
        """Take note of ``acts``; returns the call among them."""
        waiting = None
        for act in acts:
            match act:
                case flows.Say() | flows.Digress():
                    self.said = (*self.said, act)
                case flows.Call():
                    waiting = act
                case flows.HandOver():
                    self.hand_over, self.outcome = act, "handed_over"
                case flows.Done():
                    self.outcome = "done"
                case flows.Cancelled():
                    self.outcome = "cancelled"
                case flows.Paused():
                    self.is_paused = True
        return waiting

    def _call(self, call: flows.Call) -> Entry:
        self.run = keep_flow(self.store, ASSISTANT, self.heard.contact, self._standing(self.said))
        return self._perform(call.operation, call.fields, call.key, call.step)

    def _perform(self, name: str, fields: Mapping[str, Any], key: str, step: str) -> Entry:
        return perform(
            self.store,
            self.brand.connected,
            ASSISTANT,
            self.heard.contact,
            name,
            fields,
            key,
            run=self.run.id,
            step=step,
        )

    def _standing(self, unsaid: Sequence[Said]) -> FlowRun:
        """The run as it is to be kept now."""
        assert self.state is not None, "a walk that goes anywhere has a state"
        document = {
            "state": flows.to_json(self.state),
            "unsaid": [asdict(one) for one in unsaid],
            "known": flows.told(self.setting, self.state),
            "content": self.brand.content,
            "assistant": self.brand.version,
        }
        return replace(self.run, document=document, silent_after=None, paused=False)

    def finish(self) -> FlowTurn:
        """What the turn came to. The run is kept with the reply, as said and with its outcome."""
        assert self.state is not None, "a walk that goes anywhere has a state"
        wanted = self.hand_over.approval if self.hand_over is not None else None
        if wanted is not None:
            self.approval = self._perform(wanted.operation, wanted.fields, wanted.key, wanted.step)
        run = replace(
            self._standing(()),
            outcome=self.outcome,
            silent_after=self._patience(),
            paused=self.is_paused,
        )
        claims = [one.claims for one in self.said if isinstance(one, flows.Say) and one.claims]
        commitments = tuple((run.flow, claim) for claim in dict.fromkeys(claims))
        identity = self.state.identity
        return FlowTurn(run, self.said, commitments, self.hand_over, self.approval, identity)

    def _patience(self) -> int | None:
        """For how many minutes the flow waits for the customer; None while it does not."""
        state = self.state
        if state is None or state.waiting not in flows.FOR_THE_CUSTOMER:
            return None
        return self.setting.book.flow[state.flow].timeout_minutes


def part(run: FlowRun, heard: Heard, reason: str) -> FlowTurn:
    """A turn in which a run that cannot go on is given to a person, with what is known of it.

    ``reason`` is one of the flows' own. Nobody knows what came of an operation that was under way.
    """
    try:
        state, _ = unpack(run.document)
    except Invalid:
        state = None
    if state is not None and state.call is not None:
        reason = "operation_unknown"
    known = {str(name): str(value) for name, value in run.document.get("known", {}).items()}
    done = () if state is None else state.commitments
    words = say(f"flow_handover_{reason}", heard.language, heard.fallback)
    return FlowTurn(
        replace(run, outcome="handed_over", heard=max(heard.last, run.heard), silent_after=None),
        (flows.Say(words),),
        hand_over=flows.HandOver(reason, run.flow, known, done),
        identity=flows.Identity() if state is None else state.identity,
    )


def unpack(document: Mapping[str, Any]) -> tuple[flows.State, tuple[Said, ...]]:
    """The state, and what was to be said before the call that it waits for. Raises Invalid."""
    state = flows.from_json(document.get("state"))
    unsaid = tuple(
        flows.Digress(one["article"])
        if "article" in one
        else flows.Say(one["text"], tuple(one["choices"]), one["claims"])
        for one in document.get("unsaid", ())
    )
    return state, unsaid
