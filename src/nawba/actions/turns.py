"""The assistant's one verb: write a whole turn, if it is still its turn."""

from __future__ import annotations

from dataclasses import replace

from nawba.actions import steps
from nawba.actions.commitments import commit_to
from nawba.actions.contacts import read_brief, write_brief
from nawba.actions.flow_runs import keep
from nawba.domain import events as ev
from nawba.domain.decisions import Decided, Decision
from nawba.domain.permissions import permit
from nawba.domain.turns import HandOver, Outcome
from nawba.domain.words import Actor, Brief
from nawba.store import Store, Transaction
from nawba.store.decisions import keep_decision


def take_turn(store: Store, actor: Actor, contact: str, in_reply_to: str, outcome: Outcome) -> bool:
    """Write ``outcome`` as the reply to message ``in_reply_to``; False when it is too late.

    Too late means that the customer has written again, or that a person leads now: the turn that
    the contact is owed (``turn_due``) is compared and cleared in the same transaction. Raises
    Conflict, and writes nothing, when ``outcome`` claims something as done that no event says is
    done, or when its flow has gone on meanwhile.
    """
    permit(actor, "take_turn")
    with store.write("take_turn", actor) as tx:
        row = steps.load(tx, contact)
        if row.turn_due != in_reply_to or row.state not in ("assistant", "waiting"):
            return False
        steps.change(tx, contact, turn_due=None, unanswered=False)
        _switch_language(tx, row, outcome.language)
        said = _say_all(tx, row, actor, in_reply_to, outcome)
        _record_answer(tx, row, in_reply_to, said, outcome)
        _record_flow(tx, contact, outcome)
        if outcome.decision is not None:
            keep_decision(tx.connection, Decided(contact, in_reply_to, tx.now, outcome.decision))
        if outcome.hand_over is not None:
            _hand_over(tx, steps.load(tx, contact), in_reply_to, outcome.hand_over)
        elif outcome.solved:
            steps.close(tx, steps.load(tx, contact), "solved", "answered_unconfirmed")
        return True


def _switch_language(tx: Transaction, row: steps.Row, language: str | None) -> None:
    if language is not None and language != row.language:
        steps.change(tx, row.id, language=language)
        tx.emit(ev.LanguageChanged(row.id, language))


def _say_all(
    tx: Transaction, row: steps.Row, actor: Actor, in_reply_to: str, outcome: Outcome
) -> list[str]:
    return [
        steps.announce(tx, row, actor, draft, f"{in_reply_to}/{place}")
        for place, draft in enumerate(outcome.drafts)
    ]


def _record_answer(
    tx: Transaction, row: steps.Row, in_reply_to: str, said: list[str], outcome: Outcome
) -> None:
    decision = outcome.decision
    version = None if decision is None else decision.version
    under = (None if decision is None else decision.threshold, version)
    given = [*([outcome.answered] if outcome.answered else ()), *outcome.also_answered]
    for source, score in given:
        place = next(i for i, draft in enumerate(outcome.drafts) if source in draft.sources)
        tx.emit(
            ev.AnswerGiven(
                row.id,
                said[place],
                in_reply_to,
                source.article,
                source.version,
                source.language,
                score,
                _threshold(decision, source.article),
                version,
                outcome.basis.value,
            )
        )
    if given:
        steps.change(tx, row.id, answers=row.answers + len(given))
    if outcome.withheld is not None:
        reason, withheld_score = outcome.withheld
        tx.emit(ev.AnswerWithheld(row.id, in_reply_to, reason, withheld_score, *under))
        steps.change(tx, row.id, withheld=row.withheld + 1)


def _threshold(decision: Decision | None, article: str) -> float | None:
    """What held for ``article``: each of several questions has a threshold of its own."""
    if decision is None:
        return None
    parts = {part.article: part.threshold for part in decision.parts}
    return parts.get(article, decision.threshold)


def _record_flow(tx: Transaction, contact: str, outcome: Outcome) -> None:
    """Where the flow stands, and what the words claim: refused unless the stream bears it out."""
    for text_key, operation in outcome.commitments:
        commit_to(tx, contact, text_key, operation)
    if outcome.flow is not None:
        keep(tx, contact, outcome.flow)


def _hand_over(tx: Transaction, row: steps.Row, in_reply_to: str, hand_over: HandOver) -> None:
    if hand_over.person_requested:
        tx.emit(ev.PersonRequested(row.id, in_reply_to))
    write_brief(tx, row.id, _next_revision(read_brief(tx.connection, row.id), hand_over.brief))
    if hand_over.closed:
        tx.emit(ev.ClosedHoursTold(row.id, hand_over.queue, hand_over.opens_at))
    if row.state != "waiting":
        steps.queue_contact(tx, row, hand_over.queue, hand_over.reason, opens_at=hand_over.opens_at)


def _next_revision(before: Brief | None, brief: Brief) -> Brief:
    """What the customer mended stays theirs when the assistant writes the brief again."""
    if before is None:
        return brief
    if before.mended:
        brief = replace(brief, goal=before.goal, fields=brief.fields | before.fields, mended=True)
    return replace(brief, revision=before.revision + 1)
