"""Asking back, parts and anger through the driver: what is said, written and passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from house import House
from nawba.actions.contacts import read_brief
from nawba.assistant.driver import Driver
from nawba.assistant.explaining import why
from nawba.assistant.serving import Serving
from nawba.domain import events as ev
from nawba.domain.decisions import Decision, Did, PartDecision
from nawba.domain.ports import Found
from nawba.domain.texts import say
from nawba.domain.versions import Limit
from nawba.domain.words import Article, Brief, Party
from nawba.store.decisions import read_decisions
from nawba.store.rows import read_messages

LATE = Article("colis-en-retard", "waha", "fr", "Mon colis est en retard", "Attendez.", version=2)
TRACK = Article("suivre-colis", "waha", "fr", "Suivre un colis", "Ouvrez Suivi.", version=3)
PAY = Article("payer", "waha", "fr", "Payer à la livraison", "En espèces.")
CLOSE = (Found(LATE, 0.45, 0.1), Found(TRACK, 0.35, 0.3))
QUESTION = "bonjour mon colis arrive quand svp"
FIRST, SECOND = "Comment suivre mon colis ?", "Comment payer à la livraison ?"


@dataclass
class Talk:
    """A contact of Waha whose searches find what ``shelf`` holds for the words."""

    house: House
    shelf: dict[str, Sequence[Found]] = field(default_factory=dict)
    searched: list[str] = field(default_factory=list)
    proven: bool = True
    contact: str = ""

    def search(
        self, text: str, brand: str, language: str, limit: int = 5, *, today: date
    ) -> Sequence[Found]:
        self.searched.append(text)
        return self.shelf.get(text, ())

    def limit(self, brand: str, language: str, article: str) -> Limit:
        return Limit(0.8 if self.proven else None, "parcels")

    def driver(self, in_parts: bool = True) -> Driver:
        serving = Serving(self.search, self.limit, 7)
        return Driver(self.house.store, lambda: self.house.centre, lambda: serving, None, in_parts)

    def says(self, text: str, in_parts: bool = True) -> list[Any]:
        before = self.house.row(self.contact).last_number
        self.house.say(self.contact, text=text)
        assert self.driver(in_parts).take(self.contact)
        with self.house.store.read() as connection:
            messages = read_messages(connection, self.contact, notes=False)
        return [m for m in messages if m.number > before + 1 and m.author is Party.ASSISTANT]

    @property
    def decision(self) -> Decision:
        """About what the customer said last."""
        with self.house.store.read() as connection:
            said = read_messages(connection, self.contact, notes=False)
            decided = read_decisions(connection, self.contact)
        last = [m.id for m in said if m.author is Party.CUSTOMER][-1]
        return next(one.decision for one in decided if one.message == last)

    @property
    def brief(self) -> Brief:
        with self.house.store.read() as connection:
            brief = read_brief(connection, self.contact)
        assert brief is not None
        return brief


@pytest.fixture
def talk(house: House) -> Talk:
    talk = Talk(house, {QUESTION: CLOSE})
    talk.contact = house.opened("waha").contact
    assert talk.driver().take(talk.contact)  # the greeting
    return talk


def test_the_choice_of_the_customer_is_served_and_recorded_as_such(talk: Talk) -> None:
    (asked,) = talk.says(QUESTION)
    assert asked.choices[:2] == (LATE.title, TRACK.title)
    assert talk.decision.choices == ("colis-en-retard", "suivre-colis")
    assert (talk.decision.did, talk.decision.reason) == (Did.WITHHELD, "close_readings")
    answer, _ = talk.says("Suivre un colis")
    assert answer.text == "Ouvrez Suivi."
    assert [(s.article, s.version) for s in answer.sources] == [("suivre-colis", 3)]
    assert (talk.decision.did, talk.decision.chosen) == (Did.ANSWERED, "suivre-colis")
    assert "chosen by the customer" in why(talk.decision)
    assert "outside what the threshold was proven on" in why(talk.decision)
    (given,) = talk.house.events(ev.AnswerGiven)
    assert (given.article, given.score, given.basis) == ("suivre-colis", 0.35, "chosen")
    assert (given.threshold, given.assistant_version) == (0.8, 7)


@pytest.mark.parametrize("text", ["2", "le deuxième", "suivre"])
def test_a_pick_is_looked_up_by_the_question_and_not_by_its_words(talk: Talk, text: str) -> None:
    talk.says(QUESTION)
    talk.says(text)
    assert talk.searched == [QUESTION, QUESTION]


def test_an_article_gone_meanwhile_is_not_served(talk: Talk) -> None:
    talk.says(QUESTION)
    talk.shelf = {QUESTION: CLOSE[:1]}
    talk.says("Suivre un colis")
    assert talk.house.row(talk.contact).state == "waiting"
    assert talk.house.events(ev.AnswerGiven) == []


def test_none_of_these_goes_to_a_person_who_reads_what_was_asked(talk: Talk) -> None:
    talk.says(QUESTION)
    talk.says(say("choice_none", "fr"))
    assert talk.house.row(talk.contact).state == "waiting"
    assert talk.brief.goal == QUESTION
    assert talk.brief.why == say("brief_why_none_fits", "fr")
    titles = f"«\u00a0{LATE.title}\u00a0» · «\u00a0{TRACK.title}\u00a0»"
    reply = say("choice_none", "fr")
    assert talk.brief.done == (say("brief_asked", "fr", choices=titles, reply=reply),)
    assert talk.decision.reason == "none_fits"


def test_it_is_not_asked_twice_in_a_row(talk: Talk) -> None:
    talk.says(QUESTION)
    talk.shelf["je parle de ma commande de lundi"] = CLOSE
    talk.says("je parle de ma commande de lundi")
    assert talk.house.row(talk.contact).state == "waiting"


def test_the_goal_of_the_brief_is_the_question_and_not_the_title_picked(talk: Talk) -> None:
    talk.says(QUESTION)
    talk.says(LATE.title)
    talk.says("un conseiller svp")
    assert talk.brief.goal == QUESTION


def test_an_assist_only_brand_hands_over_without_asking(talk: Talk) -> None:
    talk.proven = False
    talk.says(QUESTION)
    assert talk.house.row(talk.contact).state == "waiting"
    assert talk.decision.reason == "assist_only"
    assert talk.decision.choices == ()


def ask_both(talk: Talk, second: Sequence[Found]) -> list[Any]:
    talk.shelf |= {FIRST: (Found(TRACK, 0.9, 0.8),), SECOND: second}
    return talk.says(f"{FIRST} {SECOND}")


def test_two_sure_questions_are_answered_apart(talk: Talk) -> None:
    told = ask_both(talk, (Found(PAY, 0.85, 0.7),))
    assert [one.text for one in told[:4]] == [
        say("part_heading", "fr", question=FIRST),
        "Ouvrez Suivi.",
        say("part_heading", "fr", question=SECOND),
        "En espèces.",
    ]
    given = talk.house.events(ev.AnswerGiven)
    assert [(one.article, one.basis) for one in given] == [
        ("suivre-colis", "part"),
        ("payer", "part"),
    ]
    assert [one.message for one in given] == [told[1].id, told[3].id]
    assert talk.house.row(talk.contact).answers == 2
    assert talk.decision.reason == "part"
    assert [part.did for part in talk.decision.parts] == [Did.ANSWERED, Did.ANSWERED]
    assert "2 questions of one message apart" in why(talk.decision)
    assert len(talk.searched) == 3


def test_the_question_that_is_left_is_the_goal_of_the_brief(talk: Talk) -> None:
    ask_both(talk, (Found(PAY, 0.3, 0.1),))
    assert talk.house.row(talk.contact).state == "waiting"
    assert talk.brief.goal == SECOND
    assert talk.brief.done == (say("brief_done_no_reply", "fr", title=TRACK.title),)
    assert talk.brief.sources[0].article == "suivre-colis"
    assert talk.decision.did is Did.HANDED_OVER
    assert talk.decision.parts == (
        PartDecision(0, len(FIRST), Did.ANSWERED, "suivre-colis", 0.9, 0.8),
        PartDecision(len(FIRST) + 1, len(FIRST) + 1 + len(SECOND), Did.HANDED_OVER, "payer", 0.3,
                     0.8),
    )  # fmt: skip


def test_a_choice_for_one_of_several_questions_is_served(talk: Talk) -> None:
    *_, asked = ask_both(talk, (Found(PAY, 0.45, 0.1), Found(LATE, 0.4)))
    assert asked.choices[:2] == (PAY.title, LATE.title)
    answer, _ = talk.says("1")
    assert answer.text == "En espèces."
    assert talk.decision.chosen == "payer"


def test_switched_off_a_message_is_read_whole(talk: Talk) -> None:
    talk.shelf |= {FIRST: (Found(TRACK, 0.9),), SECOND: (Found(PAY, 0.9),)}
    talk.says(f"{FIRST} {SECOND}", in_parts=False)
    assert talk.searched == [f"{FIRST} {SECOND}"]
    assert talk.house.events(ev.AnswerGiven) == []


def test_the_brief_says_the_anger_in_the_customers_words(talk: Talk) -> None:
    told = talk.says("Vous êtes des voleurs ! Mon colis n'est jamais arrivé à Fès.")
    assert told[0].text == say("upset_acknowledged", "fr")
    talk.says("un conseiller")
    words = say("brief_upset", "fr", words="Vous êtes des voleurs !")
    assert talk.brief.why.endswith(words)


def test_it_is_acknowledged_once(talk: Talk) -> None:
    sure = (Found(TRACK, 0.95, 0.9),)
    first, second = "ras le bol où est mon colis perdu", "honteux, comment payer la livraison"
    talk.shelf |= {first: sure, second: (Found(PAY, 0.95, 0.9),)}
    assert [m.text for m in talk.says(first)][:2] == [
        say("upset_acknowledged", "fr"), "Ouvrez Suivi."]  # fmt: skip
    assert talk.says(second)[0].text == "En espèces."


def test_danger_is_read_first(talk: Talk) -> None:
    (told, *_) = talk.says("je vais me suicider")
    assert told.text == say("danger_handover", "fr")
    assert talk.house.row(talk.contact).state == "waiting"
    assert say("brief_danger", "fr", words="je vais me suicider") in talk.brief.why
    assert talk.house.events(ev.PersonRequested) == []
