"""The application: routes, errors, guard, and the house that lives as long as it does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import FastAPI

from nawba import __version__
from nawba.domain.board import Board
from nawba.domain.events import Recorded
from nawba.domain.identity import Lives
from nawba.domain.words import Json
from nawba.settings import Settings
from nawba.store import head
from nawba.store.stream import format_cursor
from nawba.web import (
    access_log,
    accounts,
    admin,
    admin_files,
    assistant_page,
    candidate,
    contact_list,
    customer,
    description,
    desk,
    drafts,
    files,
    gaps,
    hiring,
    hiring_list,
    hiring_reserve,
    hiring_view,
    history,
    knowledge,
    listening,
    listening_causes,
    listening_contacts,
    listening_contests,
    listening_own,
    listening_reasons,
    listening_reviews,
    operations,
    outside,
    pages,
    planning,
    policy,
    privacy,
    probes,
    problem_pages,
    problems,
    redispatch,
    session,
    staffing,
    streams,
    wallboard,
    webhooks,
)
from nawba.web.callers import Callers, TheHouse
from nawba.web.doorkeeper import Doorkeeper
from nawba.web.guard import Guard
from nawba.web.house import House
from nawba.web.hub import Hub
from nawba.web.idempotency import Idempotent
from nawba.web.limits import Buckets, Limits, quotas_of

if TYPE_CHECKING:
    from nawba.web.metrics import Metrics


ROOMS = (
    probes,
    problem_pages,
    streams,
    contact_list,
    customer,
    files,
    wallboard,
    redispatch,
    history,
    policy,
    staffing,
    planning,
    listening,
    listening_causes,
    listening_contacts,
    listening_own,
    listening_reasons,
    listening_contests,
    listening_reviews,
    hiring,
    hiring_list,
    hiring_reserve,
    hiring_view,
    candidate,
    desk,
    operations,
    assistant_page,
    session,
    outside,
    knowledge,
    drafts,
    gaps,
    admin_files,
    admin,
    privacy,
    accounts,
    access_log,
    webhooks,
)
"""The modules with routes, in the order in which their paths are tried."""


def create_app(settings: Settings, ready: House | None = None) -> FastAPI:
    """The ASGI application of one house: ``ready`` and not started, else made at the start."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        house = await asyncio.to_thread(House, settings) if ready is None else ready
        async with _open(app, house):
            yield

    # Its own documentation pages would fetch scripts from elsewhere; nothing here does.
    app = FastAPI(
        title="Nawba", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    _set_guards(app, settings)
    problems.install(app)
    app.get("/api/health")(health)
    for room in ROOMS:
        app.include_router(room.router)
    pages.install(app)
    description.install(app)
    return app


def _set_guards(app: FastAPI, settings: Settings) -> None:
    """Each stands before those named above it."""
    app.add_middleware(Idempotent)
    app.add_middleware(Limits, buckets=Buckets(quotas_of(settings)))
    app.add_middleware(Guard, settings=settings)


@asynccontextmanager
async def _open(app: FastAPI, house: House) -> AsyncIterator[None]:
    """What routes find in ``app.state``, at work until the application ends."""
    metrics = _metrics(house, lambda: hub.board)
    doorkeeper = Doorkeeper(house.store, _lives(house.settings))
    hub = Hub(house.store, house.name_message, _followers(house, doorkeeper, metrics))
    await hub.start()
    house.typing = hub.assistant_types
    app.state.house, app.state.hub, app.state.metrics = house, hub, metrics
    app.state.callers, app.state.doorkeeper = Callers(house.store), doorkeeper
    doorkeeper.start()
    house.start()
    yield
    await hub.stop()
    await asyncio.to_thread(doorkeeper.stop)
    await asyncio.to_thread(house.stop)


def _metrics(house: House, board: Callable[[], Board]) -> Metrics | None:
    """What counts how the house does, if the settings want it; it listens from now on."""
    if not house.settings.metrics:
        return None
    from nawba.web.metrics import Metrics  # a library that most houses do without

    metrics = Metrics(board, house.store.clock)
    house.decided, house.store.timed = metrics.decided, metrics.wrote
    return metrics


def _followers(
    house: House, doorkeeper: Doorkeeper, metrics: Metrics | None
) -> Callable[[Sequence[Recorded]], None]:
    def follow(batch: Sequence[Recorded]) -> None:
        house.known.follow(batch)
        doorkeeper.follow(batch)
        if metrics is not None:
            metrics.delivered(batch)

    return follow


def _lives(settings: Settings) -> Lives:
    idle, most = settings.session_idle_hours, settings.session_hours
    return Lives(timedelta(hours=idle), timedelta(hours=most))


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
