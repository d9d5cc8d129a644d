"""The same conversations as other people type them: that may cost a question, not a mistake.

Capitals, accents, courtesies or the digits of the other script mean the same, and may not lead to
another change. A typing error can be a value of its own ("5 November" for "5 Novmeber"); it is then
read back, but these scripted customers say yes to anything: such changes are shown.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from nawba.assistant.flows.candidates import Extract
from nawba.assistant.flows.conversations import Conversation, Script, Turn
from nawba.assistant.flows.model import FlowBook
from nawba.assistant.flows.rehearsal import Called, changes_made, first_difference

_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_LONG_WORD = 5


@dataclass(frozen=True)
class Varied:
    """How one conversation went in one variation.

    ``as_written``: nothing differs. ``change``: one that the conversation as written does not
    make, else None.
    """

    variation: str
    script: str
    name: str
    as_written: bool
    change: str | None = None

    @property
    def failed(self) -> bool:
        """Whether something else was done although the same was meant."""
        return self.change is not None and self.variation != ERROR


def rehearse_varied(
    book: FlowBook,
    scripts: Mapping[str, Script],
    extract: Extract,
    variations: Mapping[str, Callable[[str], str]] | None = None,
) -> Iterator[Varied]:
    """Every conversation in every variation (of ``VARIATIONS``), one after the other. Pure."""
    for variation, change in (variations or VARIATIONS).items():
        for name, script in scripts.items():
            for one in script.conversations:
                whole = script.whole(one)
                varied = _vary(whole, change)
                allowed = {_plain(call) for call in changes_made(book, script, whole, extract)}
                made = {_plain(call) for call in changes_made(book, script, varied, extract)}
                difference = first_difference(book, script, varied, extract)
                other = next(iter(sorted(made - allowed)), None)
                yield Varied(variation, name, one.name, difference is None, other)


def _vary(one: Conversation, change: Callable[[str], str]) -> Conversation:
    def turn(as_written: Turn) -> Turn:
        return replace(as_written, customer=change(as_written.customer))

    return replace(one, turns=tuple(turn(one) if one.customer else one for one in one.turns))


def _plain(call: Called) -> str:
    """A call without its key; capitals do not make another one of it."""
    name, fields, _ = call
    return json.dumps([name, dict(sorted(fields.items()))], ensure_ascii=False).casefold()


def without_accents(text: str) -> str:
    split = unicodedata.normalize("NFKD", text)
    return "".join(char for char in split if not unicodedata.combining(char))


def with_typing_error(text: str) -> str:
    """``text`` with two neighbouring letters swapped in one long word, always the same one."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= _LONG_WORD and word.isalpha()]
    if not long:
        return text
    chosen = zlib.crc32(text.encode())
    place = long[chosen % len(long)]
    word = words[place]
    cut = 1 + chosen % (len(word) - 2)
    words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


ERROR = "typing error"
"""The variation that may mean something else."""

VARIATIONS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "no capitals": str.lower,
    "no accents": without_accents,
    "courtesy before": lambda text: f"bonjour, {text}",
    "courtesy behind": lambda text: f"{text} svp",
    "trailing dots": lambda text: f"{text} ...",
    "Arabic digits": lambda text: text.translate(_ARABIC_DIGITS),
    "wide spaces": lambda text: f"  {text.replace(' ', '   ')} ",
    "invisible characters": lambda text: text.replace(" ", " \u200b"),
    "two lines": lambda text: text.replace(" ", "\n", 1),
    ERROR: with_typing_error,
}
"""By name: from a line as written to one as somebody else types it."""
