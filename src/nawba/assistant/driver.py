"""Takes the assistant's turns: gathers what a turn needs, lets the dialogue decide, writes it.

The turn owed to a contact stands in its row (``turn_due``), so nothing is lost when the process
stops between the customer's message and the reply: the next start finds it and replies once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import dropwhile, takewhile
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.actions.turns import take_turn
from nawba.assistant import dialogue
from nawba.assistant.acting import Acting, spoken_in, surely_found
from nawba.assistant.brief import BriefMaterial, write_brief
from nawba.assistant.clarifying import picked
from nawba.assistant.explaining import explain, explain_flow
from nawba.assistant.flow_replies import outcome_of, tell_flow
from nawba.assistant.flow_turns import FlowTurn, Heard
from nawba.assistant.gathering import gather, provable
from nawba.assistant.language import detect_language
from nawba.assistant.proposed import last_proposed, was_proposed
from nawba.assistant.saying import acknowledge
from nawba.assistant.serving import Serving
from nawba.assistant.writing import Spoken, Writing
from nawba.domain.decisions import Asked, Decided
from nawba.domain.hours import is_open, next_opening
from nawba.domain.ports import Found, Search
from nawba.domain.texts import in_every_language, say, say_closed
from nawba.domain.turns import OPENING, Draft, HandOver, Outcome
from nawba.domain.versions import Limit
from nawba.domain.words import (
    ASSISTANT,
    Arm,
    Brand,
    Centre,
    ContactState,
    CustomerDetails,
    Message,
    MessageKind,
    Party,
    Queue,
)
from nawba.store import Store, statements, tables
from nawba.store.decisions import read_decisions
from nawba.store.rows import Row, read_messages


@dataclass(frozen=True)
class Driver:
    """``centre`` and ``serving`` are read anew at each turn: both can change while it runs.

    ``acting`` lets flows have their say; without it the assistant answers and hands over only.
    ``in_parts``: several questions in one message are judged apart (see docs/decisions/012).
    ``writing`` lets a language model word an answer, or find the flow that is wanted.
    """

    store: Store
    centre: Callable[[], Centre]
    serving: Callable[[], Serving]
    acting: Acting | None = None
    in_parts: bool = True
    writing: Writing | None = None

    def due(self, seconds: float = 0.0) -> list[str]:
        """Contacts that have been owed a turn for ``seconds``, oldest message first."""
        contacts = tables.contacts
        statement = sa.select(contacts.c.id).where(
            contacts.c.turn_due.is_not(None),
            contacts.c.last_message_at <= self.store.clock() - timedelta(seconds=seconds),
        )
        with self.store.read() as connection:
            return list(
                connection.execute(statement.order_by(contacts.c.last_message_at)).scalars()
            )

    def take(self, contact: str) -> bool:
        """Reply to ``contact`` if a reply is owed. False when there was nothing to do.

        When the customer writes while the reply is being made, the turn is taken again with all
        that they have said.
        """
        for _ in range(3):
            started = time.perf_counter()
            with self.store.read() as connection:
                owed = _read(connection, contact)
            if owed is None:
                return False
            outcome = self._decide(owed, started)
            if take_turn(self.store, ASSISTANT, contact, owed.row.turn_due, outcome):
                return True
        return False

    def _decide(self, owed: _Owed, started: float) -> Outcome:
        centre, serving = self.centre(), self.serving()
        brand = centre.brand[owed.row.brand]
        turn, limit = self._turn(owed, brand, serving)
        # The flows are of the same version as all else of this turn.
        under = replace(self, acting=self.acting and self.acting.under(serving))
        heard, before = self._heard(owed, brand, turn), self._decided(owed)
        acted, reply, asked = under._act(owed, brand, turn, heard, before), None, None
        if acted is None:
            reply = dialogue.respond(turn)
            reply, asked = under._write(owed, brand, turn, reply, heard, before)
            acted = under._offer(brand, turn, self._outcome(owed, brand, reply.acts))
        known = (limit, serving.version, (time.perf_counter() - started) * 1000)
        why = explain_flow(turn, acted, *known) if reply is None else explain(turn, reply, *known)
        return replace(acted, decision=replace(why, asked=asked))

    def _decided(self, owed: _Owed) -> Sequence[Decided]:
        """Earlier decisions of the contact; only a language model's part is looked for in them."""
        if self.writing is None or not owed.text:
            return ()
        with self.store.read() as connection:
            return read_decisions(connection, owed.row.id)

    def _write(
        self,
        owed: _Owed,
        brand: Brand,
        turn: dialogue.Turn,
        reply: dialogue.Reply,
        heard: Heard,
        before: Sequence[Decided],
    ) -> tuple[dialogue.Reply, Asked | None]:
        """``reply`` with what a language model has to do with it, if there is one to ask."""
        if self.writing is None or not owed.unanswered:
            return reply, None
        waited = (self.store.clock() - owed.unanswered[0].at).total_seconds()
        setting = None
        if self.acting is not None and not was_proposed(before):
            setting = self.acting.turns.setting(brand.id, heard)
        said = [message for message in owed.messages if message.author is Party.CUSTOMER]
        spoken = Spoken(owed.row.id, said, waited, owed.details, setting)
        return self.writing.join(turn, reply, spoken)

    def _offer(self, brand: Brand, turn: dialogue.Turn, outcome: Outcome) -> Outcome:
        """``outcome``, with a button for a flow that goes on where the answer ends."""
        if self.acting is None:
            return outcome
        return self.acting.offer(brand.id, outcome, spoken_in(turn))

    def _heard(self, owed: _Owed, brand: Brand, turn: dialogue.Turn) -> Heard:
        sure = surely_found(turn)
        return Heard(
            owed.row.id,
            spoken_in(turn),
            self.store.clock().astimezone(ZoneInfo(brand.timezone)).date(),
            tuple((message.number, message.text) for message in owed.unanswered),
            sure.article.id if sure is not None else None,
            brand.language,
        )

    def _act(
        self,
        owed: _Owed,
        brand: Brand,
        turn: dialogue.Turn,
        heard: Heard,
        before: Sequence[Decided],
    ) -> Outcome | None:
        """What a flow makes of the turn, with its hand-over; None: it is for the dialogue."""
        if self.acting is None:
            return None
        sure, language = surely_found(turn), heard.language
        proposed = last_proposed(before, owed.messages)
        taken = self.acting.respond(brand.id, turn, heard, proposed)
        if taken is None:
            return None
        outcome = replace(outcome_of(taken, sure), language=language)
        heard_out = tuple(Draft(one.text) for one in acknowledge(turn))
        outcome = replace(outcome, drafts=heard_out + outcome.drafts)
        if taken.hand_over is None:
            return outcome
        over = taken.hand_over
        handed = dialogue.HandOver(over.reason, over.person_requested)
        outcome = self._hand_over(owed, brand, outcome, handed, language)
        return _with_flow(outcome, taken, self.centre())

    def _turn(self, owed: _Owed, brand: Brand, serving: Serving) -> tuple[dialogue.Turn, Limit]:
        row, text = owed.row, owed.text
        pick = picked(text, owed.facts.last_choices)
        is_read = bool(text) and pick is None
        detected = detect_language(text, brand.languages, row.language) if is_read else None
        spoken = detected.language if detected is not None else None
        language = spoken if spoken in brand.languages else row.language

        def limit_of(article: str) -> Limit:
            return serving.limits(brand.id, language, article)

        seen = gather(
            text if pick is None else owed.asked_about,
            lambda words: self._found(serving.search, words, brand, language, row.arm),
            lambda article: limit_of(article).threshold,
            pick,
            self.in_parts,
        )
        limit = limit_of(seen.found[0].article.id if seen.found else "")
        turn = dialogue.Turn(
            text=text,
            message=row.turn_due,
            language=row.language,
            allowed=brand.languages,
            brand=brand.name_in(language),
            assistant_name=brand.assistant_in(language),
            threshold=limit.threshold,
            arm=Arm(row.arm),
            state=ContactState(row.state),
            facts=owed.facts,
            found=seen.found,
            has_attachments=owed.has_attachments,
            detected=spoken,
            fallback=brand.language,
            parts=seen.parts,
            provable=provable(seen, lambda article: limit_of(article).threshold),
            about=owed.asked_about,
            pick=seen.pick,
        )
        return turn, limit

    def _found(
        self, search: Search, text: str, brand: Brand, language: str, arm: str
    ) -> Sequence[Found]:
        if not text or arm == Arm.HOLDOUT:
            return ()
        today = self.store.clock().astimezone(ZoneInfo(brand.timezone)).date()
        return search(text, brand.id, language, today=today)

    def _outcome(self, owed: _Owed, brand: Brand, acts: Sequence[dialogue.Act]) -> Outcome:
        outcome = Outcome()
        for act in acts:
            outcome = _add(outcome, act)
        handed = next((act for act in acts if isinstance(act, dialogue.HandOver)), None)
        if handed is None:
            return outcome
        language = outcome.language or owed.row.language
        return self._hand_over(owed, brand, outcome, handed, language)

    def _hand_over(
        self,
        owed: _Owed,
        brand: Brand,
        outcome: Outcome,
        handed: dialogue.HandOver,
        language: str,
    ) -> Outcome:
        queue = self.centre().entry_queue(brand.id, language)
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
        closed = not is_open(queue.hours, queue.timezone, now)
        opens_at = next_opening(queue.hours, queue.timezone, now) if closed else None
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


