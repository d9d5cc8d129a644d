"""How the rules of the dialogue speak, and how they understand a reply to choices they offered."""

from __future__ import annotations

from nawba.assistant.acts import Act, HandOver, Say, Turn, Withhold
from nawba.assistant.normalise import fold
from nawba.assistant.smalltalk import SmallTalk, courtesies
from nawba.assistant.texts import in_every_language
from nawba.assistant.texts import say as written
from nawba.assistant.upset import distress

_MEANT = {
    SmallTalk.YES: ("choice_continue", "choice_another", "choice_solved"),
    SmallTalk.NO: ("choice_not_solved", "choice_finished", "choice_none"),
}
_MOST_QUOTED = 120


def say(turn: Turn, key: str, **values: str) -> str:
    """The sentence ``key`` in the turn's language."""
    return written(key, turn.language, turn.fallback, **values)


def choices(turn: Turn, *keys: str) -> tuple[str, ...]:
    return tuple(say(turn, key) for key in keys)


def begin(turn: Turn) -> tuple[Act, ...]:
    """What comes before all else, once in a contact: that this is a machine, that it has heard.

    No word of the machine comes before the disclosure.
    """
    named = {"assistant": turn.assistant_name, "brand": turn.brand}
    disclosed = () if turn.facts.greeted else (Say(say(turn, "disclosure", **named)),)
    return disclosed + acknowledge(turn)


def acknowledge(turn: Turn) -> tuple[Say, ...]:
    """One short sentence to a customer who is upset, once in a contact."""
    is_new = distress(turn.text) is not None and not turn.facts.soothed
    return (Say(say(turn, "upset_acknowledged")),) if is_new else ()


def introduce(turn: Turn, key: str) -> Say:
    """A sentence that names the machine, with the choice between it and a person."""
    named = {"assistant": turn.assistant_name, "brand": turn.brand}
    return Say(say(turn, key, **named), choices(turn, "choice_continue", "choice_person"))


def hand_over(turn: Turn, reason: str, key: str, goal: str = "", **values: str) -> tuple[Act, ...]:
    """Withhold for ``reason``, say ``key``, and pass on; ``goal`` is the question that is left."""
    withheld = Withhold(reason, best_score(turn))
    return *begin(turn), withheld, Say(say(turn, key, **values)), HandOver(reason, goal=goal)


def best_score(turn: Turn) -> float | None:
    return turn.found[0].score if turn.found else None


def quote(words: str) -> str:
    """The customer's words on one line, short enough for a heading."""
    line = " ".join(words.split())
    return line if len(line) <= _MOST_QUOTED else line[: _MOST_QUOTED - 1].rstrip() + "…"


def chose(turn: Turn, *keys: str) -> bool:
    """Whether the customer clicked, numbered or typed one of these choices, in any language."""
    said = _bare(turn.text)
    offered = turn.facts.last_choices
    if said.isdigit() and 1 <= int(said) <= len(offered):
        said = _bare(offered[int(said) - 1])
    known = {_bare(text) for key in keys for text in in_every_language(key)}
    return said in known or _meant(turn, keys)


def was_offered(turn: Turn, key: str) -> bool:
    """Whether the choice ``key`` stood under the assistant's last words."""
    return bool(set(turn.facts.last_choices).intersection(in_every_language(key)))


def _bare(text: str) -> str:
    return fold(text).strip(" .!")


def _meant(turn: Turn, keys: tuple[str, ...]) -> bool:
    """A bare yes or no ("no thanks"), read as the reply to the choices on the table."""
    said = next((kind for kind in courtesies(turn.text) if kind in _MEANT), None)
    if said is None:
        return False
    return any(key in keys and was_offered(turn, key) for key in _MEANT[said])
