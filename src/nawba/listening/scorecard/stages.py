"""The stages that read a redacted transcript by rules: measures, scorecard, findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from nawba.domain.ports import Embed
from nawba.domain.recordings import Item, Speaker, Transcript, transcript_from_json
from nawba.listening import findings as claims
from nawba.listening import measures as numbers
from nawba.listening.measures import Measures, Span, measure, measures_from_json
from nawba.listening.scorecard.answering import Second, answer_all
from nawba.listening.scorecard.classifier import by_classifier, read_learned
from nawba.listening.scorecard.document import Scorecard
from nawba.listening.scorecard.files import default_scorecard, read_scorecard
from nawba.listening.scorecard.scene import Contact, Scene
from nawba.listening.stages import Document, Job, Options, Stage
from nawba.models.embed import open_embedder

MAY_SCORE = "may_score"
"""Among the further options: whether the purpose ``scoring`` is in force; without it, it is not."""


CLASSIFIERS = "classifiers"
"""Among them too: ``{"path", "digest"}`` of what `nawba listen scorecard learn` wrote, if any."""


def do_measures(job: Job) -> Document:
    """How the contact went, in numbers: ``Measures.json``."""
    transcript = transcript_from_json(job.given["redact"])
    probe = job.given.get("probe") or {}
    music = [(float(start), float(end)) for start, end in probe.get("hold", ())]
    found = measure(
        job.item,
        transcript,
        activity=_activity(job.item, job.given.get("speech") or {}),
        music=music,
        seconds=probe.get("seconds"),
    )
    return found.json()


def _activity(item: Item, speech: Mapping[str, Any]) -> dict[Speaker, Sequence[Span]] | None:
    """When each speaker was heard, where a channel is a speaker."""
    channels = speech.get("channels", ())
    if item.kind != "audio" or len(channels) < 2 or len(channels) != len(set(item.roles)):
        return None
    return {
        role: [(float(start), float(end)) for start, end in heard]
        for role, heard in zip(item.roles, channels, strict=True)
    }


def do_scorecard(job: Job) -> Document:
    """The scorecard's questions answered by its rules."""
    scorecard = scorecard_of(job.options)
    may_score = bool(job.options.further.get(MAY_SCORE))
    others = _classifiers(job.options, scorecard)
    return answer_all(scorecard, _contact(job), others, may_score=may_score).json()


def _classifiers(options: Options, scorecard: Scorecard) -> list[Second]:
    given = options.further.get(CLASSIFIERS)
    if not given:
        return []
    learned = read_learned(Path(given["path"]), scorecard, given["digest"])
    return [by_classifier(learned, _embedder(options.models_folder))] if learned else []


@lru_cache(maxsize=1)
def _embedder(folder: Path | None) -> Embed:
    return open_embedder(folder)


def do_findings(job: Job) -> Document:
    """The claims that can be made about the contact, with their evidence."""
    contact = _contact(job)
    scene = Scene(scorecard_of(job.options), contact)
    return claims.findings_json(contact, claims.find(scene))


def scorecard_of(options: Options) -> Scorecard:
    """The scorecard of an intake. Raises DocumentError, OSError."""
    if options.scorecard is None:
        return default_scorecard()
    return _read(options.scorecard, options.scorecard_digest)


@lru_cache(maxsize=4)
def _read(path: Path, digest: str) -> Scorecard:
    return read_scorecard(path)


def _contact(job: Job) -> Contact:
    return Contact(job.item, _transcript(job), _measures(job))


def _transcript(job: Job) -> Transcript:
    return transcript_from_json(job.given["redact"])


def _measures(job: Job) -> Measures:
    return measures_from_json(job.given["measures"])


MEASURES = Stage(
    "measures", numbers.VERSION, ("probe", "speech", "redact"), do_measures,
    facts=("events", "roles"),
)  # fmt: skip

SCORECARD = Stage(
    "scorecard", "1", ("redact", "measures"), do_scorecard,
    options=("scorecard", MAY_SCORE, CLASSIFIERS), facts=("queue", "adviser", "events"),
)  # fmt: skip

FINDINGS = Stage(
    "findings", claims.VERSION, ("redact", "measures", "scorecard"), do_findings,
    options=("scorecard",), facts=("events",),
)  # fmt: skip

STAGES = (MEASURES, SCORECARD, FINDINGS)
