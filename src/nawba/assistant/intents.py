"""Why a customer came: the intents of a text, best first, and how far the best is to be trusted.

Two classifiers in one. The *overall* one learned from every labelled text and ranks the intents:
it routes and asks back. The *guard* learned without the texts held out for calibration; it alone
decides whether the assistant may answer, because only of it can those texts prove anything.
Without held-out texts the two are the same.

Trained in seconds to a minute or two, deterministic; reading is safe from many threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from nawba.assistant.understanding.features import Features, Normalise, Views, joined
from nawba.assistant.understanding.kernel import Likeness
from nawba.assistant.understanding.readings import Readings, stacked
from nawba.assistant.understanding.training import Learned, learn, read_labels
from nawba.domain.ports import Embed, Progress

__all__ = ["IntentModel", "Readings"]

_ROWS = 512  # texts read at once: their likeness to every example is held in memory


class IntentModel:
    """A trained reader of intents: ``train`` one, then ``predict``.

    ``rehearsal`` holds examples as the guard without them would have read them: it may choose where
    calibration starts to test, and proves nothing.
    """

    def __init__(
        self,
        intents: tuple[str, ...],
        features: Features,
        examples: Views,
        learned: Learned,
    ) -> None:
        self.intents, self.rehearsal = intents, learned.rehearsal
        self._features, self._learned = features, learned
        self._likeness = Likeness(examples)

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        labels: Sequence[str],
        embed: Embed,
        *,
        held_out: Sequence[bool] | None = None,
        normalise: Normalise = str,
        oos_share: float = 0.1,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> IntentModel:
        """Learn from ``texts`` and their ``labels``; the guard does not see those ``held_out``.

        ``normalise`` says a text again in other words (a dialect in the standard language); both
        are read. ``oos_share`` is the share of questions out of scope that the score should
        expect. ``progress`` counts embedded texts. Raises Invalid with fewer than two intents,
        TooLarge beyond 30,000 texts.
        """
        held = np.zeros(len(texts), bool) if held_out is None else np.asarray(held_out, bool)
        known, order = read_labels(labels, held)
        sorted_texts = [texts[place] for place in order]
        seen, rest = sorted_texts[: known.seen], sorted_texts[known.seen :]
        features, examples = Features.fit(seen, embed, normalise, progress)
        if rest:
            examples = joined(examples, features(rest))
        return cls(known.intents, features, examples, learn(examples, known, oos_share, seed))

    def predict(self, texts: Sequence[str], progress: Progress | None = None) -> Readings:
        """What ``texts`` mean: a few milliseconds each."""
        return stacked(self.intents, self._parts(texts, progress))

    def _parts(self, texts: Sequence[str], progress: Progress | None) -> Iterator[Readings]:
        for start in range(0, len(texts), _ROWS):
            yield self._read(texts[start : start + _ROWS])
            if progress:
                progress(min(start + _ROWS, len(texts)), len(texts))

    def _read(self, texts: Sequence[str]) -> Readings:
        outputs = self._likeness(self._features(texts)) @ self._learned.weights
        overall, guard = np.split(outputs, 2, axis=1)
        return Readings(self.intents, overall, guard.argmax(axis=1), self._learned.trust(guard))
