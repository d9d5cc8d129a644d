"""The shapes of knowledge: articles in their languages, drafts on their way, gaps."""

from __future__ import annotations

from nawba.web.shapes.contacts import PARTY
from nawba.web.shapes.parts import (
    COUNT,
    COUNTS,
    FLAG,
    MAYBE,
    MAYBE_COUNT,
    MAYBE_DAY,
    MAYBE_WHOLE,
    MOMENT,
    NUMBER,
    TEXT,
    TEXTS,
    WHEN,
    Answers,
    Schema,
    anything,
    listed,
    one_of,
    or_null,
    page,
    ref,
    shape,
)

_CASES = ("case", "example", "gap", "script")
_STATUSES = ("served", "changed", "waiting", "expired", "contradicting", "withdrawn")
_REASONS = ("abstained", "asked_back", "handed_over", "rated_badly", "came_back")
_GAP_STATE = one_of("open", "drafted", "closed", "dismissed")
_FIELD = one_of("title", "body", "questions", "owner", "expires_on")
_TEXT: dict[str, Schema] = {
    "title": TEXT,
    "body": TEXT,
    "questions": TEXTS,
    "owner": TEXT,
    "expires_on": MAYBE_DAY,
}
_COVERAGE: dict[str, Schema] = {
    "language": TEXT,
    "present": FLAG,
    "version": MAYBE_COUNT,
    "title": MAYBE,
    "status": one_of(*_STATUSES, "missing"),
    "behind": FLAG,
    "behind_source": MAYBE,
    "served_version": MAYBE_COUNT,
    "expires_on": MAYBE_DAY,
    "uses": COUNT,
    "draft": MAYBE,
}
_DRAFT: dict[str, Schema] = {
    "id": TEXT,
    "brand": TEXT,
    "article": TEXT,
    "language": TEXT,
    "title": TEXT,
    "state": one_of("draft", "proposed", "published", "rejected", "discarded"),
    "revision": COUNT,
    "author": TEXT,
    "author_name": TEXT,
    "authors": TEXTS,
    "based_on": MAYBE_COUNT,
    "gap": MAYBE,
    "changed_at": MOMENT,
    "changed_by_name": TEXT,
    "proposed_at": WHEN,
    "proposed_by_name": MAYBE,
    "decided_at": WHEN,
    "decided_by_name": MAYBE,
    "reason": MAYBE,
    "published_version": MAYBE_COUNT,
    "may": shape(
        save=FLAG,
        propose=FLAG,
        take_back=FLAG,
        decide=FLAG,
        discard=FLAG,
        why_not_decide=one_of("", "role", "own", "not_proposed"),
    ),
}
_GAP: dict[str, Schema] = {
    "id": TEXT,
    "brand": TEXT,
    "title": TEXT,
    "language": TEXT,
    "words": TEXTS,
    "languages": COUNTS,
    "contacts": COUNT,
    "heard": COUNT,
    "questions": COUNT,
    "first_at": WHEN,
    "last_at": WHEN,
    "trend": listed(COUNT),
    "score": NUMBER,
    "state": _GAP_STATE,
    "state_reason": MAYBE,
    "reopened": FLAG,
    "article": MAYBE,
    "drafts": TEXTS,
    "reasons": shape(**dict.fromkeys(_REASONS, COUNT)),
    "answered_now": MAYBE_COUNT,
    "revision": COUNT,
}
_ITEM: dict[str, Schema] = {
    "id": TEXT,
    "contact": TEXT,
    "message": TEXT,
    "language": TEXT,
    "question": TEXT,
    "at": MOMENT,
    "reason": one_of(*_REASONS),
    "answer": or_null(
        shape(message=TEXT, number=COUNT, adviser=TEXT, adviser_name=TEXT, text=TEXT)
    ),
    "readings": listed("Reading"),
    "did": MAYBE,
    "why": TEXT,
    "answered_now": or_null(FLAG),
}

