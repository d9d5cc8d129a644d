"""``nawba assistant rollback | versions | diff``: what answers, and since when."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Annotated

import typer

from nawba.actions.assistant_versions import rollback_assistant
from nawba.cli.assistant import assistant
from nawba.cli.console import done, print_json, print_table, say
from nawba.cli.content import Database, Json
from nawba.cli.database import open_database
from nawba.cli.thresholds import tell_thresholds
from nawba.domain.errors import NotFound
from nawba.domain.version_diff import diff
from nawba.domain.versions import AssistantVersion
from nawba.domain.words import ADMINISTRATOR
from nawba.store import Store
from nawba.store.assistant_versions import (
    current_number,
    find_version,
    read_versions,
)


@assistant.command("rollback")
def roll_back(
    version: Annotated[
        int | None, typer.Argument(help="Number of the version; else the one before.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Let an earlier version answer again; a running server follows within seconds.

    Its articles are served as they stood, less those withdrawn since; nothing is lost, and
    `nawba assistant rollback NUMBER` goes forward again. Example: `nawba assistant rollback 3`
    """
    started = time.perf_counter()
    store = open_database(database, must_exist=True)
    found = rollback_assistant(store, ADMINISTRATOR, version)
    if as_json:
        print_json({"version": found.number, "articles": len(found.document.articles)})
        return
    took = time.perf_counter() - started
    done(f"Version {found.number} of {found.published_at:%Y-%m-%d %H:%M} answers ({took:.1f} s).")


@assistant.command("versions")
def list_versions(
    version: Annotated[int | None, typer.Argument(help="Show this one whole.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the versions of the assistant, or show the report and thresholds of one.

    Example: `nawba assistant versions 3`
    """
    store = open_database(database, must_exist=True)
    if version is not None:
        _show_version(_find(store, version), as_json)
        return
    with store.read() as connection:
        current, found = current_number(connection), read_versions(connection)
    if as_json:
        print_json({"current": current, "versions": [_facts(one) for one in found]})
    elif not found:
        say("None was published yet: one fixed threshold holds. `nawba assistant publish` does.")
    else:
        print_table(
            ("", "version", "published", "by", "articles", "flows", "answers"),
            [_listed(one, current) for one in found],
        )


def _listed(one: AssistantVersion, current: int | None) -> tuple[object, ...]:
    document = one.document
    mark = "→" if one.number == current else ""
    rows = document.thresholds
    share = f"{sum(row.threshold is not None for row in rows)} of {len(rows)} rows"
    return (mark, one.number, f"{one.published_at:%Y-%m-%d %H:%M}", one.published_by,
            len(document.articles), len(document.flows), share)  # fmt: skip


def _facts(one: AssistantVersion) -> dict[str, object]:
    return {
        "number": one.number,
        "id": one.id,
        "published_at": one.published_at.isoformat(),
        "published_by": one.published_by,
        "articles": len(one.document.articles),
        "flows": len(one.document.flows),
    }


def _show_version(version: AssistantVersion, as_json: bool) -> None:
    rows = version.document.thresholds
    if as_json:
        print_json(_facts(version) | {"report": version.report, "rows": [asdict(r) for r in rows]})
        return
    say(f"Version {version.number}, {version.published_at:%Y-%m-%d %H:%M} UTC, by "
        f"{version.published_by}. {version.id[:12]}")  # fmt: skip
    say(str(version.report["text"]))
    tell_thresholds(rows)


@assistant.command("diff")
def compare(
    was: Annotated[
        int | None, typer.Argument(help="Version before; else the last but one.")
    ] = None,
    now: Annotated[int | None, typer.Argument(help="Version after; else the current.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say what changed between two versions: articles, flows, thresholds, groups.

    Example: `nawba assistant diff 3 4`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        later = now if now is not None else current_number(connection)
    if later is None:
        raise NotFound("No version was published yet. `nawba assistant publish` does.")
    if was is None and later == 1:
        raise NotFound("Version 1 is the first: there is none before it to compare with.")
    after = _find(store, later)
    before = _find(store, was if was is not None else later - 1)
    changes = diff(before.document, after.document)
    if as_json:
        print_json({"was": before.number, "now": after.number,
                    "changes": [asdict(one) for one in changes]})  # fmt: skip
        return
    for change in changes:
        say(str(change))
    done(f"{len(changes)} changes from version {before.number} to version {after.number}.")


def _find(store: Store, number: int) -> AssistantVersion:
    with store.read() as connection:
        found = find_version(connection, number)
    if found is None:
        raise NotFound(f"There is no version {number}. `nawba assistant versions` lists them.")
    return found
