"""What supervisors of processes ask: is it alive, may it have customers, how does it do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from nawba.domain.addresses import is_loopback
from nawba.domain.errors import NotFound, Unavailable
from nawba.domain.words import Json
from nawba.store import head
from nawba.web.callers import Needs, TheDoorkeeper, TheHouse, caller_of
from nawba.web.house import House

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> Json:
    """The process answers; whether its database does is for ``/readyz`` to say."""
    return {"status": "ok"}


@router.get("/readyz")
def ready(house: TheHouse, doorkeeper: TheDoorkeeper) -> JSONResponse:
    """200 when customers may come; else 503 with what it waits for: send them elsewhere."""
    waits_for = _missing(house) + (["access_log"] if doorkeeper.is_behind else [])
    return JSONResponse({"ready": not waits_for, "waits_for": waits_for}, 503 if waits_for else 200)


class Monitor(Needs):
    """Somebody with the permission, or a monitor on this machine that asks without a proxy."""

    async def __call__(  # type: ignore[override]
        self, request: Request, house: TheHouse, doorkeeper: TheDoorkeeper
    ) -> None:
        address = request.client.host if request.client else ""
        passed_on = {"x-forwarded-for", "forwarded"} & set(request.headers)
        if not is_loopback(address) or passed_on:
            await super().__call__(request, house, await caller_of(request, doorkeeper))


@router.get("/metrics")
def metrics(
    request: Request, monitor: Annotated[None, Depends(Monitor("read_metrics"))]
) -> Response:
    """For Prometheus, when the setting says so."""
    found = request.app.state.metrics
    if found is None:
        raise NotFound("Metrics are off. Set `metrics = true` in nawba.toml to count.")
    return Response(found.text(), media_type=found.content_type)


def _missing(house: House) -> list[str]:
    found = [] if house.is_warm else ["warm_up"]
    if house.is_draining:
        found.append("drain")
    try:
        with house.store.read() as connection:
            head(connection)
    except Unavailable:
        found.append("database")
    return found
