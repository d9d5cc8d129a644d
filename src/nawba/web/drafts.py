"""The routes behind the editor's drafts: begin, save, propose, approve by a second person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from sqlalchemy.engine import Connection

from nawba.actions import drafts as verbs
from nawba.domain.drafts import ArticleDraft, DraftState, DraftText
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Json
from nawba.store.drafts import read_draft, read_drafts
from nawba.store.knowledge_tables import OPEN_STATES
from nawba.store.shelf import read_shelf
from nawba.web.bodies import Body, Count, whole
from nawba.web.callers import TheHouse, needs
from nawba.web.draft_views import draft_json, draft_line
from nawba.web.house import House
from nawba.web.knowledge_house import Names, brands_of

router = APIRouter(prefix="/api/knowledge/drafts")

Reader = Annotated[Actor, needs("read_knowledge")]
Writer = Annotated[Actor, needs("draft_article")]
Decider = Annotated[Actor, needs("approve_article")]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_ID = 80
Words = Annotated[str, Field(max_length=10_000)]  # more than is good, so that a check can say so


class Document(Body):
    title: Annotated[str, Field(max_length=2_000)] | None = None
    body: Words | None = None
    questions: Annotated[list[Annotated[str, Field(max_length=2_000)]], Field(max_length=200)] | (
        None
    ) = None
    owner: Annotated[str, Field(max_length=2_000)] | None = None
    expires_on: Annotated[str, Field(max_length=40)] | None = None


class NewDraft(Body):
    brand: Annotated[str, Field(max_length=80)]
    language: Annotated[str, Field(max_length=8)]
    article: Annotated[str, Field(max_length=120)] | None = None
    title: Annotated[str, Field(max_length=2_000)] = ""


class Saved(Body):
    revision: Count
    document: Document
    article: Annotated[str, Field(max_length=120)] | None = None
    based_on: Count | None = None


class Step(Body):
    revision: Count


class Rejection(Step):
    reason: Annotated[str, Field(max_length=2_000)]


class Remark(Body):
    text: Annotated[str, Field(max_length=2_000)]


@router.get("")
def show_drafts(
    house: TheHouse, actor: Reader, state: str = "", brand: str = "", mine: bool = False
) -> Json:
    """The open drafts in scope, or those in ``state``; ``mine``: that the caller wrote in."""
    states = OPEN_STATES if not state else (DraftState(state).value,) if _is_state(state) else ()
    if not states:
        raise Invalid(f"'{state}' is no state: {', '.join(DraftState)}.", field="state")
    brands = list(brands_of(house.centre, actor, brand))
    with house.store.read() as connection:
        found = read_drafts(connection, states, brands)
        own = [one for one in found if not mine or actor.id in one.authors]
        names = Names(house.history_centre, connection)
        return {"drafts": [draft_line(names, actor, one) for one in own]}


def _is_state(state: str) -> bool:
    return state in {one.value for one in DraftState}


@router.get("/{draft}")
def show_draft(house: TheHouse, actor: Reader, draft: str) -> Json:
    """One draft with its checks, its difference from what is in force, and what was said of it."""
    return _shown(house, actor, draft)


def _shown(house: House, actor: Actor, draft: str) -> Json:
    with house.store.read() as connection:
        return draft_json(house, connection, actor, _found(connection, actor, draft))


def _found(connection: Connection, actor: Actor, draft: str) -> ArticleDraft:
    found = read_draft(connection, draft)
    if found is None:
        raise NotFound(f"There is no draft {draft}.")
    permit(actor, "read_knowledge", brand=found.brand)
    return found


@router.post("", status_code=201)
def begin_draft(house: TheHouse, actor: Writer, wanted: NewDraft, response: Response) -> Json:
    """A draft of ``article``, or of a new one; where one is open already, that one (200)."""
    permit(actor, "draft_article", brand=wanted.brand)
    article = wanted.article or new_article_id(house, wanted.brand, [wanted.title])
    check_article_id(article)
    text = None if wanted.article else DraftText(title=wanted.title, owner=own_name(house, actor))
    draft, is_new = verbs.create_draft(
        house.store, actor, wanted.brand, article, wanted.language, text
    )
    response.status_code = 201 if is_new else 200
    return _shown(house, actor, draft)


def own_name(house: House, actor: Actor) -> str:
    """The caller's name: whoever begins an article owns it, until they name somebody else."""
    with house.store.read() as connection:
        return Names(house.history_centre, connection)(str(actor))


