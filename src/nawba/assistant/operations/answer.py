"""Reads the declared results out of what a system told, and nothing else.

An answer is data: what is not declared is not looked at, and what is declared must have the form of
its kind. Words in it are never instructions to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from nawba.domain.kinds import amount, fits
from nawba.domain.operations import Operation

MAX_BYTES = 256_000
"""The largest answer that is read."""
MAX_RECORDS = 200
_CENTIMES = Decimal("0.01")


def parse_object(content: bytes) -> dict[str, Any] | None:
    """The JSON object in ``content``; None when there is none. Numbers keep their decimals."""
    try:
        value = json.loads(content, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError, InvalidOperation):
        return None
    return value if isinstance(value, dict) else None


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def read_answer(operation: Operation, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """The results that ``operation`` declares, each in the form of its kind.

    None when one is missing, has another form, or is a list of more than ``MAX_RECORDS``.
    """
    data = {}
    for name, kind in operation.result.items():
        value = _at(body, operation.answer.get(name, name))
        read = _records(operation, kind, value) if isinstance(kind, dict) else _read(kind, value)
        if read is None:
            return None
        data[name] = read
    return data


def _records(operation: Operation, kinds: dict[str, str], value: Any) -> list[Any] | None:
    if not isinstance(value, list) or len(value) > MAX_RECORDS:
        return None
    records = [_record(operation, kinds, one) for one in value]
    return None if None in records else records


def _record(operation: Operation, kinds: dict[str, str], value: Any) -> dict[str, Any] | None:
    read = {
        name: _read(kind, _at(value, operation.answer.get(name, name)))
        for name, kind in kinds.items()
    }
    return None if None in read.values() else read


def _at(value: Any, place: str) -> Any:
    for step in place.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def _read(kind: str, value: Any) -> Any:
    """``value`` in the one written form of ``kind``; None when it has none."""
    if kind == "amount" and isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = _amount(Decimal(value))
    elif kind in ("id", "identity") and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if value is not None and fits(kind, value) else None


def _amount(value: Decimal) -> str | None:
    """Two decimals, if nothing is lost by it."""
    try:
        return amount(value) if value == value.quantize(_CENTIMES) else None
    except InvalidOperation:
        return None
