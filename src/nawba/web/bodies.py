"""What requests may carry: JSON objects whose words can be kept and whose numbers have bounds."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, field_validator

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A number that both databases keep: an epoch, a revision, a version."""

MAX_DEPTH = 32


class Body(BaseModel):
    """Base of all bodies. Half a character (a lone surrogate, such as an emoji cut in two by a
    page) becomes U+FFFD, as browsers do: no database and no answer can hold it."""

    @field_validator("*", mode="after")
    @classmethod
    def _whole_characters(cls, value: Any) -> Any:
        return _whole(value)


def _whole(value: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("is nested too deep")
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list):
        return [_whole(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {whole(key): _whole(one, depth + 1) for key, one in value.items()}
    return value


def whole(text: str) -> str:
    """``text`` with U+FFFD in the place of lone surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(value: object) -> object:
    """For CSV: text that a spreadsheet would run as a formula is kept as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
