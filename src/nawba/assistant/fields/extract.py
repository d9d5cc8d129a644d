"""The door of the package: several readers over one text, and which of their findings stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from nawba.assistant.fields.amounts import amounts
from nawba.assistant.fields.answers import answers
from nawba.assistant.fields.contacts import emails, matches, phones
from nawba.assistant.fields.dates import dates, past_dates
from nawba.assistant.fields.field import Asked, Field, Pattern, Reader
from nawba.assistant.fields.names import names
from nawba.assistant.fields.numbers import numbers
from nawba.assistant.fields.references import invoices, orders
from nawba.assistant.fields.times import times
from nawba.domain.folded import Folded

MOST_CHARACTERS = 2_000  # of a message; a field behind them is not read

_READERS: Mapping[str, Reader] = {
    "amount": amounts,
    "date": dates,
    "email": emails,
    "invoice": invoices,
    "name": names,
    "number": numbers,
    "order": orders,
    "past_date": past_dates,
    "phone": phones,
    "time": times,
    "yes_no": answers,
}

KINDS = frozenset(_READERS)
"""The kinds that need no pattern."""


def extract(
    text: str,
    kinds: Sequence[str | Pattern],
    language: str,
    today: date,
    *,
    asked: str = "",
) -> list[Field]:
    """The fields of ``kinds`` in ``text``, in the order in which they stand there, none twice.

    Where two findings share characters the longer one stands, and of equals the kind named
    first. ``language`` (fr, ar, en, ary) settles only what the text leaves open ("1,250" is a
    quarter more than one in French, a thousand and a quarter in English); any language is read.
    ``asked`` names the kind that the customer was just asked for: only then does a bare "15" or
    "sara" answer it. Offsets count characters of ``text`` as given. Raises ValueError for an
    unknown kind.
    """
    folded = Folded.of(text[:MOST_CHARACTERS])
    known = Asked(language, today)
    found = [
        (rank, field)
        for rank, kind in enumerate(kinds)
        for field in _read(folded, kind, replace(known, bare=_name(kind) == asked))
    ]
    return [_placed(field, folded) for field in _standing(found)]


def _read(folded: Folded, kind: str | Pattern, asked: Asked) -> Iterable[Field]:
    if isinstance(kind, Pattern):
        return matches(folded, kind)
    if kind not in _READERS:
        raise ValueError(f"There is no kind of field {kind!r}. Known: {', '.join(sorted(KINDS))}.")
    return (replace(field, kind=kind) for field in _READERS[kind](folded, asked))


def _name(kind: str | Pattern) -> str:
    return kind.kind if isinstance(kind, Pattern) else kind


def _standing(found: Iterable[tuple[int, Field]]) -> list[Field]:
    """The fields that no longer one overlaps, in order.

    One without a value ("31/02") keeps its characters from the others and is then left out:
    what cannot be read surely is not read by halves.
    """
    taken: set[int] = set()
    standing: list[Field] = []
    for _, field in sorted(found, key=lambda f: (f[1].start - f[1].end, f[0], f[1].start)):
        span = range(field.start, field.end)
        if taken.isdisjoint(span):
            taken.update(span)
            standing.append(field)
    return sorted((field for field in standing if field.value), key=lambda field: field.start)


def _placed(field: Field, folded: Folded) -> Field:
    start, end = folded.span(field.start, field.end)
    return replace(field, start=start, end=end)
