"""Takes a contact's flow one turn further: hears, calls, keeps, and gives back what to say.

The flow engine is pure; this is where its calls become operations in the journal. A run goes on
with the flows that it began with, whichever version of the assistant answers by now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nawba.actions.steps import new_id
from nawba.assistant import flows
from nawba.assistant.flow_walk import BrandFlows, FlowTurn, Heard, Said, Walk, part, unpack
from nawba.domain.errors import Invalid
from nawba.domain.flow_runs import FlowRun
from nawba.store import Store
from nawba.store.flow_runs import find_open_run, read_runs

__all__ = ["BegunWith", "BrandFlows", "FlowTurn", "FlowTurns", "FlowsOf", "Heard", "Said"]

FlowsOf = Callable[[str], BrandFlows | None]
"""The flows of a brand as they are now; None for a brand that has none. Thread-safe."""

BegunWith = Callable[[str, str, int | None], BrandFlows | None]
"""From a brand, the SHA-256 of its flows and their version to these flows; None: they are gone."""


def _kept_nowhere(brand: str, content: str, version: int | None) -> BrandFlows | None:
    return None


@dataclass(frozen=True)
class FlowTurns:
    """Takes turns of flows; thread-safe, and raises KeyError for a brand that has none."""

    store: Store
    flows_of: FlowsOf
    extract: flows.Extract
    begun_with: BegunWith = _kept_nowhere

    def setting(self, brand: str, heard: Heard) -> flows.Setting | None:
        """What a flow of ``brand`` would look at in a turn that heard this; None without flows."""
        found = self.flows_of(brand)
        return None if found is None else self._setting(found, heard)

    def open_run(self, contact: str) -> FlowRun | None:
        """The flow that the contact is in the middle of, if any."""
        with self.store.read() as connection:
            return find_open_run(connection, contact)

    def flows_for(self, brand: str, run: FlowRun) -> BrandFlows | None:
        """The flows that ``run`` began with; None when they are gone.

        Those of now for a run of a folder whose files changed: it starts again with the answers
        that still fit.
        """
        now = self.flows_of(brand)
        began, version = str(run.document.get("content") or ""), run.document.get("assistant")
        if not began or (now is not None and now.content == began):
            return now
        kept = self.begun_with(brand, began, version)
        is_folder = now is not None and now.version is None and version is None
        return now if kept is None and is_folder else kept

    def begin(self, brand: str, flow: str, heard: Heard) -> FlowTurn | None:
        """Begin ``flow`` with what was said so far. None as of ``go_on``.

        Whom an earlier flow of the contact recognised need not say again who they are. Raises
        KeyError for a brand or flow that is not there.
        """
        found = self.flows_of(brand)
        if found is None:
            raise KeyError(brand)
        run = FlowRun(new_id("r"), flow, found.book.flow[flow].version, heard.last)
        walk = self._walk(found, heard, run)
        state, acts = flows.start(
            walk.setting,
            flow,
            contact=heard.contact,
            run=run.id,
            heard=[text for _, text in heard.messages],
            given=heard.given,
            identity=self._identity(heard.contact),
        )
        return walk.finish() if walk.follow(state, acts) else None

    def go_on(self, brand: str, run: FlowRun, heard: Heard) -> FlowTurn | None:
        """Take ``run`` further: first the call that it waits for, then what was not heard yet.

        None when an operation of it is under way elsewhere, as for some seconds after a crash:
        leave the turn owed and try again. Raises Conflict when a person leads by now, or somebody
        else has taken the run further.
        """
        taken_up = self._take_up(brand, run, heard)
        if isinstance(taken_up, FlowTurn):
            return taken_up
        walk, state = taken_up
        waits = flows.pending_call(state)
        if waits is not None and not walk.follow(state, (waits,)):
            return None
        state = walk.state or state
        words = "\n".join(text for number, text in heard.messages if number > run.heard)
        if words.strip() and not state.is_over:
            walk.run = replace(walk.run, heard=heard.last)
            given = flows.Words(words, heard.article)
            if not walk.follow(*flows.advance(walk.setting, state, given)):
                return None
        walk.state = walk.state or state
        return walk.finish()

    def fall_silent(self, brand: str, run: FlowRun, heard: Heard) -> FlowTurn | None:
        """Put ``run`` aside, or end it, as its flow says: the customer was silent for its time.

        None when that has to wait for their next words: nobody can say then how it stands.
        """
        taken_up = self._take_up(brand, run, heard)
        if isinstance(taken_up, FlowTurn):
            return None
        walk, state = taken_up
        walk.state, acts = flows.advance(walk.setting, state, flows.TimeOut())
        walk.note(acts)
        return walk.finish()

    def _take_up(
        self, brand: str, run: FlowRun, heard: Heard
    ) -> tuple[Walk, flows.State] | FlowTurn:
        """``run`` where it stood; a turn that gives it to a person if nobody can tell where."""
        found = self.flows_for(brand, run)
        if found is None:
            return part(run, heard, "flow_changed")
        walk = self._walk(found, heard, run)
        try:
            state, walk.said = unpack(run.document)
        except Invalid:
            return part(run, heard, "flow_defect")
        if run.document.get("content", found.content) != found.content:
            state = flows.outdated(state)
        return walk, state

    def _walk(self, found: BrandFlows, heard: Heard, run: FlowRun) -> Walk:
        return Walk(self.store, found, self._setting(found, heard), heard, run)

    def _setting(self, found: BrandFlows, heard: Heard) -> flows.Setting:
        return flows.Setting(found.book, heard.language, heard.today, self.extract, heard.fallback)

    def _identity(self, contact: str) -> flows.Identity | None:
        """Who the contact's last flow found the customer to be."""
        with self.store.read() as connection:
            runs = read_runs(connection, contact)
        try:
            return unpack(runs[-1].document)[0].identity if runs else None
        except Invalid:
            return None
