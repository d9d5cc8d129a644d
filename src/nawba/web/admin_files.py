"""The configuration as files over HTTP: a ZIP of YAML files and a CSV of advisers, both ways."""

from __future__ import annotations

import io
import zipfile
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from nawba.actions.config_files import (
    Applied,
    apply_advisers,
    apply_files,
    show_advisers,
    show_files,
)
from nawba.domain.adviser_csv import write_csv
from nawba.domain.centre_files import MAX_MB, write_files
from nawba.domain.errors import Invalid, TooLarge
from nawba.domain.words import Json
from nawba.store.rows import read_centre
from nawba.web.admin import Administrator, Reader, check_unlimited
from nawba.web.callers import TheDoorkeeper, TheHouse, saw

router = APIRouter(prefix="/api/admin")

_ZIP = "application/zip"
_MADE = (1980, 1, 1, 0, 0, 0)  # the same bytes for the same centre, whenever they are made
_MOST_FILES = 50
_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


async def _raw(request: Request) -> bytes:
    return await request.body()


Raw = Annotated[bytes, Depends(_raw)]


def _sent(*types: str) -> Json:
    text = {"schema": {"type": "string"}}
    return {"requestBody": {"required": True, "content": dict.fromkeys(types, text)}}


@router.get("/export", response_class=Response)
def export(house: TheHouse, actor: Reader, doorkeeper: TheDoorkeeper) -> Response:
    """The files that `nawba config export` writes, in a ZIP."""
    check_unlimited(actor)
    saw(doorkeeper, actor, "centre", "files", action="exported")
    with house.store.read() as connection:
        files = write_files(read_centre(connection))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, _MADE), text, zipfile.ZIP_DEFLATED)
    return _download(out.getvalue(), _ZIP, "nawba-config.zip")


@router.post("/import", openapi_extra=_sent(_ZIP, "application/yaml"))
def import_files(
    house: TheHouse,
    actor: Administrator,
    body: Raw,
    dry_run: bool = True,
    retire_busy: bool = False,
    incomplete: bool = False,
) -> Json:
    """What the files change: shown, or with ``dry_run=false`` done."""
    check_unlimited(actor)
    files = _unzipped(body) if body.startswith(_MARKS) else {"centre.yaml": _text(body, "The file")}
    if dry_run:
        with house.store.read() as connection:
            return _applied(show_files(connection, files, incomplete=incomplete), done=False)
    options = {"incomplete": incomplete, "retire_busy": retire_busy}
    return _applied(apply_files(house.store, actor, files, **options), done=True)


@router.get("/advisers.csv", response_class=Response)
def export_advisers(house: TheHouse, actor: Reader, doorkeeper: TheDoorkeeper) -> Response:
    """The advisers within the caller's sites, for a spreadsheet."""
    saw(doorkeeper, actor, "centre", "advisers", action="exported")
    with house.store.read() as connection:
        advisers = read_centre(connection).advisers
    seen = [one for one in advisers if actor.sites is None or one.site in actor.sites]
    return _download(write_csv(seen).encode(), "text/csv; charset=utf-8", "advisers.csv")


@router.post("/advisers.csv", openapi_extra=_sent("text/csv"))
def import_advisers(house: TheHouse, actor: Administrator, body: Raw, dry_run: bool = True) -> Json:
    """What the table changes: shown, or with ``dry_run=false`` done; all lines or none."""
    text = _text(body, "advisers.csv")
    if dry_run:
        with house.store.read() as connection:
            return _applied(show_advisers(connection, actor, text, "advisers.csv"), done=False)
    return _applied(apply_advisers(house.store, actor, text, "advisers.csv"), done=True)


def _applied(applied: Applied, *, done: bool) -> Json:
    return {
        "applied": done,
        "diff": [one.json() for one in applied.differences],
        "lacks": [lack.json() for lack in applied.lacks],
        "batch": applied.batch,
    }


def _download(content: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _text(body: bytes, name: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{name} is not UTF-8 text. Save it with UTF-8 encoding.") from error


def _unzipped(body: bytes) -> dict[str, str]:
    """The YAML files of a ZIP by name, whatever folder they lie in; no more than ``MAX_MB``."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            found = [one for one in archive.infolist() if one.filename.endswith((".yaml", ".yml"))]
            if len(found) > _MOST_FILES or sum(one.file_size for one in found) > MAX_MB * 10**6:
                raise TooLarge(f"The ZIP holds more than {_MOST_FILES} files or {MAX_MB} MB.")
            files = {one.filename: _text(archive.read(one), one.filename) for one in found}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise Invalid("This ZIP is damaged or locked. Export it anew.") from error
    if not files:
        raise Invalid("The ZIP holds no YAML files. `nawba config export` writes some.")
    return files
