"""From the acts of the dialogue to what is written: drafts, answers, a hand-over with its brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from nawba.assistant import acts
from nawba.assistant.brief import BriefMaterial, write_brief
from nawba.assistant.flow_replies import tell_flow
from nawba.assistant.flow_turns import FlowTurn
from nawba.assistant.owed import Owed
from nawba.domain.hours import queue_is_open, queue_opens_at
from nawba.domain.texts import say, say_closed
from nawba.domain.turns import Draft, HandOver, Outcome
from nawba.domain.words import Brand, Centre, MessageKind, Queue
from nawba.store import Store, tables


@dataclass(frozen=True)
class Handing:
    """``centre`` as it is in this turn."""

    store: Store
    centre: Centre

    def outcome(self, owed: Owed, brand: Brand, said: Sequence[acts.Act]) -> Outcome:
        """What is to be written for the acts ``said``, in their order."""
        outcome = Outcome()
        for act in said:
            outcome = _add(outcome, act)
        handed = next((act for act in said if isinstance(act, acts.HandOver)), None)
        if handed is None:
            return outcome
        return self.over(owed, brand, outcome, handed, outcome.language or owed.row.language)

    def of_flow(self, owed: Owed, brand: Brand, outcome: Outcome, taken: FlowTurn) -> Outcome:
        """``outcome`` with the hand-over that a flow asked for, if any; its brief tells of it."""
        over = taken.hand_over
        if over is None:
            return outcome
        handed = acts.HandOver(over.reason, over.person_requested)
        language = outcome.language or owed.row.language
        outcome = self.over(owed, brand, outcome, handed, language)
        if outcome.hand_over is None:
            return outcome
        spoken = self.centre.queue[outcome.hand_over.queue].language
        brief = tell_flow(outcome.hand_over.brief, taken, spoken)
        return replace(outcome, hand_over=replace(outcome.hand_over, brief=brief))

    def over(
        self, owed: Owed, brand: Brand, outcome: Outcome, handed: acts.HandOver, language: str
    ) -> Outcome:
        """``outcome`` with the hand-over of ``owed``, its brief and its place in the queue."""
        queue = self.centre.entry_queue(brand.id, language)
        if queue is None:
            return outcome  # a checked centre has one; without it the assistant goes on alone
        material = BriefMaterial(
            owed.messages,
            handed.reason,
            queue.language,
            owed.details,
            goal=handed.goal,
            shown=[source for draft in outcome.drafts for source in draft.sources],
        )
        now = self.store.clock()
        closed = not queue_is_open(self.centre, queue, now)
        opens_at = queue_opens_at(self.centre, queue, now) if closed else None
        hand_over = HandOver(
            queue=queue.id,
            reason=handed.reason,
            brief=write_brief(material),
            person_requested=handed.person_requested,
            closed=closed,
            opens_at=opens_at,
        )
        place = self._place(queue, language, brand, closed, opens_at)
        return replace(outcome, hand_over=hand_over, drafts=(*outcome.drafts, place))

    def _place(
        self, queue: Queue, language: str, brand: Brand, closed: bool, opens_at: datetime | None
    ) -> Draft:
        if closed:
            text = say_closed(queue, opens_at, language, brand.language)
        else:
            position = self._waiting(queue.id) + 1
            text = say("queued", language, brand.language, position=position)
        return Draft(text, MessageKind.NOTICE)

    def _waiting(self, queue: str) -> int:
        contacts = tables.contacts
        statement = sa.select(sa.func.count()).where(
            contacts.c.state == "waiting", contacts.c.queue == queue
        )
        with self.store.read() as connection:
            return int(connection.execute(statement).scalar_one())


def _add(outcome: Outcome, act: acts.Act) -> Outcome:
    """``outcome`` with one act of the dialogue carried out."""
    match act:
        case acts.Say(text, choices, sources, kind):
            draft = Draft(text, kind, choices, sources)
            return replace(outcome, drafts=(*outcome.drafts, draft))
        case acts.Answer(_, score, text, basis):
            draft = Draft(text, sources=(act.source,))
            outcome = replace(outcome, drafts=(*outcome.drafts, draft), basis=basis)
            answered = (act.source, score)
            if outcome.answered is None:
                return replace(outcome, answered=answered)
            return replace(outcome, also_answered=(*outcome.also_answered, answered))
        case acts.Withhold(reason, withheld_score):
            return replace(outcome, withheld=(reason, withheld_score))
        case acts.ChangeLanguage(language):
            return replace(outcome, language=language)
        case acts.Solved():
            return replace(outcome, solved=True)
        case _:
            return outcome
