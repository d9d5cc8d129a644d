"""The administrator's verbs on what is configured, noun by noun, each kept in a history.

Every change goes through ``change_centre``: pages, files and putting back alike. It is one
transaction, and what it writes passes the same checks as a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nawba.actions import config_rows
from nawba.domain import events as ev
from nawba.domain.centre_checks import check_centre, lacks_of
from nawba.domain.centre_draft import Draft, Lack, build_noun, placeless, take
from nawba.domain.centre_kinds import KINDS, Kind, by_id, id_of, plain, tidy, with_nouns
from nawba.domain.errors import (
    Conflict,
    DocumentError,
    Fault,
    InUse,
    Invalid,
    NotFound,
    NotPermitted,
    Stale,
)
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Centre, Json
from nawba.store import Store, Transaction
from nawba.store.config_changes import (
    change_json,
    find_change,
    find_item,
    item_json,
    read_changes,
    read_items,
    unsaved_json,
)
from nawba.store.rows import Row, noun_of, read_centre


@dataclass(frozen=True)
class Edit:
    """What becomes of one noun: ``noun`` as it shall be, None to retire it.

    ``revision`` is the one it was read at, if it matters; ``new`` refuses an id that is taken.
    """

    kind: Kind
    id: str
    noun: Any | None
    revision: int | None = None
    new: bool = False


@dataclass(frozen=True)
class Saved:
    """The numbers of the changes made, what was asked for as it stands, and what is missing yet.

    ``batch`` joins the changes of one save; None when nothing had to be changed.
    """

    changes: tuple[int, ...]
    batch: int | None
    items: tuple[Json, ...]
    lacks: tuple[Lack, ...]


def edit_of(kind: Kind, value: Any, revision: int | None = None, *, new: bool = False) -> Edit:
    """An edit from plain data of a page. Raises DocumentError with all faults of its form."""
    noun = build_noun(kind, value)
    return Edit(kind, id_of(kind, noun), noun, revision, new)


def change_centre(
    store: Store,
    actor: Actor,
    edits: Sequence[Edit],
    *,
    orders: Mapping[str, Sequence[str]] | None = None,
    retire_busy: bool = False,
) -> Saved:
    """Do all ``edits`` or none; ``orders`` puts the ids of ordered kinds in their order.

    Raises Stale for a noun changed since its revision, DocumentError for one that is wrong, InUse
    when others need what is retired, Busy when contacts wait in it or are held by it (unless
    ``retire_busy``), Conflict for an id that is taken, NotFound, NotPermitted.
    """
    permit(actor, "configure")
    with store.write("configure", actor) as tx:
        rows = rows_of(tx, edits)
        for edit in edits:
            _check_current(tx, edit, rows.get((edit.kind.name, edit.id)))
        before = read_centre(tx.connection)
        check_scopes(actor, before, edits)  # also those that change nothing: they are answered
        needed = [edit for edit in edits if not _is_same(edit, rows)]
        after = edited(before, needed)
        _check(before, after, needed)
        changes = write(tx, actor, before, after, needed, rows, orders or {}, retire_busy)
        items = tuple(_item(tx, edit) for edit in edits)
    return Saved(changes, changes[0] if changes else None, items, tuple(lacks_of(after)))


def write(
    tx: Transaction,
    actor: Actor,
    before: Centre,
    after: Centre,
    edits: Sequence[Edit],
    rows: Mapping[tuple[str, str], Row],
    orders: Mapping[str, Sequence[str]],
    retire_busy: bool,
) -> tuple[int, ...]:
    """Write checked ``edits``; returns the numbers of the changes kept in the history."""
    check_scopes(actor, before, edits)
    if not retire_busy:
        config_rows.check_busy(tx, edits, before)
    changes = config_rows.Changes(tx, actor)
    config_rows.write_rows(changes, edits, rows)
    for name, ids in orders.items():
        config_rows.write_order(changes, KINDS[name], ids)
    config_rows.fit_slots(tx, [edit for edit in edits if edit.kind.name == "advisers"])
    if changes.numbers:
        counts = len(after.brands), len(after.queues), len(after.advisers)
        tx.emit(ev.CentreConfigured(*counts))
    return tuple(changes.numbers)


def rows_of(tx: Transaction, edits: Iterable[Edit]) -> dict[tuple[str, str], Row]:
    """What is kept of the nouns edited, by kind and id, retired ones too."""
    ids: dict[str, list[str]] = {}
    for edit in edits:
        ids.setdefault(edit.kind.name, []).append(edit.id)
    return {
        (name, row.id): row
        for name, wanted in ids.items()
        for row in read_items(tx.connection, KINDS[name], wanted, retired=True)
    }


def _check_current(tx: Transaction, edit: Edit, row: Row | None) -> None:
    if edit.new and row is not None:
        retired = " by something retired: restore that" if row.retired else ""
        raise Conflict(f"The id '{edit.id}' is taken{retired}. Choose another.", field="id")
    if edit.noun is None and edit.kind.single:
        raise Invalid(f"{edit.kind.name} cannot be retired. Change its values.", field="kind")
    if row is None:
        if edit.noun is None or (edit.revision and not edit.kind.single):
            raise not_found(edit.kind, edit.id)
    elif edit.revision is not None and edit.revision != row.revision:
        raise _stale(tx, edit, row)


def not_found(kind: Kind, id: str) -> NotFound:
    return NotFound(f"There is no '{id}' among the {kind.name.replace('_', ' ')}.")


def _stale(tx: Transaction, edit: Edit, row: Row) -> Stale:
    since = read_changes(
        tx.connection, kind=edit.kind.name, id=edit.id, after_revision=edit.revision
    )
    changes = [change_json(one) for one in since]
    told = f"{edit.kind.name} {edit.id} is at revision {row.revision}, not {edit.revision}"
    if changes:
        last = changes[0]
        fields = ", ".join(change["field"] for change in last["fields"]) or last["what"]
        told = f"{last['by']} changed {edit.kind.name} {edit.id} meanwhile ({fields})"
    remedy = "Look at both, then save what shall hold."
    return Stale(f"{told}. {remedy}", item_json(edit.kind, row), changes)


def _is_same(edit: Edit, rows: Mapping[tuple[str, str], Row]) -> bool:
    row = rows.get((edit.kind.name, edit.id))
    if row is None:
        return edit.kind.single and plain(edit.noun) == plain(edit.kind.noun())
    if edit.noun is None or row.retired:
        return bool(edit.noun is None and row.retired)
    return bool(plain(tidy(noun_of(edit.kind.name, row.document))) == plain(tidy(edit.noun)))


def edited(centre: Centre, edits: Iterable[Edit]) -> Centre:
    """``centre`` as it is once ``edits`` are done; what is new comes last."""
    nouns: dict[str, dict[str, Any]] = {}
    for edit in edits:
        found = nouns.setdefault(edit.kind.name, by_id(centre, edit.kind))
        if edit.noun is None:
            found.pop(edit.id, None)
        else:
            found[edit.id] = edit.noun
    return with_nouns(centre, nouns)


def _check(before: Centre, after: Centre, edits: Sequence[Edit]) -> None:
    faults = _faults(after)
    own = [fault for fault in faults if _is_of(fault, edits)]
    if own:
        raise DocumentError(tuple(own))
    if faults:
        known = {_key(fault) for fault in _faults(before)}
        new = [fault for fault in faults if _key(fault) not in known]
        if new:
            raise _in_use(edits, new)


def _faults(centre: Centre) -> list[Fault]:
    draft = Draft()
    take(draft, centre, KINDS)
    check_centre(draft)
    return [placeless(fault) for fault in draft.faults]


def _is_of(fault: Fault, edits: Iterable[Edit]) -> bool:
    return any((fault.kind, fault.id) == (edit.kind.name, edit.id) for edit in edits)


def _key(fault: Fault) -> tuple[str, ...]:
    return (fault.kind, fault.id, fault.within, fault.problem)


def _in_use(edits: Sequence[Edit], faults: Sequence[Fault]) -> InUse:
    users = sorted({(fault.kind, fault.id) for fault in faults})
    named = ", ".join(f"{kind} {id}" for kind, id in users[:5])
    more = f" and {len(users) - 5} more" if len(users) > 5 else ""
    what = ", ".join(f"{edit.kind.name} {edit.id}" for edit in edits[:3])
    used_by = [{"kind": one.kind, "id": one.id, "field": one.within} for one in faults]
    message = f"{named}{more} still need {what} as it was. Change or retire them first."
    return InUse(message, used_by)


def check_scopes(actor: Actor, before: Centre, edits: Iterable[Edit]) -> None:
    """Raise NotPermitted unless all that ``edits`` touch lies within the actor's scope."""
    if actor.brands is None and actor.sites is None:
        return
    for edit in edits:
        _check_scope(actor, edit, by_id(before, edit.kind).get(edit.id))


