"""Which proposals of a language model may be looked at, before the rules of the dialogue do.

A model proposes; that a command was on the request's list is checked where it comes back. Here is
what a list cannot say: a field's value must be the customer's own words, so that a model may find
it and can never make it up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nawba.assistant import flows
from nawba.domain.folded import Folded
from nawba.domain.operations import Level
from nawba.domain.writing import Command, Option, SetField, StartFlow, WordAnswer

_EXAMPLES = 4  # of a flow's phrases that a model is shown


def consider(command: Command | None, said: Sequence[str]) -> Command | None:
    """``command`` if it may be looked at, else None. ``said``: the customer's own messages. Pure.

    Words are never taken here: they go through ``wording``, sentence by sentence.
    """
    if isinstance(command, WordAnswer):
        return None
    fields = command.fields if isinstance(command, StartFlow) else (command,)
    values = [one.value for one in fields if isinstance(one, SetField)]
    return command if all(find_quote(value, said) for value in values) else None


def find_quote(value: str, said: Sequence[str]) -> tuple[int, int, int] | None:
    """Where ``value`` stands as whole words, whatever its capitals or digits; None: nowhere.

    Gives the place of the message in ``said``, the latest first, and the characters there.
    """
    parts = re.findall(r"[^\W_]+", Folded.of(value).text)
    wanted = re.compile(r"(?<![^\W_])" + r"[\W_]+".join(parts) + r"(?![^\W_])")
    for place in reversed(range(len(said)) if parts else ()):
        folded = Folded.of(said[place])
        if found := wanted.search(folded.text):
            return (place, *folded.span(*found.span()))
    return None


def flow_options(book: flows.FlowBook, language: str) -> tuple[Option, ...]:
    """The flows that a customer may be asked about in ``language``, as a model chooses them."""
    return tuple(
        Option(flow.id, _about(flow, language), _fields(flow, language))
        for flow in book.flows
        if language in flow.title and not flow.grants.reaches(Level.KNOWN)
    )


def _about(flow: flows.Flow, language: str) -> str:
    phrases = flow.phrases.get(language, ())[:_EXAMPLES]
    return f"{flow.title[language]}: {'; '.join(phrases)}" if phrases else flow.title[language]


def _fields(flow: flows.Flow, language: str) -> tuple[Option, ...]:
    return tuple(
        Option(name, one.name.get(language, name)) for name, one in flows.givable(flow).items()
    )
