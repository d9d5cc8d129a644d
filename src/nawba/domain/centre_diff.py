"""What two centres differ in, noun by noun and field by field, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nawba.domain.centre_kinds import KINDS, Kind, by_id, id_of, nouns_of, plain, tidy
from nawba.domain.words import Centre, Json

ADDED, CHANGED, RETIRED, RESTORED, REORDERED = (
    "added", "changed", "retired", "restored", "reordered"
)  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    """One field, such as ``target.seconds``, with its values as JSON; None where it had none."""

    field: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if _is_list(self.before) and _is_list(self.after):
            return f"{self.field}: {_list_change(self.before, self.after)}"
        return f"{self.field}: {_short(self.before)} -> {_short(self.after)}"

    def json(self) -> Json:
        return {"field": self.field, "from": self.before, "to": self.after}


@dataclass(frozen=True)
class Difference:
    """``what`` happens to a noun from one centre to the other; ``fields`` where it changes."""

    kind: str
    id: str
    what: str
    fields: tuple[FieldChange, ...] = ()

    def __str__(self) -> str:
        first = f"{self.kind} {self.id}: {self.what}" if self.id else f"{self.kind}: {self.what}"
        return "\n".join([first, *(f"  {change}" for change in self.fields)])

    def json(self) -> Json:
        changes = [change.json() for change in self.fields]
        return {"kind": self.kind, "id": self.id, "what": self.what, "fields": changes}


def differences(before: Centre, after: Centre) -> list[Difference]:
    """What has to be done to ``before`` to make it ``after``, kind by kind."""
    return [one for kind in KINDS.values() for one in _of_kind(kind, before, after)]


def _of_kind(kind: Kind, before: Centre, after: Centre) -> Iterator[Difference]:
    old, new = by_id(before, kind), by_id(after, kind)
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Difference(kind.name, key, RETIRED)
        elif key not in old:
            yield Difference(kind.name, key, ADDED)
        elif changes := field_changes(plain(tidy(old[key])), plain(tidy(new[key]))):
            yield Difference(kind.name, key, CHANGED, changes)
    if kind.ordered and (changed := order_change(kind, before, after)):
        yield Difference(kind.name, "", REORDERED, (changed,))


def order_change(kind: Kind, before: Centre, after: Centre) -> FieldChange | None:
    """How the order of what is in both differs, or of all of it: the new ones come last."""
    old = [id_of(kind, noun) for noun in nouns_of(before, kind)]
    new = [id_of(kind, noun) for noun in nouns_of(after, kind)]
    by_itself = [one for one in old if one in set(new)] + [one for one in new if one not in old]
    return None if by_itself == new else FieldChange("order", old, new)


def field_changes(before: Any, after: Any, name: str = "") -> tuple[FieldChange, ...]:
    """The fields in which two JSON values differ, those of mappings one by one."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [*before, *(key for key in after if key not in before)]
        return tuple(
            change
            for key in names
            for change in field_changes(
                before.get(key), after.get(key), f"{name}.{key}" if name else key
            )
        )
    return () if before == after else (FieldChange(name, before, after),)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _list_change(before: list[Any], after: list[Any]) -> str:
    gone = [f"-{_short(one)}" for one in before if one not in after]
    come = [f"+{_short(one)}" for one in after if one not in before]
    if gone or come:
        return ", ".join(gone + come)
    return f"{_short(before)} -> {_short(after)}"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | float) else str(value)
