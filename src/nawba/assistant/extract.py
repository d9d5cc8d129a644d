"""Fields found in what a customer wrote: numbers an adviser would otherwise have to copy by hand.

Values are quoted as written (Arabic-Indic digits become 0-9 so that they can be searched); nothing
is completed or corrected. Where two patterns fit the same characters, the earlier one keeps them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from nawba.assistant.normalise import strip_invisible

_MONTHS = (
    "janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre"
    "|january|february|march|april|may|june|july|august|september|october|november|december"
    "|يناير|فبراير|مارس|أبريل|ابريل|ماي|مايو|يونيو|يوليوز|يوليو|غشت|أغسطس|شتنبر|سبتمبر|أكتوبر"
    "|اكتوبر|نونبر|نوفمبر|دجنبر|ديسمبر"
)
_CURRENCY = r"(?:dhs?|mad|dirhams?|€|euros?|eur|fcfa|cfa|\$|usd|دراهم|درهما?|يورو|أورو|اورو)"
_AMOUNT = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_NUMBER_MARK = r"(?:n[°o º]?|num[ée]ro|number|nr|#|رقم|:)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("order", r"\bWH[ -]?\d{6,12}\b"),
    (
        "invoice",
        rf"(?:facture|invoice|bill|الفاتورة|فاتورة)\s*(?:{_NUMBER_MARK}\s*)*"
        r"((?=[\w/-]*\d{3})[A-Z0-9][\w/-]*\w)",
    ),
    (
        "order",
        r"(?:commande|colis|suivi|order|parcel|tracking|الطلبية|طلبية|الطلب|طلب|الشحنة|التتبع)\s*"
        rf"(?:{_NUMBER_MARK}\s*)*((?=[\w/-]*\d{{3}})[A-Z0-9][\w/-]*\w)",
    ),
    ("date", r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))\b"),
    ("date", rf"\b(?:\d{{1,2}}(?:er|st|nd|rd|th)?\s+(?:{_MONTHS})(?:\s+\d{{4}})?)\b"),
    ("date", rf"\b(?:(?:{_MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)\b"),
    ("amount", rf"(?<![\w,.])(?:{_AMOUNT})\s?{_CURRENCY}(?!\w)"),
    ("amount", rf"(?<!\w){_CURRENCY}\s?(?:{_AMOUNT})(?![\w,.]\d)"),
    ("phone", r"(?<![\w+])(?:\+|00 ?)\d{1,3}[ .-]?(?:\(0\))?(?:\d[ .-]?){7,10}\d\b"),
    ("phone", r"(?<![\w+])0[5-8](?:[ .-]?\d{2}){4}\b"),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _PATTERNS)
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


def extract_fields(text: str, language: str) -> dict[str, str]:
    """Field label in ``language`` -> the values found, in order of appearance, joined by ", "."""
    labels = _LABELS.get(language, _LABELS["fr"])
    found: dict[str, dict[str, None]] = {}
    for _, name, value in sorted(_matches(_western(strip_invisible(text)))):
        found.setdefault(name, {})[value] = None
    return {
        label: ", ".join(list(found[name])[:_MOST_VALUES])
        for name, label in labels.items()
        if name in found
    }


def _matches(text: str) -> Iterator[tuple[int, str, str]]:
    taken: set[int] = set()
    for name, pattern in _COMPILED:
        for match in pattern.finditer(text):
            span = range(*match.span(match.lastindex or 0))
            if taken.isdisjoint(span):
                taken.update(span)
                yield span.start, name, _tidy(name, text[span.start : span.stop])


def _tidy(name: str, value: str) -> str:
    value = " ".join(value.split())
    return re.sub(r"[ -]", "", value).upper() if name == "order" else value


def _western(text: str) -> str:
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in text
    )
