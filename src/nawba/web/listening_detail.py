"""One recorded contact as its page shows it: its row, and the documents of its stages together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nawba.domain.recordings import Transcript, Turn, transcript_from_json, word_places
from nawba.domain.words import Json
from nawba.listening.customer_words import find_signals
from nawba.listening.scorecard.contesting import settled
from nawba.listening.shelf import AUDIO, PEAKS, Shelf
from nawba.store.statements import Row
from nawba.web.listening_list import line

_STAGES = ("probe", "redact", "measures", "scorecard", "findings")
_TURN = ("speaker", "start", "end", "text", "confidence")


@dataclass(frozen=True)
class Seen:
    """What is to be shown; people are named, and answers about them told, if ``scoring`` is in
    force, as far as they are not contested; ``signals``: what customers said of the service is
    pointed out."""

    row: Row
    shelf: Shelf
    scoring: bool
    verdict: Json | None
    contests: tuple[Row, ...] = ()
    signals: bool = False


def detail_of(seen: Seen) -> Json:
    """All there is; a stage that has not been gone through leaves its place empty."""
    row, shelf = seen.row, seen.shelf
    given = {name: shelf.document(row.id, name) for name in _STAGES}
    probe, redact = given["probe"] or {}, given["redact"]
    kept = row.audio == "kept"
    verdict = None if seen.verdict is None else str(seen.verdict["verdict"])
    return {
        "row": line(row, verdict, seen.scoring),
        "stage": row.stage,
        "reason": row.reason,
        "message": row.message,
        "further": {str(key): str(value) for key, value in row.further.items() if value},
        "roles": (redact or {}).get("speakers", []),
        "warnings": probe.get("warnings", []),
        "fake_stereo": bool(probe.get("fake_stereo", False)),
        "stages": [name for name in _STAGES if given[name] is not None],
        "transcript": None if redact is None else _transcript(redact),
        "redactions": _redactions(redact or {}),
        "measures": given["measures"],
        "scorecard": _settled(seen, given["scorecard"]),
        "findings": (given["findings"] or {}).get("findings", []),
        "signals": _signals(redact) if seen.signals and redact is not None else [],
        "verdict": seen.verdict,
        "audio": kept and shelf.file(row.id, AUDIO) is not None,
        "peaks": kept and shelf.file(row.id, PEAKS) is not None,
    }


def heard_only(detail: Json) -> Json:
    """``detail`` without what machines found."""
    told: Json = {
        "verdict": None,
        "score": None,
        "knocked_out": None,
        "findings": 0,
        "finding_kinds": [],
    }
    none: Json = {"measures": None, "scorecard": None, "verdict": None}
    none |= {"findings": [], "signals": []}
    return {**detail, **none, "row": {**detail["row"], **told}, "stages": ["redact"]}


def _signals(document: Json) -> list[Json]:
    return [{"kind": one.kind, **vars(one.quote)} for one in find_signals(_read(document))]


def _settled(seen: Seen, document: Json | None) -> Json | None:
    if document is None or (seen.row.adviser and not seen.scoring):
        return None
    named = document["scorecard"], document["version"]
    mine = [one for one in seen.contests if (one.scorecard, one.version) == named]
    return settled(document, {one.question: one.answer for one in mine})


def _transcript(document: Json) -> Json:
    transcript = _read(document)
    turns = [
        {**{name: getattr(one, name) for name in _TURN}, "words": _words(one)}
        for one in transcript.turns
    ]
    return {"language": transcript.language, "source": transcript.source, "turns": turns}


def _words(turn: Turn) -> list[Json]:
    """When each word was said, and which letters of the turn it is; one not found is left out."""
    placed = zip(turn.words, word_places(turn), strict=True)
    return [
        {"start": word.start, "end": word.end, "first": first, "behind": behind}
        for word, (first, behind) in placed
        if behind - first == len(word.text)
    ]


def _read(document: Json) -> Transcript:
    names = ("language", "turns", "source")
    return transcript_from_json({name: document[name] for name in names})


def _redactions(document: Json) -> dict[str, Any]:
    return {"spans": document.get("spans", []), "audio": document.get("audio", [])}
