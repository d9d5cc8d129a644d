"""Claims about a contact, each with the words or the seconds that show it.

A finding says what happened and never why: causes are weighed elsewhere, over many contacts. Its
cues are those of the scorecard, under the names below; a scorecard that lacks one finds nothing of
that kind. What cannot be told (who spoke, in one channel; whether a promise was kept, where no
system tells) is not claimed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from nawba.domain.folded import fold
from nawba.domain.recordings import Finding, Quote, Speaker, Transcript, Turn, holds
from nawba.listening.scorecard.answering import quote_json
from nawba.listening.scorecard.scene import Contact, Moment, Scene

VERSION = "1"
SOURCE = f"findings/{VERSION}"

DEAD_AIR_S = 20.0
"""A silence that a customer remembers."""

SLOW_RESPONSE_S = 300.0
INTERRUPTIONS = 3
HOLD_GAP_S = 45.0
PROMISE_S = 600.0

KINDS = (
    "dead_air", "hold_unannounced", "interruptions", "repeated_question", "promise_unkept",
    "card_code_asked", "prohibited_promise", "transfer", "unanswered_question", "slow_response",
)  # fmt: skip

_WORD = re.compile(r"[^\W_]+")
_LEAST_WORDS = 3
_LEAST_SHARED = 0.6
_MOST_QUOTES = 3


def find(scene: Scene) -> list[Finding]:
    """The findings of a contact in the order of their times; each quote is what was said."""
    contact = scene.contact
    found = [finding for search in _SEARCHES for finding in search(scene)]
    transcript = contact.transcript
    whole = [one for one in found if all(holds(transcript, quote) for quote in one.quotes)]
    return sorted(whole, key=lambda one: (one.at, one.kind))


def findings_json(contact: Contact, found: Sequence[Finding]) -> dict[str, Any]:
    """The document of the stage."""
    return {"findings": [_json(contact.transcript, one) for one in found]}


def _json(transcript: Transcript, one: Finding) -> dict[str, Any]:
    quotes = [quote_json(transcript, quote) for quote in one.quotes]
    return {"kind": one.kind, "at": list(one.at), "quotes": quotes,
            "fields": dict(one.fields), "source": one.source}  # fmt: skip


def say_finding(kind: str, language: str, fields: Mapping[str, Any]) -> str:
    """A finding as a sentence in ``fr``, ``ar`` or ``en``."""
    values = {name: round(of) if isinstance(of, float) else of for name, of in fields.items()}
    return _catalogue(language)[kind].format(**values)


@cache
def _catalogue(language: str) -> dict[str, str]:
    source = files("nawba.listening").joinpath("texts", f"{language}.json")
    sentences: dict[str, str] = json.loads(source.read_text("utf-8"))
    return sentences


def _finding(
    kind: str, start: float, end: float, quotes: Sequence[Quote | None] = (), **fields: Any
) -> Finding:
    kept = tuple(quote for quote in quotes if quote)[:_MOST_QUOTES]
    return Finding(kind, (round(start, 2), round(end, 2)), kept, fields, SOURCE)


def _dead_air(scene: Scene) -> Iterator[Finding]:
    for start, end in scene.contact.measures.dead_air:
        if end - start >= DEAD_AIR_S:
            yield _finding("dead_air", start, end, seconds=round(end - start, 1))


def _slow_response(scene: Scene) -> Iterator[Finding]:
    longest = (scene.contact.measures.response_s or {}).get("longest", 0.0)
    if longest >= SLOW_RESPONSE_S:
        yield _finding("slow_response", 0.0, scene.ends, seconds=longest)


def _hold_unannounced(scene: Scene) -> Iterator[Finding]:
    if not scene.knows("hold_announcement"):
        return
    said = scene.moments("hold_announcement")
    for start, end in scene.contact.measures.holds:
        if not any(0 <= start - one.start <= HOLD_GAP_S for one in said):
            yield _finding("hold_unannounced", start, end, seconds=round(end - start, 1))


def _interruptions(scene: Scene) -> Iterator[Finding]:
    """By the adviser: a customer who cuts in has not failed at anything."""
    turns = scene.contact.transcript.turns
    cut = [one for one in scene.contact.measures.interruptions or () if one.by == "adviser"]
    if len(cut) >= INTERRUPTIONS:
        quotes = [_whole(turns, one.turn) for one in cut]
        yield _finding("interruptions", cut[0].at, cut[-1].at, quotes, count=len(cut), by="adviser")


def _transfer(scene: Scene) -> Iterator[Finding]:
    times = scene.contact.measures.transfers
    if times:
        yield _finding("transfer", times[0], times[-1], count=len(times))


def _cued(kind: str, scene: Scene) -> Iterator[Finding]:
    """What the adviser said that the cue of the same name is about."""
    for one in scene.moments(kind) if scene.has(kind) else ():
        yield _finding(kind, one.start, one.end, [one.quote])


def _said(scene: Scene) -> Iterator[Finding]:
    for kind in ("card_code_asked", "prohibited_promise"):
        yield from _cued(kind, scene)


def _promise_unkept(scene: Scene) -> Iterator[Finding]:
    """A promise, and no commitment noted. Without any event no system told: nothing is claimed."""
    if not (scene.has("promise") and scene.knows("commitment")):
        return
    noted = scene.moments("commitment")
    for one in scene.moments("promise"):
        if not any(abs(other.start - one.start) <= PROMISE_S for other in noted):
            what = one.quote.text if one.quote else ""
            yield _finding("promise_unkept", one.start, one.end, [one.quote], what=what)


def _questions(scene: Scene) -> Iterator[Finding]:
    """Questions that had to be asked again, and those of the customer that nobody answered."""
    turns = scene.contact.transcript.turns
    asked = [(number, turn) for number, turn in enumerate(turns) if _asks(turn.text)]
    for speaker in ("adviser", "customer"):
        own = [number for number, turn in asked if turn.speaker == speaker]
        yield from _repeated(turns, own, speaker)
    if scene.has("not_known"):
        yield from _unanswered(scene, [at for at, turn in asked if turn.speaker == "customer"])


def _asks(text: str) -> bool:
    return "?" in text or "؟" in text


def _repeated(turns: Sequence[Turn], asked: Sequence[int], by: Speaker) -> Iterator[Finding]:
    seen: list[tuple[frozenset[str], list[int]]] = []
    for number in asked:
        words = _content(turns[number].text)
        like = next((own for own in seen if _alike(own[0], words)), None)
        if like is None:
            seen.append((words, [number]))
        else:
            like[1].append(number)
    for _, numbers in seen:
        if len(numbers) > 1:
            quotes = [_whole(turns, number) for number in numbers]
            start, end = turns[numbers[0]].start, turns[numbers[-1]].end
            yield _finding("repeated_question", start, end, quotes, by=by, times=len(numbers))


def _content(text: str) -> frozenset[str]:
    """The words of a question that carry it: all of four letters and more, and numbers."""
    return frozenset(word for word in _WORD.findall(fold(text)) if len(word) > 3 or word.isdigit())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _LEAST_WORDS and shared >= _LEAST_SHARED * len(one | other)


def _unanswered(scene: Scene, asked: Sequence[int]) -> Iterator[Finding]:
    """The customer asked, and the next to serve them did not know; or nobody spoke any more."""
    turns = scene.contact.transcript.turns
    unknown = {one.turn: one for one in scene.moments("not_known", "anyone")}
    for number in asked:
        reply = next((at for at in range(number + 1, len(turns)) if _serves(turns[at])), None)
        if reply is None and len(_content(turns[number].text)) >= _LEAST_WORDS:
            yield _gap(turns, number, None)
        elif reply is not None and reply in unknown:
            yield _gap(turns, number, unknown[reply])


def _gap(turns: Sequence[Turn], number: int, reply: Moment | None) -> Finding:
    end = reply.end if reply else turns[number].end
    quotes = [_whole(turns, number), reply.quote if reply else None]
    return _finding("unanswered_question", turns[number].start, end, quotes, waited=reply is None)


def _serves(turn: Turn) -> bool:
    return turn.speaker in ("adviser", "assistant")


def _whole(turns: Sequence[Turn], number: int) -> Quote:
    text = turns[number].text
    return Quote(number, 0, len(text), text)


_SEARCHES = (
    _dead_air, _slow_response, _hold_unannounced, _interruptions, _transfer, _said,
    _promise_unkept, _questions,
)  # fmt: skip
