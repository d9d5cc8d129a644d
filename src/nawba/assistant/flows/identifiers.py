"""Ids and codes as customers type them: with spaces, without dashes, in any digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nawba.assistant.flows.candidates import Candidate
from nawba.assistant.normalise import western


def read_ids(form: str, text: str, asked: bool) -> Iterator[Candidate]:
    """Ids of ``form`` however they are typed: spaces, dashes, capitals; asked: digits alone."""
    for match in _form_pattern(form, asked).finditer(western(text)):
        typed = iter("".join(char for char in match.group(1) if char.isalnum()).upper())
        slots = form if len(re.sub(r"\W", "", match.group(1))) == _size(form) else _bare(form)
        filled = "".join(next(typed) if char.isalnum() or char in "#@" else char for char in slots)
        head = form[: len(form) - len(slots)]
        yield Candidate(head + filled, *match.span(1))


def _size(form: str) -> int:
    return sum(char.isalnum() or char in "#@" for char in form)


def _bare(form: str) -> str:
    """``form`` from its first ``#`` or ``@`` on: what is typed without the brand's letters."""
    return form[min(form.index(mark) for mark in "#@" if mark in form) :]


def _form_pattern(form: str, asked: bool) -> re.Pattern[str]:
    body = _body(form)
    if asked and _bare(form) != form:
        body = f"{body}|{_body(_bare(form))}"
    return re.compile(rf"(?<![A-Za-z0-9])({body})(?![A-Za-z0-9])", re.IGNORECASE)


def _body(form: str) -> str:
    slots = {"#": r"\d", "@": "[A-Za-z]"}
    return r"[\s./_-]*".join(
        slots.get(char, re.escape(char)) for char in form if char.isalnum() or char in slots
    )


def read_codes(text: str) -> Iterator[Candidate]:
    for match in re.finditer(r"(?<!\d)\d(?:[ -]?\d){3,7}(?!\d)", western(text)):
        yield Candidate(re.sub(r"\D", "", match.group()), *match.span())
