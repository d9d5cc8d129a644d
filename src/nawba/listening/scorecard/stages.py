"""The stages that read a redacted transcript: measures, a language model, scorecard, findings."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from nawba.domain.ports import Embed, Judge
from nawba.domain.recordings import Item, Speaker, Transcript, transcript_from_json
from nawba.listening import findings as claims
from nawba.listening import measures as numbers
from nawba.listening.measures import Measures, Span, measure, measures_from_json
from nawba.listening.scorecard.answering import Answered, Second, answer_all
from nawba.listening.scorecard.by_model import ask_model, by_model
from nawba.listening.scorecard.classifier import by_classifier, read_learned
from nawba.listening.scorecard.document import Scorecard
from nawba.listening.scorecard.files import default_scorecard, read_scorecard
from nawba.listening.scorecard.scene import Contact, Scene
from nawba.listening.stages import Document, Job, Options, Stage
from nawba.models.embed import open_embedder
from nawba.models.write_endpoint import Endpoint

MAY_SCORE = "may_score"
"""Among the further options: whether the purpose ``scoring`` is in force; without it, it is not."""


CLASSIFIERS = "classifiers"
"""Among them too: ``{"path", "digest"}`` of what `nawba listen scorecard learn` wrote, if any."""

ADMITTED = "admitted"
"""And the ids of the questions to which the language model's answers count."""


def do_measures(job: Job) -> Document:
    """How the contact went, in numbers: ``Measures.json``."""
    transcript = _transcript(job)
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


def do_judge(job: Job) -> Document:
    """What the language model says of the questions that are for it and that nothing else told."""
    assert job.options.judge is not None  # else this stage is none of the run's
    contact = _contact(job)
    judge = _judge(job.options.judge, job.options.judge_requests)
    told = ask_model(judge, _answered(job, contact), contact)
    return {"model": job.options.judge_model, **told}


def do_scorecard(job: Job) -> Document:
    """The scorecard's questions answered by its rules, by what was learned, by the model."""
    contact = _contact(job)
    told = job.given.get("judge")
    models = [by_model(told, contact.transcript)] if told else []
    return _answered(job, contact, models).json()


def _answered(job: Job, contact: Contact, models: Sequence[Second] = ()) -> Answered:
    scorecard = scorecard_of(job.options)
    others = [*_classifiers(job.options, scorecard), *models]
    further = job.options.further
    return answer_all(
        scorecard, contact, others,
        may_score=bool(further.get(MAY_SCORE)), admitted=further.get(ADMITTED, ()),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _judge(endpoint: Endpoint, most: int) -> Judge:
    from nawba.models.judge import open_judge  # brings an HTTP client with it

    return open_judge(endpoint, most)


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


class _Last(threading.local):
    """What a thread read last: the stages of one contact, one after the other, share it."""

    document: Document | None = None
    transcript = Transcript("", ())


_last = _Last()


def _transcript(job: Job) -> Transcript:
    document = job.given["redact"]
    if _last.document is not document:
        _last.document, _last.transcript = document, transcript_from_json(document)
    return _last.transcript


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

JUDGE = Stage(
    "judge", "1", ("redact", "measures"), do_judge,
    options=("scorecard", MAY_SCORE, CLASSIFIERS, "judge_model"),
    facts=("queue", "adviser", "events"),
)  # fmt: skip


def reading_stages(*, judged: bool = False) -> tuple[Stage, ...]:
    """Those that read the words; ``judged``: a language model is asked too."""
    if not judged:
        return STAGES
    scorecard = replace(
        SCORECARD, needs=(*SCORECARD.needs, "judge"), options=(*SCORECARD.options, ADMITTED)
    )
    return (MEASURES, JUDGE, scorecard, FINDINGS)


STAGES = (MEASURES, SCORECARD, FINDINGS)
