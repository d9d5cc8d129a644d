"""A linear classifier in the space where meaning, words and letters are multiplied.

Two texts are alike as far as all three views agree: k(a, b) = exp(sum of g_v (cos_v(a, b) - 1)),
a product of Gaussian kernels on unit vectors. Regularised least squares with one target per intent
has a closed form there (C. Saunders, A. Gammerman, V. Vovk, "Ridge regression learning algorithm in
dual variables", ICML 1998), so training needs no tuning of steps, and the readings of a text by the
model trained *without* it come for the price of one more solve (see ``left_out``).

Far from every example all outputs fall to 0: a question out of scope looks like one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, lapack
from scipy.sparse import csr_array

from nawba.assistant.understanding.features import Views

GAINS = (1.5, 0.25, 0.4)  # of meaning, words, letters: how fast likeness falls in each
RIDGE = 0.1  # how little one example is believed: labels are wrong at times
MOST_TEXTS = 30_000  # the matrix of likeness has their square entries of 4 bytes
_ROWS = 1024
_DEAR = 3  # one part in so many of the columns costs as much as the whole inverse

Numbers = NDArray[np.float32]
Places = NDArray[np.intp]


class Likeness:
    """The kernel between any texts and the examples."""

    def __init__(self, examples: Views) -> None:
        meaning, words, letters = (np.float32(gain) for gain in GAINS)
        self.examples = examples
        self._meaning = examples.meaning.T * meaning
        self._words = csr_array(examples.words.T * words)
        self._letters = csr_array(examples.letters.T * letters)

    def __call__(self, texts: Views) -> Numbers:
        """Shape (texts, examples), in (0, 1]."""
        found = np.empty((len(texts), len(self.examples)), np.float32)
        if len(texts) <= _ROWS:
            self._fill(found, texts)
            return found
        for start in range(0, len(texts), _ROWS):
            rows = slice(start, start + _ROWS)
            self._fill(found[rows], texts.of(rows))
        return found

    def _fill(self, out: Numbers, texts: Views) -> None:
        np.matmul(texts.meaning, self._meaning, out=out)
        out += (texts.words @ self._words).toarray()
        out += (texts.letters @ self._letters).toarray()
        out -= np.float32(sum(GAINS))
        np.exp(out, out=out)


class Solved:
    """``weights`` (examples, intents): outputs of a text are its likeness times these."""

    def __init__(self, weights: Numbers, targets: Numbers, factor: Numbers) -> None:
        self.weights, self.targets = weights, targets
        self._factor = factor  # lower triangle, column by column
        self._inverse: Numbers | None = None

    def left_out(self, blocks: Sequence[Places]) -> list[Numbers]:
        """What each block of examples would have got from a model trained without that block.

        For a block B and C = (K + ridge)^-1, the outputs are Y_B - (C_BB)^-1 (C Y)_B: the
        leave-one-out identity of least squares, for blocks (Saunders et al.; R. D. Cook, "Detection
        of influential observation", Technometrics 19 (1977)). Shapes (len(block), intents).
        """
        places = np.unique(np.concatenate([*blocks, np.array([], np.intp)]))
        if self._inverse is not None or _DEAR * len(places) > len(self.targets):
            inverse = self._inverted()
            corners = (_mirrored(inverse[np.ix_(np.sort(block), np.sort(block))])
                       for block in blocks)  # fmt: skip
            ordered = [np.argsort(np.argsort(block)) for block in blocks]
            return [
                self._without(block, corner[np.ix_(order, order)])
                for block, corner, order in zip(blocks, corners, ordered, strict=True)
            ]
        some = self._columns(places)
        return [
            self._without(block, some[np.ix_(block, np.searchsorted(places, block))])
            for block in blocks
        ]

    def _columns(self, places: Places) -> Numbers:
        """These columns of C."""
        units = np.zeros((len(self.targets), len(places)), np.float32)
        units[places, np.arange(len(places))] = 1
        factor = (self._factor, True)
        columns: Numbers = cho_solve(factor, units, overwrite_b=True, check_finite=False)
        return columns

    def _inverted(self) -> Numbers:
        """The lower triangle of C, in the place of the factor: it is as large as all the rest."""
        if self._inverse is None:
            self._inverse, failed = lapack.spotri(self._factor, lower=1, overwrite_c=1)
            assert not failed, "a factor of a positive definite matrix"
        return self._inverse

    def _without(self, block: Places, corner: Numbers) -> Numbers:
        missed = np.linalg.solve(corner.astype(np.float64), self.weights[block])
        outputs: Numbers = self.targets[block] - missed.astype(np.float32)
        return outputs


def _mirrored(lower: Numbers) -> Numbers:
    whole: Numbers = np.tril(lower) + np.tril(lower, -1).T
    return whole


def solve(likeness: Numbers, targets: Numbers) -> Solved:
    """Weights for ``targets`` (examples, intents), 1 for the right intent and 0 elsewhere.

    ``likeness`` (examples, examples) is overwritten.
    """
    likeness.flat[:: len(likeness) + 1] += np.float32(RIDGE)
    column_major = likeness.T  # the same matrix, laid out as the solver wants it: no second copy
    factor, _ = cho_factor(column_major, lower=True, overwrite_a=True, check_finite=False)
    return Solved(cho_solve((factor, True), targets, check_finite=False), targets, factor)
