"""Messages to a candidate, drafted in their language: a person reads, mends and sends them.

A refusal says the reason that a person wrote when they set the application aside, and no other.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from sqlalchemy.engine import Connection

from nawba.hiring.intake.explaining import explain, language_of
from nawba.store.hiring import log_of

Kind = Literal["invitation", "question", "refusal"]


def write_draft(connection: Connection, application: str, kind: Kind) -> tuple[str, str]:
    """The text and its language: the candidate's if there are words of it, else English.

    Raises NotFound.
    """
    language = language_of(connection, application)
    told = explain(connection, application, language)
    values = {
        "title": told["title"],
        "questions": "\n".join(f"- {one}" for one in told["questions"]) or "- …",
        "reason": _reason(connection, application) or "…",
    }
    return str(_words()[language][kind]).format(**values), language


def _reason(connection: Connection, application: str) -> str:
    """What was written when it was set aside last."""
    moves = log_of(connection, application=application, what="stage")
    aside = [one.words for one in moves if one.document.get("to") == "set_aside"]
    return str(aside[-1]) if aside else ""


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("nawba.hiring.intake").joinpath("drafts.toml").read_text("utf-8"))
