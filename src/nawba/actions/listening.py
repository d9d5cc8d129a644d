"""The verbs on recorded contacts: begin an intake, keep its items, note how far each came, erase.

What was heard lies in folders that only the room of listening writes. Here stand facts, told in
batches: a run over thousands of contacts must not hold the writers' turn for each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.heard import Heard, Listed, Work
from nawba.domain.permissions import permit
from nawba.domain.purposes import LISTENING
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, failpoints, statements
from nawba.store.bulk import add_many
from nawba.store.closed_contacts import erased_among
from nawba.store.listening import known_work, read_items
from nawba.store.listening_tables import intakes, listening_work, recorded_contacts
from nawba.store.personal import may_process

MOST_LETTERS = 200
FACTS = ("contact", "adviser", "site", "queue", "brand", "intent", "language")


def begin_intake(store: Store, actor: Actor, source: str, options: Json) -> str:
    """Note that ``source`` is to be listened to; returns the intake's id.

    Raises Conflict while the register does not let contacts be analysed.
    """
    permit(actor, "import_recordings")
    with store.write("begin_intake", actor) as tx:
        _check_register(tx)
        intake = new_id("in")
        statements.add(
            tx.connection,
            intakes,
            id=intake,
            source=source,
            by=str(actor),
            started_at=tx.now,
            updated_at=tx.now,
            state="running",
            options=options,
        )
        tx.emit(ev.IntakeBegun(intake))
    return intake


def _check_register(tx: Transaction) -> None:
    if not may_process(tx.connection, LISTENING, tx.now.date()):
        raise Conflict(
            "The register does not let contacts be listened to. See what its entry lacks with"
            " `nawba privacy register list`, and complete `listening` there or on the page Privacy."
        )


def continue_intake(store: Store, actor: Actor, intake: str) -> statements.Row:
    """Note that an intake runs (again) and counts anew; returns its row. Raises NotFound."""
    permit(actor, "import_recordings")
    with store.write("continue_intake", actor) as tx:
        _check_register(tx)
        fresh = {"state": "running", "ended_at": None, "problem": "", "updated_at": tx.now}
        counts = dict.fromkeys(("found", "done", "quarantined"), 0)
        statements.change(tx.connection, intakes, {"id": intake}, **fresh, **counts)
        row = statements.find(tx.connection, intakes, id=intake)
        if row is None:
            raise NotFound(f"There is no intake {intake}. `nawba listen status` lists them.")
        return row


def keep_items(
    store: Store, actor: Actor, intake: str, found: Sequence[Listed]
) -> dict[str, statements.Row]:
    """Keep what the source tells of each item found; returns the rows as they stood before.

    An item known already gets its facts as they are told now, and keeps how far it came; one that
    was erased stays so, and one whose contact's words were erased is kept as erased.
    """
    permit(actor, "import_recordings")
    with store.write("keep_items", actor) as tx:
        items = [one.item.id for one in found]
        for one in _of_erased(tx, found):
            _refuse(tx, one, intake)
        before = read_items(tx.connection, items)
        for one in found:
            _keep(tx, before.get(one.item.id), one, intake)
        _count(tx, intake, found=len(found))
        return before


def _of_erased(tx: Transaction, found: Sequence[Listed]) -> list[Listed]:
    gone = erased_among(tx.connection, [one.item.contact for one in found if one.item.contact])
    return [one for one in found if one.item.contact in gone]


def _refuse(tx: Transaction, one: Listed, intake: str) -> None:
    """Nothing of it is told, and it is known as erased; one heard before is erased by then."""
    if statements.find(tx.connection, recorded_contacts, id=one.item.id) is None:
        times = dict.fromkeys(("taken_at", "updated_at", "erased_at"), tx.now)
        told = {"id": one.item.id, "intake": intake, "kind": one.item.kind, "state": "erased"}
        statements.add(tx.connection, recorded_contacts, **told, **times)


def _keep(tx: Transaction, known: statements.Row | None, one: Listed, intake: str) -> None:
    table, values = recorded_contacts, _told(one) | {"intake": intake, "updated_at": tx.now}
    if known is None:
        fresh = {"id": one.item.id, "kind": one.item.kind, "state": "waiting", "taken_at": tx.now}
        statements.add(tx.connection, table, **values, **fresh)
    elif known.erased_at is None:
        statements.change(tx.connection, table, {"id": known.id}, **values)


def _told(one: Listed) -> dict[str, Any]:
    item = one.item
    return {
        **{name: str(getattr(item, name))[:MOST_LETTERS] for name in FACTS},
        "language": item.language[:20],
        "name": one.name,
        "started_at": item.started_at,
        "failed": item.failed,
        "further": dict(item.further),
        "events": [dict(event) for event in item.events],
    }


def note_heard(store: Store, actor: Actor, intake: str, heard: Sequence[Heard]) -> list[str]:
    """Keep how far items came; what is said of one that was erased meanwhile is dropped, and its
    id returned: what was made of it is to be removed."""
    permit(actor, "import_recordings")
    with store.write("note_heard", actor) as tx:
        rows = read_items(tx.connection, [one.item for one in heard])
        told = [one for one in heard if one.item in rows and rows[one.item].erased_at is None]
        _write_ledger(tx, told)
        for one in told:
            _note(tx, rows[one.item], one)
        failpoints.reach("note_heard.noted")
        states = Counter(one.state for one in heard)
        _count(tx, intake, done=states["done"], quarantined=states["quarantined"])
        kept = {one.item for one in told}
        return [one.item for one in heard if one.item not in kept]


def _note(tx: Transaction, row: statements.Row, heard: Heard) -> None:
    if heard.known or (not heard.work and row.state == heard.state == "done"):
        return
    values = {
        "state": heard.state,
        "stage": heard.stage,
        "reason": heard.reason,
        "message": heard.message,
        "updated_at": tx.now,
        **heard.facts,
    }
    statements.change(tx.connection, recorded_contacts, {"id": heard.item}, **values)
    tx.emit(ev.ContactHeard(heard.item, heard.state))


def _write_ledger(tx: Transaction, heard: Sequence[Heard]) -> None:
    """What was finished, and what was refused: most of it is new, and goes in at once."""
    entries = _by_stage(one for told in heard for one in _entries(tx, told))
    known = known_work(tx.connection, [one.item for one in heard])
    for item, stage in known & entries.keys():
        where = {"item": item, "stage": stage}
        statements.change(tx.connection, listening_work, where, **entries[item, stage])
    before = (_entry(tx, told, one, "done") for told in heard for one in told.before)
    added = _by_stage(before) | entries
    add_many(tx.connection, listening_work, [added[one] for one in added.keys() - known])


_Entries = dict[tuple[str, str], dict[str, Any]]


def _by_stage(entries: Iterable[dict[str, Any]]) -> _Entries:
    return {(one["item"], one["stage"]): one for one in entries}


def _entries(tx: Transaction, heard: Heard) -> Iterator[dict[str, Any]]:
    for work in heard.work:
        yield _entry(tx, heard, work, "done")
    if heard.state == "quarantined" and not heard.known:
        yield _entry(tx, heard, Work(heard.stage, heard.key, 0.0), "quarantined")


def _entry(tx: Transaction, heard: Heard, work: Work, state: str) -> dict[str, Any]:
    values = {"key": work.key, "state": state, "seconds": work.seconds, "at": tx.now}
    return {"item": heard.item, "stage": work.stage, **values}


def _count(tx: Transaction, intake: str, **more: int) -> None:
    added = {name: intakes.c[name] + count for name, count in more.items() if count}
    values = {**added, "updated_at": tx.now}
    tx.run(intakes.update().where(intakes.c.id == intake).values(values))


def set_total(store: Store, actor: Actor, intake: str, total: int, *, unnamed: int = 0) -> None:
    """Note how many items the source has, as far as it can tell before they are looked at, and how
    many files its manifest does not name."""
    permit(actor, "import_recordings")
    with store.write("set_total", actor) as tx:
        row = statements.find(tx.connection, intakes, id=intake)
        options = {**(row.options if row else {}), "unnamed": unnamed}
        values = {"total": total, "options": options, "updated_at": tx.now}
        statements.change(tx.connection, intakes, {"id": intake}, **values)


def end_intake(store: Store, actor: Actor, intake: str, state: str, problem: str = "") -> None:
    """Keep how a run ended: ``done``, or ``stopped`` by somebody or by a ``problem``."""
    permit(actor, "import_recordings")
    with store.write("end_intake", actor) as tx:
        values = {"state": state, "ended_at": tx.now, "updated_at": tx.now, "problem": problem}
        if not statements.change(tx.connection, intakes, {"id": intake}, **values):
            raise NotFound(f"There is no intake {intake}. `nawba listen status` lists them.")
        row = statements.find(tx.connection, intakes, id=intake)
        if row is not None:
            tx.emit(ev.IntakeEnded(intake, state, row.found, row.done, row.quarantined))
