"""A transcript file to try a scorecard on: one JSON object per line, speaker, start, end, text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nawba.domain.building import suggest
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.recordings import SPEAKERS, Item, Speaker, Transcript, Turn
from nawba.listening.measures import measure
from nawba.listening.scorecard.scene import Contact

_ALSO: dict[str, Speaker] = {"agent": "adviser", "caller": "customer", "client": "customer"}


def read_trial(path: Path, language: str, queue: str = "") -> Contact:
    """The contact written in ``path``. Raises DocumentError with every faulty line, OSError.

    Times are seconds and may be left out, as in a chat: then the line is its own time.
    """
    faults: list[Fault] = []
    turns: list[Turn] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip():
            problem, turn = _read(line, number)
            if turn is None:
                faults.append(Fault(path.name, number, "", *problem))
            else:
                turns.append(turn)
    if not turns and not faults:
        faults.append(Fault(path.name, 1, "", "has no line", _LINE))
    if faults:
        raise DocumentError(tuple(faults))
    transcript = Transcript(language, tuple(turns))
    item = Item("rc-trial", "text", (str(path),), language=language, queue=queue)
    return Contact(item, transcript, measure(item, transcript))


_LINE = 'Write {"speaker": "adviser", "start": 0.0, "end": 2.5, "text": "…"} on each line.'


def _read(line: str, number: int) -> tuple[tuple[str, str], Turn | None]:
    """A line as a turn, or what is wrong with it and the remedy."""
    try:
        told: Any = json.loads(line)
    except ValueError as error:
        return (f"is no JSON: {error}", _LINE), None
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        return ("has no text", _LINE), None
    named = str(told.get("speaker", "unknown")).lower()
    speaker: Any = _ALSO.get(named, named)
    if speaker not in SPEAKERS:
        return (f"unknown speaker '{named}'", suggest(named, SPEAKERS)), None
    times = [*_times(told, number)]
    if not all(isinstance(one, int | float) and one >= 0 for one in times) or times[1] < times[0]:
        return ("start and end are no seconds, or the wrong way round", _LINE), None
    return ("", ""), Turn(speaker, float(times[0]), float(times[1]), told["text"])


def _times(told: dict[str, Any], number: int) -> Iterator[Any]:
    start = told.get("start", float(number))
    yield from (start, told.get("end", start))
