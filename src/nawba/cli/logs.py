"""Logs of a running server: one line each on standard error, without a word of a customer.

An error is logged as its class and the places it came through. Its message is left out: a database
that refuses a row says the row, and a parser that refuses a text says the text.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from nawba.privacy.scrubbing import scrub

Entry = MutableMapping[str, Any]

_FRAMES = 12
_log = structlog.get_logger()


def set_up_logs(level: str, form: str) -> None:
    """Log from ``level`` on (debug, info, warning, error) as ``text`` or ``json``.

    Other libraries' warnings come the same way, and what nobody caught.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    processors = [*_PROCESSORS, _renderer(form)]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter(processors))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler])
    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to debug
    logging.captureWarnings(True)
    _catch_the_uncaught()


class _Formatter(logging.Formatter):
    """Lines of other libraries, made as ours are."""

    def __init__(self, processors: list[Any]) -> None:
        super().__init__()
        self._processors = processors

    def format(self, record: logging.LogRecord) -> str:
        entry: Any = {"event": record.getMessage(), "logger": record.name}
        entry["exc_info"] = record.exc_info
        for process in self._processors:
            entry = process(None, record.levelname.lower(), entry)
        return str(entry)


def _places(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Class and places of the error that ``exc_info`` names, in place of its words."""
    told = entry.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(error, BaseException):
        entry["error"] = " < ".join(type(one).__name__ for one in _chain(error))
        entry["places"] = [place for one in _chain(error) for place in _frames(one)]
    return entry


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what it came from, and so on."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__, -_FRAMES)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    return "/".join(file.split("/")[-3:])


def _scrubbed(_logger: Any, _method: str, entry: Entry) -> Entry:
    return {key: _clean(value) for key, value in entry.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return scrub(str(value))


_PROCESSORS: list[Any] = [
    structlog.processors.add_log_level,
    _places,
    _scrubbed,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _renderer(form: str) -> Any:
    if form == "json":
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def _catch_the_uncaught() -> None:
    """Python itself would print the words of an error that nobody caught."""

    def in_main(kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        _log.critical("uncaught", exc_info=error)

    def in_thread(told: threading.ExceptHookArgs) -> None:
        name = told.thread.name if told.thread else "none"
        _log.critical("uncaught", thread=name, exc_info=told.exc_value)

    sys.excepthook, threading.excepthook = in_main, in_thread
    sys.unraisablehook = lambda told: _log.error("unraisable", exc_info=told.exc_value)
