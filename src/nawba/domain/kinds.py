"""The kinds of value that customers give and operations take, each with its one written form.

Values are plain JSON, so that a flow's state and a call's body need no further translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

Value = str | int | bool
"""A field's value: text in all kinds but ``number`` (int) and ``boolean``."""

MAX_TEXT = 500

_AMOUNT = re.compile(r"\d{1,9}\.\d{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PHONE = re.compile(r"\+\d{8,15}")
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,190}\.[^\s@<>,;.]{2,24}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
_CODE = re.compile(r"\d{4,8}")
_MASKED = re.compile(r"(?=.*[•*]{2})[\d•*+ ]{4,32}|\w{0,3}[•*]{2,20}\w{0,3}@[\w.•*-]{3,60}")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and bool(pattern.fullmatch(value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MAX_TEXT and not _UNPRINTABLE.search(value)


def _is_name(value: Any) -> bool:
    return _is_text(value) and len(value) <= 80


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**12


def _is_date(value: Any) -> bool:
    if not _matches(_DATE)(value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


KINDS: dict[str, Callable[[Any], bool]] = {
    "text": _is_text,  # one line of at most 500 characters
    "name": _is_name,  # of a person, at most 80 characters
    "number": _is_number,  # 12
    "amount": _matches(_AMOUNT),  # "250.00", in the currency the flow names
    "date": _is_date,  # "2026-11-15"
    "time": _matches(_TIME),  # "09:30"
    "phone": _matches(_PHONE),  # "+212661234567"
    "email": _matches(_EMAIL),  # "a@b.ma"
    "id": _matches(_ID),  # "F-2026-118", upper or lower case as the brand writes it
    "code": _matches(_CODE),  # a one-time code: "482913"
    "masked": _matches(_MASKED),  # "06 •• •• •• 21", "s•••@exemple.ma"
    "boolean": lambda value: isinstance(value, bool),
    "identity": _matches(_ID),  # who was authenticated; filled by the house alone
}


def fits(kind: str, value: Any) -> bool:
    """Whether ``value`` is written as ``kind`` wants. Raises KeyError for an unknown kind."""
    return KINDS[kind](value)


def amount(value: Decimal | int | str) -> str:
    """``value`` in the one form of an amount: two decimals, a point, no thousands separator."""
    return f"{Decimal(value):.2f}"
