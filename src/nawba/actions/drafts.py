"""The editor's verbs on drafts: write, propose, and, by a second person, approve or reject.

Whoever saved a draft once is among its authors for good, and no author decides on it: the verb
says so, and the table refuses it. Approving publishes the article's version in the same step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from nawba.actions import gap_steps, masking, steps
from nawba.actions.articles import add_version
from nawba.domain import events as ev
from nawba.domain.drafts import ArticleDraft, DraftState, DraftText, Origin, stops, text_of
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.permissions import permit
from nawba.domain.text import clean_required
from nawba.domain.words import Actor, Article
from nawba.privacy.personal import find_personal
from nawba.privacy.personal.files import replaced
from nawba.store import Store, Transaction, statements, tables
from nawba.store.drafts import bars, draft_of, text_json
from nawba.store.identity_tables import api_keys
from nawba.store.knowledge_tables import OPEN_STATES, article_drafts, draft_comments, gaps
from nawba.store.rows import article_of

_WRITTEN = (DraftState.DRAFT, DraftState.REJECTED)


def create_draft(
    store: Store,
    actor: Actor,
    brand: str,
    article: str,
    language: str,
    text: DraftText | None = None,
    *,
    gap: str | None = None,
    origins: Sequence[Origin] = (),
) -> tuple[str, bool]:
    """A draft of ``article`` in ``language``; its id, and whether it is new.

    Where one is open already, that one is returned and nothing changes. Without ``text`` it begins
    with the version in force, else with that of another language, emptied. With ``gap`` that gap is
    drafted from now on. What a gap's draft begins with was said by people, so it is kept without
    anything personal: ``[PERSON]`` stands for a name, and a draft with such a mark cannot be
    proposed. Raises NotFound for an unknown brand, Invalid for a language of no customer of it.
    """
    permit(actor, "draft_article", brand=brand)
    with store.write("create_draft", actor) as tx:
        _check_brand(tx, brand, language)
        key = {"brand": brand, "article": article, "language": language}
        there = _open_one(tx, **key)
        if there is not None:
            return there, False
        current = _current(tx, brand, article, language)
        written = _beginning(tx, current, brand, article)
        if text is not None:
            written = _kept(text, personal=gap is None)
        draft = steps.new_id("d")
        statements.add(
            tx.connection,
            article_drafts,
            id=draft,
            **key,
            document=text_json(written),
            based_on=None if current is None else current.version,
            gap=gap,
            origins=[asdict(_impersonal_origin(origin)) for origin in origins],
            author=str(actor),
            authors=bars([actor.id]),
            state="draft",
            revision=1,
            created_at=tx.now,
            changed_at=tx.now,
            changed_by=str(actor),
        )
        tx.emit(ev.ArticleDraftMoved(draft, brand, article, language, "draft", 1))
        if gap is not None:
            gap_steps.draft(tx, gap, brand, article)
        return draft, True


def _kept(text: DraftText, *, personal: bool) -> DraftText:
    """``text`` as it may be kept: without cards, and without anything of a person's unless an
    editor wrote it, who may name the house's own telephone."""
    clean = masking.mask_field if personal else _impersonal
    questions = tuple(clean(one) for one in text.questions)
    return replace(text, title=clean(text.title), body=clean(text.body), questions=questions)


def _impersonal(text: str) -> str:
    return replaced(text, find_personal(text))


def _impersonal_origin(origin: Origin) -> Origin:
    return replace(origin, sentence=_impersonal(origin.sentence))


def _check_brand(tx: Transaction, brand: str, language: str) -> None:
    row = statements.find(tx.connection, tables.brands, id=brand)
    if row is None or row.retired:
        raise NotFound(f"There is no brand {brand}.", field="brand")
    spoken = row.document["languages"]
    if language not in spoken:
        raise Invalid(f"Customers of {brand} speak {', '.join(spoken)}.", field="language")


def _open_one(tx: Transaction, **key: str) -> str | None:
    table = article_drafts
    equal = [table.c[name] == value for name, value in key.items()]
    found = sa.select(table.c.id).where(*equal, table.c.state.in_(OPEN_STATES))
    there: str | None = tx.connection.execute(found).scalar()
    return there


def _current(tx: Transaction, brand: str, article: str, language: str) -> Article | None:
    key = {"brand": brand, "id": article, "language": language, "current": True}
    row = statements.find(tx.connection, tables.articles, **key)
    return None if row is None else article_of(row.document)


def _beginning(tx: Transaction, current: Article | None, brand: str, article: str) -> DraftText:
    if current is not None:
        return text_of(current)
    key = {"brand": brand, "id": article, "current": True}
    row = statements.find(tx.connection, tables.articles, **key)
    if row is None:
        return DraftText()
    other = article_of(row.document)
    return DraftText(owner=other.owner, expires_on=other.expires_on)


