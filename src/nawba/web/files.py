"""Attachments on their way out: to whoever is part of the conversation, as inert downloads."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from nawba.actions.api_keys import PREFIX
from nawba.domain.attachments import IMAGES
from nawba.domain.errors import NotFound
from nawba.domain.words import Actor
from nawba.store import tables
from nawba.store.rows import Row
from nawba.web.callers import (
    CustomerCall,
    Needs,
    TheCallers,
    TheDoorkeeper,
    TheHouse,
    caller_of,
    customer_of,
    saw,
)
from nawba.web.credentials import bearer_of
from nawba.web.house import House

router = APIRouter(prefix="/api")


class Reader(Needs):
    """The contact's customer, or staff."""

    async def __call__(  # type: ignore[override]
        self,
        request: Request,
        house: TheHouse,
        callers: TheCallers,
        doorkeeper: TheDoorkeeper,
        token: Annotated[str, Query()] = "",
    ) -> CustomerCall | Actor:
        shown = token or bearer_of(request.headers.get("authorization", ""))
        if shown and not shown.startswith(PREFIX):
            return await customer_of(request, callers, shown)
        caller = await caller_of(request, doorkeeper)
        return await super().__call__(request, house, caller)


@router.get("/attachments/{attachment}")
def download(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    reader: Annotated[CustomerCall | Actor, Depends(Reader("read_contact"))],
    attachment: str,
    inline: bool = False,
) -> Response:
    """The file; ``inline`` shows images in place. Only the contact's customer and staff get it."""
    row = read_attachment_row(house, attachment)
    if isinstance(reader, Actor):
        saw(doorkeeper, reader, "attachment", attachment, action="downloaded")
    elif reader.contact != row.contact:
        raise NotFound("This file is not here any more.")
    shown = "inline" if inline and row.media_type in IMAGES else "attachment"
    return Response(
        row.content,
        media_type=row.media_type,
        headers={
            "content-disposition": f"{shown}; filename*=UTF-8''{quote(row.name)}",
            "content-security-policy": "default-src 'none'; sandbox",
            "cache-control": "private, max-age=3600",
        },
    )


def read_attachment_row(house: House, attachment: str) -> Row:
    table = tables.attachments
    with house.store.read() as connection:
        row = connection.execute(sa.select(table).where(table.c.id == attachment)).first()
    if row is None:
        raise NotFound("This file is not here any more.")
    return row
