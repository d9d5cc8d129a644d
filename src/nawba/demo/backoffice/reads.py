"""What the back office tells: each desk takes the books and what was asked, and answers.

Everything below a customer is looked for among that customer's own; what belongs to somebody else
is not found.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date, timedelta
from typing import Any

from nawba.demo.backoffice.books import Books, Json, Refusal, centimes, money
from nawba.demo.backoffice.seed import spellings, working_day

STARTS = ("08:00", "12:00", "16:00")
HOURS = dict(zip(STARTS, ("12:00", "16:00", "20:00"), strict=True))
SHOWN_DAYS = 4


def find_customer(books: Books, asked: Json) -> Json:
    """Who has this line and family name. One answer for a wrong line and a wrong name."""
    rows = books.all(
        "SELECT c.customer, c.family FROM customers c JOIN lines USING (customer) WHERE line = ?",
        str(asked.get("line", "")),
    )
    said = _plain(asked.get("name", "")).split()
    if not rows or not any(_is_named(one, said) for one in spellings(rows[0]["family"])):
        raise Refusal("no-match", 404)
    return {"customer": rows[0]["customer"]}


def _is_named(family: str, said: list[str]) -> bool:
    wanted = _plain(family).split()
    return bool(wanted) and all(part in said for part in wanted)


def _plain(text: Any) -> str:
    """Lower case without accents: people write their names as their keyboard lets them."""
    split = unicodedata.normalize("NFKD", str(text).casefold())
    return "".join(char for char in split if not unicodedata.combining(char))


def lines(books: Books, asked: Json) -> Json:
    rows = books.all(f"{_LINES} WHERE customer = ? ORDER BY line", asked["customer"])
    return {"lines": [_line(row) for row in rows]}


def line(books: Books, asked: Json) -> Json:
    wanted = f"{_LINES} WHERE customer = ? AND line = ?"
    return _line(books.need(wanted, asked["customer"], asked["line"]))


_LINES = "SELECT line, plan, centimes, state FROM lines JOIN plans USING (plan)"


def _line(row: Json) -> Json:
    return {
        "line": row["line"],
        "plan": row["plan"],
        "price": money(row["centimes"]),
        "state": row["state"],
    }


def plans(books: Books, asked: Json) -> Json:
    rows = books.all("SELECT * FROM plans ORDER BY rowid")
    told = [{"plan": r["plan"], "name": r["name"], "price": money(r["centimes"])} for r in rows]
    return {"plans": told}


def invoices(books: Books, asked: Json) -> Json:
    """Newest first; of one day, month (``2026-10``) or amount if asked."""
    statement, values = "SELECT * FROM invoices WHERE customer = ?", [asked["customer"]]
    for key, condition in (("issued_on", "issued_on = ?"), ("month", "issued_on LIKE ? || '-%'")):
        if key in asked:
            statement, values = f"{statement} AND {condition}", [*values, str(asked[key])]
    if "amount" in asked:
        statement, values = f"{statement} AND centimes = ?", [*values, centimes(asked["amount"])]
    rows = books.all(f"{statement} ORDER BY issued_on DESC", *values)
    return {"invoices": [_invoice(row) for row in rows]}


def invoice(books: Books, asked: Json) -> Json:
    """One invoice with its items; ``latest`` is the newest."""
    row = invoice_row(books, asked)
    items = books.all("SELECT * FROM items WHERE invoice = ? ORDER BY place", row["invoice"])
    told = [{"label": item["label"], "amount": money(item["centimes"])} for item in items]
    return {**_invoice(row), "items": told}


def invoice_row(books: Books, asked: Json) -> Json:
    """The invoice asked for, among the customer's. Raises Refusal."""
    own = "SELECT * FROM invoices WHERE customer = ?"
    if asked["invoice"] == "latest":
        return books.need(f"{own} ORDER BY issued_on DESC", asked["customer"])
    return books.need(f"{own} AND invoice = ?", asked["customer"], asked["invoice"])


