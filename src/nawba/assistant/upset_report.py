"""How well an upset customer, and danger, are recognised on a labelled list of sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nawba.assistant.sentence_report import Line, measure
from nawba.assistant.upset import Distress, distress

_LABELS = ("calm", "upset", "danger")
_REMEDY = 'Write {"text": …, "language": …, "label": "calm", "upset" or "danger"}'


def upset_report(path: Path | str) -> dict[str, Any]:
    """The figures of ``sentence_report.measure`` for "not calm", and under ``danger`` for danger.

    The file has a JSON object a line: text, language, label, split. Raises DocumentError.
    """
    upset = measure(Path(path), lambda case: _label(case) != "calm", _is_not_calm, _REMEDY)
    danger = measure(Path(path), lambda case: _label(case) == "danger", _is_danger, _REMEDY)
    return {**upset, "danger": danger}


def _label(case: Line) -> str:
    if case["label"] not in _LABELS:
        raise ValueError(f"'{case['label']}' is no label")
    return str(case["label"])


def _is_not_calm(text: str) -> bool:
    return distress(text) is not None


def _is_danger(text: str) -> bool:
    return distress(text) is Distress.DANGER
