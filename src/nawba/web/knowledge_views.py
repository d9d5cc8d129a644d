"""What the editor's pages are sent of articles: lines, versions, differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from nawba.domain.drafts import ArticleDraft, DraftText, text_of
from nawba.domain.words import Article, Json
from nawba.knowledge.contradictions import Contradiction
from nawba.knowledge.difference import differences
from nawba.knowledge.shelf import Coverage, Entry
from nawba.store.shelf import Kept, Key
from nawba.web.knowledge_house import Library, Names
from nawba.web.views import iso

Drafts = Mapping[Key, str]
"""The open draft of each article and language, by its id."""


def drafts_by_key(drafts: Iterable[ArticleDraft]) -> dict[Key, str]:
    return {(one.brand, one.article, one.language): one.id for one in drafts}


def line_json(entry: Entry, library: Library, drafts: Drafts) -> Json:
    """An article in the list."""
    dates = [one.kept.article.expires_on for one in entry.present if one.kept]
    expires = min((one for one in dates if one is not None), default=None)
    coverage = [coverage_json(entry, one, library, drafts) for one in entry.languages]
    return {
        "brand": entry.brand,
        "id": entry.id,
        "title": entry.first.title,
        "owner": entry.first.owner,
        "expires_on": expires,
        "expires_in_days": _days(expires, library.facts.today[entry.brand]),
        "uses": sum(one["uses"] for one in coverage),
        "languages": coverage,
        "drafts": sum(one["draft"] is not None for one in coverage),
    }


def _days(expires: str | None, today: date) -> int | None:
    return None if expires is None else (date.fromisoformat(expires) - today).days


def coverage_json(entry: Entry, one: Coverage, library: Library, drafts: Drafts) -> Json:
    key = (entry.brand, entry.id, one.language)
    article = None if one.kept is None else one.kept.article
    return {
        "language": one.language,
        "present": article is not None,
        "version": article and article.version,
        "title": article and article.title,
        "status": "missing" if one.status is None else one.status.value,
        "behind": one.behind is not None,
        "behind_source": one.behind,
        "served_version": one.served_version,
        "expires_on": article and article.expires_on,
        "uses": library.uses.get(key, 0),
        "draft": drafts.get(key),
    }


def language_json(
    names: Names,
    kept: Kept,
    history: Iterable[Kept],
    drafts_of_versions: Mapping[int, str],
    contradictions: Iterable[Contradiction],
) -> Json:
    """What one language of an article adds to its coverage: words, history, contradictions."""
    article = kept.article
    return {
        "body": article.body,
        "questions": list(article.questions),
        "owner": article.owner,
        "published_at": iso(kept.published_at),
        "published_by": kept.published_by,
        "published_by_name": names(kept.published_by),
        "withdrawn_at": iso(kept.withdrawn_at),
        "withdrawn_by_name": names(kept.withdrawn_by) if kept.withdrawn_by else None,
        "contradictions": [contradiction_json(article, one) for one in contradictions],
        "versions": [
            {
                "version": one.article.version,
                "title": one.article.title,
                "published_at": iso(one.published_at),
                "published_by": one.published_by,
                "published_by_name": names(one.published_by),
                "current": one.is_current,
                "draft": drafts_of_versions.get(one.article.version),
            }
            for one in history
        ],
    }


def contradiction_json(article: Article, found: Contradiction) -> Json:
    """The other article's sentence, and the own one."""
    is_one = found.one.article.id == article.id
    own, other = (found.one, found.other) if is_one else (found.other, found.one)
    return {
        "article": other.article.id,
        "language": other.article.language,
        "title": other.article.title,
        "sentence": other.text,
        "own_sentence": own.text,
    }


def version_json(names: Names, kept: Kept) -> Json:
    article = kept.article
    return {
        "version": article.version,
        **asdict(text_of(article)),
        "published_at": iso(kept.published_at),
        "published_by_name": names(kept.published_by),
    }


def difference_json(
    was: DraftText | None, now: DraftText, versions: tuple[int | None, int | None]
) -> Json:
    """Each field with its pieces; ``was`` None is an article that did not exist."""
    found = differences(was or DraftText(), now)
    fields: list[dict[str, Any]] = [asdict(one) for one in found]
    return {"was": versions[0], "now": versions[1], "fields": fields}
