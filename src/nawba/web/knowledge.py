"""The routes behind the editor's articles: list, history, difference, withdraw, put back, undo."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.engine import Connection

from nawba.actions.articles import put_back_article, restore_article, withdraw_article
from nawba.domain.drafts import text_of
from nawba.domain.errors import NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Json
from nawba.knowledge.shelf import Coverage, Entry, Status, contradictions_among, holds
from nawba.knowledge.tokens import fold
from nawba.store.drafts import read_drafts
from nawba.store.gaps import read_gaps
from nawba.store.rows import read_articles
from nawba.store.shelf import Kept, read_history
from nawba.web.bodies import Body, Count
from nawba.web.callers import TheHouse, needs
from nawba.web.draft_views import draft_line
from nawba.web.gap_views import gap_title
from nawba.web.house import House
from nawba.web.knowledge_cases import cases_json
from nawba.web.knowledge_house import Library, Names, read_library
from nawba.web.knowledge_views import (
    coverage_json,
    difference_json,
    drafts_by_key,
    language_json,
    line_json,
    version_json,
)
from nawba.web.paging import Page

router = APIRouter(prefix="/api/knowledge")

Reader = Annotated[Actor, needs("read_knowledge")]


class Restored(Body):
    version: Count


@router.get("/articles")
def show_articles(
    house: TheHouse,
    actor: Reader,
    brand: str = "",
    language: str = "",
    status: str = "",
    owner: str = "",
    q: Annotated[str, Query(max_length=200)] = "",
    expires_within: Annotated[int | None, Query(ge=0, le=3660)] = None,
    *,
    page: Page,
) -> Json:
    """The articles in scope that fit the filters, each with its languages and what is served."""
    with house.store.read() as connection:
        library = read_library(house, connection, actor)
        drafts = drafts_by_key(read_drafts(connection, brands=list(library.brands)))
    words = fold(q).split()
    lines = [
        line_json(entry, library, drafts)
        for entry in library.entries
        if brand in ("", entry.brand) and holds(entry, words)
    ]
    kept = [
        line
        for line in lines
        if _is_wanted(line, language, status)
        and owner in ("", line["owner"])
        and (expires_within is None or _expires(line, expires_within))
    ]
    rows, next_ = page.follow(kept, lambda line: (line["brand"], line["id"]), 2)
    return {"rows": rows, "next": next_, "total": len(kept), **_around(library)}


def _is_wanted(line: Json, language: str, status: str) -> bool:
    """Whether any language of an article, or the one wanted, has the status wanted."""
    found = [one for one in line["languages"] if language in ("", one["language"])]
    if not status:
        return any(one["present"] for one in found)
    if status == "behind":
        return any(one["behind"] for one in found)
    return any(one["status"] == status for one in found)


def _expires(line: Json, days: int) -> bool:
    left = line["expires_in_days"]
    return left is not None and left <= days


def _around(library: Library) -> Json:
    """What the list is filtered by: brands and owners, and how many articles have each status."""
    present = [one for entry in library.entries for one in entry.present]
    counts = Counter(one.status.value for one in present if one.status is not None)
    articles = [one.kept.article for one in present if one.kept is not None]
    return {
        "brands": [
            {"id": one.id, "name": one.name, "languages": list(one.languages)}
            for one in library.brands.values()
        ],
        "owners": sorted({one.owner for one in articles if one.owner}),
        "counts": {status.value: counts[status.value] for status in Status},
        "waiting": counts[Status.WAITING.value] + counts[Status.CHANGED.value],
    }


@router.get("/articles/{brand}/{article}")
def show_article(house: TheHouse, actor: Reader, brand: str, article: str) -> Json:
    """One article: its languages side by side, every version, and what is beside it."""
    permit(actor, "read_knowledge", brand=brand)
    with house.store.read() as connection:
        library, entry = _entry(house, connection, actor, brand, article)
        drafts = read_drafts(connection, brands=[brand], article=article)
        languages = list(_languages(house, connection, library, entry))
        gaps = [one for one in read_gaps(connection, [brand]) if one.article == article]
        titles = [(gap, gap_title(connection, gap)) for gap in gaps]
        beside = cases_json(house, connection, brand, article)
        names = Names(house.history_centre, connection)
        lines = [draft_line(names, actor, one) for one in drafts]
    return {
        "brand": brand,
        "id": article,
        "source_language": entry.source,
        "languages": languages,
        "missing": [one.language for one in entry.languages if one.kept is None],
        **beside,
        "drafts": lines,
        "gaps": [{"id": gap.id, "title": title, "state": gap.state.value} for gap, title in titles],
    }


def _entry(
    house: House, connection: Connection, actor: Actor, brand: str, article: str
) -> tuple[Library, Entry]:
    library = read_library(house, connection, actor, article)
    for entry in library.entries:
        if (entry.brand, entry.id) == (brand, article):
            return library, entry
    raise NotFound(f"There is no article {article} of {brand}.")


def _languages(
    house: House, connection: Connection, library: Library, entry: Entry
) -> Iterator[Json]:
    open_ones = drafts_by_key(read_drafts(connection, brands=[entry.brand], article=entry.id))
    published = read_drafts(connection, ("published",), brands=[entry.brand], article=entry.id)
    for one in entry.present:
        made = {
            draft.published_version: draft.id
            for draft in published
            if draft.language == one.language and draft.published_version is not None
        }
        own = _own(house, connection, entry, one, made)
        yield {**coverage_json(entry, one, library, open_ones), **own}


def _own(
    house: House, connection: Connection, entry: Entry, one: Coverage, made: dict[int, str]
) -> Json:
    assert one.kept is not None  # only those that are there are shown so
    article = one.kept.article
    found = contradictions_among(tuple(read_articles(connection)))
    named = [pair for pair in found if article in pair.articles]
    history = read_history(connection, entry.brand, entry.id, one.language)
    names = Names(house.history_centre, connection)
    return language_json(names, one.kept, history, made, named)


@router.get("/articles/{brand}/{article}/{language}/versions/{version}")
def show_version(
    house: TheHouse, actor: Reader, brand: str, article: str, language: str, version: Count
) -> Json:
    """One article as it stood at ``version``."""
    permit(actor, "read_knowledge", brand=brand)
    with house.store.read() as connection:
        kept = _version(connection, (brand, article, language), version)
        return version_json(Names(house.history_centre, connection), kept)


def _version(connection: Connection, key: tuple[str, str, str], version: int) -> Kept:
    for one in read_history(connection, *key):
        if one.article.version == version:
            return one
    brand, article, language = key
    raise NotFound(f"There is no version {version} of {article} ({language}), {brand}.")


@router.get("/articles/{brand}/{article}/{language}/difference")
def show_difference(
    house: TheHouse,
    actor: Reader,
    brand: str,
    article: str,
    language: str,
    was: Count,
    now: Count,
) -> Json:
    """What changed from version ``was`` to version ``now``, word by word."""
    permit(actor, "read_knowledge", brand=brand)
    key = (brand, article, language)
    with house.store.read() as connection:
        one, other = (_version(connection, key, version) for version in (was, now))
    return difference_json(text_of(one.article), text_of(other.article), (was, now))


@router.post("/articles/{brand}/{article}/{language}/withdraw")
def withdraw(
    house: TheHouse,
    actor: Annotated[Actor, needs("withdraw_article")],
    brand: str,
    article: str,
    language: str,
) -> Json:
    """Stop serving an article at once, whatever version of the assistant answers."""
    withdraw_article(house.store, actor, brand, article, language)
    return _shown(house, actor, brand, article, language)


@router.post("/articles/{brand}/{article}/{language}/put-back")
def put_back(
    house: TheHouse,
    actor: Annotated[Actor, needs("restore_article")],
    brand: str,
    article: str,
    language: str,
) -> Json:
    """Serve a withdrawn article again, as it stood."""
    put_back_article(house.store, actor, brand, article, language)
    return _shown(house, actor, brand, article, language)


@router.post("/articles/{brand}/{article}/{language}/restore")
def restore(
    house: TheHouse,
    actor: Annotated[Actor, needs("restore_article")],
    brand: str,
    article: str,
    language: str,
    wanted: Restored,
) -> Json:
    """Publish an earlier version anew, under the next number."""
    restore_article(house.store, actor, brand, article, language, wanted.version)
    return _shown(house, actor, brand, article, language)


def _shown(house: House, actor: Actor, brand: str, article: str, language: str) -> Json:
    with house.store.read() as connection:
        library, entry = _entry(house, connection, actor, brand, article)
        found = list(_languages(house, connection, library, entry))
    shown: Json = next(one for one in found if one["language"] == language)
    return shown
