"""The administrator's verb on files: make the configuration what they say, or show what it would.

All of it is one transaction; what is checked outside is checked again inside if it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.engine import Connection

from nawba.actions.configuring import Edit, check_scopes, rows_of, write
from nawba.domain.adviser_csv import draft_csv
from nawba.domain.centre_checks import lacks_of
from nawba.domain.centre_diff import REORDERED, RETIRED, Difference, differences
from nawba.domain.centre_draft import Lack
from nawba.domain.centre_files import draft_files
from nawba.domain.centre_kinds import KINDS, Kind, by_id
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Centre
from nawba.store import Store
from nawba.store.rows import read_centre


@dataclass(frozen=True)
class Applied:
    """What files change, what is missing afterwards, and the batch of it in the history.

    ``batch`` is None when nothing was to be changed, or only to be shown.
    """

    differences: tuple[Difference, ...]
    lacks: tuple[Lack, ...]
    batch: int | None


@dataclass(frozen=True)
class Plan:
    """What files make of ``before``."""

    before: Centre
    after: Centre

    @cached_property
    def differences(self) -> list[Difference]:
        return differences(self.before, self.after)


def plan(before: Centre, files: Mapping[str, str], *, incomplete: bool = False) -> Plan:
    """What ``files`` (name: text) make of ``before``.

    Raises DocumentError with every fault of every file; one of them is what the centre would lack
    and does not lack today, unless it may be ``incomplete``.
    """
    draft = draft_files(files, before)
    if not incomplete:
        draft.refuse_lacks(lacks_of(before))
    return Plan(before, draft.centre())


def show_files(
    connection: Connection, files: Mapping[str, str], *, incomplete: bool = False
) -> Applied:
    """What ``apply_files`` would change; nothing is written. Raises DocumentError."""
    return show_plan(plan(read_centre(connection), files, incomplete=incomplete))


def apply_files(
    store: Store,
    actor: Actor,
    files: Mapping[str, str],
    *,
    incomplete: bool = False,
    retire_busy: bool = False,
) -> Applied:
    """Make the configuration what ``files`` say; sections that none of them has stay as they are.

    Raises DocumentError with every fault, Busy for a queue or adviser that contacts still need
    (unless ``retire_busy``). Doing it again changes nothing.
    """
    return _apply(
        store, actor, lambda now: plan(now, files, incomplete=incomplete), retire_busy=retire_busy
    )


def show_advisers(connection: Connection, actor: Actor, text: str, name: str) -> Applied:
    """What ``apply_advisers`` would change; nothing is written. Raises as it does."""
    permit(actor, "configure")
    planned = _plan_advisers(read_centre(connection), text, name)
    check_scopes(actor, planned.before, edits_of(planned))
    return show_plan(planned)


def apply_advisers(store: Store, actor: Actor, text: str, name: str) -> Applied:
    """Add and change the advisers in a CSV table; those not in it stay. See ``adviser_csv``.

    Raises DocumentError with every fault of every line; then nothing is changed. Raises
    NotPermitted for an adviser of a site that is not the actor's.
    """
    return _apply(store, actor, lambda now: _plan_advisers(now, text, name), retire_busy=False)


def _plan_advisers(now: Centre, text: str, name: str) -> Plan:
    return Plan(now, draft_csv(text, name, now).centre())


def _apply(
    store: Store, actor: Actor, make: Callable[[Centre], Plan], *, retire_busy: bool
) -> Applied:
    permit(actor, "configure")
    with store.read() as connection:
        planned = make(read_centre(connection))
    with store.write("configure", actor) as tx:
        now = read_centre(tx.connection)
        if now != planned.before:
            planned = make(now)
        edits = edits_of(planned)
        rows, orders = rows_of(tx, edits), orders_of(planned)
        parts = (planned.before, planned.after, edits, rows, orders)
        changes = write(tx, actor, *parts, retire_busy)
    return show_plan(planned, changes)


def show_plan(planned: Plan, changes: Sequence[int] = ()) -> Applied:
    """What a plan comes to, done by ``changes`` or not yet."""
    batch = changes[0] if changes else None
    return Applied(tuple(planned.differences), tuple(lacks_of(planned.after)), batch)


def edits_of(planned: Plan) -> list[Edit]:
    """The edits that lead from one centre to the other, in the order of the files."""
    edits = []
    for kind in KINDS.values():
        found = [one for one in planned.differences if one.kind == kind.name]
        edits += _edits(kind, planned.after, found)
    return edits


def _edits(kind: Kind, after: Centre, found: Sequence[Difference]) -> list[Edit]:
    nouns = by_id(after, kind)
    gone = [Edit(kind, one.id, None) for one in found if one.what == RETIRED]
    changed = {one.id for one in found if one.what not in (RETIRED, REORDERED)}
    return gone + [Edit(kind, key, noun) for key, noun in nouns.items() if key in changed]


def orders_of(planned: Plan) -> dict[str, list[str]]:
    """The ids of those ordered kinds whose order changes."""
    names = [one.kind for one in planned.differences if one.what == REORDERED]
    return {name: list(by_id(planned.after, KINDS[name])) for name in names}
