"""What a scorecard may not say although each of its fields is well formed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from nawba.domain.building import suggest
from nawba.domain.errors import Fault
from nawba.domain.texts import LANGUAGES
from nawba.domain.yaml_lines import Document, Path
from nawba.listening.scorecard.document import Condition, Cue, Question, Scorecard
from nawba.listening.spotting import parts_of

MEASURES = (
    "overlap_s", "longest_silence_s", "first_response_s", "longest_response_s", "holds",
    "longest_hold_s", "transfers", "interruptions", "dead_air", "seconds", "talk_adviser",
    "pace_adviser",
)  # fmt: skip
"""What a condition may ask of the measures; counts for what is listed there."""

MOST_QUESTIONS, MOST_PHRASES, MOST_DEPTH = 100, 5_000, 5

_ID = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ORDERS = ("preceded_by", "not_preceded_by", "followed_by", "not_followed_by")


Wrong = Iterator[tuple[Path, str, str]]


def faults_of(
    scorecard: Scorecard, document: Document, queues: Collection[str] | None = None
) -> list[Fault]:
    """Everything wrong with ``scorecard``, each at its line in ``document``.

    ``queues`` are those of the centre, where they are known.
    """
    wrong = [*_wrong(scorecard), *(() if queues is None else _queues(scorecard, queues))]
    return [document.fault(path, problem, remedy) for path, problem, remedy in wrong]


def _queues(scorecard: Scorecard, known: Collection[str]) -> Wrong:
    named: list[tuple[Path, tuple[str, ...]]] = [((), scorecard.queues)]
    named += [(("question", at), one.queues) for at, one in enumerate(scorecard.question)]
    for path, queues in named:
        for queue in sorted({*queues} - {*known}):
            problem = f"there is no queue '{queue}' in this centre"
            yield (*path, "queues"), problem, suggest(queue, sorted(known))


def _wrong(scorecard: Scorecard) -> Wrong:
    yield from _id((), scorecard.id)
    yield from _texts(("title",), scorecard.title)
    yield from _size(scorecard)
    if scorecard.version < 1:
        yield ("version",), f"{scorecard.version} is too small", "Count from 1."
    for name, cue in scorecard.cue.items():
        yield from _cue(("cue", name), cue)
    seen: set[str] = set()
    for number, question in enumerate(scorecard.question):
        path: Path = ("question", number)
        if question.id in seen:
            yield (*path, "id"), f"a second question '{question.id}'", "Give each its own id."
        seen.add(question.id)
        yield from _question(path, question, scorecard)


def _size(scorecard: Scorecard) -> Wrong:
    count = len(scorecard.question)
    if not 1 <= count <= MOST_QUESTIONS:
        remedy = f"Ask 1 to {MOST_QUESTIONS} questions: [[question]] begins one."
        yield ("question",), f"has {count} questions", remedy
    phrases = sum(len(said) for cue in scorecard.cue.values() for said in cue.said.values())
    if phrases > MOST_PHRASES:
        yield ("cue",), f"has {phrases} phrases", f"Keep the {MOST_PHRASES} most telling ones."


def _id(path: Path, id: str) -> Wrong:
    if len(id) > 60 or not _ID.fullmatch(id):
        remedy = "Use lower-case letters, digits and underscores, such as greeting."
        yield (*path, "id"), f"'{id}' cannot be an id", remedy


def _texts(path: Path, texts: dict[str, str]) -> Wrong:
    for language in sorted(set(texts) - set(LANGUAGES)):
        yield path, f"unknown language '{language}'", suggest(language, LANGUAGES)
    if not any(text.strip() for text in texts.values()):
        yield path, "has no text", 'Write { fr = "…", ar = "…", en = "…" }, or one of them.'


def _cue(path: Path, cue: Cue) -> Wrong:
    ways = [bool(cue.said), bool(cue.event), bool(cue.happened)]
    if sum(ways) != 1:
        remedy = "Write one of said, event or happened."
        yield path, "must be heard in exactly one way", remedy
    for language, phrases in cue.said.items():
        if not _LANGUAGE.fullmatch(language):
            remedy = "Use a code of two or three letters, such as fr, ar, ary or en."
            yield (*path, "said", language), f"'{language}' is no language", remedy
        for place, phrase in enumerate(phrases):
            if not parts_of(phrase) or len(phrase) > 200:
                remedy = "Write 1 to 200 characters that begin and end with a word."
                yield (*path, "said", language, place), f"'{phrase[:40]}' is no phrase", remedy


def _question(path: Path, question: Question, scorecard: Scorecard) -> Wrong:
    yield from _id(path, question.id)
    yield from _texts((*path, "text"), question.text)
    if not 0 <= question.weight <= 1000:
        yield (*path, "weight"), f"{question.weight:g} is no weight", "Write 0 to 1000."
    if not (question.yes or question.no):
        remedy = "Write when it is answered: yes = [ { cue = … } ]. People answer what has no rule."
        if question.otherwise != "unknown":
            yield path, "has no rule", remedy + ' Then write otherwise = "unknown".'
    can_be_no = question.no or question.otherwise == "no" or question.model
    if question.knock_out and not can_be_no:
        remedy = 'Write when it is: no = [ { cue = … } ], or otherwise = "no".'
        yield (*path, "knock_out"), "can never strike: nothing answers it no", remedy
    for name in ("na", "no", "yes"):
        for place, condition in enumerate(getattr(question, name)):
            yield from _condition((*path, name, place), condition, scorecard, 1)


def _condition(path: Path, one: Condition, scorecard: Scorecard, depth: int) -> Wrong:
    ways = [bool(one.cue), bool(one.measure), bool(one.all), bool(one.none)]
    if sum(ways) != 1 or depth > MOST_DEPTH:
        remedy = "Write one of cue, measure, all or none in each { }."
        yield path, "must ask for exactly one thing", remedy
    yield from _references(path, one, scorecard)
    yield from _numbers(path, one)
    if one.measure:
        yield from _measure(path, one)
    for name in ("all", "none"):
        for place, inner in enumerate(getattr(one, name)):
            yield from _condition((*path, name, place), inner, scorecard, depth + 1)


def _references(path: Path, one: Condition, scorecard: Scorecard) -> Wrong:
    for name in ("cue", *_ORDERS):
        wanted = getattr(one, name)
        if wanted and wanted not in scorecard.cue:
            yield (*path, name), f"there is no cue '{wanted}'", suggest(wanted, scorecard.cue)
    if one.gap is not None and not any(getattr(one, name) for name in _ORDERS):
        yield (*path, "gap"), "belongs to nothing", f"Write it beside {' or '.join(_ORDERS)}."
    narrowing = ("by", "within", "ending", "first", "last", *_ORDERS)
    if not one.cue and any(getattr(one, name) for name in narrowing):
        yield path, "narrows what is no cue", "Write cue = … beside it, or remove it."


def _numbers(path: Path, one: Condition) -> Wrong:
    for name in ("within", "ending", "first", "last", "gap"):
        value = getattr(one, name)
        if value is not None and value <= 0:
            yield (*path, name), f"{value:g} is too small", "Write a number above 0."


def _measure(path: Path, one: Condition) -> Wrong:
    if one.measure not in MEASURES:
        place = (*path, "measure")
        yield place, f"unknown measure '{one.measure}'", suggest(one.measure, MEASURES)
    if one.above is None and one.below is None:
        yield path, "has no bound", "Write above = … or below = …."
