"""A flow's turn as the assistant knows turns: an outcome to write, a brief to hand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nawba.assistant import flows
from nawba.assistant.flow_turns import FlowTurn, Said
from nawba.assistant.texts import say
from nawba.domain.ports import Found
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import Brief, Source


def outcome_of(turn: FlowTurn, served: Found | None = None) -> Outcome:
    """What is to be written of ``turn``, all but the hand-over, which needs a queue.

    ``served`` is the article that search would surely serve, for a digression to it. Pure.
    """
    drafts = [draft for one in turn.said if (draft := _draft(one, served)) is not None]
    source = next((one for draft in drafts for one in draft.sources), None)
    answered = (source, served.score) if source is not None and served is not None else None
    return Outcome(tuple(drafts), answered, flow=turn.run, commitments=turn.commitments)


def _draft(said: Said, served: Found | None) -> Draft | None:
    if isinstance(said, flows.Say):
        return Draft(said.text, choices=said.choices)
    if served is None or served.article.id != said.article:
        return None  # after a crash search may have changed its mind; the question still follows
    article = served.article
    source = Source(article.id, article.version, article.language, article.title)
    return Draft(article.body, sources=(source,))


def tell_flow(brief: Brief, turn: FlowTurn, language: str) -> Brief:
    """``brief`` with what the flow knows: identity, fields, what was done, what waits for a yes.

    ``language`` is the adviser's. Pure.
    """
    handed = turn.hand_over
    if handed is None:
        return brief
    did = tuple(_tell(one, language) for one in handed.done)
    waits = _waiting(turn, language)
    return replace(
        brief,
        identity=_identity(brief, turn.identity, language),
        fields={**brief.fields, **handed.fields},
        done=(*brief.done, *did, *waits),
        commitments=(*brief.commitments, *did),
    )


def _identity(brief: Brief, identity: flows.Identity, language: str) -> str:
    """Who the brand's systems recognised and how, behind what the customer said of themselves."""
    if not identity.customer:
        return brief.identity
    told = say(f"brief_identity_{identity.level}", language, customer=identity.customer)
    return f"{brief.identity} {told}"


def _tell(commitment: flows.Commitment, language: str) -> str:
    operation, reference = commitment.operation, commitment.reference
    if reference is None:
        return say("brief_operation_done_bare", language, operation=operation)
    return say("brief_operation_done", language, operation=operation, reference=reference)


def _waiting(turn: FlowTurn, language: str) -> Sequence[str]:
    if turn.approval is None or turn.approval.state != "awaiting":
        return ()
    return (say("brief_operation_awaits", language, operation=turn.approval.name),)
