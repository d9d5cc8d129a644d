"""What the back office does: disputes, appointments, plans, suspensions, contact data, codes.

Each desk runs inside a transaction that the routes open, together with the record of its
idempotency key. A refusal leaves nothing behind, except that a wrong code is counted.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from nawba.demo.backoffice import reads
from nawba.demo.backoffice.books import Books, Json, Refusal, centimes, money
from nawba.demo.backoffice.seed import working_day

DISPUTE_DAYS = 60
ANSWER_DAYS = 10
NEEDED_NOTICE = 18  # the hour of the day before, from which an appointment stands
LAST_DAY_DOWN = 25  # of the month, to go down to a smaller plan with the next month
CODE_MINUTES = 10
CODE_TRIES = 3

_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]+\.[^\s@.]{2,24}")
_PHONE = re.compile(r"\+\d{8,15}")


def open_dispute(books: Books, asked: Json) -> Json:
    row = reads.invoice_row(books, asked)
    wanted = centimes(asked.get("amount"))
    if date.fromisoformat(row["issued_on"]) < books.clock().date() - timedelta(DISPUTE_DAYS):
        raise Refusal("too-late")
    if not 0 < wanted <= row["centimes"]:
        raise Refusal("amount-too-high")
    open_one = "SELECT 1 FROM cases WHERE kind = 'dispute' AND state = 'open' AND about = ?"
    if books.one(open_one, row["invoice"]) is not None:
        raise Refusal("already-disputed")
    details = {
        "invoice": row["invoice"],
        "amount": money(wanted),
        "charged_on": str(asked.get("charged_on", ""))[:10],
        "note": str(asked.get("note", ""))[:500],
        "answer_by": working_day(books.clock().date(), ANSWER_DAYS),
    }
    dispute = _open_case(books, "dispute", "D", asked["customer"], row["invoice"], details)
    del details["note"]
    return {"dispute": dispute, "state": "open", **details}


def cancel_dispute(books: Books, asked: Json) -> Json:
    row = _close_case(books, "dispute", asked["customer"], asked["dispute"])
    return {"dispute": row["reference"], "state": "cancelled"}


def _open_case(
    books: Books, kind: str, letter: str, customer: str, about: str, details: Json
) -> str:
    """Keep what was done under a reference of its own, such as ``D-0007``."""
    number = books.run(
        "INSERT INTO cases (kind, customer, about, state, details, at) VALUES (?, ?, ?, ?, ?, ?)",
        *(kind, customer, about, "open", json.dumps(details), books.clock().isoformat()),
    )
    reference = f"{letter}-{number:04}"
    books.run("UPDATE cases SET reference = ? WHERE number = ?", reference, number)
    return reference


def _close_case(books: Books, kind: str, customer: str, reference: str) -> Json:
    row = books.need(
        "SELECT * FROM cases WHERE kind = ? AND customer = ? AND reference = ?",
        *(kind, customer, reference),
    )
    if row["state"] != "open":
        raise Refusal("already-closed")
    books.run("UPDATE cases SET state = 'cancelled' WHERE number = ?", row["number"])
    return row


def move_appointment(books: Books, asked: Json) -> Json:
    row = reads.appointment(books, asked)
    now, (day, start) = books.clock(), _wanted(asked)
    eve = datetime.fromisoformat(row["date"]).replace(tzinfo=now.tzinfo) - timedelta(days=1)
    if row["state"] != "planned" or now >= eve.replace(hour=NEEDED_NOTICE):
        raise Refusal("too-late")
    if start not in reads.STARTS or not _is_bookable(day, now):
        raise Refusal("no-such-slot")
    taken = (
        "SELECT 1 FROM appointments WHERE state = 'planned' AND date = ? AND start = ? "
        "AND appointment <> ?"
    )
    if books.one(taken, day, start, row["appointment"]) is not None:
        raise Refusal("slot-taken")
    books.run(
        "UPDATE appointments SET date = ?, start = ? WHERE appointment = ?",
        *(day, start, row["appointment"]),
    )
    return reads.visit({**row, "date": day, "start": start})


def _wanted(asked: Json) -> tuple[str, str]:
    """The day and start that are wanted, told apart or as the id of a slot."""
    if "slot" in asked:
        day, _, hour = str(asked["slot"]).rpartition("-")
        return day, f"{hour}:00"
    return str(asked.get("date", "")), str(asked.get("start", ""))


def _is_bookable(day: str, now: datetime) -> bool:
    """A working day after today, within three months."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        return False
    return wanted.weekday() != 6 and 0 < (wanted - now.date()).days <= 90


