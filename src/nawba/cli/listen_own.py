"""``nawba listen import centre``: which of the centre's own contacts would be taken in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nawba.cli.console import done, note, print_json, print_table, say
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.purposes import LISTENING
from nawba.store import Store
from nawba.store.personal import may_process
from nawba.store.rows import read_centre

if TYPE_CHECKING:
    from nawba.listening.own_choice import Wish

WHY = {
    "erased": "their words were erased",
    "no_words": "the customer wrote nothing",
    "too_old": "they are past the months of `analysis`",
    "refused": "the customer said no",
    "no_consent": "the register's basis is consent, and the customer said nothing",
    "no_rule": "no sampling rule stands for their queue: set one, or give --share",
    "not_drawn": "the share of their queue was not drawn on them",
    "known": "they were taken in before",
}


def wish(store: Store, since: str, queue: str, share: float | None, *, again: bool) -> Wish:
    """Of the command's words. Raises Invalid for a day that is none, NotFound for a queue."""
    from nawba.listening.own_choice import Wish

    with store.read() as connection:
        queues = read_centre(connection, retired=True).queue
    if queue and queue not in queues:
        raise NotFound(f"There is no queue '{queue}': {', '.join(queues)}.", field="queue")
    return Wish(day(since), queue, share, again)


def day(text: str) -> datetime | None:
    """A day or a time, UTC where it names no offset; None for an empty text. Raises Invalid."""
    try:
        at = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"'{text}' is no day. Write 2026-11-22.", field="since") from None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def check(store: Store, wanted: Wish, *, as_json: bool) -> None:
    """Say how many contacts would be taken in, and how many would not and why."""
    from nawba.listening.own_contacts import OwnContacts

    found = OwnContacts(store, wanted).survey()
    with store.read() as connection:
        in_force = may_process(connection, LISTENING, store.clock().date())
    if as_json:
        told: dict[str, Any] = {"taken": found.taken, "settled": found.settled}
        print_json({"in_force": in_force, **told, "left_out": found.left_out})
        return
    say(f"{found.taken} contacts would be taken in.")
    if found.settled:
        say(f"Of {found.settled} taken in before the outcome is known by now.")
    if found.left_out:
        print_table(("contacts left out", "because"),
                    [(count, WHY[why]) for why, count in found.left_out.items()])  # fmt: skip
    if not in_force:
        note("The register does not let contacts be listened to: `nawba privacy register list`.")


def nothing(as_json: bool) -> None:
    """Say that there is nothing to take in."""
    if as_json:
        print_json({"intake": None, "found": 0, "done": 0, "quarantined": 0})
    else:
        done("Nothing new to take in. `nawba listen import centre --check` says why.")
