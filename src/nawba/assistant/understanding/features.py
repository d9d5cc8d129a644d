"""Three views of a text: its meaning (a frozen embedding), its words, its letters.

Words and letters carry what the embedding misses (names of products, Darija, typing errors); the
embedding carries paraphrases that share no word. Fitted on the training texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from nawba.assistant.normalise import fold, words
from nawba.assistant.understanding.grams import LETTERS, WORDS, Grams
from nawba.domain.errors import Invalid
from nawba.domain.ports import Embed, Progress, Vectors

Normalise = Callable[[str], str]

_BATCH = 256
_FEW = 200  # texts: below, a group of letters seen once counts as known
_WORD = re.compile(r"\w")


@dataclass(frozen=True)
class Views:
    """n texts: ``meaning`` (n, dimensions), ``words`` and ``letters`` sparse; rows of length 1.

    A text without a known word or letter group has an empty row there.
    """

    meaning: Vectors
    words: csr_array
    letters: csr_array

    def __len__(self) -> int:
        return len(self.meaning)

    def of(self, rows: NDArray[np.intp] | slice) -> Views:
        """The views of some of the texts, in that order."""
        return Views(self.meaning[rows], self.words[rows], self.letters[rows])


class Features:
    """What turns texts into ``Views``.

    Where ``normalise`` says a text in other words, both are read: words and letters of the two one
    after the other, and the mean of their meanings. It costs a second embedding.
    ``middle`` is the mean embedding of the examples.
    """

    def __init__(
        self, embed: Embed, normalise: Normalise, middle: Vectors, words: Grams, letters: Grams
    ) -> None:
        self._embed, self._normalise = embed, normalise
        self.middle, self.words, self.letters = middle, words, letters

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        embed: Embed,
        normalise: Normalise = str,
        progress: Progress | None = None,
    ) -> tuple[Features, Views]:
        """Features learned from ``texts``, and their views. Raises Invalid without a word."""
        said = [_Said.of(text, normalise) for text in texts]
        clean = [one.clean for one in said]
        if not any(_WORD.search(text) for text in clean):
            raise Invalid("The texts to learn from hold no word.")
        vectors = _meanings(said, embed, progress)
        letters = {**LETTERS, "min_df": LETTERS["min_df"] if len(texts) > _FEW else 1}
        by_word, by_letter = Grams.fit(clean, WORDS), Grams.fit(clean, letters)
        features = cls(embed, normalise, vectors.mean(axis=0), by_word, by_letter)
        return features, features._views(vectors, clean)

    def __call__(self, texts: Sequence[str], progress: Progress | None = None) -> Views:
        said = [_Said.of(text, self._normalise) for text in texts]
        vectors = _meanings(said, self._embed, progress)
        return self._views(vectors, [one.clean for one in said])

    def _views(self, vectors: Vectors, clean: Sequence[str]) -> Views:
        return Views(_unit(vectors - self.middle), self.words(clean), self.letters(clean))


def joined(first: Views, second: Views) -> Views:
    """The texts of ``first``, then those of ``second``."""
    return Views(
        np.concatenate([first.meaning, second.meaning]),
        csr_array(vstack([first.words, second.words])),
        csr_array(vstack([first.letters, second.letters])),
    )


@dataclass(frozen=True)
class _Said:
    """A text, the folded words that are read, and what else it says, None if nothing."""

    text: str
    clean: str
    other: str | None

    @classmethod
    def of(cls, text: str, normalise: Normalise) -> _Said:
        folded, other = fold(text), normalise(text)
        if words(other) == words(text):
            return cls(text, folded, None)
        return cls(text, f"{folded} {fold(other)}", other)


def _meanings(said: Sequence[_Said], embed: Embed, progress: Progress | None) -> Vectors:
    """The embedding of each text; where it was said otherwise too, the mean of both."""
    vectors = _embedded([one.text for one in said], embed, progress)
    changed = [place for place, one in enumerate(said) if one.other is not None]
    if changed:
        vectors[changed] += _embedded([said[place].other or "" for place in changed], embed, None)
    return _unit(vectors)


def _embedded(texts: Sequence[str], embed: Embed, progress: Progress | None) -> Vectors:
    rows = [embed([])]
    for start in range(0, len(texts), _BATCH):
        rows.append(embed(texts[start : start + _BATCH]))
        if progress:
            progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(rows)


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit
