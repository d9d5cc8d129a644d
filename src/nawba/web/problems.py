"""Errors as problem documents (RFC 9457): what is wrong, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from nawba.domain import errors
from nawba.web.bodies import whole

log = structlog.get_logger()

_STATUS: tuple[tuple[type[errors.NawbaError], int], ...] = (
    (errors.TooLarge, 413),
    (errors.Invalid, 422),
    (errors.SignInNeeded, 401),
    (errors.WrongCredentials, 401),
    (errors.TooMany, 429),
    (errors.LinkEnded, 410),
    (errors.NotPermitted, 403),
    (errors.NotFound, 404),
    (errors.Conflict, 409),
    (errors.Unavailable, 503),
)


def problem(
    status: int,
    code: str,
    detail: str,
    field: str | None = None,
    retryable: bool = False,
    members: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """``members`` is what this kind of error says beyond the message."""
    content = {
        "type": "about:blank",
        "title": code.replace("_", " "),
        "status": status,
        "detail": whole(detail),
        "code": code,
        "field": field and whole(field),
        "retryable": retryable,
        **(members or {}),
    }
    headers = {"retry-after": "1"} if retryable else None
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error of the house, of validation and of routing with a problem document."""
    app.add_exception_handler(errors.NawbaError, _house_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _defect)


async def _house_error(request: Request, error: Any) -> JSONResponse:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    told = (error.code, error.message, error.field, error.retryable, error.members())
    answer = problem(status, *told)
    if isinstance(error, errors.TooMany):
        answer.headers["retry-after"] = str(error.seconds)
    return answer


async def _validation_error(request: Request, error: Any) -> JSONResponse:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    if first["type"] == "json_invalid":
        words = first["ctx"]["error"]
        return problem(422, "invalid", f"The body is not JSON: {words} at character {where}.")
    if not where:
        return problem(422, "invalid", "Send a JSON object with content-type application/json.")
    return problem(422, "invalid", f"{where}: {first['msg']}.", where)


async def _http_error(request: Request, error: Any) -> JSONResponse:
    return problem(error.status_code, "http_error", str(error.detail))


async def _defect(request: Request, error: Any) -> JSONResponse:
    log.error("defect", path=request.url.path, error=type(error).__name__, exc_info=error)
    return problem(500, "defect", "Something broke on our side. It has been logged; try again.")
