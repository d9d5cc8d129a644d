"""Gaps: kept once, grouped without undoing what a person did, dismissed, merged, split, settled."""

from __future__ import annotations

import pytest

import gap_scene
from gap_scene import asked, gap_of, keep, kept, placed
from house import AMINA, House
from nawba.actions import drafts, gaps
from nawba.actions.erasure import forget_words
from nawba.actions.gaps import keep_questions, place_questions, settle_gaps
from nawba.domain import events as ev
from nawba.domain.drafts import DraftText, Origin
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.gaps import GapState, Missed, Placing, Settled
from nawba.domain.words import WATCHDOG, Actor
from nawba.knowledge.gap_reading import GAP_FINDER
from nawba.store.drafts import read_draft
from nawba.store.gaps import read_examples, read_gaps

NOURA, OMAR = Actor("editor", "noura"), Actor("quality", "omar")
TEXT = DraftText("Où est mon colis ?", "Suivez-le dans l'application.", ("Mon colis ?",))
PARCEL = ["Où est mon colis ?", "Mon colis n'arrive pas", "Suivre mon colis"]


def state(house: House, gap: str) -> GapState:
    return gap_of(house, gap).state


def published(house: House, gap: str, article: str = "suivi") -> None:
    """An article for ``gap``, written by one person and approved by another."""
    draft, _ = drafts.create_draft(house.store, NOURA, "waha", article, "fr", TEXT, gap=gap)
    drafts.propose_draft(house.store, NOURA, draft, 1)
    drafts.approve_draft(house.store, OMAR, draft, 2)


def settled(house: House, gap: str, answered: int, *, served: bool = True, version: int = 2) -> int:
    """Try ``gap`` on a version that answers that many of its questions."""
    own = kept(house, gap)
    tried = {one.id: place < answered for place, one in enumerate(own)}
    found = [Settled(gap, served, tried if served else {})]
    return settle_gaps(house.store, GAP_FINDER, found, version)


def taught(house: House) -> list[tuple[str, str]]:
    with house.store.read() as connection:
        return [(row.article, row.text) for row in read_examples(connection)]


def test_a_draft_of_what_an_adviser_said_names_nobody(house: House) -> None:
    gap = placed(house, PARCEL[:1])
    said = "Madame Salma Bennani, suivez-le dans l'application ou appelez le 06 12 34 56 78."
    text = DraftText("Où est mon colis ?", said, ("Je suis Karim Alami, mon colis ?",))
    made, _ = drafts.create_draft(
        house.store, NOURA, "waha", "suivi", "fr", text, gap=gap,
        origins=[Origin("c_1", "m_1", said)],
    )  # fmt: skip
    with house.store.read() as connection:
        found = read_draft(connection, made)
    assert found is not None
    for word in ("Salma", "Bennani", "06 12", "Karim", "Alami"):
        assert word not in str(found)
    assert "suivez-le dans l'application" in found.text.body
    with pytest.raises(Invalid):  # the marks that stand for them are still to be filled
        drafts.propose_draft(house.store, NOURA, made, 1)


def test_a_question_is_kept_once_and_takes_its_answer_later(house: House) -> None:
    first = asked(house, PARCEL[0])
    assert keep(house, first) == 1
    again = asked(
        house, PARCEL[0], contact=first.contact, message=first.message, answer="m_1",
        reason=Missed.RATED_BADLY,
    )  # fmt: skip
    assert keep(house, again) == 0
    (one,) = kept(house)
    assert (one.asked.answer, one.asked.reason) == ("m_1", Missed.RATED_BADLY)
    assert one.asked.vector @ first.vector == pytest.approx(1, abs=1e-3)


def test_two_workers_read_the_same_events_once(house: House) -> None:
    question = asked(house, PARCEL[0])
    keep_questions(house.store, GAP_FINDER, [question], {}, {"main": 9})
    with pytest.raises(Conflict, match="worker"):
        keep_questions(house.store, GAP_FINDER, [question], {}, {"main": 9})
    assert len(kept(house)) == 1


