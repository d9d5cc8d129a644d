"""What the editor's pages are sent of drafts: lines, and one with checks, difference, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy.engine import Connection

from nawba.domain.drafts import ArticleDraft, DraftState, text_of
from nawba.domain.permissions import may
from nawba.domain.words import Actor, Article, Json
from nawba.knowledge.draft_checks import Finding, check_draft, own_version
from nawba.store.drafts import read_comments
from nawba.store.rows import read_article, read_articles
from nawba.web.house import House
from nawba.web.knowledge_house import Names, day_of
from nawba.web.knowledge_views import contradiction_json, difference_json
from nawba.web.views import iso

_WRITTEN = (DraftState.DRAFT, DraftState.REJECTED)


def draft_line(names: Names, actor: Actor, draft: ArticleDraft) -> Json:
    """A draft in a list, and what ``actor`` may do with it."""
    return {
        "id": draft.id,
        "brand": draft.brand,
        "article": draft.article,
        "language": draft.language,
        "title": draft.text.title,
        "state": draft.state.value,
        "revision": draft.revision,
        "author": draft.author,
        "author_name": names(draft.author),
        "authors": list(draft.authors),
        "based_on": draft.based_on,
        "gap": draft.gap,
        "changed_at": iso(draft.changed_at),
        "changed_by_name": names(draft.changed_by),
        "proposed_at": iso(draft.proposed_at),
        "proposed_by_name": draft.proposed_by and names(draft.proposed_by),
        "decided_at": iso(draft.decided_at),
        "decided_by_name": draft.decided_by and names(draft.decided_by),
        "reason": draft.reason,
        "published_version": draft.published_version,
        "may": _may(actor, draft),
    }


def _may(actor: Actor, draft: ArticleDraft) -> Json:
    writes = may(actor, "draft_article", brand=draft.brand)
    is_written, is_proposed = draft.state in _WRITTEN, draft.state is DraftState.PROPOSED
    why_not = _why_not_decide(actor, draft)
    return {
        "save": writes and is_written,
        "propose": is_written and may(actor, "propose_article", brand=draft.brand),
        "take_back": writes and is_proposed,
        "decide": not why_not,
        "discard": writes and (is_written or is_proposed),
        "why_not_decide": why_not,
    }


def _why_not_decide(actor: Actor, draft: ArticleDraft) -> str:
    if not may(actor, "approve_article", brand=draft.brand):
        return "role"
    if actor.id in draft.authors:
        return "own"
    return "" if draft.state is DraftState.PROPOSED else "not_proposed"


def draft_json(house: House, connection: Connection, actor: Actor, draft: ArticleDraft) -> Json:
    """A draft with all that its author, and whoever approves it, must see."""
    articles = read_articles(connection, draft.brand)
    current = own_version(draft, articles)
    base, names = _base(connection, draft, current), Names(house.history_centre, connection)
    return {
        **draft_line(names, actor, draft),
        "document": {**asdict(draft.text), "questions": list(draft.text.questions)},
        "checks": _checks(house, draft, articles),
        "comments": [
            {**asdict(one), "at": iso(one.at), "by_name": names(one.by)}
            for one in read_comments(connection, draft.id)
        ],
        "difference": difference_json(
            None if base is None else text_of(base),
            draft.text,
            (None if base is None else base.version, draft.published_version),
        ),
        "current_version": None if current is None else current.version,
        "is_stale": draft.state in (*_WRITTEN, DraftState.PROPOSED)
        and current is not None
        and current.version != draft.based_on,
        "origins": [asdict(one) for one in draft.origins],
        "other_languages": [_other(one) for one in articles if _is_other(draft, one)],
    }


def _base(connection: Connection, draft: ArticleDraft, current: Article | None) -> Article | None:
    """What the draft is compared with: the version in force; once decided, what it changed."""
    if draft.state in (*_WRITTEN, DraftState.PROPOSED):
        return current
    if draft.based_on is None:
        return None
    return read_article(connection, draft.brand, draft.article, draft.language, draft.based_on)


def _checks(house: House, draft: ArticleDraft, articles: Sequence[Article]) -> list[Json]:
    brand = house.history_centre.brand[draft.brand]
    today = day_of(brand, house.store.clock())
    return [_check(draft, one) for one in check_draft(draft, brand, articles, today)]


def _check(draft: ArticleDraft, found: Finding) -> Json:
    own = draft.as_article
    return {
        "name": found.name,
        "stops": found.stops,
        "field": found.where,
        "message": found.message,
        "remedy": found.remedy,
        "places": [asdict(place) for place in found.places],
        "values": found.values,
        "contradictions": [contradiction_json(own, one) for one in found.contradictions],
    }


def _is_other(draft: ArticleDraft, article: Article) -> bool:
    return article.id == draft.article and article.language != draft.language


def _other(article: Article) -> Json:
    return {
        "language": article.language,
        "version": article.version,
        "title": article.title,
        "body": article.body,
        "questions": list(article.questions),
    }
