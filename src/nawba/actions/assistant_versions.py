"""The editor's verbs on the assistant as a whole: publish a version that passed its gate, go back.

A version is never changed and never deleted, so going back is moving one pointer; running servers
follow the event.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.gate_report import GateReport, report_json
from nawba.domain.permissions import permit
from nawba.domain.versions import AssistantDocument, AssistantVersion, digest, to_json
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements, tables
from nawba.store.assistant_versions import (
    current_number,
    find_version,
    read_article_versions,
    version_with_id,
)


def publish_assistant(
    store: Store,
    actor: Actor,
    document: AssistantDocument,
    report: GateReport,
    parts: Mapping[str, bytes] | None = None,
    *,
    base: int | None,
) -> AssistantVersion:
    """Make ``document`` the version that answers; returns it with its number.

    ``base`` is the version that answered when the gate began; ``parts`` holds what the document
    names by SHA-256 and is not kept yet. Content that was published before keeps its number.
    Raises Invalid when ``report`` is of another document, did not pass, or a part or an article is
    missing; Conflict when another version was published meanwhile.
    """
    permit(actor, "publish_assistant")
    _check_report(document, report)
    with store.write("publish_assistant", actor) as tx:
        now = current_number(tx.connection)
        if now != base:
            raise Conflict(f"Version {now} was published meanwhile. Look at it, then try again.")
        _check_articles(tx, document)
        known = version_with_id(tx.connection, document.id)
        if known is not None and known.number == now:
            return known
        version = known or _add(tx, actor, document, report, parts or {})
        _point(tx, version.number, is_first=now is None)
        tx.emit(ev.AssistantPublished(version.number, document.id, now))
        return version


def _check_report(document: AssistantDocument, report: GateReport) -> None:
    if report.document != document.id:
        raise Invalid("This report is about another version. Run the gate again.", field="report")
    if not report.passed:
        failed = ", ".join(check.name for check in report.checks if not check.passed)
        raise Invalid(f"The gate stopped this version: {failed}. Read its report.", field="report")


def _check_articles(tx: Transaction, document: AssistantDocument) -> None:
    found = read_article_versions(tx.connection, document.articles)
    there = {(one.brand, one.id, one.language, one.version) for one in found}
    for one in document.articles:
        if (one.brand, one.id, one.language, one.version) not in there:
            raise Invalid(
                f"Article {one.id} ({one.language}, version {one.version}) of {one.brand} is not "
                "published, or was withdrawn. Run the gate again.",
                field="articles",
            )


def _add(
    tx: Transaction,
    actor: Actor,
    document: AssistantDocument,
    report: GateReport,
    parts: Mapping[str, bytes],
) -> AssistantVersion:
    _keep_parts(tx, document, parts)
    table = tables.assistant_versions
    last = tx.connection.execute(sa.select(sa.func.max(table.c.number))).scalar()
    version = AssistantVersion((last or 0) + 1, document, report_json(report), tx.now, str(actor))
    statements.add(
        tx.connection,
        table,
        number=version.number,
        id=version.id,
        document=to_json(document),
        report=version.report,
        published_at=tx.now,
        published_by=str(actor),
    )
    return version


def _keep_parts(tx: Transaction, document: AssistantDocument, parts: Mapping[str, bytes]) -> None:
    table = tables.assistant_parts
    kept = set(tx.connection.execute(sa.select(table.c.id)).scalars())
    for part in sorted(document.parts - kept):
        if part not in parts or digest(parts[part]) != part:
            raise Invalid(f"Part {part[:12]} of this version is missing. Run the gate again.")
        statements.add(tx.connection, table, id=part, content=parts[part])


def rollback_assistant(store: Store, actor: Actor, number: int | None = None) -> AssistantVersion:
    """Let an earlier version answer again: ``number``, else the one before the current.

    Its articles are served as they stood, less those withdrawn since. Raises NotFound for a number
    that never was, Conflict when that version answers already or there is no earlier one.
    """
    permit(actor, "rollback_assistant")
    with store.write("rollback_assistant", actor) as tx:
        now = current_number(tx.connection)
        if now is None:
            raise Conflict("No version was published yet. `nawba assistant publish` does.")
        wanted = number if number is not None else _before(tx, now)
        if wanted == now:
            raise Conflict(f"Version {now} answers already.")
        version = find_version(tx.connection, wanted)
        if version is None:
            raise NotFound(f"There is no version {wanted}. `nawba assistant versions` lists them.")
        _point(tx, wanted, is_first=False)
        tx.emit(ev.AssistantRolledBack(wanted, now))
        return version


def _before(tx: Transaction, number: int) -> int:
    table = tables.assistant_versions
    statement = sa.select(sa.func.max(table.c.number)).where(table.c.number < number)
    before = tx.connection.execute(statement).scalar()
    if before is None:
        raise Conflict(f"Version {number} is the first: there is none to go back to.")
    return int(before)


def _point(tx: Transaction, number: int, *, is_first: bool) -> None:
    table = tables.assistant_current
    if is_first:
        statements.add(tx.connection, table, place=1, version=number, since=tx.now)
    else:
        statements.change(tx.connection, table, {"place": 1}, version=number, since=tx.now)