def change_plan(books: Books, asked: Json) -> Json:
    line, today = reads.line(books, asked), books.clock().date()
    wanted = books.one("SELECT * FROM plans WHERE plan = ?", str(asked.get("plan", "")))
    before = books.need("SELECT * FROM plans WHERE plan = ?", line["plan"])
    if wanted is None or _family(wanted["plan"]) != _family(before["plan"]):
        raise Refusal("unknown-plan", 422)
    if line["state"] != "active":
        raise Refusal("line-suspended")
    if wanted["plan"] == before["plan"]:
        raise Refusal("same-plan")
    if _changed_since(books, line["line"], today.replace(day=1)):
        raise Refusal("already-changed")
    starts = today if wanted["centimes"] > before["centimes"] else _next_start(today)
    books.run("UPDATE lines SET plan = ? WHERE line = ?", wanted["plan"], line["line"])
    details = {"before": before["plan"], "plan": wanted["plan"], "starts_on": starts.isoformat()}
    change = _open_case(books, "plan", "P", asked["customer"], line["line"], details)
    return {
        "change": change,
        "line": line["line"],
        "plan": wanted["plan"],
        "price": money(wanted["centimes"]),
        "starts_on": starts.isoformat(),
    }


def _family(plan: str) -> str:
    return plan.partition("-")[0]


def _changed_since(books: Books, line: str, first: date) -> bool:
    wanted = "SELECT 1 FROM cases WHERE kind = 'plan' AND about = ? AND state = 'open' AND at >= ?"
    return books.one(wanted, line, first.isoformat()) is not None


def _next_start(today: date) -> date:
    """The first of next month, or of the month after for whoever comes late."""
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    late = today.day >= LAST_DAY_DOWN
    return (first + timedelta(days=32)).replace(day=1) if late else first


def cancel_plan_change(books: Books, asked: Json) -> Json:
    row = _close_case(books, "plan", asked["customer"], asked["change"])
    before = json.loads(row["details"])["before"]
    books.run("UPDATE lines SET plan = ? WHERE line = ?", before, row["about"])
    return {"change": row["reference"], "state": "cancelled"}


def suspend_line(books: Books, asked: Json) -> Json:
    line = reads.line(books, asked)
    if line["state"] != "active":
        raise Refusal("already-suspended")
    books.run("UPDATE lines SET state = 'suspended' WHERE line = ?", line["line"])
    details = {"reason": str(asked.get("reason", ""))[:80]}
    suspension = _open_case(books, "suspension", "S", asked["customer"], line["line"], details)
    return {"suspension": suspension, "line": line["line"], "state": "suspended"}


def change_contact(books: Books, asked: Json) -> Json:
    before = reads.contact(books, asked)
    wanted = {key: str(asked[key]) for key in ("email", "phone") if asked.get(key)}
    if not wanted:
        raise Refusal("nothing-to-change", 422)
    if not all(_CHECKS[key](value) for key, value in wanted.items()):
        raise Refusal("bad-value", 422)
    if {**before, **wanted} == before:
        raise Refusal("same-value")
    _write_contact(books, asked["customer"], {**before, **wanted})
    change = _open_case(books, "contact", "K", asked["customer"], asked["customer"], before)
    return {"change": change, **before, **wanted}


_CHECKS: dict[str, Callable[[str], Any]] = {"email": _EMAIL.fullmatch, "phone": _PHONE.fullmatch}


def _write_contact(books: Books, customer: str, values: Json) -> None:
    books.run(
        "UPDATE customers SET email = ?, phone = ? WHERE customer = ?",
        *(values["email"], values["phone"], customer),
    )


def cancel_contact_change(books: Books, asked: Json) -> Json:
    row = _close_case(books, "contact", asked["customer"], asked["change"])
    _write_contact(books, asked["customer"], json.loads(row["details"]))
    return {"change": row["reference"], "state": "cancelled"}


def send_code(books: Books, asked: Json) -> Json:
    """A new one-time code; only the console page shows it, as a telephone would."""
    phone = reads.contact(books, asked)["phone"]
    expires = books.clock() + timedelta(minutes=CODE_MINUTES)
    books.run(
        "INSERT OR REPLACE INTO codes VALUES (?, ?, ?, 0)",
        *(asked["customer"], f"{secrets.randbelow(10**6):06}", expires.isoformat()),
    )
    return {"sent_to": f"•••• {phone[-2:]}"}


def check_code(books: Books, asked: Json) -> Json:
    """Right once, within ten minutes, at the third try at the latest."""
    row = books.one("SELECT * FROM codes WHERE customer = ?", asked["customer"])
    if row is None or books.clock() > datetime.fromisoformat(row["expires_at"]):
        raise Refusal("expired-code")
    if row["tries"] >= CODE_TRIES:
        raise Refusal("too-many-tries")
    if not secrets.compare_digest(row["code"].encode(), str(asked.get("code", "")).encode()):
        books.run("UPDATE codes SET tries = tries + 1 WHERE customer = ?", asked["customer"])
        raise Refusal("wrong-code")
    books.run("DELETE FROM codes WHERE customer = ?", asked["customer"])
    return {"verified": True}
