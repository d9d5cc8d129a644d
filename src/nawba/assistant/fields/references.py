"""Numbers of the brand's that a word announces: "facture n° FA-2025-0031", "طلبية رقم 778899".

For brands whose flows give no ``Pattern`` of theirs. A number has three digits at least, so that
"2 colis" and "ma commande de 50 DH" are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.vocabulary import table
from nawba.domain.folded import Folded, fold

_VALUE = r"((?=[\w/-]*\d{3})[a-z0-9][\w/-]*\w)"


def _references(kind: str, folded: Folded, asked: Asked) -> Iterator[Field]:
    for match in _announced(kind).finditer(folded.text):
        yield Field(kind, match[1].upper(), *match.span(1))


invoices = partial(_references, "invoice")
orders = partial(_references, "order")


@cache
def _announced(kind: str) -> re.Pattern[str]:
    words, marks = (_any(table("references")[key]) for key in (kind, "mark"))
    return re.compile(rf"(?<!\w)(?:{words})(?:\W{{0,3}}(?:{marks})){{0,3}}\W{{0,3}}(?<!\w){_VALUE}")


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(fold(word)) for word in words), key=len, reverse=True))