SCHEMAS: dict[str, Schema] = {
    "Article": shape(id=TEXT, brand=TEXT, language=TEXT, version=COUNT, **_TEXT),
    "ArticleCoverage": shape(**_COVERAGE),
    "ArticleLine": shape(
        brand=TEXT,
        id=TEXT,
        title=TEXT,
        owner=TEXT,
        expires_on=MAYBE_DAY,
        expires_in_days=MAYBE_WHOLE,
        uses=COUNT,
        languages=listed("ArticleCoverage"),
        drafts=COUNT,
    ),
    "ArticlePage": page(
        "ArticleLine",
        total=COUNT,
        brands=listed(shape(id=TEXT, name=TEXT, languages=TEXTS)),
        owners=TEXTS,
        counts=shape(**dict.fromkeys(_STATUSES, COUNT)),
        waiting=COUNT,
    ),
    "Contradiction": shape(
        article=TEXT, language=TEXT, title=TEXT, sentence=TEXT, own_sentence=TEXT
    ),
    "ArticleText": shape(
        **{**_COVERAGE, "questions": TEXTS, "body": TEXT, "owner": TEXT},
        published_at=MOMENT,
        published_by=TEXT,
        published_by_name=TEXT,
        withdrawn_at=WHEN,
        withdrawn_by_name=MAYBE,
        contradictions=listed("Contradiction"),
        versions=listed(
            shape(
                version=COUNT,
                title=TEXT,
                published_at=MOMENT,
                published_by=TEXT,
                published_by_name=TEXT,
                current=FLAG,
                draft=MAYBE,
            )
        ),
    ),
    "ArticleDetail": shape(
        brand=TEXT,
        id=TEXT,
        source_language=TEXT,
        languages=listed("ArticleText"),
        missing=TEXTS,
        cases=listed(shape(kind=one_of(*_CASES), text=TEXT, language=TEXT, id=TEXT)),
        cases_count=shape(**dict.fromkeys(_CASES, COUNT)),
        drafts=listed("DraftLine"),
        gaps=listed(shape(id=TEXT, title=TEXT, state=_GAP_STATE)),
    ),
    "ArticleVersion": shape(version=COUNT, **_TEXT, published_at=MOMENT, published_by_name=TEXT),
    "Difference": shape(
        was=MAYBE_COUNT,
        now=MAYBE_COUNT,
        fields=listed(
            shape(
                field=_FIELD,
                changed=FLAG,
                pieces=listed(shape(kind=one_of("same", "added", "removed"), text=TEXT)),
            )
        ),
    ),
    "DraftLine": shape(**_DRAFT),
    "Drafts": shape(drafts=listed("DraftLine")),
    "Draft": shape(
        **_DRAFT,
        document=shape(**_TEXT),
        checks=listed(
            shape(
                name=TEXT,
                stops=FLAG,
                field=one_of("", "title", "body", "questions", "owner", "expires_on"),
                message=TEXT,
                remedy=TEXT,
                places=listed(
                    shape(field=_FIELD, index=MAYBE_COUNT, start=COUNT, end=COUNT, kind=TEXT)
                ),
                values=anything("Particulars of the check: `size` and `most`, or `languages`."),
                contradictions=listed("Contradiction"),
            )
        ),
        comments=listed(shape(id=TEXT, by=TEXT, by_name=TEXT, text=TEXT, at=MOMENT)),
        difference=ref("Difference"),
        current_version=MAYBE_COUNT,
        is_stale=FLAG,
        origins=listed(shape(contact=TEXT, message=TEXT, sentence=TEXT)),
        other_languages=listed(
            shape(language=TEXT, version=COUNT, title=TEXT, body=TEXT, questions=TEXTS)
        ),
    ),
    "GapLine": shape(**_GAP),
    "Gaps": shape(
        gaps=listed("GapLine"),
        counts=COUNTS,
        fresh_at=WHEN,
        learns=FLAG,
    ),
    "GapItem": shape(**_ITEM),
    "Gap": shape(
        **_GAP,
        items=listed("GapItem"),
        examples=COUNT,
        near=listed(shape(id=TEXT, title=TEXT, likeness=NUMBER)),
        said=listed("SaidExample"),
    ),
    "GapItemDetail": shape(
        **_ITEM,
        messages=listed(
            shape(
                id=TEXT,
                number=COUNT,
                author=PARTY,
                author_name=TEXT,
                kind=TEXT,
                text=TEXT,
                at=MOMENT,
            )
        ),
        decisions=listed("Decision"),
    ),
    "Refreshed": shape(read=COUNT, questions=COUNT, gaps=COUNT, seconds=NUMBER),
    "GapDrafts": shape(gap=ref("GapLine"), drafts=listed("Draft")),
    "SplitGap": shape(gap=ref("GapLine"), new=ref("GapLine")),
}

_KNOWLEDGE = "/api/knowledge/articles"
_ONE = f"{_KNOWLEDGE}/{{brand}}/{{article}}"
_LANGUAGE = f"{_ONE}/{{language}}"
_DRAFTS = "/api/knowledge/drafts"
_GAPS = "/api/knowledge/gaps"
_STEPS = ("save", "propose", "take-back", "approve", "reject", "comment", "discard")

ANSWERS: Answers = {
    ("get", "/api/articles/{brand}/{article}"): ("The article.", "Article"),
    ("get", _KNOWLEDGE): ("One page of articles, by brand and id.", "ArticlePage"),
    ("get", _ONE): ("The article, with what is beside it.", "ArticleDetail"),
    ("get", f"{_LANGUAGE}/versions/{{version}}"): ("The version.", "ArticleVersion"),
    ("get", f"{_LANGUAGE}/difference"): ("What changed, word by word.", "Difference"),
    ("post", f"{_LANGUAGE}/withdraw"): ("The language as it is now.", "ArticleText"),
    ("post", f"{_LANGUAGE}/put-back"): ("The language as it is now.", "ArticleText"),
    ("post", f"{_LANGUAGE}/restore"): ("The language as it is now.", "ArticleText"),
    ("get", _DRAFTS): ("The drafts.", "Drafts"),
    ("post", _DRAFTS): ("The draft.", "Draft"),
    ("get", f"{_DRAFTS}/{{draft}}"): ("The draft.", "Draft"),
    **{
        ("post", f"{_DRAFTS}/{{draft}}/{step}"): ("The draft as it is now.", "Draft")
        for step in _STEPS
    },
    ("get", _GAPS): ("The gaps.", "Gaps"),
    ("post", f"{_GAPS}/refresh"): ("What was read.", "Refreshed"),
    ("post", f"{_GAPS}/merge"): ("The gap that is left.", "GapLine"),
    ("get", f"{_GAPS}/{{gap}}"): ("The gap.", "Gap"),
    ("get", f"{_GAPS}/{{gap}}/items/{{item}}"): ("The question.", "GapItemDetail"),
    ("post", f"{_GAPS}/{{gap}}/draft"): ("The gap and its drafts.", "GapDrafts"),
    ("post", f"{_GAPS}/{{gap}}/dismiss"): ("The gap as it is now.", "GapLine"),
    ("post", f"{_GAPS}/{{gap}}/open"): ("The gap as it is now.", "GapLine"),
    ("post", f"{_GAPS}/{{gap}}/split"): ("The gap, and the new one.", "SplitGap"),
}