def _with_flow(outcome: Outcome, taken: FlowTurn, centre: Centre) -> Outcome:
    """``outcome`` whose brief tells what the flow knows, in the language of its queue."""
    handed = outcome.hand_over
    if handed is None:
        return outcome
    brief = tell_flow(handed.brief, taken, centre.queue[handed.queue].language)
    return replace(outcome, hand_over=replace(handed, brief=brief))


@dataclass(frozen=True)
class _Owed:
    """A contact that is owed a turn, and its conversation so far."""

    row: Row
    messages: Sequence[Message]
    details: CustomerDetails
    facts: dialogue.Facts

    @property
    def unanswered(self) -> Sequence[Message]:
        """What the customer said since the assistant last spoke."""
        spoke = [m.number for m in self.messages if m.author is Party.ASSISTANT]
        after = max(spoke, default=0)
        return [m for m in self.messages if m.number > after and m.author is Party.CUSTOMER]

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.unanswered).strip()

    @property
    def asked_about(self) -> str:
        """What the customer said before the assistant last spoke: what its choices are about."""
        new = {message.number for message in self.unanswered}
        before = [m for m in reversed(self.messages) if m.number not in new]
        told = dropwhile(lambda m: m.author is not Party.CUSTOMER, before)
        said = list(takewhile(lambda m: m.author is Party.CUSTOMER, told))
        return "\n".join(message.text for message in reversed(said)).strip()

    @property
    def has_attachments(self) -> bool:
        return any(message.attachments for message in self.unanswered)


