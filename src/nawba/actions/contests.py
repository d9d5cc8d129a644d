"""An adviser contests an answer about themselves; a person answers it, and that answer stands.

While it waits the answer adds to no score. Who contests need not say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nawba.actions import masking
from nawba.actions.reviews import ANSWERS
from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.permissions import permit
from nawba.domain.purposes import SCORING
from nawba.domain.text import clean
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, statements
from nawba.store.contests import Settled, settled_of
from nawba.store.listening import read_item
from nawba.store.listening_tables import recorded_contacts
from nawba.store.personal import may_process
from nawba.store.review_tables import contests

_MOST_WORDS = 1000

Rescore = Callable[[Settled], Mapping[str, Any]]
"""From what is contested to ``score`` and ``knocked_out`` of the item."""


def contest_answer(
    store: Store, actor: Actor, item: str, answered: Json, question: str, words: str,
    rescore: Rescore,
) -> str:  # fmt: skip
    """Keep that the adviser ``actor`` contests the answer to ``question``; returns its id.

    ``answered`` is the scorecard's document of ``item``. Raises NotFound for what is not theirs or
    not asked, Conflict where it is contested already, and NotPermitted.
    """
    permit(actor, "contest_answer")
    said = masking.mask_field(clean(words, field="words", limit=_MOST_WORDS))
    machine = next((one for one in answered["answers"] if one["question"] == question), None)
    with store.write("contest_answer", actor) as tx:
        row = read_item(tx.connection, item)
        if row is None or row.erased_at is not None or row.adviser != actor.id or machine is None:
            raise NotFound(f"There is no answer to {question} about you in {item}.")
        key = {"item": item, "scorecard": answered["scorecard"], "version": answered["version"]}
        if statements.find(tx.connection, contests, **key, question=question) is not None:
            raise Conflict("You contested this answer already. Its outcome is shown beside it.")
        contest = new_id("ct")
        where = {"contact": row.contact, "brand": row.brand, "site": row.site}
        statements.add(
            tx.connection, contests, id=contest, **key, question=question, **where,
            adviser=row.adviser, machine=dict(machine), words=said, contested_at=tx.now,
        )  # fmt: skip
        _score(tx, key, rescore)
        tx.emit(ev.AnswerContested(contest, item, question))
    return contest


def decide_contest(
    store: Store, actor: Actor, contest: str, answer: str, reason: str, rescore: Rescore
) -> None:
    """Answer what is contested, with the ``reason`` that the adviser is told.

    Raises Invalid for no answer or no reason, NotFound, Conflict when it was decided already.
    """
    permit(actor, "decide_contest")
    if answer not in ANSWERS:
        raise Invalid(f"Answer one of {', '.join(ANSWERS)}.", field="answer")
    said = masking.mask_field(clean(reason, field="reason", limit=_MOST_WORDS))
    if not said:
        raise Invalid("Say why: the adviser reads it.", field="reason")
    with store.write("decide_contest", actor) as tx:
        row = statements.find(tx.connection, contests, id=contest)
        if row is None:
            raise NotFound(f"There is no contest {contest}. It may have been erased.")
        permit(actor, "decide_contest", brand=row.brand, site=row.site)
        if row.answer is not None:
            raise Conflict("This contest is decided already.")
        given = {"answer": answer, "reason": said, "decided_by": str(actor), "decided_at": tx.now}
        statements.change(tx.connection, contests, {"id": contest}, **given)
        key = {name: getattr(row, name) for name in ("item", "scorecard", "version")}
        _score(tx, key, rescore)
        tx.emit(ev.ContestDecided(contest, row.item, row.question))


def settle_score(
    store: Store, actor: Actor, item: str, scorecard: str, version: int, rescore: Rescore
) -> None:
    """Bring the score of an item that was listened to anew in line with what is contested."""
    permit(actor, "import_recordings")
    with store.write("settle_score", actor) as tx:
        _score(tx, {"item": item, "scorecard": scorecard, "version": version}, rescore)


def _score(tx: Transaction, key: Mapping[str, Any], rescore: Rescore) -> None:
    """Nobody is scored by name while that purpose is not in force."""
    if may_process(tx.connection, SCORING, tx.now.date()):
        settled = settled_of(tx.connection, key["item"], key["scorecard"], key["version"])
        values = dict(rescore(settled))
        statements.change(tx.connection, recorded_contacts, {"id": key["item"]}, **values)


def forget_contests(tx: Transaction, items: Iterable[str]) -> int:
    """Part of erasing recorded contacts."""
    return sum(statements.remove(tx.connection, contests, item=item) for item in items)
