"""People answer without being told what the machine said; what they answer is counted fairly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from house import AMINA
from nawba.actions import listening, register
from nawba.actions.reviews import ToReview, answer_review, ask_reviews, forget_reviews, undo_review
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item, Transcript, Turn, transcript_to_json
from nawba.domain.words import ADMINISTRATOR, Actor
from nawba.listening.scorecard import default_scorecard
from nawba.listening.scorecard.agreement import agreements
from nawba.listening.scorecard.asking import ask_about, learn_all
from nawba.listening.scorecard.choosing import Shares, choose, not_all_of_one
from nawba.listening.scorecard.classifier import read_learned, write_learned
from nawba.listening.scorecard.stages import STAGES
from nawba.listening.shelf import Kept, Shelf
from nawba.listening.stages import Job, Options
from nawba.models.scripted import scripted_embedder
from nawba.stats.agreement import cohens_kappa
from nawba.store import Store
from nawba.store.listening import ItemFilter
from nawba.store.reviews import count_reviews, next_question
from virtual_time import VirtualClock

QAMAR, RIM = Actor("quality", "qamar"), Actor("quality", "rim")
ASKED = ToReview("rc-1", "default", 1, "greeting", "random", {"answer": "yes"}, 2)


def following(store: Store, actor: Actor) -> str | None:
    with store.read() as connection:
        asked = next_question(connection, actor)
    assert "machine" not in vars(asked or ASKED) or asked is None
    return None if asked is None else f"{asked.item} {asked.question}"


def test_a_question_goes_round(store: Store, clock: VirtualClock) -> None:
    assert ask_reviews(store, QAMAR, [ASKED, replace(ASKED, question="recap", readings=1)]) == 3
    assert ask_reviews(store, QAMAR, [ASKED]) == 0
    with pytest.raises(NotPermitted):
        answer_review(store, AMINA, "rc-1", "greeting", "no")
    with pytest.raises(Invalid):
        answer_review(store, QAMAR, "rc-1", "greeting", "maybe")
    with pytest.raises(NotFound):
        answer_review(store, QAMAR, "rc-2", "greeting", "no")
    assert following(store, QAMAR) == "rc-1 greeting"
    done = answer_review(store, QAMAR, "rc-1", "greeting", "no", "card 4111 1111 1111 1111")
    assert (done.answer, done.machine) == ("no", {"answer": "yes"})
    assert following(store, QAMAR) == "rc-1 recap"  # never twice the same
    with pytest.raises(Conflict):
        answer_review(store, QAMAR, "rc-1", "greeting", "yes")
    for actor in (RIM, Actor("quality", "third")):  # the third reading is kept too
        answer_review(store, actor, "rc-1", "greeting", "yes")
    with store.read() as connection:
        assert count_reviews(connection, RIM) == {"waiting": 1, "answered": 3, "mine": 1}
        assert "4111" not in str([*connection.exec_driver_sql("SELECT note FROM reviews")])
    assert undo_review(store, QAMAR) is not None
    assert undo_review(store, QAMAR) is None
    assert following(store, QAMAR) in ("rc-1 greeting", "rc-1 recap")
    clock.advance(timedelta(hours=2).total_seconds())
    assert undo_review(store, RIM) is None
    with store.write("erase", QAMAR) as tx:
        assert forget_reviews(tx, ["rc-1"]) == 4
    assert following(store, RIM) is None


def test_nobody_is_asked_about_sites_and_brands_that_are_not_theirs(store: Store) -> None:
    ask_reviews(store, QAMAR, [replace(ASKED, site="casa", brand="waha")])
    elsewhere = replace(RIM, sites=("dakar",))
    assert following(store, elsewhere) is None
    with pytest.raises(NotPermitted):
        answer_review(store, elsewhere, "rc-1", "greeting", "no")
    assert following(store, replace(RIM, sites=("casa",), brands=("waha",))) == "rc-1 greeting"


def test_agreement_counts_what_was_drawn_at_random(store: Store) -> None:
    machine = ["yes"] * 20 + ["no"] * 20
    first = ["yes"] * 15 + ["no"] * 5 + ["no"] * 18 + ["yes"] * 2
    wanted = [
        replace(ASKED, item=f"rc-{n}", machine={"answer": told}) for n, told in enumerate(machine)
    ]
    unsure = replace(ASKED, item="rc-90", because="unsure", readings=1)
    untold = replace(ASKED, item="rc-91", machine={"answer": "unknown"}, readings=1)
    ask_reviews(store, QAMAR, [*wanted, unsure, untold])
    for number, answer in enumerate(first):
        answer_review(store, QAMAR, f"rc-{number}", "greeting", answer)
        if number < 10:
            answer_review(store, RIM, f"rc-{number}", "greeting", answer)
    for item in ("rc-90", "rc-91"):
        answer_review(store, QAMAR, item, "greeting", "no")
    with store.read() as connection:
        (told,) = agreements(connection)
    (one,) = told["questions"]
    assert (told["scorecard"], told["version"], one["question"]) == ("default", 1, "greeting")
    assert (one["n"], one["few"], one["untold"], one["people_n"]) == (40, False, 1, 10)
    assert one["kappa"] == pytest.approx(0.65)
    assert one["low"] < 0.5 < 0.75 < one["high"] < 0.9
    assert (one["people_few"], one["people_agreed"], one["people_kappa"]) == (True, 1.0, None)
    assert one["share_yes"] == pytest.approx(17 / 41)


def test_from_the_shelf_to_the_queue_and_back_to_what_is_learned(
    store: Store, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path)
    given = ["on reprend ensemble la demande", "bonne idée ce forfait"]
    items = [Item(f"rc-{n:024}", "text", ()) for n in range(70)]
    day = date(2026, 1, 1)
    entry = Purpose("listening", "legitimate_interest", "D-1", "12 months", (), day, None, day)
    register.set_purpose(store, ADMINISTRATOR, entry)
    intake = listening.begin_intake(store, QAMAR, "a folder", {})
    listening.keep_items(store, QAMAR, intake, [listening.Listed(one) for one in items])
    for n, item in enumerate(items):
        transcript = Transcript("pt", (Turn("adviser", 0, 9, f"{given[n % 2]} {n}"),))
        documents = {"redact": transcript_to_json(transcript)}
        for stage in STAGES:
            job = Job(item, tmp_path, tmp_path, documents, Options())
            documents[stage.name] = stage.work(job)
        shelf.folder(item.id).mkdir(parents=True)
        for name, document in documents.items():
            shelf.keep(item.id, name, Kept("k", 0.0, document))
    everything = Shares(random=0, unsure=1)
    count = ask_about(store, shelf, QAMAR, ItemFilter(), everything)
    assert count == 70 * 10  # ten questions have no Portuguese phrases
    assert ask_about(store, shelf, QAMAR, ItemFilter(), everything) == 0
    for n, item in enumerate(items):
        answer_review(store, QAMAR, item.id, "recap", "no" if n % 2 else "yes")
    card = default_scorecard()
    taught = {one.question: one for one in learn_all(store, shelf, card, scripted_embedder())}
    assert (taught["recap"].answered, taught["greeting"].answered) == (70, 0)
    learned = taught["recap"].learned
    assert learned is not None
    kept = tmp_path / "learned.json"
    write_learned(kept, card, [learned])
    assert read_learned(kept, card)["recap"].least == learned.least
    assert read_learned(kept, replace(card, version=card.version + 1)) == {}


def test_kappa_as_in_the_textbook() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    found = cohens_kappa(pairs)
    assert (found.pairs, found.share, found.kappa) == (50, 0.7, pytest.approx(0.4))
    assert found == cohens_kappa(pairs)
    assert cohens_kappa([]).kappa is None


def test_what_is_asked_is_drawn_and_the_same_again() -> None:
    answers = [
        {"question": f"q{n}", "answer": "yes", "because": "yes.1", "by": "rule"} for n in range(10)
    ]
    answers[0] = {"question": "q0", "answer": "unknown", "because": "no_words", "by": "rule"}
    answers[1] = {"question": "q1", "answer": "unknown", "because": "mono", "by": "rule"}
    document = {"scorecard": "default", "version": 1, "answers": answers}
    heard = [(Item(f"rc-{n}", "text", (), contact=f"c{n}"), document) for n in range(400)]
    drawn = [*choose(heard, Shares(random=0.1, twice=0.5, unsure=0.5))]
    assert drawn == [*choose(heard, Shares(random=0.1, twice=0.5, unsure=0.5))]
    random = [one for one in drawn if one.because == "random"]
    unsure = [one for one in drawn if one.because == "unsure"]
    assert 290 < len(random) < 430  # of 3,600 answers
    assert 0.4 < sum(one.readings == 2 for one in random) / len(random) < 0.6
    assert {one.question for one in unsure} == {"q0"}
    assert 130 < len(unsure) < 230
    assert not any(one.question == "q1" for one in drawn)
    assert drawn[0].contact == "c" + drawn[0].item.removeprefix("rc-")
    answers[2] |= {"by": "model", "because": "small"}
    told = [one for one in choose(heard, Shares(0, 0, 0, model=0.5)) if one.question == "q2"]
    assert {one.because for one in told} == {"model"}
    assert 150 < len(told) < 250


def test_nobody_is_listened_to_all_day() -> None:
    of = {"nadia": 10, "sami": 5, "rim": 1, "": 7}
    items = [
        Item(f"rc-{who}{n}", "text", (), adviser=who) for who, count in of.items()
        for n in range(count)
    ]  # fmt: skip
    kept = not_all_of_one(items)
    counts = {who: sum(one.adviser == who and one.id in kept for one in items) for who in of}
    assert counts == {"nadia": 5, "sami": 2, "rim": 1, "": 7}
    assert kept == not_all_of_one(reversed(items))
