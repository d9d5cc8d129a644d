"""From words to fields: what answers a question, what corrects an earlier answer, what fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from nawba.assistant.flows.candidates import Candidate, find_words, outermost, words_of
from nawba.assistant.flows.hearing import (
    Piece,
    bare,
    is_day_only,
    pieces,
    says_all,
    says_soonest,
    without_courtesy,
)
from nawba.assistant.flows.model import FlowField
from nawba.assistant.flows.run import Run
from nawba.assistant.flows.state import Held
from nawba.assistant.normalise import words
from nawba.domain.kinds import Value

_SAID_ANYHOW = frozenset({"text", "name", "boolean"})
"""Kinds that a bare piece of any sentence could be: corrected only under their name."""
_LONG_WORD = 4
_SHORT_LINE = 7  # words; in a longer one a field's word may be part of any sentence
_COUNTED = frozenset({"amount", "date", "number", "time"})


def answers(run: Run, name: str, text: str) -> list[Candidate]:
    """What ``text`` answers to the question for ``name``, each value once."""
    offered = run.offered(name)
    read = run.reader.read(name, text, asked=True, offered=offered)
    if not read and (plainer := without_courtesy(" ".join(text.split()))) != text:
        read = run.reader.read(name, plainer, asked=True, offered=offered)
    found = [one for one in read if _is_meant(run, name, text, one)] or _in_words(run, name, text)
    if found or run.flow.fields[name].kind == "text":
        return found
    label = run.word(run.flow.fields[name].name)
    parts = [bare(piece.text, label) for piece in pieces(text) if not piece.negated]
    read = [
        one
        for part in parts
        if not _belongs_elsewhere(run, name, part)
        for one in run.reader.read(name, part, asked=True, offered=offered)
        if _is_meant(run, name, part, one)
    ]
    return [replace(one, start=0, end=len(text)) for one in {c.value: c for c in read}.values()]


def _in_words(run: Run, name: str, text: str) -> list[Candidate]:
    """ "Tout" is the most that an amount may be, "au plus tôt" the first day, where it is known."""
    field, value = run.flow.fields[name], None
    if field.kind in ("amount", "number") and says_all(text):
        value = _bound(run, field.at_most)
    if field.kind == "date" and says_soonest(text):
        value = _bound(run, field.at_least)
    return [] if value is None else [Candidate(value, 0, len(text))]


def _belongs_elsewhere(run: Run, name: str, part: str) -> bool:
    """Whether ``part`` is by its look the value of another field: a date is no amount."""
    kinds = {name: field.kind for name, field in run.flow.fields.items()}
    others = [one for one, kind in kinds.items() if kind != kinds[name] and kind != "number"]
    return any(is_sure(run, one, part) for one in others)


def _is_meant(run: Run, name: str, text: str, one: Candidate) -> bool:
    """Not the "un" of "attendez un peu": a spelled number in a sentence needs its unit."""
    if run.flow.fields[name].kind not in _COUNTED or any(c.isdigit() for c in text):
        return True
    alone = bare(text, run.word(run.flow.fields[name].name))
    return one.end - one.start >= len(alone.strip(" .!")) or is_sure(run, name, text)


def is_sure(run: Run, name: str, text: str) -> bool:
    """Whether ``text`` holds a value of ``name`` by its look, not only because it was asked."""
    return bool(run.reader.read(name, text, asked=False, offered=run.offered(name)))


def prefill(
    run: Run, text: str, besides: str = "", taken: Candidate | None = None
) -> dict[str, Held]:
    """Values of fields that may be filled unasked and are not known, each read beyond doubt.

    ``taken`` is what was read already for the field ``besides``: its words do not count twice.
    """
    names = [
        name
        for name, field in run.flow.fields.items()
        if field.prefill and name not in run.frame.fields and name != besides
    ]
    read = {
        name: run.reader.read(name, text, asked=False, offered=run.offered(name)) for name in names
    }
    claimed = [one for many in read.values() for one in many] + ([taken] if taken else [])
    whole = outermost(claimed)
    found = {name: [one for one in many if one in whole] for name, many in read.items()}
    return {
        name: _held(many[0])
        for name, many in found.items()
        if len(many) == 1
        and not any(_overlap(many[0], one) for one in whole if one is not many[0])
        and violation(run, name, many[0].value) is None
    }


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def _held(one: Candidate) -> Held:
    return Held(one.value, one.shown)


def corrections(run: Run, text: str, *, free: bool) -> dict[str, Held | None]:
    """Fields already filled whose value ``text`` changes; None where it only takes a value back.

    A named field ("le montant c'est 350") comes first, then the one whose value is taken back
    ("pas 250, 350"), then the one filled last. ``free``: bare values count, not only those that
    show by their look what they are.
    """
    parts, changes = pieces(text), dict[str, Held | None]()
    for piece in parts:
        names = [name for name in _by_likelihood(run, text, parts) if name not in changes]
        read = (
            (name, _read_change(run, name, piece, text, loose))
            for loose in (False, True)[: 1 + free]
            for name in names
        )
        if not piece.negated and (found := next((one for one in read if one[1]), None)):
            changes[found[0]] = found[1]
    if not changes:
        changes |= dict.fromkeys(name for name in _held_names(run) if _taken_back(run, name, parts))
    return changes


def _held_names(run: Run) -> list[str]:
    """Fields that can be corrected, the one filled last first."""
    fields = run.flow.fields
    return [
        name
        for name in reversed(run.frame.order)
        if run.frame.fields[name].value is not None and fields[name].kind != "code"
    ]


def _by_likelihood(run: Run, text: str, parts: Sequence[Piece]) -> list[str]:
    def rank(name: str) -> int:
        return 2 * is_named(run, name, text) + _taken_back(run, name, parts)

    return sorted(_held_names(run), key=rank, reverse=True)


def is_named(run: Run, name: str, text: str) -> bool:
    """Whether ``text`` calls the field by its name, or by a word that only its name has."""
    labels = {one: [*field.name.values()] for one, field in run.flow.fields.items()}
    others = {word for one, names in labels.items() if one != name for word in _telling(names)}
    own = [word for word in _telling(labels[name]) if word not in others]
    short = len(words(text)) <= _SHORT_LINE
    return find_words(text, *labels[name], *(own if short else ())) is not None


def _telling(labels: Sequence[str]) -> list[str]:
    """The words of ``labels`` that are long enough to mean something."""
    return [word for label in labels for word in words_of(label) if len(word) >= _LONG_WORD]


def _taken_back(run: Run, name: str, parts: Sequence[Piece]) -> bool:
    held = run.frame.fields[name].value
    for piece in parts:
        if piece.negated:
            day = is_day_only(piece.text)
            if day is not None and run.flow.fields[name].kind == "date":
                return date.fromisoformat(str(held)).day == day
            if any(one.value == held for one in _read_piece(run, name, piece.text, free=True)):
                return True
    return False


def _read_change(run: Run, name: str, piece: Piece, text: str, free: bool) -> Held | None:
    field, held = run.flow.fields[name], run.frame.fields[name]
    named = is_named(run, name, text)
    open_kind = field.kind not in _SAID_ANYHOW or named
    if field.kind == "number" and not (free or named):
        return None  # every date and amount holds a number
    found = _read_piece(run, name, piece.text, free=(free or named) and open_kind)
    if len(found) != 1:
        return None
    new = Held(_same_month(field, held, piece.text) or found[0].value, found[0].shown)
    return None if new.value == held.value else new


def _read_piece(run: Run, name: str, text: str, *, free: bool) -> list[Candidate]:
    offered = run.offered(name)
    found = run.reader.read(name, text, asked=False, offered=offered)
    if found or not free or run.flow.fields[name].kind == "text":
        return found
    alone = bare(text, run.word(run.flow.fields[name].name))
    found = run.reader.read(name, alone, asked=True, offered=offered)
    return [one for one in found if one.end - one.start >= len(alone.strip(" .!"))]


def _same_month(field: FlowField, held: Held, text: str) -> Value | None:
    """ "Le 15" said of a day in October means the 15th of that October."""
    day = is_day_only(text)
    if field.kind != "date" or field.choices is not None or day is None:
        return None
    try:
        return date.fromisoformat(str(held.value)).replace(day=day).isoformat()
    except ValueError:
        return None


def violation(run: Run, name: str, value: Value) -> str | None:
    """What to tell the customer about a value outside the field's bounds; None if it fits."""
    field = run.flow.fields[name]
    least, most = _bound(run, field.at_least), _bound(run, field.at_most)
    mine = _size(field, value)
    if least is not None and mine < _size(field, least):
        return _tell_bound(run, field, "flow_too_small", least)
    if most is not None and mine > _size(field, most):
        return _tell_bound(run, field, "flow_too_large", most)
    return None


def _tell_bound(run: Run, field: FlowField, key: str, bound: Value) -> str:
    if field.invalid:
        return run.fill(field.invalid)
    return run.text(key, bound=run.shown_value(field.kind, bound))


def _bound(run: Run, written: str | int | None) -> Any:
    """A bound as a value of its field; None when it is not known yet."""
    if isinstance(written, str) and written.startswith("today"):
        days = int(written.removeprefix("today") or 0)
        return (run.setting.today + timedelta(days=days)).isoformat()
    return run.resolve(written)


def _size(field: FlowField, value: Any) -> Any:
    return Decimal(value) if field.kind == "amount" else value
