"""Attachments on their way out: to whoever is part of the conversation, as inert downloads."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Header, Query
from fastapi.responses import Response

from nawba.domain.attachments import IMAGES
from nawba.domain.errors import NotFound, NotPermitted
from nawba.domain.permissions import permit
from nawba.store import tables
from nawba.store.rows import Row
from nawba.web.callers import TheCallers, TheHouse, bearer, staff_named
from nawba.web.house import House

router = APIRouter(prefix="/api")


@router.get("/attachments/{attachment}")
def download(
    house: TheHouse,
    callers: TheCallers,
    attachment: str,
    token: Annotated[str, Query()] = "",
    as_: Annotated[str, Query(alias="as")] = "",
    inline: bool = False,
    authorization: Annotated[str, Header()] = "",
    x_nawba_actor: Annotated[str, Header()] = "",
) -> Response:
    """The file; ``inline`` shows images in place. Only the contact's customer and staff get it."""
    row = read_attachment_row(house, attachment)
    if as_ or x_nawba_actor:
        permit(staff_named(house.centre, as_ or x_nawba_actor), "read_contact")
    elif callers.look_up(token or bearer(authorization)).contact != row.contact:
        raise NotPermitted("This file belongs to another conversation.")
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
