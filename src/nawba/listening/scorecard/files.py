"""A scorecard from its TOML file, or every fault of it at once, each with line and remedy."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from importlib.resources import files
from pathlib import Path

from nawba.domain.building import attempt
from nawba.domain.toml_lines import raise_as_toml, read_toml
from nawba.listening.scorecard.checks import faults_of
from nawba.listening.scorecard.document import Scorecard


def read_scorecard(path: Path, queues: Collection[str] | None = None) -> Scorecard:
    """The scorecard at ``path``, for a centre with these ``queues``, where they are known.

    Raises DocumentError with every fault, OSError."""
    return scorecard_of_text(path.read_bytes().decode("utf-8", "replace"), path.name, queues)


@cache
def default_scorecard() -> Scorecard:
    """The one that ships: it fits most customer service, in French, Arabic and English."""
    source = files("nawba.listening").joinpath("scorecards", "default.toml")
    return scorecard_of_text(source.read_text("utf-8"), "default.toml")


def scorecard_of_text(text: str, name: str, queues: Collection[str] | None = None) -> Scorecard:
    """The scorecard written in ``text``, TOML of the file ``name``. Raises DocumentError."""
    document = read_toml(text, name)
    found, faults = attempt(Scorecard, document, ())
    if found is not None:
        faults = faults_of(found, document, queues)
    raise_as_toml(faults)
    scorecard: Scorecard = found
    return scorecard
