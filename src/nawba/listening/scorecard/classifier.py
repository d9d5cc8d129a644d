"""Questions learned from people's answers, for what rules could not tell; or not at all.

A turn is its sentence vector beside its hashed words and pairs of words; a contact is the mean of
its turns, and a linear classifier says yes or no. The turn that spoke loudest for the answer is its
quote. Out-of-fold answers decide from which confidence on it may speak: the thresholds of a fixed
grid are tried from strict to loose, and the loosest is used before the first at which it cannot be
shown (95 %, Clopper-Pearson) that at least ``RIGHT`` of the answers are people's. Where none
passes, nothing is learned. One threshold per question: with many questions some will be worse.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nawba.domain.errors import Invalid
from nawba.domain.ports import Embed
from nawba.domain.recordings import Answer, Quote, Transcript, Turn
from nawba.listening.scorecard.answering import Second
from nawba.listening.scorecard.document import Question, Scorecard
from nawba.listening.scorecard.scene import Contact

if TYPE_CHECKING:
    from nawba.store.reviews import Reading

LEAST_ANSWERED = 60
LEAST_OF_EACH = 15
RIGHT = 0.8
FOLDS = 5
GRID = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
_WORD_BITS = 12
_MOST_TURNS = 400
_WORDS = ("yes", "no")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A transcript and what a person answered: yes or no."""

    transcript: Transcript
    answer: str


@dataclass(frozen=True)
class Learned:
    """``weights`` over the features of a turn; speaks from ``least`` confidence on.

    ``answered`` examples taught it; ``right`` of the ``tested`` out-of-fold answers at that
    confidence were people's.
    """

    question: str
    about: str
    weights: Floats
    bias: float
    least: float
    answered: int
    tested: int
    right: int

    def json(self) -> dict[str, Any]:
        return {**vars(self), "weights": [round(one, 6) for one in self.weights.tolist()]}


def learned_from_json(document: Mapping[str, Any]) -> Learned:
    """What ``Learned.json`` made."""
    return Learned(**{**document, "weights": np.array(document["weights"])})


def examples_of(
    readings: Iterable[Reading], question: str, transcript_of: Callable[[str], Transcript | None]
) -> list[Example]:
    """What people said of ``question`` where rules could not tell: what it is learned for.

    ``transcript_of`` gives an item's redacted transcript, None where it is gone.
    """
    found = []
    for one in readings:
        wanted = one.question == question and one.machine["answer"] == "unknown"
        transcript = transcript_of(one.item) if wanted and one.people[0] in _WORDS else None
        if transcript is not None:
            found.append(Example(transcript, one.people[0]))
    return found


def write_learned(path: Path, scorecard: Scorecard, learned: Iterable[Learned]) -> None:
    """Keep what was learned of one version of a scorecard."""
    kept = {"scorecard": scorecard.id, "version": scorecard.version,
            "learned": [one.json() for one in learned]}  # fmt: skip
    path.write_text(json.dumps(kept), "utf-8")


def read_learned(path: Path, scorecard: Scorecard, digest: str = "") -> dict[str, Learned]:
    """What ``write_learned`` kept, by question; nothing where it is of another version.

    Read once for each ``digest`` of the file.

    Raises Invalid for a file that is none of these, OSError.
    """
    kept = _kept(path, digest)
    is_of_it = (kept["scorecard"], kept["version"]) == (scorecard.id, scorecard.version)
    learned: dict[str, Learned] = kept["learned"] if is_of_it else {}
    return learned


@lru_cache(maxsize=2)
def _kept(path: Path, digest: str) -> dict[str, Any]:
    try:
        kept = json.loads(path.read_text("utf-8"))
        learned = {one["question"]: learned_from_json(one) for one in kept["learned"]}
        return {"scorecard": kept["scorecard"], "version": kept["version"], "learned": learned}
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(f"{path.name} was not written by `nawba listen scorecard learn`.") from error


