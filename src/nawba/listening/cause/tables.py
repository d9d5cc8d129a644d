"""What a diagnosis is made from: contacts, incidents and changes, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEEDED = ("adviser", "site", "queue", "intent")
"""The dimensions that every contact has; an empty value is "not known"."""


@dataclass(frozen=True)
class Column:
    """``codes`` [contact]: which of ``names`` each has; -1 where it is not known."""

    names: tuple[str, ...]
    codes: Codes

    @classmethod
    def of(cls, values: Sequence[str]) -> Column:
        names = sorted({value for value in values if value})
        number = {name: at for at, name in enumerate(names)}
        return cls(tuple(names), np.array([number.get(one, -1) for one in values], np.int64))

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Contacts:
    """``started`` [contact] in seconds since 1970 (UTC), ``failed`` [contact], and what each was:
    the dimensions of ``NEEDED`` and perhaps more."""

    ids: tuple[str, ...]
    started: Floats
    failed: Flags
    dimensions: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Incident:
    """A system was in trouble; ``intents`` empty: all. It may be wrong, or say too little."""

    system: str
    started: float
    ended: float
    intents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """A policy, article, flow or script was changed; ``intents`` empty: all."""

    what: str
    changed: float
    intents: tuple[str, ...] = ()
