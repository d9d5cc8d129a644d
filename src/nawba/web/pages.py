"""The built pages: one application, the widget, its loader, and the demo's shop windows."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from nawba.domain.errors import NotFound

STATIC = Path(__file__).parent / "static"

router = APIRouter(include_in_schema=False)

_BRAND = re.compile(r"[a-z0-9-]{1,40}")

_MISSING = (
    "The pages are not built. In a source checkout run `make pages`; an installed Nawba has them."
)


@router.get("/")
@router.get("/welcome")
@router.get("/account")
@router.get("/admin")
@router.get("/accounts")
@router.get("/access")
@router.get("/privacy")
@router.get("/desk")
@router.get("/wallboard")
@router.get("/history")
@router.get("/assistant")
@router.get("/webhooks")
@router.get("/editor")
@router.get("/staffing")
@router.get("/planning")
@router.get("/listening")
@router.get("/causes")
@router.get("/mine")
@router.get("/hiring")
@router.get("/candidate")
def application() -> Response:
    return _file("index.html")


@router.get("/widget")
def widget() -> Response:
    return _file("widget.html")


@router.get("/widget.js")
def loader() -> Response:
    return _file("widget.js")


@router.get("/favicon.svg")
def icon() -> Response:
    return _file("favicon.svg")


@router.get("/demo/{brand}")
def shop(brand: str) -> Response:
    """A page of a demo brand that carries the widget, as any site would."""
    return _file(f"demo-{brand}.html" if _BRAND.fullmatch(brand) else "")


def _file(name: str) -> Response:
    path = STATIC / name
    if not STATIC.is_dir():
        return Response(_MISSING, status_code=503, media_type="text/plain")
    if not name or not path.is_file():
        raise NotFound("There is no such page.")
    return FileResponse(path, headers={"cache-control": "no-cache"})


def install(app: FastAPI) -> None:
    app.include_router(router)
    if (STATIC / "assets").is_dir():
        app.mount("/assets", StaticFiles(directory=STATIC / "assets"), name="assets")
