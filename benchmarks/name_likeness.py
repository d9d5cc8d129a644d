"""Learn what names look like: the weights that ``nawba.privacy.personal.likeness`` reads.

    .venv/bin/python benchmarks/name_likeness.py NAMES SURNAMES WORDS... --out likeness.bin

NAMES is ``name_data.json`` of the package nomquamgender 0.1.4 (MIT: first names of the world with
how many sources and people have them), SURNAMES ``dist.all.last`` of the package names 0.3.0 (US
census, public domain). WORDS are the ``large_*.msgpack.gz`` of wordfreq 3.1.1 for en, fr, ar, es
and pt.
None of them is shipped; packages and msgpack are not among the dependencies of Nawba. What is
learned: in a run with a tenth of the words held apart, 77 % of names and 6 % of words scored
above 1.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import re
import tomllib
import zlib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nawba.domain.folded import fold
from nawba.privacy.personal.likeness import PLACES, SCALE, parts_of

TALK = "demo/company/examples"


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    for name in ("names", "surnames"):
        read.add_argument(name, type=Path)
    read.add_argument("words", type=Path, nargs="+")
    read.add_argument("--out", type=Path, required=True)
    given = read.parse_args()
    people, often = read_names(given.names, given.surnames), read_words(given.words)
    names, words, weights = sort_out(people, often, talked_of())
    learn(names, words, weights, given.out)


def read_names(first: Path, last: Path) -> Counter[str]:
    """How many people have a name; surnames by their share of a hundred thousand."""
    people: Counter[str] = Counter()
    for name, (sources, count, *_) in json.loads(first.read_text()).items():
        if sources >= 3 and _is_word(fold(name)):
            people[fold(name)] += count
    for line in last.read_text().splitlines():
        name, share = line.split()[:2]
        people[fold(name)] = max(people[fold(name)], 500 + int(10_000 * float(share)))
    return people


def read_words(paths: list[Path]) -> dict[str, float]:
    """How often a word is said: 3 is once in a million words, 6 once in a thousand."""
    import msgpack  # type: ignore[import-not-found, unused-ignore]

    often: dict[str, float] = {}
    for path in paths:
        steps: Any = msgpack.loads(gzip.decompress(path.read_bytes()), raw=False)[1:]
        for step, words in enumerate(steps):
            for word in map(fold, words):
                often[word] = max(often.get(word, 0.0), 9 - step / 100)
    return often


def talked_of() -> dict[str, float]:
    """What customers of the demo say, towns, and words that are never part of a name."""
    listed = tomllib.loads(
        files("nawba.privacy.personal").joinpath("words.toml").read_text(encoding="utf-8")
    )
    talk = Counter(
        word
        for path in sorted(Path(str(files("nawba").joinpath(TALK))).glob("*.jsonl"))
        for line in path.read_text().splitlines()
        for word in re.findall("[a-z]+", fold(json.loads(line).get("text", "")))
    )
    found = {word: 5.5 if count > 4 else 4.3 for word, count in talk.items()}
    for key in ("all", "more"):
        found |= dict.fromkeys(re.split(r"[\s_]+", fold(listed["cities"][key])), 4.3)
    return found | dict.fromkeys(fold(listed["stop"]["all"]).split(), 5.5)


def sort_out(
    people: Counter[str], often: dict[str, float], talk: dict[str, float]
) -> tuple[list[str], list[str], np.ndarray]:
    """Names, words and how much each counts; what is as often the one as the other is left out."""
    more = {word for word in talk if _is_word(word) and _leans(people, often, word) < 0.9}
    names = {name for name in people if people[name] >= 30 and _leans(people, often, name) >= 0.3}
    words = {w for w, z in often.items() if z >= 2.6 and _is_word(w)
             and _leans(people, often, w) < -0.8} | more  # fmt: skip
    first, second = sorted(names - words), sorted(words)
    weighs = [1 + 0.4 * max(0.0, math.log10(people[name]) - 2) for name in first]
    counts = [1 + 0.6 * max(0.0, max(often.get(w, 0), talk.get(w, 0)) - 3) for w in second]
    scale = sum(counts) / sum(weighs)
    return first, second, np.array([scale * one for one in weighs] + counts)


def _leans(people: Counter[str], often: dict[str, float], word: str) -> float:
    return math.log10(people[word] + 1) - often.get(word, 1.5)


def learn(names: list[str], words: list[str], weights: np.ndarray, out: Path) -> None:
    rows = [_places(word) for word in (*names, *words)]
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate(rows)
    table = csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(rows), PLACES))
    is_name = np.array([1] * len(names) + [0] * len(words))
    model = LogisticRegression(C=0.5, max_iter=60, solver="liblinear")
    model.fit(table, is_name, sample_weight=weights)
    small = np.clip(np.round(model.coef_[0] * SCALE), -127, 127).astype(np.int8)
    out.write_bytes(zlib.compress(small.tobytes(), 9))
    print(f"{len(names)} names, {len(words)} words; BIAS = {model.intercept_[0]:.2f}; {out}")


def _places(word: str) -> list[int]:
    return sorted({zlib.crc32(part.encode()) % PLACES for part in parts_of(word)})


def _is_word(word: str) -> bool:
    return word.isascii() and word.isalpha() and 2 < len(word) < 16


if __name__ == "__main__":
    main()
