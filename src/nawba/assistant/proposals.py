"""Which proposals of a language model may be looked at, before the rules of the dialogue do.

A model proposes; that a command was on the request's list is checked where it comes back. Here is
what a list cannot say: a field's value must be the customer's own words, so that a model may find
it and can never make it up.
"""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.normalise import fold
from nawba.domain.writing import Command, SetField, WordAnswer


def consider(command: Command | None, said: Sequence[str]) -> Command | None:
    """``command`` if it may be looked at, else None. ``said``: the customer's own messages. Pure.

    Words are never taken here: they go through ``wording``, sentence by sentence.
    """
    if isinstance(command, WordAnswer):
        return None
    if isinstance(command, SetField) and not _is_quoted(command.value, said):
        return None
    return command


def _is_quoted(value: str, said: Sequence[str]) -> bool:
    """Whether ``value`` stands in one message as whole words, whatever its capitals or digits."""
    wanted = f" {_spaced(value)} "
    return bool(wanted.strip()) and any(wanted in f" {_spaced(text)} " for text in said)


def _spaced(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())
