"""``nawba bench transcribe``: how many words a speech model gets wrong, how fast, in how much room.

Word error rate: substitutions, deletions and insertions by the words of the reference, over all
files together. Its interval is that of files drawn anew (percentile bootstrap): files are the
sample, words within one are not independent.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import wave
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray

from nawba.bench.spoken import words_of
from nawba.domain.errors import Invalid
from nawba.domain.hearing import LONGEST_WINDOW, RATE, Samples
from nawba.domain.ports import Transcribe
from nawba.domain.recordings import Item
from nawba.domain.words import Json
from nawba.listening.channels import one_channel
from nawba.listening.guards import guard
from nawba.listening.probe import probe_sound
from nawba.listening.speech import detector
from nawba.listening.transcribing import hear

_AT_ONCE = 16
_RESAMPLES = 2_000
_SOUNDS = (".flac", ".wav", ".mp3", ".ogg", ".opus")
_PAUSE = 0.6  # seconds between the prompts of a long recording


@dataclass(frozen=True)
class Labelled:
    """A file and what is said in it."""

    path: Path
    text: str


@dataclass(frozen=True)
class Wishes:
    """``snrs`` in dB, with noise of ``noise``; ``rate`` is that of the line (8000: a telephone);
    ``long`` seconds of a recording joined from the files, 0 for none."""

    language: str
    noise: Path | None = None
    snrs: tuple[float, ...] = ()
    rate: int = 8_000
    long: float = 0.0
    seed: int = 1


def read_labels(labels: Path, audio: Path, language: str) -> list[Labelled]:
    """The files of ``language`` in a CSV with columns file, lang and text. Raises Invalid, with
    the line, for a file that is not in ``audio`` and for columns that lack."""
    with labels.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if missing := {"file", "lang", "text"} - set(rows.fieldnames or ()):
            raise Invalid(f"{labels} has no column {', '.join(sorted(missing))}.", field="labels")
        found = [
            Labelled(_place(row["file"], audio, f"{labels}, line {line}"), row["text"])
            for line, row in enumerate(rows, 2)
            if row["lang"] == language
        ]
    if not found:
        raise Invalid(f"{labels} has no file in '{language}'.", field="language")
    return found


def _place(name: str, audio: Path, where: str) -> Path:
    """The file under ``audio``, whether that is the folder of the labels or one below it."""
    parts = Path(name).parts
    tried = [audio.joinpath(*parts[start:]) for start in range(len(parts))]
    found = next((path for path in tried if path.is_file()), None)
    if found is None:
        raise Invalid(f"{where}: {audio} has no file {name}.", field="audio")
    return found


def measure_transcription(
    files: Sequence[Labelled],
    model: Transcribe,
    wishes: Wishes,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Json:
    """Figures of ``model``: of the files as they are, with noise at each ratio, and of one long
    recording. ``rtf`` is seconds of work by seconds of sound, ``cpu`` the same in processor time.
    """
    sounds = [_sound(one.path, wishes.rate) for one in files]
    noise = _noises(wishes) if wishes.snrs else []
    rounds = 1 + len(wishes.snrs) + bool(wishes.long)
    model([np.zeros(RATE, np.float32)], wishes.language)  # loading is not transcribing

    def run(number: int, mixed: Sequence[Samples]) -> Json:
        step = lambda done: progress(number * len(files) + done, rounds * len(files))  # noqa: E731
        return _figures(files, mixed, model, wishes, step)

    found = run(0, sounds)
    loud = [
        {"snr": snr, **run(number, [_mixed(one, noise, snr, at) for at, one in enumerate(sounds)])}
        for number, snr in enumerate(wishes.snrs, 1)
    ]
    long = _long(files, sounds, model, wishes) if wishes.long else None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "model": model.name,
        "language": wishes.language,
        "rate": wishes.rate,
        "files": len(files),
        "seconds": round(sum(map(len, sounds)) / RATE, 1),
        **found,
        "noise": loud,
        "long": long,
        "rss_mb": round(peak / (1_048_576 if sys.platform == "darwin" else 1_024)),
    }


def _figures(
    files: Sequence[Labelled],
    sounds: Sequence[Samples],
    model: Transcribe,
    wishes: Wishes,
    step: Callable[[int], object],
) -> Json:
    heard = list[str]()
    began, worked = perf_counter(), process_time()
    for start in range(0, len(sounds), _AT_ONCE):
        told = model(sounds[start : start + _AT_ONCE], wishes.language)
        kept = [guard(one.phrases, [(0.0, LONGEST_WINDOW)]).phrases for one in told]
        heard += ["".join(phrase.text for phrase in phrases) for phrases in kept]
        step(len(heard))
    seconds, processor = perf_counter() - began, process_time() - worked
    wrong, said = _errors([one.text for one in files], heard, wishes.language)
    length = sum(map(len, sounds)) / RATE
    return {
        "words": int(said.sum()),
        "wer": round(float(wrong.sum() / said.sum()), 4),
        "wer_interval": _interval(wrong, said, wishes.seed),
        "rtf": round(seconds / length, 4),
        "cpu": round(processor / length, 4),
    }


Counts = NDArray[np.int64]


def _errors(said: Sequence[str], heard: Sequence[str], language: str) -> tuple[Counts, Counts]:
    """Wrong words and words said, of each file."""
    import jiwer

    wrong, count = list[int](), list[int]()
    for reference, hypothesis in zip(said, heard, strict=True):
        told = jiwer.process_words(words_of(reference, language), words_of(hypothesis, language))
        wrong.append(told.substitutions + told.deletions + told.insertions)
        count.append(told.substitutions + told.deletions + told.hits)
    return np.array(wrong), np.array(count)


def _interval(wrong: Counts, said: Counts, seed: int) -> list[float]:
    """95 %, from files drawn with replacement (Efron, 1979; percentiles)."""
    drawn = np.random.default_rng(seed).integers(0, len(said), (_RESAMPLES, len(said)))
    rates = wrong[drawn].sum(axis=1) / np.maximum(1, said[drawn].sum(axis=1))
    return [round(float(edge), 4) for edge in np.percentile(rates, (2.5, 97.5))]


def _sound(path: Path, rate: int) -> Samples:
    """The file as it sounds over a line of ``rate``, at the rate that models hear."""
    whole = np.concatenate(list(one_channel([path], 0, 30.0, rate)))
    if len(whole) > LONGEST_WINDOW * rate:
        raise Invalid(f"{path} lasts {len(whole) / rate:.0f} s; 30 s at most.", field="audio")
    return _up(whole, rate)


def _up(sound: Samples, rate: int) -> Samples:
    from scipy.signal import resample_poly

    step = np.gcd(RATE, rate)
    told = resample_poly(sound, RATE // step, rate // step) if rate != RATE else sound
    return np.asarray(told, np.float32)


def _noises(wishes: Wishes) -> list[Samples]:
    paths = sorted(wishes.noise.iterdir()) if wishes.noise else []
    paths = [path for path in paths if path.suffix.lower() in _SOUNDS]
    if not paths:
        raise Invalid(f"{wishes.noise} has no sound of noise.", field="noise")
    pieces = [one_channel([path], 0, 30.0, wishes.rate) for path in paths]
    return [_up(np.concatenate(list(piece)), wishes.rate) for piece in pieces]


def _mixed(sound: Samples, noises: Sequence[Samples], snr: float, number: int) -> Samples:
    """The sound with noise ``snr`` dB below it: the kinds of noise in turn, from a place of it."""
    noise = noises[number % len(noises)]
    start = (number * 7919) % len(noise)
    below = np.resize(np.roll(noise, -start), len(sound))
    power = float(np.mean(sound**2)) / max(1e-12, float(np.mean(below**2)))
    mixed = sound + below * np.sqrt(power / 10 ** (snr / 10))
    return np.asarray(mixed / max(1.0, float(np.abs(mixed).max())), np.float32)


def _long(
    files: Sequence[Labelled], sounds: Sequence[Samples], model: Transcribe, wishes: Wishes
) -> Json:
    """One recording of all the files in turn, through the stages that a call goes through."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wav"
        texts = _write_long(path, files, sounds, wishes)
        item = Item("rc-bench", "audio", (str(path),), roles=("customer",))
        began, worked = perf_counter(), process_time()
        seconds = float(probe_sound(item)["seconds"])
        speech = [detector(None)(one_channel(item.files, 0, 300.0))]
        document = hear(item, speech, model, wishes.language)
        took, processor = perf_counter() - began, process_time() - worked
    heard = " ".join(turn["text"] for turn in document["turns"])
    wrong, said = _errors([" ".join(texts)], [heard], wishes.language)
    return {
        "seconds": round(seconds, 1),
        "wer": round(float(wrong[0] / said[0]), 4),
        "rtf": round(took / seconds, 4),
        "cpu": round(processor / seconds, 4),
        "dropped": dict(document["dropped"]),
    }


def _write_long(
    path: Path, files: Sequence[Labelled], sounds: Sequence[Samples], wishes: Wishes
) -> list[str]:
    texts, written = list[str](), 0.0
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for place in _again(len(files)):
            sound = np.pad(sounds[place], (0, round(_PAUSE * RATE)))
            out.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())
            texts.append(files[place].text)
            written += len(sound) / RATE
            if written >= wishes.long:
                return texts
    return texts


def _again(count: int) -> Iterator[int]:
    while True:
        yield from range(count)
