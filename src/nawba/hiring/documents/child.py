"""The child process that reads documents: little memory, little time, no secrets.

It takes a document after the other from its standard input (eight bytes of length, then the
document) and answers each with a line of JSON: the reading, or the verdict.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import Any

from nawba.domain.candidates import Unreadable
from nawba.domain.errors import NawbaError
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.reading import read_document

LENGTH = 8


def main() -> None:
    """Reads until the input ends. ``argv[1]`` has the limits as JSON."""
    limits = Limits(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while length := source.read(LENGTH):
        _allow_seconds(limits.seconds)
        said = answer(source.read(int.from_bytes(length, "big")), limits)
        answers.write(json.dumps(said).encode() + b"\n")
        answers.flush()


def _allow_seconds(seconds: int) -> None:
    """From now on; the processor's clock of a process counts from its start."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


def answer(data: bytes, limits: Limits) -> dict[str, Any]:
    """``reading``, or ``code`` and ``message``; an empty code is no fault of the document."""
    try:
        return {"reading": asdict(read_document(data, limits))}
    except Unreadable as verdict:
        return {"code": verdict.code, "message": verdict.message}
    except NawbaError as missing:
        return {"code": "", "message": missing.message}
    except Exception as fault:  # noqa: BLE001
        # A fault of a library must cost this document only, and its words may be the candidate's.
        said = f"This document cannot be read ({type(fault).__name__}). Ask for a PDF."
        return {"code": "damaged", "message": said}


if __name__ == "__main__":
    main()
