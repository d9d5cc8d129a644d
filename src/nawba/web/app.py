"""The application: routes, errors, guard, and the house that lives as long as it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from nawba import __version__
from nawba.domain.words import Json
from nawba.settings import Settings
from nawba.store import head
from nawba.store.stream import format_cursor
from nawba.web import (
    assistant_page,
    customer,
    desk,
    files,
    history,
    operations,
    pages,
    problems,
    streams,
    wallboard,
)
from nawba.web.callers import Callers, TheHouse
from nawba.web.guard import Guard
from nawba.web.house import House
from nawba.web.hub import Hub


def create_app(settings: Settings, ready: House | None = None) -> FastAPI:
    """The ASGI application of one house: ``ready`` and not started, else made at the start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        house = await asyncio.to_thread(House, settings) if ready is None else ready
        hub = Hub(house.store, house.name_message, house.known.follow)
        await hub.start()
        house.typing = hub.assistant_types
        app.state.house, app.state.hub = house, hub
        app.state.callers = Callers(house.store)
        house.start()
        yield
        await hub.stop()
        await asyncio.to_thread(house.stop)

    # Its own documentation pages would fetch scripts from elsewhere; nothing here does.
    app = FastAPI(
        title="Nawba", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.add_middleware(Guard)
    problems.install(app)
    app.get("/api/health")(health)
    for room in (streams, customer, files, wallboard, history, desk, operations, assistant_page):
        app.include_router(room.router)
    pages.install(app)
    return app


def health(house: TheHouse) -> Json:
    """Alive, and able to read its database; ``warm`` once all that answers is loaded."""
    with house.store.read() as connection:
        cursor = format_cursor(head(connection))
    kind = house.store.engine.dialect.name
    return {
        "status": "ok",
        "version": __version__,
        "database": kind,
        "cursor": cursor,
        "warm": house.is_warm,
    }
