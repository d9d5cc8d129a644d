"""The reasons a centre knows of: a TOML file, or the brand's own articles.

    [[reason]]
    id = "pay-bill"
    names = {fr = "Payer une facture", ar = "دفع فاتورة", en = "Paying a bill"}
    examples = ["how do I pay my bill", "où payer ma facture", "كيف أدفع فاتورتي"]

Examples are sentences as customers say them, in whatever languages they come; three are few, ten
are good.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nawba.domain.errors import DocumentError, Fault
from nawba.domain.words import Article

Origin = Literal["seeded", "found"]

FEWEST_EXAMPLES = 2

_ID = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_LANGUAGES = ("fr", "ar", "en")
_REMEDY = 'Write [[reason]] with id, names = {fr = "…"} and examples = ["…", "…"].'


@dataclass(frozen=True)
class Reason:
    """``names`` by language. ``since``: the version in which a found one first stood."""

    id: str
    names: Mapping[str, str]
    examples: tuple[str, ...]
    origin: Origin = "seeded"
    since: int = 0

    def name(self, language: str = "en") -> str:
        """In ``language``, else in another, else the id."""
        spoken = (self.names.get(one) for one in (language, *_LANGUAGES, *self.names))
        return next((one for one in spoken if one), self.id)


def read_taxonomy(text: str, file: str) -> tuple[Reason, ...]:
    """The reasons of a TOML file. Raises DocumentError with every fault, by line where known."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = int((re.findall(r"line (\d+)", str(error)) or ["1"])[0])
        raise DocumentError((Fault(file, line, "", f"is no TOML ({error})", _REMEDY),)) from error
    lines = [at for at, line in enumerate(text.splitlines(), 1) if line.strip() == "[[reason]]"]
    given = document.get("reason", [])
    rows = given if isinstance(given, list) else []
    places = [*lines, *[1] * len(rows)]
    faults = [] if rows else [Fault(file, 1, "reason", "has no reason", _REMEDY)]
    for row, line in zip(rows, places, strict=False):
        faults += [Fault(file, line, *told, _REMEDY) for told in _faults(row)]
    faults += _twice(rows, places, file)
    if faults:
        raise DocumentError(tuple(faults))
    return tuple(Reason(row["id"], row["names"], tuple(row["examples"])) for row in rows)


def _faults(row: Any) -> Iterable[tuple[str, str]]:
    if not isinstance(row, Mapping):
        return [("reason", "is no table")]
    names, examples = row.get("names"), row.get("examples")
    known = {"id", "names", "examples"}
    found = [
        ("id", "must be small letters, digits and hyphens", _is_id(row.get("id"))),
        ("names", "needs a name in fr, ar or en", _are_names(names)),
        ("examples", f"needs {FEWEST_EXAMPLES} sentences at least", _are_texts(examples)),
        (", ".join(set(row) - known), "is not known here", set(row) <= known),
    ]
    return [(field, problem) for field, problem, right in found if not right]


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _are_names(names: Any) -> bool:
    if not isinstance(names, Mapping) or not names:
        return False
    return all(key in _LANGUAGES and isinstance(one, str) and one for key, one in names.items())


def _are_texts(texts: Any) -> bool:
    if not isinstance(texts, list) or len(texts) < FEWEST_EXAMPLES:
        return False
    return all(isinstance(text, str) and text.strip() for text in texts)


def _twice(rows: Sequence[Any], places: Sequence[int], file: str) -> list[Fault]:
    ids = [row.get("id") if isinstance(row, Mapping) else None for row in rows]
    return [
        Fault(file, places[at], "id", f"'{one}' stands twice", "Give each reason an id of its own.")
        for at, one in enumerate(ids)
        if one is not None and one in ids[:at]
    ]


def reasons_of_articles(
    articles: Sequence[Article], examples: Iterable[tuple[str, str]] = ()
) -> tuple[Reason, ...]:
    """A reason for each article: its titles are the names, its titles and questions the examples.

    ``examples`` are further sentences as (id of the article, text).
    """
    more: dict[str, list[str]] = {}
    for article, text in examples:
        more.setdefault(article, []).append(text)
    names: dict[str, dict[str, str]] = {}
    asked: dict[str, list[str]] = {}
    for one in articles:
        names.setdefault(one.id, {})[one.language] = one.title
        asked.setdefault(one.id, []).extend((one.title, *one.questions))
    return tuple(
        Reason(id, names[id], tuple(dict.fromkeys([*asked[id], *more.get(id, [])])))
        for id in sorted(names)
    )


def read_examples(text: str, file: str) -> list[tuple[str, str]]:
    """Sentences of JSON lines with ``text`` and ``intent`` as (intent, text); those without an
    intent are left out. Raises DocumentError naming the lines that cannot be read."""
    found: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for line, row in enumerate(text.splitlines(), 1):
        try:
            one = json.loads(row)
            if one.get("intent"):
                found.append((str(one["intent"]), str(one["text"])))
        except (ValueError, KeyError, AttributeError) as error:
            remedy = 'Write {"text": …, "intent": …}.'
            faults.append(Fault(file, line, "", f"cannot be read ({error!r})", remedy))
    if faults:
        raise DocumentError(tuple(faults[:20]))
    return found
