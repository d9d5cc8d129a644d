"""``nawba bench offers`` and ``takeover``: offers are made fast, once, and whatever dies."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import err, print_figures

Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
Url = Annotated[
    str | None, typer.Option(help="Measure on this empty database, not on one of its own.")
]


def offers(
    store: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "postgresql",
    offers: Annotated[int, typer.Option(min=1, help="How many offers to make.")] = 20_000,
    batch: Annotated[int, typer.Option(min=1, max=5000, help="Offers of one transaction.")] = 200,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Make offers durable as the dispatcher does, a batch at a time, and count any made twice.

    Each batch is one transaction under the lease's epoch: contacts, advisers and places are read,
    offers, places and events written, and the disk waited for. After each one the same batch is
    sent again, and again under a lease that was lost: neither may offer anything.

    Example: `nawba bench offers --store postgresql --json`

    Figures wanted: `offers_per_s` at least 5000 on PostgreSQL, `duplicates`, `repeated` and
    `violations` 0. The default batch is the dispatcher's.
    """
    from nawba.bench.databases import empty_database
    from nawba.bench.offers import measure_offers  # takes a second to import

    with empty_database(store, url) as place, Bar(console=err, transient=True) as bar:
        task = bar.add_task("Opening contacts, then offering them", total=None)
        figures = measure_offers(
            place, offers, batch, lambda done, total: bar.update(task, completed=done, total=total)
        )
    print_figures(asdict(figures), as_json)


def takeover(
    kills: Annotated[int, typer.Option(min=1, help="How often the leader is struck.")] = 50,
    lease_seconds: Annotated[
        float, typer.Option(min=0.5, help="How long a lease runs: the setting `lease_seconds`.")
    ] = 2.0,
    seed: Annotated[int, typer.Option(help="Seed of the moments at which it is struck.")] = 1,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Strike the leading dispatcher again and again, under load, on PostgreSQL.

    Two dispatchers run in processes of their own while customers come and advisers accept, each
    twice. In turn the leader is killed at a random moment, killed at a fail point inside an offer
    or a lease, or cut from the database and mended after the other has taken over. Two in three
    run on a machine whose clock is ten seconds early or late. At the end all contacts are served.

    Example: `nawba bench takeover --kills 50 --json`

    Figures wanted: `duplicates`, `stale`, `lost`, `unacknowledged` and `violations` 0;
    `takeover_s` little more than `lease_seconds`.
    """
    from nawba.bench.databases import empty_database
    from nawba.bench.takeover import measure_takeover  # takes a second to import

    with empty_database("postgresql", url) as place, Bar(console=err, transient=True) as bar:
        task = bar.add_task("Striking the leader", total=kills)
        figures = measure_takeover(
            place,
            kills,
            lease_seconds,
            seed,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    print_figures(asdict(figures), as_json)
