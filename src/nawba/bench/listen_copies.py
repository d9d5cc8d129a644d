"""Contacts made of others, for the measurement of listening: as many as wanted, no two alike.

Turns of one contact go on with those of the next until there are enough, each contact with a number
dictated in it that no other has, so that there is something to redact. What is said once in the
sources is said with another word in it each time: else a part that remembers sentences, as the
reader of personal data does, would look quicker than it is. What many say stays as it is.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from nawba.demo.month import draw_month
from nawba.demo.month_words import transcribe
from nawba.domain.errors import Invalid

Line = dict[str, Any]
Calls = Sequence[Sequence[Line]]

_SITES, _ADVISERS = 6, 60
_FAILING = 0.12
_BEGAN = datetime(2026, 10, 1, 7, tzinfo=UTC)


def month(seed: int) -> list[list[Line]]:
    """Calls of the demo company."""
    drawn = islice(draw_month(seed), 400)
    return [[_line(turn) for turn in transcribe(one, seed)[0]] for one in drawn]


def _line(turn: Any) -> Line:
    return {"speaker": turn.speaker, "start": turn.start, "end": turn.end, "text": turn.text}


def calls_of(data: Path) -> list[list[Line]]:
    """The calls of gzipped JSON lines. Raises Invalid where there are none."""
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        found = [json.loads(line).get("turns", []) for line in lines if line.strip()]
    if not any(found):
        raise Invalid(f"{data} holds no calls: JSON lines with turns, gzipped.", field="data")
    return [one for one in found if one]


def write_copies(path: Path, sources: Calls, contacts: int, turns: int, seed: int) -> int:
    """Write ``contacts`` of about ``turns`` turns, a line each; how many turns they have."""
    draw, varied, count = Random(seed), _Varied.of(sources), 0
    with path.open("w", encoding="utf-8") as out:
        for number in range(contacts):
            said = list(_copy(sources, number, turns, draw, varied))
            count += len(said)
            row = {**_facts(number, draw), "turns": said}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return count


def read_copies(path: Path, most: int) -> list[list[Line]]:
    """The first copies that were written, of ``most`` turns together."""
    found, count = list[list[Line]](), 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            turns = json.loads(line)["turns"][: most - count]
            found, count = [*found, turns], count + len(turns)
            if count >= most:
                break
    return found


def repeated_in(calls: Calls) -> float:
    """The share of turns whose text was said before, letter by letter."""
    texts = [line["text"] for call in calls for line in call]
    return round(1 - len(set(texts)) / max(1, len(texts)), 4)


@dataclass(frozen=True)
class _Varied:
    """``stock`` are the texts that are said more than once, ``words`` what may be put in others."""

    stock: frozenset[str]
    words: tuple[str, ...]

    @classmethod
    def of(cls, sources: Calls) -> _Varied:
        said = Counter(line["text"] for call in sources for line in call)
        plain = {word for text in said for word in text.split() if word.isalpha()}
        stock = frozenset(text for text, count in said.items() if count > 1)
        return cls(stock, tuple(sorted(word for word in plain if word.islower())) or ("bon",))

    def text(self, written: str, draw: Random) -> str:
        if written in self.stock:
            return written
        parts = written.split(" ")
        parts.insert(draw.randint(1, len(parts)), draw.choice(self.words))
        return " ".join(parts)


def _copy(sources: Calls, number: int, turns: int, draw: Random, varied: _Varied) -> Iterator[Line]:
    wanted = draw.randint(turns * 4 // 5, turns * 6 // 5)
    pace, shift, left = draw.uniform(0.85, 1.2), 0.0, wanted
    digits = f"06 {number // 100 % 100:02d} {number % 100:02d} {draw.randint(10, 99)} 47"
    while left > 0:
        part = draw.choice(sources)[:left]
        for line in part:
            start, end = shift + line["start"] * pace, shift + line["end"] * pace
            text = varied.text(line["text"], draw)
            if left == wanted // 2:
                text = f"{text} {digits}, {number}."
            left -= 1
            yield {**line, "start": round(start, 2), "end": round(end, 2), "text": text}
        shift += part[-1]["end"] * pace + 1.0


def _facts(number: int, draw: Random) -> Line:
    adviser = draw.randrange(_ADVISERS)
    return {
        "contact_id": f"call-{number:06d}",
        "adviser": f"adviser-{adviser}",
        "site": f"site-{adviser % _SITES}",
        "queue": f"queue-{number % 4}",
        "intent": f"intent-{draw.randrange(12)}",
        "language": "fr",
        "started_at": (_BEGAN + timedelta(seconds=240 * number)).isoformat(),
        "failed": int(draw.random() < _FAILING),
    }
