"""Lets flows have their say before the dialogue: one that is under way, or one that is asked for.

The order is the house's promise in small: a person on request comes first, then the flow that the
customer is in the middle of, then an article that is surely the answer, then a flow that is asked
for. Under the answer of an article that a flow belongs to, the flow is offered as a button.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from nawba.assistant import dialogue
from nawba.assistant.flow_choice import flow_asked, is_question
from nawba.assistant.flow_turns import FlowTurn, FlowTurns, Heard
from nawba.assistant.person_request import wants_person
from nawba.assistant.proposed import Proposed
from nawba.assistant.serving import Serving
from nawba.assistant.upset import Distress, distress
from nawba.domain.errors import Unavailable
from nawba.domain.ports import Found
from nawba.domain.turns import Outcome
from nawba.domain.words import Arm, ContactState


@dataclass(frozen=True)
class Acting:
    turns: FlowTurns

    def under(self, serving: Serving) -> Acting:
        """With the flows of the version that ``serving`` decides this turn with, if it says so."""
        if serving.flows_of is None:
            return self
        return replace(self, turns=replace(self.turns, flows_of=serving.flows_of))

    def respond(
        self, brand: str, turn: dialogue.Turn, heard: Heard, proposed: Proposed | None = None
    ) -> FlowTurn | None:
        """What a flow of ``brand`` makes of ``turn``; None: it is for the dialogue.

        ``proposed`` is the flow that the customer was asked about in the turn before. Raises
        Unavailable while an operation of the flow is under way elsewhere: leave the turn owed, it
        is taken again.
        """
        if not _may_act(turn):
            return None
        run = self.turns.open_run(heard.contact)
        if run is not None:
            return _there(self.turns.go_on(brand, run, heard))
        known = self.turns.flows_of(brand)
        if known is None:
            return None
        if proposed is not None and proposed.is_confirmed(known.book, turn.text):
            return _there(self.turns.begin(brand, proposed.flow, proposed.heard(heard)))
        asked = self._asked(brand, turn)
        return None if asked is None else _there(self.turns.begin(brand, asked, heard))

    def _asked(self, brand: str, turn: dialogue.Turn) -> str | None:
        """The flow to begin: not instead of a surely right answer to a question."""
        known = self.turns.flows_of(brand)
        if known is None or wants_person(turn.text):
            return None
        asked, sure = flow_asked(known.book, turn.text), surely_found(turn)
        if asked is None:
            return None
        if sure is None:
            return asked
        belongs = sure.article.id in known.book.flow[asked].intents
        return asked if belongs and not is_question(turn.text) else None

    def offer(self, brand: str, outcome: Outcome, language: str) -> Outcome:
        """``outcome`` with a button for the flow that the answered article belongs to."""
        known = self.turns.flows_of(brand)
        if known is None or outcome.answered is None or not outcome.drafts:
            return outcome
        flow = known.book.by_intent.get(outcome.answered[0].article)
        title = flow.title.get(language) if flow is not None else None
        if title is None:
            return outcome
        *drafts, last = outcome.drafts
        return replace(outcome, drafts=(*drafts, replace(last, choices=(title, *last.choices))))


def surely_found(turn: dialogue.Turn) -> Found | None:
    """The article that search would surely serve for ``turn``, or None."""
    best = next(iter(turn.found), None)
    if best is None or turn.threshold is None:
        return None
    return best if best.score >= turn.threshold and best.margin >= turn.least_margin else None


def _may_act(turn: dialogue.Turn) -> bool:
    """Flows are for words that the assistant may answer; files and danger go to people.

    What a customer picked of the choices offered is theirs to have, before any flow.
    """
    leads = turn.state is ContactState.ASSISTANT and turn.arm is Arm.ASSISTANT
    is_for_others = turn.has_attachments or distress(turn.text) is Distress.DANGER
    return leads and bool(turn.text.strip()) and turn.pick is None and not is_for_others


def _there(turn: FlowTurn | None) -> FlowTurn:
    if turn is None:
        raise Unavailable("An operation of this contact is under way. It is looked at again soon.")
    return turn


def spoken_in(turn: dialogue.Turn) -> str:
    """The language to go on in: the one just written, if the brand serves it."""
    spoken = turn.detected
    return spoken if spoken is not None and spoken in turn.allowed else turn.language
