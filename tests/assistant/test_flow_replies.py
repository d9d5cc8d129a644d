"""What a flow did reaches the customer as messages and the adviser as a brief, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from house import BRIEF
from nawba.assistant import flows
from nawba.assistant.flow_replies import outcome_of, tell_flow
from nawba.assistant.flow_turns import FlowTurn
from nawba.domain.flow_runs import FlowRun
from nawba.domain.journal import Entry, OperationState
from nawba.domain.operations import Level, Risk
from nawba.domain.ports import Found
from nawba.domain.words import Article

RUN = FlowRun("r_1", "suspend-line", 1, 3)
ARTICLE = Article("sim-perdue-volee", "sahla", "fr", "SIM perdue", "Faites suspendre la ligne.")
SERVED = Found(ARTICLE, 0.9)
ASKED = flows.Say("Quelle ligne ?", ("0600000101", "Annuler"))
NOW = datetime(2026, 11, 18, tzinfo=UTC)


def entry(state: OperationState = OperationState.AWAITING) -> Entry:
    return Entry(
        "p_1", "c_1", "k", "suspend-line", Risk.IRREVERSIBLE, "r_1", "approve", state, 0, None,
        None, NOW, None, None, None,
    )  # fmt: skip


def handed(**more: object) -> FlowTurn:
    done = (
        flows.Commitment("dispute-invoice", "p_0", "D-0001"),
        flows.Commitment("change-email", "p_2"),
    )
    over = flows.HandOver("approval_needed", "suspend-line", {"Ligne": "06 00 00 01 01"}, done)
    known = flows.Identity(Level.KNOWN, "C-1001")
    return replace(FlowTurn(RUN, (ASKED,), (), over, entry(), known), **more)  # type: ignore[arg-type]


def test_words_become_messages_with_their_choices() -> None:
    outcome = outcome_of(FlowTurn(RUN, (ASKED,), (("suspend-line", "p_1"),)))
    (draft,) = outcome.drafts
    assert (draft.text, draft.choices) == (ASKED.text, ASKED.choices)
    assert (outcome.flow, outcome.commitments) == (RUN, (("suspend-line", "p_1"),))
    assert outcome.answered is None


def test_a_digression_is_an_answer_with_its_source_and_the_question_follows() -> None:
    turn = FlowTurn(RUN, (flows.Digress(ARTICLE.id), ASKED))
    outcome = outcome_of(turn, SERVED)
    assert [draft.text for draft in outcome.drafts] == [ARTICLE.body, ASKED.text]
    assert outcome.answered is not None
    assert (outcome.answered[0].article, outcome.answered[1]) == (ARTICLE.id, 0.9)


@pytest.mark.parametrize("served", [None, Found(replace(ARTICLE, id="other"), 0.9)])
def test_an_article_that_is_not_served_is_not_said(served: Found | None) -> None:
    outcome = outcome_of(FlowTurn(RUN, (flows.Digress(ARTICLE.id), ASKED)), served)
    assert [draft.text for draft in outcome.drafts] == [ASKED.text]
    assert outcome.answered is None


@pytest.mark.parametrize(
    ("language", "awaits"),
    [("fr", "Attend votre accord"), ("ar", "ينتظر موافقتك"), ("en", "Waits for your approval")],
)
def test_the_adviser_reads_what_is_known_done_and_awaited(language: str, awaits: str) -> None:
    brief = tell_flow(BRIEF, handed(), language)
    assert brief.identity.startswith(BRIEF.identity)
    assert "C-1001" in brief.identity
    assert brief.fields == {**BRIEF.fields, "Ligne": "06 00 00 01 01"}
    assert brief.done[: len(BRIEF.done)] == BRIEF.done
    assert "D-0001" in brief.commitments[0]
    assert "change-email" in brief.commitments[1]
    assert awaits in brief.done[-1]
    assert "suspend-line" in brief.done[-1]


def test_what_was_decided_already_does_not_wait() -> None:
    approved = handed(approval=entry(OperationState.APPROVED))
    assert not any("Waits" in line for line in tell_flow(BRIEF, approved, "en").done)
    assert tell_flow(BRIEF, handed(hand_over=None), "en") == BRIEF