def learn(question: Question, examples: Sequence[Example], embed: Embed) -> Learned | None:
    """What ``examples``, one a contact, teach of ``question``; None where it is not enough."""
    labels = np.array([one.answer == "yes" for one in examples])
    if len(labels) < LEAST_ANSWERED or min(labels.sum(), (~labels).sum()) < LEAST_OF_EACH:
        return None
    features = np.stack([_contact(one.transcript, question.about, embed) for one in examples])
    sure = _out_of_fold(features, labels)
    least = _threshold(sure, labels)
    if least is None:
        return None
    model = _fit(features, labels)
    told = np.maximum(sure, 1 - sure) >= least
    return Learned(
        question.id, question.about, model.coef_[0], float(model.intercept_[0]), least,
        len(labels), int(told.sum()), int(((sure >= 0.5) == labels)[told].sum()),
    )  # fmt: skip


def by_classifier(learned: Mapping[str, Learned], embed: Embed) -> Second:
    """Answers the questions that were learned, where it is sure enough; abstains elsewhere."""

    def answer(question: Question, contact: Contact) -> Answer | None:
        known = learned.get(question.id)
        return None if known is None else _answer(known, contact.transcript, embed)

    return answer


def _answer(known: Learned, transcript: Transcript, embed: Embed) -> Answer | None:
    numbers = _turns(transcript, known.about)
    if not numbers:
        return None
    rows = _features([transcript.turns[number] for number in numbers], embed)
    score = float(rows.mean(axis=0) @ known.weights + known.bias)
    yes = 1 / (1 + np.exp(-score))
    sure = float(max(yes, 1 - yes))
    if sure < known.least:
        return None
    sign = 1 if score >= 0 else -1
    loudest = numbers[int(np.argmax(sign * (rows @ known.weights)))]
    text = transcript.turns[loudest].text
    quote = Quote(loudest, 0, len(text), text)
    word: Any = "yes" if score >= 0 else "no"
    return Answer(known.question, word, "classifier", quotes=(quote,), confidence=round(sure, 4))


def _turns(transcript: Transcript, about: str) -> list[int]:
    """The turns that are read: those of the adviser where the question is about them."""
    wanted = [
        number
        for number, turn in enumerate(transcript.turns)
        if turn.text.strip() and (about != "adviser" or turn.speaker == "adviser")
    ]
    return wanted[:_MOST_TURNS]


def _contact(transcript: Transcript, about: str, embed: Embed) -> Floats:
    turns = [transcript.turns[number] for number in _turns(transcript, about)]
    rows = _features(turns or [Turn("unknown", 0.0, 0.0, "-")], embed)
    mean: Floats = rows.mean(axis=0)
    return mean


def _features(turns: Sequence[Turn], embed: Embed) -> Floats:
    from sklearn.feature_extraction.text import HashingVectorizer

    hashed = HashingVectorizer(
        n_features=2**_WORD_BITS, ngram_range=(1, 2), strip_accents="unicode", norm="l2",
        alternate_sign=False, token_pattern=r"(?u)\w+",
    )  # fmt: skip
    texts = [turn.text for turn in turns]
    words = hashed.transform(texts).toarray()
    return np.hstack([np.asarray(embed(texts), dtype=np.float64), words])


def _fit(features: Floats, labels: NDArray[np.bool_]) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=30.0, class_weight="balanced", max_iter=500).fit(features, labels)


def _out_of_fold(features: Floats, labels: NDArray[np.bool_]) -> Floats:
    """The probability of yes of each example from a model that did not see it."""
    from sklearn.model_selection import StratifiedKFold

    sure = np.zeros(len(labels))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for seen, held in folds.split(features, labels):
        sure[held] = _fit(features[seen], labels[seen]).predict_proba(features[held])[:, 1]
    return sure


def _threshold(sure: Floats, labels: NDArray[np.bool_]) -> float | None:
    """The loosest confidence reached before the first that cannot be shown to be right enough."""
    from nawba.stats import lower_bound, trials_needed

    confidence, is_right = np.maximum(sure, 1 - sure), (sure >= 0.5) == labels
    reached = None
    for least in GRID:
        told = confidence >= least
        if told.sum() < trials_needed(1 - RIGHT) and reached is None:
            continue  # too few to show anything even without an error: no test is spent on them
        if float(lower_bound(int(is_right[told].sum()), int(told.sum()))) < RIGHT:
            break
        reached = least
    return reached