def test_a_grouping_that_comes_late_undoes_nothing(house: House) -> None:
    gap, other = placed(house, PARCEL[:2]), placed(house, ["Ma facture ?"])
    one, two, three = (question.id for question in kept(house))
    late = [
        Placing("waha", None, [one], one, ()),  # placed meanwhile
        Placing("waha", "g_gone", [two], two, ()),  # merged by hand meanwhile
        Placing("waha", gap, [], one, ("x",), merged=[other, "g_gone"]),
    ]
    gaps.dismiss_gap(house.store, NOURA, other, "Hors sujet")
    assert place_questions(house.store, GAP_FINDER, late) == 0
    assert [question.gap for question in kept(house)] == [gap, gap, other]
    assert state(house, other) is GapState.DISMISSED
    gaps.open_gap(house.store, NOURA, other)
    place_questions(house.store, GAP_FINDER, late[2:])
    assert {question.gap for question in kept(house)} == {gap}
    assert house.events(ev.GapMoved)[-1] == ev.GapMoved(other, "waha", "merged")
    assert kept(house, gap)[2].id == three


def test_a_dismissed_gap_comes_back_when_it_has_grown_by_half(house: House) -> None:
    gap = placed(house, PARCEL)
    gaps.dismiss_gap(house.store, NOURA, gap, "Trop rare")
    assert (gap_of(house, gap).reason, state(house, gap)) == ("Trop rare", GapState.DISMISSED)
    placed(house, ["colis, encore", "colis, toujours"], gap)
    assert state(house, gap) is GapState.DISMISSED  # 5 of 3: by two contacts only
    placed(house, ["mon colis, enfin"], gap)
    assert (state(house, gap), gap_of(house, gap).reopened) == (GapState.OPEN, True)


def test_an_article_for_a_gap_teaches_its_questions(house: House) -> None:
    gap = placed(house, [*PARCEL, "SUIVRE MON COLIS !"])
    draft, _ = drafts.create_draft(house.store, NOURA, "waha", "suivi", "fr", TEXT, gap=gap)
    assert (state(house, gap), gap_of(house, gap).article) == (GapState.DRAFTED, "suivi")
    assert taught(house) == []
    drafts.propose_draft(house.store, NOURA, draft, 1)
    drafts.approve_draft(house.store, OMAR, draft, 2)
    found = taught(house)
    assert {article for article, _ in found} == {"suivi"}
    assert sorted(text for _, text in found) == sorted(PARCEL)  # the same words once
    assert state(house, gap) is GapState.DRAFTED  # until the assistant has it


def test_a_discarded_draft_opens_its_gap_again(house: House) -> None:
    gap = placed(house, PARCEL)
    draft, _ = drafts.create_draft(house.store, NOURA, "waha", "suivi", "fr", TEXT, gap=gap)
    other, _ = drafts.create_draft(house.store, NOURA, "waha", "suivi", "ar", TEXT, gap=gap)
    drafts.discard_draft(house.store, NOURA, draft, 1)
    assert state(house, gap) is GapState.DRAFTED  # the other language is still being written
    drafts.discard_draft(house.store, NOURA, other, 1)
    assert (state(house, gap), gap_of(house, gap).article) == (GapState.OPEN, None)


@pytest.mark.parametrize(
    ("answered", "served", "expected"),
    [(3, True, "closed"), (2, True, "closed"), (1, True, "open"), (0, False, "drafted")],
    ids=["all", "most", "few", "not-in-the-version"],
)
def test_a_gap_is_closed_by_a_version_that_answers_half_of_it(
    house: House, answered: int, served: bool, expected: str
) -> None:
    gap = placed(house, PARCEL)
    published(house, gap)
    settled(house, gap, answered, served=served)
    assert (state(house, gap), gap_of(house, gap).reopened) == (expected, expected == "open")
    if served:
        assert sum(bool(one.answered) for one in kept(house, gap)) == answered


