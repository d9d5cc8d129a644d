"""Readers of several brands as one piece of bytes without code: numbers, and the words they know.

Vectors and n-gram weights are kept in half precision: what they lose is below what they mean. A
version is tried with the unpacked readers, so what was tried is what answers.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zipfile import BadZipFile

import numpy as np
from scipy.sparse import csr_array

from nawba.assistant.understanding.choice import Choice
from nawba.assistant.understanding.features import Features, Normalise, Views
from nawba.assistant.understanding.few import COLUMNS
from nawba.assistant.understanding.grams import LETTERS, WORDS, Grams
from nawba.assistant.understanding.kernel import Likeness
from nawba.assistant.understanding.reader import Reader
from nawba.domain.errors import Invalid
from nawba.domain.ports import Embed

_FORMAT = 2
_READABLE = (1, 2)  # the first knew nothing of articles with few examples
_DAMAGED = (
    "What the assistant learned from its examples is damaged. Publish it again: "
    "`nawba assistant publish`."
)
_GRAMS = {"words": WORDS, "letters": LETTERS}

Arrays = dict[str, Any]


def pack(readers: Mapping[str, Reader], lessons: str) -> bytes:
    """The readers by brand; ``lessons`` names what they learned from. Equal ones, equal bytes."""
    arrays: Arrays = {}
    for brand, reader in sorted(readers.items()):
        arrays |= {f"{brand}/{name}": value for name, value in _taken_apart(reader).items()}
    known = {brand: _names(reader) for brand, reader in readers.items()}
    names = {"format": _FORMAT, "lessons": lessons, "brands": known}
    arrays["names"] = np.frombuffer(json.dumps(names, sort_keys=True).encode(), np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)
    return packed.getvalue()


def unpack(packed: bytes, embed: Embed, normalise: Normalise) -> dict[str, Reader]:
    """What ``pack`` packed; ``embed`` and ``normalise`` as when the readers learned.

    Raises Invalid when it is damaged or of another format.
    """
    with _opened(packed) as (names, arrays):
        return {
            brand: _whole(_of(brand, dict(arrays)), known, embed, normalise)
            for brand, known in names["brands"].items()
        }


def lessons_of(packed: bytes) -> str:
    """What the packed readers learned from. Raises Invalid like ``unpack``."""
    with _opened(packed) as (names, _):
        return str(names["lessons"])


@contextmanager
def _opened(packed: bytes) -> Iterator[tuple[Arrays, Mapping[str, Any]]]:
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as arrays:
            names = json.loads(arrays["names"].tobytes())
            if names["format"] not in _READABLE:
                raise ValueError(f"format {names['format']}")
            yield names, arrays
    except (ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise Invalid(_DAMAGED) from error


def _names(reader: Reader) -> dict[str, Any]:
    features = reader.features
    return {"ids": reader.ids, "words": features.words.known, "letters": features.letters.known}


def _taken_apart(reader: Reader) -> Arrays:
    features, examples, choice = reader.features, reader.likeness.examples, reader.choice
    return {
        "middle": features.middle,
        "idf_words": features.words.idf,
        "idf_letters": features.letters.idf,
        "meaning": examples.meaning.astype(np.float16),
        "weights": reader.weights,
        "choice_articles": choice.articles,
        "choice_whole": choice.whole,
        "choice_few": choice.few,
        "right": reader.shelves.right.astype(np.int32),
        **_rows("words", examples.words),
        **_rows("letters", examples.letters),
    }


def _rows(name: str, rows: csr_array) -> Arrays:
    return {
        f"{name}_data": rows.data.astype(np.float16),
        f"{name}_indices": rows.indices,
        f"{name}_indptr": rows.indptr,
        f"{name}_shape": np.array(rows.shape),
    }


def _of(brand: str, arrays: Arrays) -> Arrays:
    start = f"{brand}/"
    return {name.removeprefix(start): arrays[name] for name in arrays if name.startswith(start)}


def _whole(arrays: Arrays, names: dict[str, Any], embed: Embed, normalise: Normalise) -> Reader:
    words, letters = (
        Grams(options, names[name], arrays[f"idf_{name}"]) for name, options in _GRAMS.items()
    )
    features = Features(embed, normalise, arrays["middle"], words, letters)
    meaning = arrays["meaning"].astype(np.float32)
    examples = Views(meaning, _matrix("words", arrays), _matrix("letters", arrays))
    few = arrays.get("choice_few", np.zeros(COLUMNS))
    right = arrays.get("right", np.zeros(len(meaning))).astype(np.intp)
    choice = Choice(arrays["choice_articles"], arrays["choice_whole"], few)
    likeness, weights = Likeness(examples), arrays["weights"]
    return Reader(tuple(names["ids"]), features, likeness, weights, choice, right)


def _matrix(name: str, arrays: Arrays) -> csr_array:
    data, indices, indptr, shape = (
        arrays[f"{name}_{part}"] for part in ("data", "indices", "indptr", "shape")
    )
    return csr_array((data.astype(np.float32), indices, indptr), shape=tuple(shape))
