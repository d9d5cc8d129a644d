"""Takes the assistant's turns: gathers what a turn needs, lets the dialogue decide, writes it.

The turn owed to a contact stands in its row (``turn_due``), so nothing is lost when the process
stops between the customer's message and the reply: the next start finds it and replies once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from nawba.actions.turns import take_turn
from nawba.assistant import dialogue
from nawba.assistant.acting import Acting, spoken_in, surely_found
from nawba.assistant.clarifying import picked
from nawba.assistant.explaining import explain, explain_flow
from nawba.assistant.flow_replies import outcome_of
from nawba.assistant.flow_turns import Heard
from nawba.assistant.gathering import Gathered, gather, provable
from nawba.assistant.handing import Handing
from nawba.assistant.language import detect_language
from nawba.assistant.owed import Owed, read_owed
from nawba.assistant.proposed import last_proposed, was_proposed
from nawba.assistant.saying import acknowledge
from nawba.assistant.serving import Serving
from nawba.assistant.writing import Spoken, Writing
from nawba.domain.decisions import Asked, Decided, Decision
from nawba.domain.ports import Found
from nawba.domain.turns import Draft, Outcome
from nawba.domain.versions import Limit
from nawba.domain.words import (
    ASSISTANT,
    Arm,
    Brand,
    Centre,
    ContactState,
    Party,
)
from nawba.store import Store, tables
from nawba.store.decisions import read_decisions


@dataclass(frozen=True)
class Driver:
    """``centre`` and ``serving`` are read anew at each turn: both can change while it runs.

    ``acting`` lets flows have their say; without it the assistant answers and hands over only.
    ``in_parts``: several questions in one message are judged apart (see docs/decisions/012).
    ``writing`` lets a language model word an answer, or find the flow that is wanted.
    ``told`` hears of each decision once it is kept.
    """

    store: Store
    centre: Callable[[], Centre]
    serving: Callable[[], Serving]
    acting: Acting | None = None
    in_parts: bool = True
    writing: Writing | None = None
    told: Callable[[Decision], None] = lambda decision: None

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
                owed = read_owed(connection, contact)
            if owed is None:
                return False
            outcome = self._decide(owed, started)
            if take_turn(self.store, ASSISTANT, contact, owed.row.turn_due, outcome):
                if outcome.decision is not None:
                    self.told(outcome.decision)
                return True
        return False

    def _decide(self, owed: Owed, started: float) -> Outcome:
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
            said = Handing(self.store, centre).outcome(owed, brand, reply.acts)
            acted = under._offer(brand, turn, said)
        known = (limit, serving.version, (time.perf_counter() - started) * 1000)
        why = explain_flow(turn, acted, *known) if reply is None else explain(turn, reply, *known)
        return replace(acted, decision=replace(why, asked=asked))

    def _decided(self, owed: Owed) -> Sequence[Decided]:
        """Earlier decisions of the contact; only a language model's part is looked for in them."""
        if self.writing is None or not owed.text:
            return ()
        with self.store.read() as connection:
            return read_decisions(connection, owed.row.id)

    def _write(
        self,
        owed: Owed,
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

    def _heard(self, owed: Owed, brand: Brand, turn: dialogue.Turn) -> Heard:
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
        owed: Owed,
        brand: Brand,
        turn: dialogue.Turn,
        heard: Heard,
        before: Sequence[Decided],
    ) -> Outcome | None:
        """What a flow makes of the turn, with its hand-over; None: it is for the dialogue."""
        if self.acting is None:
            return None
        proposed = last_proposed(before, owed.messages)
        taken = self.acting.respond(brand.id, turn, heard, proposed)
        if taken is None:
            return None
        outcome = replace(outcome_of(taken, surely_found(turn)), language=heard.language)
        heard_out = tuple(Draft(one.text) for one in acknowledge(turn))
        outcome = replace(outcome, drafts=heard_out + outcome.drafts)
        return Handing(self.store, self.centre()).of_flow(owed, brand, outcome, taken)

    def _turn(self, owed: Owed, brand: Brand, serving: Serving) -> tuple[dialogue.Turn, Limit]:
        row, text = owed.row, owed.text
        pick = picked(text, owed.facts.last_choices)
        is_read = bool(text) and pick is None
        detected = detect_language(text, brand.languages, row.language) if is_read else None
        spoken = detected.language if detected is not None else None
        look = _Look(serving, brand, spoken if spoken in brand.languages else row.language)
        today = self.store.clock().astimezone(ZoneInfo(brand.timezone)).date()
        seen = gather(
            text if pick is None else owed.asked_about,
            lambda words: () if row.arm == Arm.HOLDOUT else look.found(words, today),
            look.threshold,
            pick,
            self.in_parts,
        )
        limit = look.limit(seen.found[0].article.id if seen.found else "")
        return _turn_of(owed, brand, seen, limit, spoken, provable(seen, look.threshold)), limit


@dataclass(frozen=True)
class _Look:
    """What is served to one brand in one language."""

    serving: Serving
    brand: Brand
    language: str

    def found(self, words: str, today: date) -> Sequence[Found]:
        if not words:
            return ()
        return self.serving.search(words, self.brand.id, self.language, today=today)

    def limit(self, article: str) -> Limit:
        return self.serving.limits(self.brand.id, self.language, article)

    def threshold(self, article: str) -> float | None:
        return self.limit(article).threshold


def _turn_of(
    owed: Owed,
    brand: Brand,
    seen: Gathered,
    limit: Limit,
    spoken: str | None,
    may_answer: frozenset[str],
) -> dialogue.Turn:
    row, language = owed.row, spoken if spoken in brand.languages else owed.row.language
    return dialogue.Turn(
        text=owed.text,
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
        provable=may_answer,
        about=owed.asked_about,
        pick=seen.pick,
    )
