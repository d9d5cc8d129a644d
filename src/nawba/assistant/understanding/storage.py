"""A trained model as two files without code: ``intents.json`` (words) and ``intents.npz``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array

from nawba.assistant.understanding.features import Views
from nawba.domain.errors import Invalid, NotFound

_FORMAT = 1
_NAMES, _NUMBERS = "intents.json", "intents.npz"


@dataclass(frozen=True)
class Stored:
    """What a model consists of. ``vocabularies`` and ``idf`` are those of the words and letters."""

    intents: tuple[str, ...]
    vocabularies: tuple[list[str], list[str]]
    idf: tuple[Any, Any]
    middle: Any
    examples: Views
    weights: Any
    trust: tuple[Any, Any]
    rehearsal: tuple[Any, Any]


def write(stored: Stored, folder: Path) -> None:
    """Write both files into ``folder``, which is made if missing."""
    folder.mkdir(parents=True, exist_ok=True)
    words, letters = stored.vocabularies
    names = {"format": _FORMAT, "intents": stored.intents, "words": words, "letters": letters}
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    np.savez(
        folder / _NUMBERS,
        idf_words=stored.idf[0],
        idf_letters=stored.idf[1],
        middle=stored.middle,
        meaning=stored.examples.meaning,
        weights=stored.weights,
        trust=stored.trust[0],
        record=stored.trust[1],
        rehearsed_scores=stored.rehearsal[0],
        rehearsed_wrong=stored.rehearsal[1],
        **_taken_apart("words", stored.examples.words),
        **_taken_apart("letters", stored.examples.letters),
    )


def read(folder: Path) -> Stored:
    """What ``write`` wrote. Raises NotFound without it, Invalid when damaged or of another form."""
    try:
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _NUMBERS, allow_pickle=False) as numbers:
            return _stored(names, dict(numbers))
    except FileNotFoundError as error:
        raise NotFound(f"There is no model of intents in {folder}. Train it first.") from error
    except (ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise Invalid(f"The model of intents in {folder} is damaged. Train it again.") from error


def _stored(names: Mapping[str, Any], numbers: Mapping[str, Any]) -> Stored:
    if names["format"] != _FORMAT:
        raise ValueError(f"format {names['format']}")
    views = Views(numbers["meaning"], _whole("words", numbers), _whole("letters", numbers))
    return Stored(
        tuple(names["intents"]),
        (names["words"], names["letters"]),
        (numbers["idf_words"], numbers["idf_letters"]),
        numbers["middle"],
        views,
        numbers["weights"],
        (numbers["trust"], numbers["record"]),
        (numbers["rehearsed_scores"], numbers["rehearsed_wrong"]),
    )


def _taken_apart(name: str, rows: csr_array) -> dict[str, Any]:
    parts = {"data": rows.data, "indices": rows.indices, "indptr": rows.indptr}
    return {f"{name}_{part}": array for part, array in parts.items()} | {
        f"{name}_shape": np.array(rows.shape)
    }


def _whole(name: str, numbers: Mapping[str, Any]) -> csr_array:
    data, indices, indptr, shape = (
        numbers[f"{name}_{part}"] for part in ("data", "indices", "indptr", "shape")
    )
    return csr_array((data, indices, indptr), shape=tuple(shape))