def check_article_id(article: str) -> None:
    """Raises Invalid for what cannot be an article's id."""
    if len(article) > _MOST_ID or _ID.fullmatch(article) is None:
        raise Invalid(
            f"'{article}' cannot be an article's id. Use lower-case letters, digits and dashes, "
            "such as cancel-plan.",
            field="article",
        )


def new_article_id(house: House, brand: str, titles: Sequence[str]) -> str:
    """An id that no article or draft of ``brand`` has, made of the first title in Latin letters."""
    made = next(filter(None, map(_slug, titles)), "article")
    with house.store.read() as connection:
        taken = {one.article.id for one in read_shelf(connection, [brand])}
        states = [state.value for state in DraftState]
        taken |= {one.article for one in read_drafts(connection, states, [brand])}
    numbered = (made if number == 1 else f"{made}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def _slug(title: str) -> str:
    """At most six words of ``title`` in plain letters, joined by dashes; empty without any."""
    bare = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", bare) if len(word) > 1]
    return "-".join(words[:6])[:_MOST_ID].strip("-")


@router.post("/{draft}/save")
def save(house: TheHouse, actor: Writer, draft: str, saved: Saved) -> Json:
    """Keep what is written; fields that are not sent stay as they are."""
    with house.store.read() as connection:
        found = _found(connection, actor, draft)
    if saved.article is not None and saved.article != found.article:
        check_article_id(saved.article)
    verbs.save_draft(
        house.store,
        actor,
        draft,
        saved.revision,
        _merged(found.text, saved.document),
        article=saved.article,
        based_on=saved.based_on,
    )
    return _shown(house, actor, draft)


def _merged(text: DraftText, sent: Document) -> DraftText:
    given = sent.model_fields_set
    questions = [whole(one).strip() for one in sent.questions or ()]
    return DraftText(
        title=(sent.title or "").strip() if "title" in given else text.title,
        body=(sent.body or "").strip() if "body" in given else text.body,
        questions=tuple(filter(None, questions)) if "questions" in given else text.questions,
        owner=(sent.owner or "").strip() if "owner" in given else text.owner,
        expires_on=(sent.expires_on or None) if "expires_on" in given else text.expires_on,
    )


@router.post("/{draft}/propose")
def propose(
    house: TheHouse, actor: Annotated[Actor, needs("propose_article")], draft: str, step: Step
) -> Json:
    """Ask a second person to approve it."""
    verbs.propose_draft(house.store, actor, draft, step.revision)
    return _shown(house, actor, draft)


@router.post("/{draft}/take-back")
def take_back(house: TheHouse, actor: Writer, draft: str, step: Step) -> Json:
    """Write on in a proposed draft."""
    verbs.take_back_draft(house.store, actor, draft, step.revision)
    return _shown(house, actor, draft)


@router.post("/{draft}/approve")
def approve(house: TheHouse, actor: Decider, draft: str, step: Step) -> Json:
    """Publish it as the article's next version; for anybody but its authors."""
    verbs.approve_draft(house.store, actor, draft, step.revision)
    return _shown(house, actor, draft)


@router.post("/{draft}/reject")
def reject(house: TheHouse, actor: Decider, draft: str, rejection: Rejection) -> Json:
    """Send it back, and say why."""
    verbs.reject_draft(house.store, actor, draft, rejection.revision, rejection.reason)
    return _shown(house, actor, draft)


@router.post("/{draft}/comment")
def comment(house: TheHouse, actor: Writer, draft: str, remark: Remark) -> Json:
    """Say something about it."""
    verbs.comment_draft(house.store, actor, draft, remark.text)
    return _shown(house, actor, draft)


@router.post("/{draft}/discard")
def discard(house: TheHouse, actor: Writer, draft: str, step: Step) -> Json:
    """Give it up."""
    verbs.discard_draft(house.store, actor, draft, step.revision)
    return _shown(house, actor, draft)
