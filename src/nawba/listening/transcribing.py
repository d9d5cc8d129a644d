"""A recording's words, each with its speaker and time; given transcripts are checked instead.

A channel is a speaker, so nobody has to be told apart by their voice. Two people on one channel
stay one stream (``unknown``): what cannot be known about who spoke is not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, cast

from nawba.domain.hearing import Heard, Phrase
from nawba.domain.ports import Transcribe
from nawba.domain.recordings import Item, Speaker, Transcript, Turn, Word, transcript_to_json
from nawba.listening.channels import one_channel
from nawba.listening.guards import guard
from nawba.listening.signals import Span
from nawba.listening.speech import speakers_of
from nawba.listening.stages import Document, Job, Options
from nawba.listening.turns import read_given, turns_of
from nawba.listening.windows import Window, windows_of
from nawba.models.transcribe import open_transcriber

VERSION = "3"

_BLOCK = 60.0  # seconds read at once
_AT_ONCE = 16  # windows given to the model at once: 30 MB
_SPOKEN_AS = {"ary": "ar", "arz": "ar", "aeb": "ar", "arq": "ar", "msa": "ar"}


def transcribe(job: Job) -> Document:
    """The document of stage ``transcribe``: a Transcript, still with everything that was said.

    Reads ``probe`` and ``speech``. Beside the transcript: ``heard`` (which language, how surely,
    whether it was told), ``timed``, ``dropped`` (words that guards took, by guard), ``speakers``
    (of each channel). Raises Quarantined for a given transcript that is none.
    """
    item: Item = job.item
    if item.kind == "text":
        language, turns, timed = read_given(job.told, item.files)
        code = item.language or language or job.options.language
        return _document(Transcript(code, turns), heard=None, timed=timed, dropped={}, speakers=())
    model = transcriber(*_which(job.options))
    told = _plain(item.language or job.options.language)
    return hear(item, job.given["speech"]["channels"], model, told)


def hear(
    item: Item, speech: Sequence[Sequence[Span]], model: Transcribe, language: str = ""
) -> dict[str, Any]:
    """What ``model`` hears where there is ``speech`` on each channel; see ``transcribe``."""
    hearing = _Hearing(model, language)
    speakers = speakers_of(item, len(speech))
    heard, dropped = list[tuple[Speaker, Sequence[Phrase]]](), Counter[str]()
    for channel, (speaker, spans) in enumerate(zip(speakers, speech, strict=True)):
        sound = one_channel(item.files, channel, _BLOCK)
        kept = guard(hearing.phrases(windows_of(sound, spans)), spans)
        dropped.update(kept.dropped)
        heard.append((cast(Speaker, speaker), kept.phrases))
    found = {"code": hearing.language, "confidence": hearing.certainty, "forced": bool(language)}
    transcript = Transcript(hearing.language or language, turns_of(heard), model.name)
    return _document(transcript, heard=found, timed=True, dropped=dropped, speakers=speakers)


@dataclass
class _Hearing:
    """One recording's way through a model: the language of its first windows holds for all."""

    model: Transcribe
    language: str
    certainty: float = 1.0
    is_settled: bool = False

    def phrases(self, windows: Iterator[Window]) -> Iterator[Phrase]:
        while batch := list(islice(windows, _AT_ONCE)):
            told = self.model([window.sound for window in batch], self.language)
            if not self.is_settled and told:
                self.language, self.certainty = told[0].language, round(told[0].certainty, 3)
                self.is_settled = True
            for window, heard in zip(batch, told, strict=True):
                yield from _placed(window, heard)


def _placed(window: Window, heard: Heard) -> Iterator[Phrase]:
    """What was heard in a window, at its seconds of the recording."""
    for phrase in heard.phrases:
        words = tuple(_moved(window, word) for word in phrase.words)
        start, end = window.place(phrase.start, phrase.end)
        if words:
            start, end = words[0].start, max(word.end for word in words)
        yield replace(phrase, start=start, end=end, words=words)


def _moved(window: Window, word: Word) -> Word:
    start, end = window.place(word.start, word.end)
    return replace(word, start=round(start, 2), end=round(end, 2))


def _document(transcript: Transcript, **beside: Any) -> dict[str, Any]:
    turns = tuple(_rounded(turn) for turn in transcript.turns)
    document = transcript_to_json(replace(transcript, turns=turns))
    return {**document, **beside, "speakers": list(beside["speakers"])}


def _rounded(turn: Turn) -> Turn:
    start, end = round(turn.start, 2), round(turn.end, 2)
    is_round = start == turn.start and end == turn.end
    return turn if is_round else replace(turn, start=start, end=end)


def _plain(language: str) -> str:
    """A language as speech models know it: "fr-FR" is fr, Darija is heard as Arabic."""
    code = language.replace("_", "-").split("-")[0].lower()
    return _SPOKEN_AS.get(code, code)


def _which(options: Options) -> tuple[Any, ...]:
    return (
        options.transcriber,
        options.transcriber_model,
        options.transcriber_hosts,
        options.transcriber_key,
        options.models_folder,
        options.threads,
    )


@cache
def transcriber(
    which: str,
    model: str,
    hosts: tuple[str, ...],
    key: str | None,
    folder: Path | None,
    threads: int,
) -> Transcribe:
    """One per process: it loads once. ``which``: a weight's id, a folder, or an endpoint's URL."""
    if which.startswith(("http://", "https://")):
        from nawba.models.transcribe_endpoint import FarTranscriber, SpeechEndpoint

        return FarTranscriber(SpeechEndpoint(which, model, key, hosts))
    return open_transcriber(which, folder, threads=threads)
