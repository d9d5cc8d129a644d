"""How well a person on request is recognised, measured on a labelled list of sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nawba.assistant.person_request import wants_person
from nawba.assistant.sentence_report import measure


def person_request_report(path: Path | str) -> dict[str, Any]:
    """Recall and precision of ``wants_person`` on a JSON-lines file of text, language, request.

    What it gives, and raises, is said at ``sentence_report.measure``.
    """
    remedy = 'Write {"text": …, "language": …, "request": true or false}'
    return measure(Path(path), lambda case: bool(case["request"]), wants_person, remedy)
