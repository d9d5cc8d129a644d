"""The back office's own page: the codes that were sent, and what was done lately."""

from __future__ import annotations

from html import escape
from typing import Any

from nawba.demo.backoffice.books import Books, Json

_TABLES = {
    "Codes sent (each to the customer's telephone)": (
        "SELECT c.first || ' ' || c.family AS customer, phone, code, expires_at "
        "FROM codes JOIN customers c USING (customer) ORDER BY expires_at DESC"
    ),
    "Cases: disputes, plan changes, suspensions, contact changes": (
        "SELECT reference, kind, customer, about, state, details FROM cases ORDER BY number DESC"
    ),
    "Customers": (
        "SELECT c.customer, first, family, line, plan, state, email, phone "
        "FROM customers c JOIN lines USING (customer) ORDER BY c.customer"
    ),
    "Invoices": (
        "SELECT invoice, customer, issued_on, centimes / 100.0 AS amount, state FROM invoices "
        "ORDER BY issued_on DESC, invoice"
    ),
    "Appointments": "SELECT * FROM appointments ORDER BY date, start",
    "Orders": "SELECT * FROM orders",
}
_STYLE = (
    "body{font:15px system-ui;margin:2rem;max-width:70rem}table{border-collapse:collapse}"
    "td,th{padding:.2rem .8rem;border-bottom:1px solid #ccc;text-align:start}"
)


def render(books: Books) -> str:
    """The page as HTML; it refreshes itself every five seconds."""
    parts = [_table(title, books.all(query)) for title, query in _TABLES.items()]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Sahla back office</title>'
        f'<meta http-equiv="refresh" content="5"><style>{_STYLE}</style>'
        f"<h1>Sahla back office</h1><p>Invented data, for the demo only.</p>{''.join(parts)}"
    )


def _table(title: str, rows: list[Json]) -> str:
    if not rows:
        return f"<h2>{escape(title)}</h2><p>None yet.</p>"
    head = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
    body = "".join(f"<tr>{_cells(row.values())}</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"


def _cells(values: Any) -> str:
    return "".join(f"<td>{escape(str(value))}</td>" for value in values)