def save_draft(
    store: Store,
    actor: Actor,
    draft: str,
    revision: int,
    text: DraftText,
    *,
    article: str | None = None,
    based_on: int | None = None,
) -> int:
    """Keep ``text``, cards masked; returns the revision it has now, the same when nothing differs.

    ``article`` renames one that was never published; ``based_on`` says that the changes of that
    version were looked at. A rejected draft is a draft again. Raises Conflict when somebody else
    saved meanwhile, or when it is proposed: take it back first.
    """
    with store.write("save_draft", actor) as tx:
        found = _load(tx, actor, "draft_article", draft, revision, *_WRITTEN)
        text = _kept(text, personal=True)
        changed: dict[str, Any] = {"document": text_json(text)}
        if article is not None and article != found.article:
            changed["article"] = _rename(tx, found, article)
        if based_on is not None:
            changed["based_on"] = based_on
        same = found.text == text and len(changed) == 1 and found.state is DraftState.DRAFT
        return revision if same else _change(tx, actor, found, DraftState.DRAFT, **changed)


def _rename(tx: Transaction, found: ArticleDraft, article: str) -> str:
    """Give a new article another id, in all the languages in which it is being written."""
    key = {"brand": found.brand, "id": found.article}
    if statements.find(tx.connection, tables.articles, **key) is not None:
        raise Conflict("The article was published under its id. Draft a new one instead.")
    same = {"brand": found.brand, "article": article}
    is_taken = statements.find(tx.connection, tables.articles, brand=found.brand, id=article)
    if is_taken is not None or statements.find(tx.connection, article_drafts, **same) is not None:
        raise Conflict(f"There is an article {article} already.", field="article")
    drafts = article_drafts
    siblings = (drafts.c.brand == found.brand, drafts.c.article == found.article)
    still_open = drafts.c.state.in_(OPEN_STATES)
    tx.connection.execute(drafts.update().where(*siblings, still_open).values(article=article))
    statements.change(
        tx.connection, gaps, {"brand": found.brand, "article": found.article}, article=article
    )
    return article


def propose_draft(store: Store, actor: Actor, draft: str, revision: int) -> int:
    """Ask a second person to approve it. Raises Invalid, with its field, if something stops it."""
    with store.write("propose_draft", actor) as tx:
        found = _load(tx, actor, "propose_article", draft, revision, *_WRITTEN)
        _check_text(tx, found)
        proposed = {"proposed_at": tx.now, "proposed_by": str(actor), "reason": None}
        return _change(tx, actor, found, DraftState.PROPOSED, **_UNDECIDED | proposed)


def _check_text(tx: Transaction, found: ArticleDraft) -> None:
    row = statements.find(tx.connection, tables.brands, id=found.brand)
    assert row is not None, "a draft's brand exists"
    for stop in stops(found.text, _today(tx, row.document["timezone"])):
        raise Invalid(f"{stop.message} {stop.remedy}", field=stop.field)


def _today(tx: Transaction, timezone: str) -> date:
    return tx.now.astimezone(ZoneInfo(timezone)).date()


def take_back_draft(store: Store, actor: Actor, draft: str, revision: int) -> int:
    """Write on in a proposed draft: it waits for nobody any more."""
    with store.write("take_back_draft", actor) as tx:
        found = _load(tx, actor, "draft_article", draft, revision, DraftState.PROPOSED)
        return _change(tx, actor, found, DraftState.DRAFT, proposed_at=None, proposed_by=None)


def approve_draft(store: Store, actor: Actor, draft: str, revision: int) -> Article:
    """Publish what was proposed, as the article's next version; returns it.

    The questions of the gap it closes are examples and regression cases from now on. Raises
    NotPermitted for anybody who wrote in it, Conflict when the article changed meanwhile.
    """
    with store.write("approve_draft", actor) as tx:
        found = _load_to_decide(tx, actor, draft, revision)
        _check_text(tx, found)
        version = _next_version(tx, found)
        published = add_version(tx, found.as_article, version)
        decided = _decided(tx, actor) | {"published_version": version}
        _change(tx, actor, found, DraftState.PUBLISHED, **decided)
        if found.gap is not None:
            gap_steps.teach(tx, found.gap, found.article)
        return published