def _invoice(row: Json) -> Json:
    kept = {key: row[key] for key in ("invoice", "line", "issued_on", "due_on", "state")}
    return {**kept, "amount": money(row["centimes"])}


def disputes(books: Books, asked: Json) -> Json:
    rows = books.all(
        "SELECT * FROM cases WHERE kind = 'dispute' AND customer = ? ORDER BY number DESC",
        asked["customer"],
    )
    return {"disputes": [_dispute(row) for row in rows]}


def dispute(books: Books, asked: Json) -> Json:
    wanted = "SELECT * FROM cases WHERE kind = 'dispute' AND customer = ? AND reference = ?"
    return _dispute(books.need(wanted, asked["customer"], asked["dispute"]))


def _dispute(row: Json) -> Json:
    details = json.loads(row["details"])
    return {"dispute": row["reference"], "state": row["state"], **details}


def appointments(books: Books, asked: Json) -> Json:
    rows = books.all(f"{_VISITS} ORDER BY date, start", asked["customer"])
    return {"appointments": [visit(row) for row in rows]}


def appointment(books: Books, asked: Json) -> Json:
    """One appointment; ``next`` is the first that is still ahead."""
    if asked["appointment"] == "next":
        ahead = f"{_VISITS} AND state = 'planned' AND date >= ? ORDER BY date, start"
        return visit(books.need(ahead, asked["customer"], books.today))
    return visit(books.need(f"{_VISITS} AND appointment = ?", asked["customer"],
                            asked["appointment"]))  # fmt: skip


_VISITS = "SELECT * FROM appointments WHERE customer = ?"


def visit(row: Json) -> Json:
    kept = {key: row[key] for key in ("appointment", "date", "start", "purpose", "state")}
    return {**kept, "end": HOURS[row["start"]]}


def slots(books: Books, asked: Json) -> Json:
    """Free times of the next working days, or of those after the day ``after`` or ``from`` it on.

    Each has an id to book it by, ``2026-11-26-08``.
    """
    day = books.clock().date()
    if "after" in asked:
        day = max(day, _day(asked["after"]))
    if "from" in asked:
        day = max(day, _day(asked["from"]) - timedelta(days=1))
    days = [working_day(day, count) for count in range(1, SHOWN_DAYS + 1)]
    taken = {
        (row["date"], row["start"])
        for row in books.all("SELECT date, start FROM appointments WHERE state = 'planned'")
    }
    free = [(day, start) for day in days for start in STARTS if (day, start) not in taken]
    return {"slots": [_slot(day, start) for day, start in free]}


def _slot(day: str, start: str) -> Json:
    return {"slot": f"{day}-{start[:2]}", "date": day, "start": start, "end": HOURS[start]}


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise Refusal("bad-date", 422) from error


def orders(books: Books, asked: Json) -> Json:
    rows = books.all('SELECT * FROM orders WHERE customer = ? ORDER BY "order"', asked["customer"])
    return {"orders": [_order(row) for row in rows]}


def order(books: Books, asked: Json) -> Json:
    wanted = 'SELECT * FROM orders WHERE customer = ? AND "order" = ?'
    return _order(books.need(wanted, asked["customer"], str(asked["order"]).upper()))


def _order(row: Json) -> Json:
    return {key: row[key] for key in ("order", "item", "state", "carrier", "expected_on")}


def contact(books: Books, asked: Json) -> Json:
    return books.need("SELECT email, phone FROM customers WHERE customer = ?", asked["customer"])


def request(books: Books, asked: Json) -> Json:
    """What was answered to the write that carried this idempotency key, once it was done."""
    row = books.need(
        "SELECT * FROM requests WHERE customer = ? AND key = ? AND status < 400",
        *(asked["customer"], asked["key"]),
    )
    return {"done": True, "reference": row["reference"], "answer": json.loads(row["answer"])}
