"""Invented customers and what they have: the same for the same day, so that tests can count on it.

Dates follow ``today``, so that the demo always has an invoice that can still be disputed and an
appointment that can still be moved.
"""

from __future__ import annotations

from datetime import date, timedelta

from nawba.demo.backoffice.books import SCHEMA, Books

_PLANS = [
    ("sahla-10", "Sahla 10", 4900),
    ("sahla-25", "Sahla 25", 9900),
    ("sahla-60", "Sahla 60", 19900),
    ("fibre-100", "Fibre 100", 24900),
    ("fibre-200", "Fibre 200", 34900),
    ("fibre-500", "Fibre 500", 44900),
]

# customer, first name, family name, plan, what is odd on the last invoice (label, centimes)
_PEOPLE = [
    ("C-1001", "Samira", "Alaoui", "sahla-25", ("Achat de contenus", 25000)),
    ("C-1002", "Mehdi", "Bennis", "sahla-60", None),
    ("C-1003", "Aminata", "Sow", "sahla-10", ("Appels internationaux", 8650)),
    ("C-1004", "Youssef", "Trabelsi", "fibre-200", ("Déplacement du technicien", 10000)),
    ("C-1005", "Inês", "Duarte", "sahla-25", None),
    ("C-1006", "Koffi", "Yao", "fibre-100", ("Installation", 20000)),
    ("C-1007", "Leïla", "Haddad", "sahla-60", ("Itinérance", 31240)),
    ("C-1008", "Omar", "Sefrioui", "fibre-500", None),
    ("C-1009", "Fatou", "Diallo", "sahla-10", None),
    ("C-1010", "Anas", "Tazi", "sahla-25", ("Achat de contenus", 4900)),
    ("C-1011", "Claire", "Fontaine", "fibre-100", None),
    ("C-1012", "Rim", "Gharbi", "sahla-60", None),
]
_ARABIC = {
    "Alaoui": "العلوي",
    "Bennis": "بنيس",
    "Sow": "سو",
    "Trabelsi": "الطرابلسي",
    "Duarte": "دوارتي",
    "Yao": "ياو",
    "Haddad": "حداد",
    "Sefrioui": "الصفريوي",
    "Diallo": "ديالو",
    "Tazi": "التازي",
    "Fontaine": "فونتين",
    "Gharbi": "الغربي",
}
_ORDERS = [
    ("SH-20417", "C-1001", "Routeur 5G", "shipped", "Barid Express", 2),
    ("SH-20418", "C-1002", "eSIM", "delivered", "Sahla", -3),
    ("SH-20419", "C-1004", "Répéteur Wi-Fi", "preparing", "Sahla", 4),
    ("SH-20420", "C-1007", "Carte SIM", "shipped", "Barid Express", 1),
    ("SH-20421", "C-1009", "Téléphone Atlas 3", "delayed", "Barid Express", 9),
    ("SH-20422", "C-1012", "Box Fibre", "returned", "Barid Express", -6),
]
_VISITS = [
    ("RV-3101", "C-1001", 3, "08:00", "Installation fibre"),
    ("RV-3102", "C-1004", 2, "12:00", "Dépannage"),
    ("RV-3103", "C-1006", 4, "16:00", "Installation fibre"),
    ("RV-3104", "C-1008", 5, "08:00", "Dépannage"),
]
_BILLED_MONTHS = 4


def seed(books: Books, today: date) -> None:
    """Make the tables and fill them, as of ``today``."""
    books.script(SCHEMA)
    fill(books, today)


def fill(books: Books, today: date) -> None:
    """Fill empty tables, as of ``today``."""
    with books.transaction():
        books.fill("plans", list(_PLANS))
        books.fill("customers", [_customer(place) for place in range(len(_PEOPLE))])
        books.fill("lines", [
            (line(place), who, plan, "active")
            for place, (who, _, _, plan, _) in enumerate(_PEOPLE)
        ])  # fmt: skip
        for place in range(len(_PEOPLE)):
            _bill(books, place, today)
        books.fill("orders", [
            (*order[:5], (today + timedelta(days=order[5])).isoformat()) for order in _ORDERS
        ])  # fmt: skip
        books.fill("appointments", [
            (visit, who, working_day(today, days), start, purpose, "planned")
            for visit, who, days, start, purpose in _VISITS
        ])  # fmt: skip


def line(place: int) -> str:
    """The telephone number of the customer at ``place``."""
    return f"+2126000001{place + 1:02}"


def spellings(family: str) -> tuple[str, ...]:
    """A family name as it is written in Latin and in Arabic letters."""
    arabic = _ARABIC.get(family)
    return (family, arabic) if arabic else (family,)


def _customer(place: int) -> tuple[str, str, str, str, str]:
    who, first, family, _, _ = _PEOPLE[place]
    return who, first, family, f"client{place + 1}@example.org", line(place)


def _bill(books: Books, place: int, today: date) -> None:
    who, _, _, plan, odd = _PEOPLE[place]
    price = next(price for name, _, price in _PLANS if name == plan)
    for back in range(_BILLED_MONTHS):
        issued = _month_start(today, back)
        invoice = f"F-{issued:%Y%m}-{place + 1:02}"
        items = [("Abonnement", price), *([odd] if odd is not None and back == 0 else [])]
        total = sum(amount for _, amount in items)
        state = "due" if back == 0 else "paid"
        due = issued.replace(day=15).isoformat()
        books.run(
            "INSERT INTO invoices VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(invoice, who, line(place), issued.isoformat(), due, total, state),
        )
        books.fill("items", [(invoice, nth, *item) for nth, item in enumerate(items)])


def _month_start(today: date, back: int) -> date:
    month = today.replace(day=1)
    for _ in range(back):
        month = (month - timedelta(days=1)).replace(day=1)
    return month


def working_day(today: date, count: int) -> str:
    """The day that is ``count`` working days (Monday to Saturday) after ``today``."""
    day = today
    while count:
        day += timedelta(days=1)
        count -= day.weekday() != 6
    return day.isoformat()


def renew_visits(books: Books, today: date) -> None:
    """Planned appointments that a demo left standing has outlived are some days ahead again."""
    late = "SELECT * FROM appointments WHERE state = 'planned' AND date <= ? ORDER BY appointment"
    for visit in books.all(late, today.isoformat()):
        days = 3
        while _is_taken(books, working_day(today, days), visit["start"]):
            days += 1
        books.run(
            "UPDATE appointments SET date = ? WHERE appointment = ?",
            *(working_day(today, days), visit["appointment"]),
        )


def _is_taken(books: Books, day: str, start: str) -> bool:
    wanted = "SELECT 1 FROM appointments WHERE state = 'planned' AND date = ? AND start = ?"
    return books.one(wanted, day, start) is not None