def test_a_closed_gap_opens_when_its_subject_is_asked_again_in_vain(house: House) -> None:
    gap = placed(house, PARCEL)
    published(house, gap)
    settled(house, gap, 3)
    house.clock.advance(60)
    placed(house, ["mon colis, dit la version d'avant"], gap, version=1)
    assert state(house, gap) is GapState.CLOSED
    placed(house, ["mon colis, toujours sans réponse"], gap, version=2)
    assert (state(house, gap), gap_of(house, gap).reopened) == (GapState.OPEN, True)


def test_a_rollback_leaves_the_article_waiting_again(house: House) -> None:
    gap = placed(house, PARCEL)
    published(house, gap)
    settled(house, gap, 3)
    assert settled(house, gap, 0, served=False, version=1) == 1
    assert (state(house, gap), gap_of(house, gap).closed_version) == (GapState.DRAFTED, None)


def test_gaps_are_merged_into_the_drafted_or_the_oldest(house: House) -> None:
    first = placed(house, PARCEL[:1])
    house.clock.advance(1)
    second, third = placed(house, PARCEL[1:2]), placed(house, PARCEL[2:])
    assert gaps.merge_gaps(house.store, NOURA, [second, first]) == first
    assert gap_of(house, first).by_hand
    published(house, third)
    assert gaps.merge_gaps(house.store, NOURA, [first, third]) == third
    assert [one.gap for one in kept(house)] == [third] * 3
    with house.store.read() as connection:
        assert [one.id for one in read_gaps(connection)] == [third]
    for wrong in ([third], [third, third]):
        with pytest.raises(Invalid):
            gaps.merge_gaps(house.store, NOURA, wrong)
    with pytest.raises(NotFound):
        gaps.merge_gaps(house.store, NOURA, [third, first])


def test_a_split_takes_questions_and_what_they_taught(house: House) -> None:
    gap = placed(house, [*PARCEL, "Ma facture est fausse"])
    published(house, gap)
    stray = kept(house, gap)[3].id
    new = gaps.split_gap(house.store, NOURA, gap, [stray])
    assert [one.id for one in kept(house, new)] == [stray]
    assert (gap_of(house, new).by_hand, gap_of(house, gap).by_hand) == (True, True)
    assert gap_of(house, new).central == stray
    assert sorted(text for _, text in taught(house)) == sorted(PARCEL)
    own = [one.id for one in kept(house, gap)]
    for wrong in ([], own, ["q_none"]):
        with pytest.raises(Invalid):
            gaps.split_gap(house.store, NOURA, gap, wrong)


def test_an_erased_contact_leaves_nothing_in_gaps(house: House) -> None:
    gap = placed(house, PARCEL[:2])
    alone = placed(house, ["Ma facture ?"])
    published(house, gap)
    first, _, bill = kept(house)
    contacts = [one.asked.contact for one in (first, bill)]
    with house.store.write("erase", WATCHDOG) as tx:
        forget_words(tx, [], contacts, "erasure")
    assert [one.asked.text for one in kept(house)] == [PARCEL[1]]
    assert taught(house) == [("suivi", PARCEL[1])]
    assert gap_of(house, gap).central == kept(house)[0].id
    with house.store.read() as connection:
        assert [one.id for one in read_gaps(connection)] == [gap]
    assert house.rows("gaps", id=alone) == []


def test_who_may_do_what_with_gaps(house: House) -> None:
    gap = placed(house, PARCEL)
    elsewhere = Actor("editor", "sami", brands=("sahla",))
    for refused in (AMINA, elsewhere):
        with pytest.raises(NotPermitted):
            gaps.dismiss_gap(house.store, refused, gap, "x")
        with pytest.raises(NotPermitted):
            gaps.split_gap(house.store, refused, gap, ["q"])
    with pytest.raises(NotPermitted):
        keep_questions(house.store, AMINA, [], {}, {})
    with pytest.raises(Conflict):
        gaps.open_gap(house.store, NOURA, gap)
    assert gap_scene.gap_of(house, gap).state is GapState.OPEN
