"""Give a customer everything the house holds of them: one ZIP that people and programs can read.

``index.html`` says in French, Arabic and English what is held, why and for how long; ``data.json``
has it row by row; attached files lie beside them as they were sent.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.domain.attachments import IMAGES
from nawba.domain.errors import NotFound
from nawba.domain.permissions import permit
from nawba.domain.retention import Retention
from nawba.domain.texts import LANGUAGES, catalogue
from nawba.domain.words import Actor
from nawba.store import Store, statements, tables
from nawba.store.personal import contacts_of
from nawba.store.personal_map import HELD, Held

FORMAT = 1
_SECRETS = ("token_hash", "client_id", "sha256", "vector")
"""Columns that open or compare something and say nothing of a person."""
_STAFF = ("adviser", "supervisor", "assistant", "system")
_MOST_SHOWN = 500  # characters of a value on the index page

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Disclosed:
    """``content`` is the ZIP; ``rows`` says how many rows of each table are in it."""

    content: bytes
    rows: Mapping[str, int]
    contacts: int


def export_customers(
    store: Store, actor: Actor, customers: Sequence[str], retention: Retention
) -> Disclosed:
    """Everything held of ``customers``, the rows of one person. Raises NotFound.

    That it was taken, and by whom, is told as an event. Staff appear by what they are, not by
    name. Held in memory: files of a contact have some megabytes at most.
    """
    with store.read() as connection:
        brands = {one: _brand(connection, actor, one) for one in customers}
        rows = _read(connection, customers)
        files = dict(_files(connection, customers))
    with store.write("export_customers", actor) as tx:
        for customer, brand in brands.items():
            tx.emit(ev.CustomerExported(customer, brand))
    made = store.clock()
    content = _pack(rows, files, customers, retention, made)
    return Disclosed(content, {name: len(found) for name, found in rows.items()},
                     len(rows.get("contacts", ())))  # fmt: skip


def _brand(connection: Connection, actor: Actor, customer: str) -> str:
    row = statements.find(connection, tables.customers, id=customer)
    if row is None:
        raise NotFound(f"There is no customer {customer}. `nawba privacy find` looks for them.")
    permit(actor, "export_customer", brand=row.brand)
    return str(row.brand)


def _read(connection: Connection, customers: Sequence[str]) -> Rows:
    contacts = [row.id for row in contacts_of(connection, customers)]
    found = {held.name: list(_rows(connection, held, customers, contacts)) for held in HELD}
    return {name: rows for name, rows in found.items() if rows}


def _rows(
    connection: Connection, held: Held, customers: Sequence[str], contacts: Sequence[str]
) -> Iterator[dict[str, Any]]:
    columns = [
        column
        for column in held.table.columns
        if column.name not in _SECRETS and not isinstance(column.type, sa.LargeBinary)
    ]
    statement = sa.select(*columns).where(held.of(customers, contacts))
    for row in connection.execute(statement.order_by(*held.table.primary_key.columns)):
        yield {name: _plain(name, value, row) for name, value in row._mapping.items()}


def _plain(name: str, value: Any, row: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if name in ("by", "uploaded_by"):
        return str(value).partition(":")[0]
    if name == "author_id":
        return None if row.author in _STAFF else value
    return value


def _files(connection: Connection, customers: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    table = tables.attachments
    contacts = [row.id for row in contacts_of(connection, customers)]
    statement = sa.select(table).where(table.c.contact.in_(contacts)).order_by(table.c.id)
    for row in connection.execute(statement):
        if row.content:
            ending = {"application/pdf": ".pdf", **dict.fromkeys(IMAGES, "")}.get(row.media_type)
            safe = "".join(c if c.isalnum() or c in "-_." else "_" for c in row.name)[-80:]
            yield f"files/{row.id}-{safe or 'file'}{ending if '.' not in safe else ''}", row.content


def _pack(
    rows: Rows,
    files: Mapping[str, bytes],
    customers: Sequence[str],
    retention: Retention,
    made: datetime,
) -> bytes:
    known = {
        "format": FORMAT,
        "made_at": made.isoformat(),
        "customers": list(customers),
        "held": rows,
        "files": sorted(files),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.html", _index(rows, files, retention, made))
        file.writestr("data.json", json.dumps(known, ensure_ascii=False, indent=2))
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


# -- the page -------------------------------------------------------------------------------

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1c2330;background:#fff}section{margin-block:3rem}table{border-collapse:collapse;"
    "width:100%;margin-block:.5rem 2rem}td,th{border:1px solid #c7ced8;padding:.3rem .5rem;"
    "text-align:start;vertical-align:top;overflow-wrap:anywhere}th{background:#eef1f5}"
    "nav a{margin-inline-end:1rem}"
)


def _index(rows: Rows, files: Mapping[str, bytes], retention: Retention, made: datetime) -> str:
    links = "".join(f'<a href="#{one}">{catalogue(one)["held_language"]}</a>' for one in LANGUAGES)
    parts = "".join(_part(one, rows, files, retention, made) for one in LANGUAGES)
    style = base64.b64encode(_STYLE.encode()).decode()
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>'
        f"{escape(catalogue('fr')['held_title'])}</title>"
        f'<link rel="stylesheet" href="data:text/css;base64,{style}"></head>'
        f"<body><nav>{links}</nav>{parts}</body></html>"
    )


def _part(
    language: str, rows: Rows, files: Mapping[str, bytes], retention: Retention, made: datetime
) -> str:
    words = catalogue(language)
    heading = escape(words["held_intro"].format(day=f"{made:%Y-%m-%d}"))
    direction = "rtl" if language == "ar" else "ltr"
    tables_shown = "".join(
        _table(held, rows[held.name], words, retention) for held in HELD if held.name in rows
    )
    listed = "".join(f'<li><a href="{escape(one)}">{escape(one)}</a></li>' for one in sorted(files))
    shown = f"<h2>{escape(words['held_files'])}</h2><ul>{listed}</ul>" if files else ""
    return (
        f'<section id="{language}" lang="{language}" dir="{direction}">'
        f"<h1>{escape(words['held_title'])}</h1><p>{heading}</p>{tables_shown}{shown}</section>"
    )


def _table(
    held: Held, rows: Sequence[dict[str, Any]], words: Mapping[str, str], retention: Retention
) -> str:
    months = getattr(retention, f"{held.kind}_months")
    why = escape(words[f"held_why_{held.kind}"])
    kept = escape(words["held_kept"].format(months=months))
    names = list(rows[0])
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(row[name])}</td>" for name in names) + "</tr>" for row in rows
    )
    title = escape(words.get(f"held_{held.name}", held.name))
    return f"<h2>{title}</h2><p>{why} {kept}</p><table><tr>{head}</tr>{body}</table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    cut = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"
    return escape(cut)
