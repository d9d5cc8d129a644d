"""Vectors of unchanging texts kept in a file, so that a restart does not embed them again.

Only for approved articles: a customer's words never go through it. The file is a cache: deleting
it costs a slower start and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from nawba.domain.ports import Embed, Vectors


class KeptEmbedder:
    """An ``Embed`` that looks into ``file`` first; ``save`` writes what is new.

    ``fingerprint`` names the weights: vectors of others are not used.
    """

    def __init__(self, embed: Embed, file: Path, fingerprint: str) -> None:
        self._embed, self._file, self._fingerprint = embed, file, fingerprint
        self._kept = _load(file, fingerprint)
        self._used: dict[str, Vectors] = {}

    def __call__(self, texts: Sequence[str]) -> Vectors:
        keys = [_key(text) for text in texts]
        unknown = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in self._kept
        }
        if unknown:
            rows = self._embed(list(unknown.values()))
            self._kept.update(zip(unknown, rows, strict=True))
        self._used.update((key, self._kept[key]) for key in keys)
        return np.stack([self._kept[key] for key in keys]) if keys else self._embed([])

    def save(self) -> None:
        """Replace the file by the vectors used since the start; a full disk is no error."""
        partial = self._file.with_suffix(".partial")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as out:
                np.savez(
                    out,
                    fingerprint=np.array(self._fingerprint),
                    keys=np.array(list(self._used)),
                    vectors=np.stack(list(self._used.values())),
                )
            partial.replace(self._file)
        except (OSError, ValueError):
            with suppress(OSError):  # it is a cache: the next start is slower, no more
                partial.unlink()


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _load(file: Path, fingerprint: str) -> dict[str, Vectors]:
    """What ``file`` holds for these weights; nothing when it is missing or damaged."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            if str(kept["fingerprint"]) != fingerprint:
                return {}
            return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}
