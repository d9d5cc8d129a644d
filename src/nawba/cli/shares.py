"""Shares as people type them: 5 %, 5%, 0.05 or 0,05."""

from __future__ import annotations

from nawba.domain.errors import Invalid


def share_of(text: str, field: str) -> float:
    """``5%`` or ``0.05`` as 0.05. Raises Invalid."""
    try:
        number = float(text.strip().rstrip("% ").replace(",", "."))
    except ValueError:
        raise Invalid(f"'{text}' is no share. Write 5% or 0.05.", field=field) from None
    return number / 100 if "%" in text else number


def part_of(text: str, field: str) -> float:
    """The same, from 0 to below 1: a part that leaves something. Raises Invalid."""
    share = share_of(text, field)
    if not 0 <= share < 1:
        raise Invalid(f"'{text}' is no share below 1. Write 5% or 0.05.", field=field)
    return share
