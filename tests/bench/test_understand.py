"""``nawba bench understand``: trains on the given files, promises, counts, and names faults."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

import numpy as np
import pytest

from nawba.bench.judged import GRID, Judged, resample
from nawba.bench.labelled import read_labelled
from nawba.bench.understand import Files, UnderstandFigures, measure_understanding
from nawba.domain.errors import DocumentError, Invalid
from nawba.models.scripted import scripted_embedder
from nawba.stats import Promise, combine

TOPICS = {
    "bill": ["invoice", "bill", "amount", "charged", "paid"],
    "sim": ["sim", "puk", "blocked", "code", "chip"],
    "parcel": ["parcel", "courier", "delivery", "box", "tracking"],
}
STRANGE = ["weather", "song", "match", "poem", "recipe", "moon", "horse", "film", "paris", "tennis"]
FILLERS = ["please", "my", "the", "about", "question", "hello", "with", "need", "help", "there"]


def sentence(rng: random.Random, words: list[str]) -> str:
    return " ".join(rng.sample([*rng.sample(words, 2), *rng.sample(FILLERS, 5)], 7))


def rows(number: int, seed: int) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    return [(sentence(rng, TOPICS[label]), label) for label in TOPICS for _ in range(number)]


def strangers(number: int, seed: int) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    return [(sentence(rng, STRANGE), "oos") for _ in range(number)]


def write(path: Path, pairs: list[tuple[str, str]], header: tuple[str, str] = ("text", "intent")):
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows(pairs)
    return path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder = tmp_path_factory.mktemp("sets")
    train = write(folder / "train.csv", rows(150, 1))
    packed = folder / "more.csv.gz"
    swapped = [(label, text) for text, label in rows(60, 2)]
    plain = write(folder / "plain.csv", swapped, ("label", "text"))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    test = write(folder / "test.csv", rows(60, 3), ("text", "category"))
    strange = [write(folder / f"oos{seed}.csv", strangers(80, seed)) for seed in (4, 5)]
    return Files([train, packed], [test], strange[:1], strange[1:])


@pytest.fixture(scope="module")
def figures(files: Files) -> UnderstandFigures:
    return measure_understanding(files, Promise(0.1, 0.2), scripted_embedder(), resamples=20)


def test_easy_texts_are_read_right_and_the_promise_is_kept(figures):
    assert figures.accuracy > 0.97
    assert figures.macro_f1 > 0.97
    assert figures.verdict == "kept"
    assert figures.coverage > 0.8
    assert figures.oos_recall is not None
    assert figures.oos_recall > 0.8
    assert figures.wrong_rate is not None
    assert figures.wrong_upper is not None
    assert figures.wrong_rate <= figures.wrong_upper <= 0.1
    assert figures.resampled["broken"] is not None
    assert figures.resampled["broken"] <= 0.2


def test_a_part_is_held_out_and_nothing_is_counted_twice(figures):
    assert figures.trained_on["overall"] == 630
    assert 0.6 * 630 < figures.trained_on["guard"] < 0.8 * 630
    assert figures.cases["in_scope"] <= 630 - figures.trained_on["guard"]
    assert figures.cases["out_of_scope"] <= 80
    assert figures.tested_on == {"in_scope": 180, "out_of_scope": 80}
    assert 0 < (figures.latency_ms["p50"] or 0) <= (figures.latency_ms["p95"] or 0)


def test_the_same_seed_gives_the_same_figures(files, figures):
    again = measure_understanding(files, Promise(0.1, 0.2), scripted_embedder(), resamples=20)
    assert (again.threshold, again.coverage, again.resampled) == (
        figures.threshold,
        figures.coverage,
        figures.resampled,
    )


def test_too_few_cases_answer_nothing_and_say_what_is_missing(tmp_path):
    train, test = write(tmp_path / "a.csv", rows(40, 1)), write(tmp_path / "b.csv", rows(10, 2))
    figures = measure_understanding(
        Files([train], [test]), Promise(0.01), scripted_embedder(), resamples=5
    )
    assert (figures.verdict, figures.threshold, figures.coverage) == ("too_few", None, 0)
    assert figures.missing["in_scope"] >= 299 - 40
    assert (figures.wrong_rate, figures.wrong_upper, figures.oos_recall) == (0, None, None)
    assert figures.resampled == {"calibrations": 5, "broken": 0, "assist_only": 1}


def test_test_labels_never_move_the_threshold(files, figures, tmp_path):
    wrong = write(tmp_path / "wrong.csv", [(text, "sim") for text, _ in rows(60, 3)])
    judged = measure_understanding(
        Files(files.train, [wrong], files.oos_train, files.oos_test),
        Promise(0.1, 0.2),
        scripted_embedder(),
        resamples=0,
    )
    assert judged.threshold == figures.threshold
    assert judged.accuracy < 0.5
    assert judged.resampled["broken"] is None


def test_rates_are_counted_as_said():
    judged = Judged(
        np.array([0.9, 0.8, 0.7, 0.2]),
        np.array([False, True, False, True]),
        np.array([0.75, 0.1, 0.1, 0.1, 0.1]),
    )
    assert judged.at(0.7) == (pytest.approx(1 / 3), pytest.approx(1 / 5), pytest.approx(3 / 4))
    assert judged.risk(0.7, 0.2) == pytest.approx(float(combine(1 / 3, 1 / 5, 3 / 4, 0.2)))
    assert judged.at(None) == (0, 0, 0)
    assert judged.risk(None, 0.2) == 0


def test_resampling_counts_true_breaches():
    """A population a hair too wrong everywhere: every threshold that is set breaks the promise."""
    rng = np.random.default_rng(0)
    population = Judged(rng.uniform(0.3, 0.9, 5000), rng.random(5000) < 0.055, np.array([]))
    found = resample(population, (200, 0), Promise(0.05), 0, 400, 1)
    assert found.calibrations == 400
    assert found.broken is not None
    assert found.assist_only == 1 - found.broken
    assert 0 < found.broken <= 0.08
    assert GRID[0] > GRID[-1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"text,colour\na,b\n", "bad.csv:1: has no column one of intent, category, label"),
        (b"words,intent\na,b\n", "bad.csv:1: has no column text"),
        (b"text,intent\na,b\n,b\n", "bad.csv:3: text: is empty"),
        (b"text,intent\na\n", "bad.csv:2: label: is empty"),
        (b'text,intent\n"a,b\n', "bad.csv:2: is not CSV here"),
        (b"text,intent\na,b\n\xff,b\n", "bad.csv:3: is not UTF-8"),
        (
            gzip.compress(b"text,intent\n" + b"a,b\n" * 999, mtime=0)[:40],
            "bad.csv:1: is a damaged gzip",
        ),
        (
            gzip.compress(b"text,intent\n", mtime=0)[:10] + b"\xff" * 20,
            "bad.csv:1: is a damaged gzip",
        ),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, content, said):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(DocumentError) as caught:
        read_labelled([path])
    assert said in caught.value.message


@pytest.mark.parametrize("content", [b"", b"text,intent\n", b"\n"])
def test_an_empty_file_is_refused(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="holds no labelled text"):
        read_labelled([path])


def test_quoted_lines_and_marks_of_windows_are_read(tmp_path):
    path = tmp_path / "w.csv"
    path.write_bytes(b'\xef\xbb\xbfcategory,text\r\nbill,"two\r\nlines, one text"\r\n')
    (row,) = read_labelled([path])
    assert (row.text, row.label, row.line) == ("two\r\nlines, one text", "bill", 2)


def test_a_label_unknown_to_training_is_named(files, tmp_path):
    test = write(tmp_path / "test.csv", [("hello", "bill"), ("what", "roaming")])
    with pytest.raises(DocumentError, match=r"test\.csv:3: label: 'roaming' is in no training"):
        measure_understanding(Files(files.train, [test]), Promise(0.1), scripted_embedder())


def test_a_share_without_out_of_scope_texts_is_refused(files):
    with pytest.raises(Invalid, match="--oos-train"):
        measure_understanding(
            Files(files.train, files.test), Promise(0.1, 0.2), scripted_embedder()
        )
