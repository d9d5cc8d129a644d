"""``nawba bench wording``: how often the check of worded sentences is wrong, in both directions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nawba.assistant.wording import check_sentence
from nawba.assistant.wording_words import LANGUAGES
from nawba.domain.errors import DocumentError, Fault, Invalid
from nawba.domain.words import Json
from nawba.domain.writing import Passage, Sentence
from nawba.stats import wilson

_REMEDY = (
    'Write {"passage": ID, "language": "fr", "title": …, "text": …} before its sentences, each '
    '{"case": ID, "sentence": …, "ok": true or false, "why": …}'
)


@dataclass(frozen=True)
class WordingCase:
    """``ok``: whether a careful person would let ``sentence`` through; ``round``: of writing."""

    passage: Passage
    language: str
    sentence: str
    ok: bool
    why: str
    round: int


@dataclass(frozen=True)
class Verdict:
    case: WordingCase
    reason: str

    @property
    def passed(self) -> bool:
        return self.reason == "ok"


def measure_wording(file: Path) -> Json:
    """Detection of unsupported sentences and false alarms on supported ones, of a JSON-lines file.

    Gives ``n``, ``detection`` and ``false_alarm`` with their 95 % Wilson intervals over all, by
    language and by round, and the sentences judged wrongly. On this set, not on any traffic.
    Raises Invalid without the file, DocumentError for a malformed line.
    """
    verdicts = [Verdict(case, _reason(case)) for case in read_cases(file)]
    return {
        **_figures(verdicts),
        "languages": _by(verdicts, [(v.case.language, v) for v in verdicts]),
        "rounds": _by(verdicts, [(str(v.case.round), v) for v in verdicts]),
        "missed": [_shown(v) for v in verdicts if v.passed and not v.case.ok],
        "false_alarms": [_shown(v) for v in verdicts if v.case.ok and not v.passed],
    }


def read_cases(file: Path) -> list[WordingCase]:
    """The cases of ``file``, in its order."""
    if not file.is_file():
        raise Invalid(f"{file} is not a file. {_REMEDY}.", field="file")
    passages: dict[str, Json] = {}
    cases: list[WordingCase] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                _take(json.loads(line), passages, cases)
            except (ValueError, KeyError, TypeError) as problem:
                fault = Fault(str(file), number, "", repr(problem), _REMEDY)
                raise DocumentError((fault,)) from problem
    return cases


def _take(line: Json, passages: dict[str, Json], cases: list[WordingCase]) -> None:
    if "passage" in line:
        if line["language"] not in LANGUAGES:
            raise ValueError(f"language {line['language']!r}: choose {', '.join(LANGUAGES)}")
        passages[line["passage"]] = line
        return
    about, ok = passages[line["case"]], line["ok"]
    if not isinstance(ok, bool):
        raise TypeError("ok is true or false")
    passage = Passage("P1", about["text"], about.get("title", ""))
    told = (line["sentence"], ok, line.get("why", ""), line.get("round", 1))
    cases.append(WordingCase(passage, about["language"], *told))


def _reason(case: WordingCase) -> str:
    sentence = Sentence(case.sentence, (case.passage.id,))
    return check_sentence(sentence, [case.passage], case.language).reason


def _by(verdicts: Sequence[Verdict], named: Iterable[tuple[str, Verdict]]) -> Json:
    groups: dict[str, list[Verdict]] = {}
    for name, verdict in named:
        groups.setdefault(name, []).append(verdict)
    return {name: _figures(groups[name]) for name in sorted(groups)}


def _figures(verdicts: Sequence[Verdict]) -> Json:
    wrong = [v for v in verdicts if not v.case.ok]
    right = [v for v in verdicts if v.case.ok]
    caught = sum(not v.passed for v in wrong)
    alarms = sum(not v.passed for v in right)
    return {
        "n": len(verdicts),
        "detection": _share(caught, len(wrong)),
        "detection_interval": wilson(caught, len(wrong)),
        "false_alarm": _share(alarms, len(right)),
        "false_alarm_interval": wilson(alarms, len(right)),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _shown(verdict: Verdict) -> Json:
    case = verdict.case
    return {"language": case.language, "why": case.why, "reason": verdict.reason,
            "sentence": case.sentence}  # fmt: skip
