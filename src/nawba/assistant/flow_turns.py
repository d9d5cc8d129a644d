"""Takes a contact's flow one turn further: hears, calls, keeps, and gives back what to say.

The flow engine is pure; this is where its calls become operations in the journal. Before a call
leaves, the run is kept with what was heard, what is asked for and what is still to be said: after
a crash, or when the customer writes meanwhile, the next turn goes on from there, with the same key,
and says what was not said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from nawba.actions.flow_runs import keep_flow
from nawba.actions.steps import new_id
from nawba.assistant import flows
from nawba.assistant.operations import Connected, perform
from nawba.domain.errors import Invalid
from nawba.domain.flow_runs import FlowRun
from nawba.domain.journal import Entry
from nawba.domain.words import ASSISTANT
from nawba.store import Store
from nawba.store.flow_runs import find_open_run, read_runs

Said = flows.Say | flows.Digress
"""Words to say, or the article to answer with before the next of them."""


@dataclass(frozen=True)
class BrandFlows:
    """The flows of one brand, and its operations over its real systems."""

    book: flows.FlowBook
    connected: Connected


FlowsOf = Callable[[str], BrandFlows | None]
"""The flows of a brand as they are now; None for a brand that has none. Thread-safe."""


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


@dataclass(frozen=True)
class FlowTurns:
    """Takes turns of flows; thread-safe, and raises KeyError for a brand that has none."""

    store: Store
    flows_of: FlowsOf
    extract: flows.Extract

    def setting(self, brand: str, heard: Heard) -> flows.Setting | None:
        """What a flow of ``brand`` would look at in a turn that heard this; None without flows."""
        found = self.flows_of(brand)
        if found is None:
            return None
        return flows.Setting(found.book, heard.language, heard.today, self.extract, heard.fallback)

    def open_run(self, contact: str) -> FlowRun | None:
        """The flow that the contact is in the middle of, if any."""
        with self.store.read() as connection:
            return find_open_run(connection, contact)

    def begin(self, brand: str, flow: str, heard: Heard) -> FlowTurn | None:
        """Begin ``flow`` with what was said so far. None as of ``go_on``.

        Whom an earlier flow of the contact recognised need not say again who they are. Raises
        KeyError for a brand or flow that is not there.
        """
        walk = self._walk(brand, heard)
        run = FlowRun(new_id("r"), flow, walk.brand.book.flow[flow].version, _last(heard))
        state, acts = flows.start(
            walk.setting,
            flow,
            contact=heard.contact,
            run=run.id,
            heard=[text for _, text in heard.messages],
            given=heard.given,
            identity=self._identity(heard.contact),
        )
        walk.run = run
        return walk.finish() if walk.follow(state, acts) else None

    def go_on(self, brand: str, run: FlowRun, heard: Heard) -> FlowTurn | None:
        """Take ``run`` further: first the call that it waits for, then what was not heard yet.

        None when an operation of it is under way elsewhere, as for some seconds after a crash:
        leave the turn owed and try again. Raises Conflict when a person leads by now, or somebody
        else has taken the run further.
        """
        walk = self._walk(brand, heard)
        walk.run = run
        try:
            state, walk.said = _unpack(run.document)
        except Invalid:
            return walk.give_up()
        waits = flows.pending_call(state)
        if waits is not None and not walk.follow(state, (waits,)):
            return None
        state = walk.state or state
        words = "\n".join(text for number, text in heard.messages if number > run.heard)
        if words.strip() and not state.is_over:
            walk.run = replace(walk.run, heard=_last(heard))
            given = flows.Words(words, heard.article)
            if not walk.follow(*flows.advance(walk.setting, state, given)):
                return None
        walk.state = walk.state or state
        return walk.finish()

    def fall_silent(self, brand: str, run: FlowRun, heard: Heard) -> FlowTurn:
        """Put ``run`` aside, to be resumed: the customer was silent for the flow's time."""
        walk = self._walk(brand, heard)
        walk.run = run
        try:
            state, walk.said = _unpack(run.document)
        except Invalid:
            return walk.give_up()
        walk.state, acts = flows.advance(walk.setting, state, flows.TimeOut())
        walk.note(acts)
        return walk.finish()

    def _walk(self, brand: str, heard: Heard) -> _Walk:
        found, setting = self.flows_of(brand), self.setting(brand, heard)
        if found is None or setting is None:
            raise KeyError(brand)
        return _Walk(self.store, found, setting, heard)

    def _identity(self, contact: str) -> flows.Identity | None:
        """Who the contact's last flow found the customer to be."""
        with self.store.read() as connection:
            runs = read_runs(connection, contact)
        try:
            return _unpack(runs[-1].document)[0].identity if runs else None
        except Invalid:
            return None


@dataclass
class _Walk:
    """One turn being taken: the run as last kept, and what has come of it so far."""

    store: Store
    brand: BrandFlows
    setting: flows.Setting
    heard: Heard
    run: FlowRun = field(default_factory=lambda: FlowRun("", "", 0, 0))
    state: flows.State | None = None
    said: tuple[Said, ...] = ()
    hand_over: flows.HandOver | None = None
    approval: Entry | None = None
    outcome: str | None = None

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
                    pass
        return waiting

    def _call(self, call: flows.Call) -> Entry:
        self.run = keep_flow(self.store, ASSISTANT, self.heard.contact, self._standing())
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

    def _standing(self) -> FlowRun:
        """The run as it is to be kept now."""
        assert self.state is not None, "a walk that goes anywhere has a state"
        return replace(self.run, document=_pack(self.state, self.said))

    def finish(self) -> FlowTurn:
        """What the turn came to. The run is kept with the reply, as said and with its outcome."""
        assert self.state is not None, "a walk that goes anywhere has a state"
        wanted = self.hand_over.approval if self.hand_over is not None else None
        if wanted is not None:
            self.approval = self._perform(wanted.operation, wanted.fields, wanted.key, wanted.step)
        run = replace(self.run, document=_pack(self.state, ()), outcome=self.outcome)
        claims = [one.claims for one in self.said if isinstance(one, flows.Say) and one.claims]
        commitments = tuple((run.flow, claim) for claim in dict.fromkeys(claims))
        identity = self.state.identity
        return FlowTurn(run, self.said, commitments, self.hand_over, self.approval, identity)

    def give_up(self) -> FlowTurn:
        """A run whose state cannot be read, as after an erasure: a person goes on."""
        run = replace(self.run, outcome="handed_over", heard=_last(self.heard))
        return FlowTurn(run, (), hand_over=flows.HandOver("flow_defect", self.run.flow))


def _last(heard: Heard) -> int:
    return max((number for number, _ in heard.messages), default=0)


def _pack(state: flows.State, unsaid: Sequence[Said]) -> dict[str, Any]:
    return {"state": flows.to_json(state), "unsaid": [asdict(one) for one in unsaid]}


def _unpack(document: Mapping[str, Any]) -> tuple[flows.State, tuple[Said, ...]]:
    """The state, and what was to be said before the call that it waits for. Raises Invalid."""
    state = flows.from_json(document.get("state"))
    unsaid = tuple(
        flows.Digress(one["article"])
        if "article" in one
        else flows.Say(one["text"], tuple(one["choices"]), one["claims"])
        for one in document.get("unsaid", ())
    )
    return state, unsaid
