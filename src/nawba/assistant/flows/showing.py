"""Values as customers read them: dates with their weekday, amounts with their currency."""

from __future__ import annotations

import unicodedata
from datetime import date

from nawba.assistant.texts import DEFAULT_LANGUAGE, LANGUAGES, say
from nawba.domain.kinds import Value

_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
    "en": "January February March April May June July August September October November December",
}
_CURRENCIES = {
    "MAD": {"fr": "DH", "ar": "درهما", "en": "MAD"},
    "EUR": {"fr": "€", "ar": "يورو", "en": "EUR"},
    "XOF": {"fr": "FCFA", "ar": "فرنك", "en": "FCFA"},
}
_QUOTED = {"fr": "« {} »", "ar": "«{}»", "en": "“{}”"}
_LONGEST_QUOTE = 200


def show(kind: str, value: Value, language: str, currency: str = "MAD") -> str:
    """``value`` of ``kind`` in the words of ``language`` (fr, ar, en; else French)."""
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    if kind == "date":
        return _day(date.fromisoformat(str(value)), language)
    if kind == "amount":
        return _amount(str(value), language, currency)
    if kind == "phone":
        return _phone(str(value), language)
    if kind == "boolean":
        return say("flow_yes" if value else "flow_no", language)
    if kind in ("text", "name"):
        return quoted(str(value), language) if kind == "text" else plain(str(value))
    return str(value)


def quoted(text: str, language: str) -> str:
    """Somebody else's words, marked as such and on one line."""
    return _QUOTED[language].format(plain(text))


def plain(text: str) -> str:
    """``text`` on one line, without invisible characters, of at most 200 characters."""
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    short = " ".join(visible.split())
    return short if len(short) <= _LONGEST_QUOTE else short[: _LONGEST_QUOTE - 1] + "…"


def _day(day: date, language: str) -> str:
    weekday, month = (
        _DAYS[language].split()[day.weekday()],
        _MONTHS[language].split()[day.month - 1],
    )
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{weekday} {number} {month} {day.year}"


def _amount(written: str, language: str, currency: str) -> str:
    whole, _, cents = written.partition(".")
    figure = whole if cents in ("", "00") else whole + ("," if language == "fr" else ".") + cents
    name = _CURRENCIES.get(currency, {}).get(language, currency)
    return f"{name} {figure}" if language == "en" else f"{figure} {name}"


def _phone(written: str, language: str) -> str:
    """Moroccan numbers as Moroccans write them, others as they are; left to right everywhere."""
    national = written.removeprefix("+212")
    if national != written and len(national) == 9:
        digits = "0" + national
        written = " ".join(digits[place : place + 2] for place in range(0, 10, 2))
    return f"\u2066{written}\u2069" if language == "ar" else written
