"""Errors as problem documents (RFC 9457): what is wrong, where, and what to do about it.

They speak the caller's language: the account's or contact's own where it is known, else what
``Accept-Language`` asks for. ``Content-Language`` says what it became: a sentence that nobody
translated stays English.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from nawba.domain import errors
from nawba.domain.languages import preferred
from nawba.domain.problem_texts import say_invalid, title_of, translate
from nawba.domain.texts import LANGUAGES
from nawba.store import Store, statements, tables
from nawba.store.identity import find_account
from nawba.web.bodies import whole

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

STATUS: tuple[tuple[type[errors.NawbaError], int], ...] = (
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

_NO_BODY = "Send a JSON object with content-type application/json."
_DEFECT = "Something broke on our side. It has been logged; try again."


def problem(
    status: int,
    code: str,
    detail: str,
    field: str | None = None,
    retryable: bool = False,
    members: Mapping[str, Any] | None = None,
    *,
    language: str = "en",
    translated: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The document for ``detail``, an English sentence, in ``language`` as far as it is known.

    ``translated`` is ``detail`` in that language, for what the catalogue cannot know; ``members``
    is what this kind of error says beyond the message.
    """
    said = translated or translate(detail, language)
    content = {
        "type": type_of(code),
        "title": title_of(code, language),
        "status": status,
        "detail": whole(said or detail),
        "code": code,
        "field": field and whole(field),
        "retryable": retryable,
        **(members or {}),
    }
    spoken = language if said else f"{language}, en"
    more = {"retry-after": "1"} if retryable else {}
    more |= {"content-language": spoken, "vary": "accept-language"} | dict(headers or {})
    return JSONResponse(content, status, more, media_type=MEDIA_TYPE)


def type_of(code: str) -> str:
    """The stable address of a kind of error, relative to the house; documented in errors.md."""
    return f"/problems/{code.replace('_', '-')}"


def install(app: FastAPI) -> None:
    """Answer every error of the house, of validation and of routing with a problem document."""
    app.add_exception_handler(errors.NawbaError, _house_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _defect)


async def _house_error(request: Request, error: Any) -> JSONResponse:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    language = error.language or await language_of(request)
    return problem(
        status,
        error.code,
        error.message,
        error.field,
        error.retryable,
        error.members(),
        language=language,
        translated=error.message if error.language else None,
        headers=_wait(error),
    )


def _wait(error: errors.NawbaError) -> dict[str, str]:
    return {"retry-after": str(error.seconds)} if isinstance(error, errors.TooMany) else {}


async def _validation_error(request: Request, error: Any) -> JSONResponse:
    language = await language_of(request)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))
    kind, values = first["type"], first.get("ctx", {})
    if kind == "json_invalid":
        detail, field = f"The body is not JSON: {values['error']} at character {where}.", None
    elif not where:
        kind, detail, field = "no_body", _NO_BODY, None
    else:
        detail, field = f"{where}: {first['msg']}.", where
    said = None if language == "en" else say_invalid(kind, whole(where), values, language)
    return problem(422, "invalid", detail, field, language=language, translated=said)


async def _http_error(request: Request, error: Any) -> JSONResponse:
    language = await language_of(request)
    return problem(
        error.status_code,
        "http_error",
        str(error.detail),
        language=language,
        headers=error.headers,
    )


async def _defect(request: Request, error: Any) -> JSONResponse:
    log.error("defect", path=request.url.path, error=type(error).__name__, exc_info=error)
    return problem(500, "defect", _DEFECT, language=await language_of(request))


async def language_of(request: Request) -> str:
    """The language to speak to whoever asks: their account's, their contact's, their browser's."""
    with suppress(errors.NawbaError, AttributeError):  # unknown, or the house is not open yet
        known = await _own_language(request)
        if known in LANGUAGES:
            return str(known)
    return preferred(request.headers.get("accept-language", ""))


async def _own_language(request: Request) -> str | None:
    state = request.app.state
    if "/contacts/me" in request.url.path:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        call = await state.callers.find(given or request.query_params.get("token", ""))
        return await asyncio.to_thread(_of_contact, state.house.store, call.contact)
    cookies = request.cookies
    token = cookies.get("__Host-nawba") or cookies.get("nawba")
    if not token:
        return None
    identity, _ = await state.doorkeeper.session(token)
    return await asyncio.to_thread(_of_account, state.house.store, identity.id)


def _of_contact(store: Store, contact: str) -> str | None:
    with store.read() as connection:
        row = statements.find(connection, tables.contacts, id=contact)
    return None if row is None else str(row.language)


def _of_account(store: Store, account: str) -> str | None:
    with store.read() as connection:
        found = find_account(connection, account)
    return None if found is None else found.language


def language_of_headers(headers: list[tuple[bytes, bytes]]) -> str:
    """The same where no route has been chosen yet: by ``Accept-Language`` alone."""
    accept = [value.decode("latin-1") for key, value in headers if key == b"accept-language"]
    return preferred(",".join(accept))
