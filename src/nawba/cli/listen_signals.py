"""``nawba listen signals``: what customers said of the service, where that may be pointed out."""

from __future__ import annotations

from typing import Annotated

import typer

from nawba.cli.console import load_settings, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.cli.listen_intake import Database, Json
from nawba.cli.listen_own import day
from nawba.domain.errors import Conflict
from nawba.domain.purposes import SIGNALS
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.personal import may_process


def signals(
    since: Annotated[str, typer.Option(help="Contacts begun from this day on (UTC).")] = "",
    queue: Annotated[str, typer.Option(help="Contacts of this queue only.")] = "",
    brand: Annotated[str, typer.Option(help="Contacts of this brand only.")] = "",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List what customers said of being dissatisfied or leaving, each with their words.

    Off unless the setting `customer_signals` is on and the register allows `signals`. Only what
    was listened to is read, anew each time; nothing is kept, and nobody is scored.

    Example: `nawba listen signals --since 2026-11-01 --json`
    """
    from nawba.listening.customer_words import count_contacts, find_signals
    from nawba.listening.reasons.shelved import Among, transcripts_on
    from nawba.listening.shelf import Shelf

    store, settings = open_database(database, must_exist=True), load_settings()
    _check(store, settings)
    shelf = Shelf(settings.listening_folder)
    among = Among(day(since), queue, brand)
    found = [
        (row.id, find_signals(transcript))
        for row, transcript in transcripts_on(store, shelf, among)
    ]
    counts = count_contacts(own for _, own in found)
    rows = [(item, one.kind, one.quote.turn, one.quote.text) for item, own in found for one in own]
    names = ("item", "kind", "turn", "words")
    if as_json:
        said = [dict(zip(names, row, strict=True)) for row in rows]
        print_json({"contacts": len(found), "counts": counts, "said": said})
        return
    if rows:
        print_table(names, rows)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    say(f"Of {len(found)} contacts: {told}.")


def _check(store: Store, settings: Settings) -> None:
    with store.read() as connection:
        is_allowed = may_process(connection, SIGNALS, store.clock().date())
    if not settings.customer_signals or not is_allowed:
        raise Conflict(
            "Customers' words are not pointed out: set customer_signals = true, and complete "
            "`signals` with `nawba privacy register set`."
        )