def _check_scope(actor: Actor, edit: Edit, before: Any | None) -> None:
    for noun in (before, edit.noun):
        if noun is None:
            continue
        if edit.kind.name in ("queues", "canned_replies"):
            permit(actor, "configure", brand=noun.brand)
        elif edit.kind.name in ("advisers", "supervisors"):
            permit(actor, "configure", site=noun.site)
        else:
            raise NotPermitted(
                f"{edit.kind.name} belong to the whole centre: ask an administrator who is not "
                "limited to some brands or sites."
            )


def _item(tx: Transaction, edit: Edit) -> Json:
    row = find_item(tx.connection, edit.kind, edit.id)
    return unsaved_json(edit.kind) if row is None else item_json(edit.kind, row)


def restore_noun(store: Store, actor: Actor, kind: Kind, id: str, revision: int | None) -> Saved:
    """Put back what was retired, as it was. Raises as ``change_centre``."""
    permit(actor, "configure")
    with store.read() as connection:
        row = find_item(connection, kind, id)
    if row is None:
        raise not_found(kind, id)
    return change_centre(store, actor, [Edit(kind, id, noun_of(kind.name, row.document), revision)])


def reorder(store: Store, actor: Actor, kind: Kind, ids: Sequence[str]) -> Saved:
    """Put the nouns of an ordered kind in the order of ``ids``, which names each once."""
    permit(actor, "configure")
    if not kind.ordered:
        raise Invalid(f"{kind.name} have no order of their own.", field="kind")
    with store.read() as connection:
        there = sorted(row.id for row in read_items(connection, kind))
    if sorted(ids) != there:
        raise Invalid(f"Name each of these once: {', '.join(there)}.", field="ids")
    return change_centre(store, actor, [], orders={kind.name: ids})


def put_back(store: Store, actor: Actor, n: int, *, batch: bool = False) -> Saved:
    """Make undone change ``n``, or with ``batch`` all that was saved together with it.

    Raises Stale when something else was changed there since, NotFound for no such change.
    """
    permit(actor, "configure")
    with store.read() as connection:
        change = find_change(connection, n)
        if change is None:
            raise NotFound(f"There is no change {n}.")
        rows = read_changes(connection, batch=change.batch) if batch else [change]
    edits = [_undoing(row) for row in rows if row.what != "reordered"]
    orders = {row.kind: row.before["ids"] for row in rows if row.what == "reordered"}
    return change_centre(store, actor, edits, orders=orders)


def _undoing(row: Row) -> Edit:
    kind = KINDS[row.kind]
    if row.before is not None:
        noun = noun_of(kind.name, row.before)
    else:
        noun = kind.noun() if kind.single else None
    return Edit(kind, row.id, noun, row.revision)