def _read(connection: Connection, contact: str) -> _Owed | None:
    row = statements.find(connection, tables.contacts, id=contact)
    if row is None or row.turn_due is None:
        return None
    customer = statements.find(connection, tables.customers, id=row.customer)
    assert customer is not None, "a contact's customer exists (foreign key)"
    details = CustomerDetails(customer.name, customer.email, customer.phone, customer.reference)
    messages = read_messages(connection, contact, notes=False)
    return _Owed(row, messages, details, _facts(row, messages))


def _facts(row: Row, messages: Sequence[Message]) -> dialogue.Facts:
    said = [message for message in messages if message.author is Party.ASSISTANT]
    served = [source.article for message in said for source in message.sources]
    return dialogue.Facts(
        greeted=bool(said) and row.turn_due != OPENING,
        answered_articles=tuple(served),
        failures=row.withheld,
        last_choices=said[-1].choices if said else (),
        soothed=any(m.text in in_every_language("upset_acknowledged") for m in said),
    )


def _add(outcome: Outcome, act: dialogue.Act) -> Outcome:
    """``outcome`` with one act of the dialogue carried out."""
    match act:
        case dialogue.Say(text, choices, sources, kind):
            draft = Draft(text, kind, choices, sources)
            return replace(outcome, drafts=(*outcome.drafts, draft))
        case dialogue.Answer(_, score, text, basis):
            draft = Draft(text, sources=(act.source,))
            outcome = replace(outcome, drafts=(*outcome.drafts, draft), basis=basis)
            answered = (act.source, score)
            if outcome.answered is None:
                return replace(outcome, answered=answered)
            return replace(outcome, also_answered=(*outcome.also_answered, answered))
        case dialogue.Withhold(reason, withheld_score):
            return replace(outcome, withheld=(reason, withheld_score))
        case dialogue.ChangeLanguage(language):
            return replace(outcome, language=language)
        case dialogue.Solved():
            return replace(outcome, solved=True)
        case _:
            return outcome
