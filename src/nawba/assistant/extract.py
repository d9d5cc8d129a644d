"""Fields found in what a customer wrote: numbers an adviser would otherwise have to copy by hand.

Values are quoted as written (Arabic-Indic digits become 0-9 so that they can be searched); nothing
is completed or corrected: "demain" stays "demain", beside the hour of the message.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from nawba.assistant.fields import Field, Pattern, extract
from nawba.assistant.normalise import strip_invisible

_PARCEL = Pattern("order", r"WH\d{6,12}")
_KINDS = (_PARCEL, "email", "past_date", "amount", "phone", "invoice", "order")
_SHOWN_AS = {"past_date": "date"}
_LABELS: dict[str, dict[str, str]] = {
    "fr": {
        "order": "Commande",
        "invoice": "Facture",
        "phone": "Téléphone",
        "email": "E-mail",
        "date": "Date",
        "amount": "Montant",
    },
    "en": {
        "order": "Order",
        "invoice": "Invoice",
        "phone": "Phone",
        "email": "E-mail",
        "date": "Date",
        "amount": "Amount",
    },
    "ar": {
        "order": "رقم الطلب",
        "invoice": "رقم الفاتورة",
        "phone": "الهاتف",
        "email": "البريد الإلكتروني",
        "date": "التاريخ",
        "amount": "المبلغ",
    },
}
_MOST_VALUES = 5


def extract_fields(text: str, language: str, today: date) -> dict[str, str]:
    """Field label in ``language`` -> the values found, in order of appearance, joined by ", ".

    ``today`` settles only whether a weekday and a day agree. Each line is read by itself.
    """
    labels = _LABELS.get(language, _LABELS["fr"])
    found: dict[str, dict[str, None]] = {}
    for line in _western(strip_invisible(text)).splitlines():
        for field in extract(line, _KINDS, language, today):
            name = _SHOWN_AS.get(field.kind, field.kind)
            found.setdefault(name, {})[_quoted(field, line)] = None
    return {
        label: ", ".join(list(found[name])[:_MOST_VALUES])
        for name, label in labels.items()
        if name in found
    }


def _quoted(field: Field, text: str) -> str:
    written = " ".join(text[field.start : field.end].split())
    return re.sub(r"[ -]", "", field.value) if field.kind == "order" else written


def _western(text: str) -> str:
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in text
    )