def _next_version(tx: Transaction, found: ArticleDraft) -> int:
    key = {"brand": found.brand, "id": found.article, "language": found.language}
    rows = statements.find_all(tx.connection, tables.articles, ("version",), **key)
    current = next((row.version for row in rows if row.current), None)
    if current != found.based_on:
        raise Conflict(
            f"Version {current} was published meanwhile. Take the draft back, look at what "
            "changed, and propose it anew."
            if current is not None
            else "The article was withdrawn meanwhile. Put it back, or discard the draft."
        )
    return rows[-1].version + 1 if rows else 1


def reject_draft(store: Store, actor: Actor, draft: str, revision: int, reason: str) -> int:
    """Send a proposed draft back with a ``reason``, kept among its comments too."""
    told = clean_required(reason, field="reason", limit=1000)
    with store.write("reject_draft", actor) as tx:
        found = _load_to_decide(tx, actor, draft, revision)
        _comment(tx, actor, found, told)
        decided = _decided(tx, actor) | {"reason": told}
        return _change(tx, actor, found, DraftState.REJECTED, **decided)


def comment_draft(store: Store, actor: Actor, draft: str, text: str) -> str:
    """Say something about a draft; returns the comment's id."""
    told = clean_required(text, field="text", limit=1000)
    with store.write("comment_draft", actor) as tx:
        return _comment(tx, actor, _load(tx, actor, "draft_article", draft), told)


def discard_draft(store: Store, actor: Actor, draft: str, revision: int) -> int:
    """Give a draft up; a gap that has no other one is open again."""
    with store.write("discard_draft", actor) as tx:
        open_ones = [DraftState(state) for state in OPEN_STATES]
        found = _load(tx, actor, "draft_article", draft, revision, *open_ones)
        number = _change(tx, actor, found, DraftState.DISCARDED)
        if found.gap is not None:
            gap_steps.undraft(tx, found.gap)
        return number


_UNDECIDED = {"decided_at": None, "decided_by": None, "decider": None}


def _decided(tx: Transaction, actor: Actor) -> dict[str, Any]:
    return {"decided_at": tx.now, "decided_by": str(actor), "decider": actor.id}


def _load_to_decide(tx: Transaction, actor: Actor, draft: str, revision: int) -> ArticleDraft:
    found = _load(tx, actor, "approve_article", draft, revision, DraftState.PROPOSED)
    if statements.find(tx.connection, api_keys, id=actor.id) is not None:
        raise NotPermitted("A key is no person. Let somebody read this draft and decide.")
    if actor.id in _persons(tx, found.authors):
        raise NotPermitted("You wrote in this draft, so somebody else must approve or reject it.")
    return found


def _persons(tx: Transaction, authors: Sequence[str]) -> set[str]:
    """Who wrote: the authors, and whoever made the keys that some of them are."""
    keys = (statements.find(tx.connection, api_keys, id=one) for one in authors)
    return {*authors, *(key.made_by.rpartition(":")[2] for key in keys if key is not None)}


def _load(
    tx: Transaction,
    actor: Actor,
    action: str,
    draft: str,
    revision: int | None = None,
    *states: DraftState,
) -> ArticleDraft:
    """The draft, if ``actor`` may do ``action`` and it stands at ``revision`` in ``states``."""
    row = statements.find(tx.connection, article_drafts, id=draft)
    if row is None:
        permit(actor, action)
        raise NotFound(f"There is no draft {draft}.")
    permit(actor, action, brand=row.brand)
    found = draft_of(row)
    if states and found.state not in states:
        raise Conflict(f"This draft is {found.state}. Read it again.")
    if revision is not None and revision != found.revision:
        raise Conflict(f"{found.changed_by} saved revision {found.revision} meanwhile. Read it.")
    return found


def _change(
    tx: Transaction, actor: Actor, found: ArticleDraft, state: DraftState, **values: Any
) -> int:
    """Keep ``values``; who writes is an author from now on, who decides is none."""
    if state in (DraftState.DRAFT, DraftState.PROPOSED):
        values |= {"authors": bars(sorted({*found.authors, actor.id}))}
    if state is DraftState.DRAFT:
        values |= _UNDECIDED
    number = found.revision + 1
    changed = {"state": state.value, "revision": number, "changed_at": tx.now}
    where = {"id": found.id, "revision": found.revision}
    statements.change(
        tx.connection, article_drafts, where, **changed, changed_by=str(actor), **values
    )
    if state is not found.state:
        article = values.get("article", found.article)
        moved = ev.ArticleDraftMoved(
            found.id, found.brand, article, found.language, state.value, number
        )
        tx.emit(moved)
    return number


def _comment(tx: Transaction, actor: Actor, found: ArticleDraft, text: str) -> str:
    comment = steps.new_id("k")
    statements.add(
        tx.connection,
        draft_comments,
        id=comment,
        draft=found.id,
        by=str(actor),
        text=text,
        at=tx.now,
    )
    return comment
