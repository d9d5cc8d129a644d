"""Scorecards answer from what was said, with the words that show it, or say why they cannot."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from nawba.domain.errors import DocumentError
from nawba.domain.folded import Folded, fold
from nawba.domain.recordings import Answer, Item, Quote, Speaker, Transcript, Turn, holds
from nawba.listening.findings import KINDS, find, say_finding
from nawba.listening.measures import measure, measures_from_json
from nawba.listening.scorecard import Contact, answer_all, default_scorecard, scorecard_of_text
from nawba.listening.scorecard.answering import Answered
from nawba.listening.scorecard.classifier import (
    Example,
    by_classifier,
    learn,
    learned_from_json,
)
from nawba.listening.scorecard.scene import Scene
from nawba.listening.spotting import Spotter
from nawba.models.scripted import scripted_embedder

WHO: dict[str, Speaker] = {"A": "adviser", "C": "customer", "M": "assistant", "?": "unknown"}


def heard(*lines: str, language: str = "fr", **facts: Any) -> Contact:
    """A call of one line a turn, "A: bonjour": five seconds each, or "A 40-52: …" from 40 to 52."""
    turns: list[Turn] = []
    for line in lines:
        head, _, text = line.partition(": ")
        who, _, times = head.partition(" ")
        since = turns[-1].end if turns else 0.0
        start, end = map(float, times.split("-")) if times else (since, since + 5)
        turns.append(Turn(WHO[who], start, end, text))
    transcript = Transcript(language, tuple(turns))
    item = Item("rc-1", "text", (), language=language, **facts)
    return Contact(item, transcript, measure(item, transcript))


def answered(contact: Contact, text: str = "", **asked: Any) -> Answered:
    card = scorecard_of_text(text, "card.toml") if text else default_scorecard()
    done = answer_all(card, contact, **asked)
    assert all(holds(contact.transcript, one) for answer in done.answers for one in answer.quotes)
    return done


def by_question(done: Answered) -> dict[str, tuple[str, str, list[str]]]:
    return {
        one.question: (one.answer, one.because, [quote.text for quote in one.quotes])
        for one in done.answers
    }


GOOD = {
    "fr": (
        "A: Oui heu Bonjour, vous êtes bien au service client, Sami à votre écoute",
        "C: bonjour, ma facture a doublé",
        "A: Votre nom et votre date de naissance s'il vous plaît ?",
        "C: Nadia, douze mars",
        "A: Merci. Vous appelez pour votre facture. Votre facture est de quarante euros.",
        "A: Pour résumer, je corrige la facture, et vous la recevez. Vous recevrez un courriel.",
        "A: Avez-vous une autre question ? Bonne journée, au revoir.",
    ),
    "en": (
        "A: Good morning, my name is Sami, how can I help you?",
        "C: my bill doubled",
        "A: Could you confirm your date of birth?",
        "C: March",
        "A: I can see on your account that the bill is forty.",
        "A: Just to confirm, I correct it. You will receive an e-mail within two hours.",
        "A: Anything else? Have a good day, bye.",
    ),
    "ar": (
        "A: السَّلام عليكم، معك سامي، كيف يمكنني أن أساعدك؟",
        "C: فاتورتي مرتفعة",
        "A: ما اسمك وتاريخ ميلادك من فضلك؟",
        "C: نادية",
        "A: شكرا، وفاتورتك الأخيرة أربعون",
        "A: إذا فهمت جيدا تريدين التصحيح. ستصلك رسالة خلال ساعة.",
        "A: هل تريدين أي شيء آخر؟ مع السلامة",
    ),
}


@pytest.mark.parametrize("language", GOOD)
def test_a_good_call_has_all_points_in_each_language(language: str) -> None:
    done = answered(heard(*GOOD[language], language=language))
    said = {name: told for name, (told, *_) in by_question(done).items()}
    assert {name for name, told in said.items() if told != "yes"} == {
        "hold_announced", "transfer_announced",
    }  # fmt: skip
    assert done.score == 1.0
    document = done.json()
    quote = document["answers"][0]["quotes"][0]
    turn = GOOD[language][quote["turn"]].partition(": ")[2]
    assert turn[quote["start"] : quote["end"]] == quote["text"] != ""
    assert 0 <= quote["at"][0] < quote["at"][1] <= 5
    assert {one["id"] for one in document["questions"]} == set(said)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("السلام عليكم، معك سارة.", "yes"),
        ("مرحبا، معك سارة من خدمة الاشتراكات.", "yes"),
        ("مرحبا. سأتحقق معك من الملف.", "no"),
        ("مرحبا. هل تكلمنا معك من قبل؟", "no"),
    ],
)
def test_with_you_is_an_introduction_where_a_name_follows(said: str, answer: str) -> None:
    done = answered(heard(f"A: {said}", "C: مشكل في الفاتورة.", language="ar"))
    assert by_question(done)["introduction"][0] == answer


def test_what_strikes_is_the_order_in_which_things_are_said() -> None:
    swapped = [*GOOD["fr"]]
    swapped[2], swapped[4] = swapped[4], swapped[2]
    done = answered(heard(*swapped))
    told = by_question(done)["identification"]
    assert told == ("no", "no.1", ["Votre facture est de"])
    assert done.score == 0.0
    assert done.knock_outs == ("identification",)


def test_a_card_code_asked_knocks_out_and_a_warning_does_not() -> None:
    asked = answered(heard("A: Bonjour, donnez-moi les trois chiffres au dos de la carte"))
    assert asked.knock_outs == ("no_card_code",)
    warned = answered(heard("A: Bonjour, ne me donnez jamais votre code secret"))
    assert warned.knock_outs == ()


def test_a_hold_must_be_announced_before_it() -> None:
    events = ({"what": "hold", "at": 20.0, "seconds": 60},)
    told = heard("A: Bonjour", "C: oui", "A: Un instant, ne quittez pas", "A 85-90: Me revoilà",
                 events=events)  # fmt: skip
    silent = heard("A: Bonjour", "C: oui", "A: Je regarde", "A 85-90: Un instant", events=events)
    assert by_question(answered(told))["hold_announced"][0] == "yes"
    assert by_question(answered(silent))["hold_announced"][0] == "no"
    assert told.measures.longest_silence_s == 5.0  # the hold is none


def test_what_nobody_could_know_is_unknown_and_costs_nothing() -> None:
    mono = answered(heard("?: Bonjour", "?: bonjour, ma facture"))
    about_adviser = {one.id for one in mono.scorecard.question if one.about == "adviser"}
    told = by_question(mono)
    assert {told[name][:2] for name in told if name in about_adviser} == {("unknown", "mono")}
    assert told["no_long_silence"][0] == "yes"
    portuguese = by_question(answered(heard("A: Bom dia", "C: Ola", language="pt")))
    assert portuguese["greeting"][:2] == ("unknown", "no_words")
    assert portuguese["no_card_code"][:2] == ("unknown", "no_words")
    machine = by_question(answered(heard("M: Bonjour", "C: ma facture")))
    assert machine["greeting"][:2] == ("not_applicable", "no_adviser")


def test_a_named_adviser_is_not_scored_unless_that_purpose_is_in_force() -> None:
    named = heard(*GOOD["fr"], adviser="amina")
    barred = by_question(answered(named, may_score=False))
    assert barred["greeting"] == ("unknown", "no_purpose", [])
    assert barred["no_long_silence"][0] == "yes"
    assert by_question(answered(named))["greeting"][0] == "yes"


CARD = """
id = "mine"
version = 2
title = { fr = "La mienne" }
queues = ["waha-fr"]

[cue.refund]
event = "refund"

[cue.apology]
said.fr = ["je … désolé*", "-pas désolé*"]

[[question]]
id = "quick"
text = { fr = "Rapide ?" }
about = "contact"
yes = [{ all = [{ measure = "first_response_s", below = 10 }, { none = [{ cue = "refund" }] }] }]

[[question]]
id = "sorry_then_refund"
text = { fr = "?" }
weight = 3
na = [{ none = [{ cue = "refund" }] }]
yes = [{ cue = "apology", followed_by = "refund", gap = 60 }]

[[question]]
id = "for_people"
text = { fr = "Cela se lit-il bien ?" }
otherwise = "unknown"
"""


def test_conditions_of_a_card_of_ones_own() -> None:
    lines = ("A: Je suis vraiment désolée, heu", "C: bon")
    refunded = heard(*lines, queue="waha-fr", events=({"what": "refund", "at": 50},))
    late = heard(*lines, queue="waha-fr", events=({"what": "refund", "at": 99},))
    told = by_question(answered(refunded, CARD))
    assert told["sorry_then_refund"] == ("yes", "yes.1", ["Je suis vraiment désolée"])
    assert told["quick"][0] == "no"
    assert by_question(answered(late, CARD))["sorry_then_refund"][0] == "no"
    unnoted = by_question(answered(heard(*lines, queue="waha-fr"), CARD))
    assert unnoted["quick"][:2] == ("unknown", "no_words")  # no system told of refunds
    assert answered(heard(*lines, queue="sahla-fr"), CARD).answers == ()


SUMMED = """
id = "summed"
version = 1
title = { en = "Summed" }
[cue.hold]
event = "hold"
[cue.greeting]
said.en = ["hello"]
[cue.goodbye]
said.en = ["goodbye"]
[[question]]
id = "greeting"
text = { en = "?" }
weight = 2
yes = [{ cue = "greeting" }]
[[question]]
id = "hold_announced"
text = { en = "?" }
weight = 5
na = [{ none = [{ cue = "hold" }] }]
no = [{ cue = "hold" }]
otherwise = "yes"
[[question]]
id = "goodbye"
text = { en = "?" }
weight = 3
knock_out = true
yes = [{ cue = "goodbye" }]
[[question]]
id = "for_people"
text = { en = "?" }
weight = 7
otherwise = "unknown"
"""


@pytest.mark.parametrize(
    ("said", "events", "points", "of", "asked", "score"),
    [
        # No hold: 5 do not apply. Unknown: 7 apply and are not counted.
        ("hello and goodbye", (), 5, 5, 12, 1.0),
        ("well, goodbye", (), 3, 5, 12, 0.6),
        ("hello and goodbye", ("hold",), 5, 10, 17, 0.5),
        ("hello", ("other",), 2, 5, 12, 0.0),  # knocked out: no points, whatever else
    ],
)
def test_points_are_as_counted_by_hand(
    said: str, events: tuple[str, ...], points: float, of: float, asked: float, score: float
) -> None:
    noted = tuple({"what": what, "at": 1} for what in (*events, "known"))
    done = answered(heard(f"A: {said}", language="en", events=noted), SUMMED)
    assert (done.points, done.of, done.asked, done.score) == (points, of, asked, score)
    assert done.knock_outs == (("goodbye",) if score == 0 else ())


def test_others_are_believed_only_with_words_that_were_said() -> None:
    contact = heard("A: Bonjour, tout est clair", queue="waha-fr")

    def second(text: str) -> Any:
        quote = Quote(0, 9, 9 + len(text), text)
        return lambda question, _: Answer(question.id, "yes", "model", quotes=(quote,))

    told = answer_all(scorecard_of_text(CARD, "c"), contact, [second("tout est CLAIR")])
    assert by_question(told)["for_people"][:2] == ("unknown", "disagreed_quote")
    told = answer_all(
        scorecard_of_text(CARD, "c"), contact, [second("tout est clair")], admitted=("for_people",)
    )
    assert by_question(told)["for_people"] == ("yes", "", ["tout est clair"])
    assert told.answers[-1].points == 1.0


def test_what_people_answered_is_learned_or_nothing_is() -> None:
    question = next(one for one in default_scorecard().question if one.id == "recap")
    said = ["on reprend ensemble la demande", "bonne idée ce forfait", "je regarde cela"]
    examples = [
        Example(
            heard(f"A: {said[n % 2]} numéro {n}", f"C: {said[2]}", "A: je regarde cela").transcript,
            "yes" if n % 2 == 0 else "no",
        )
        for n in range(80)
    ]
    embed = scripted_embedder()
    learned = learn(question, examples, embed)
    assert learned is not None
    assert learned.right >= 0.8 * learned.tested >= 0.8 * 14
    again = learned_from_json(json.loads(json.dumps(learned.json())))
    second = by_classifier({"recap": again}, embed)
    told = second(question, heard("A: oui oui", f"A: {said[0]} numéro 7", "A: je regarde cela"))
    assert told is not None
    assert (told.answer, told.by) == ("yes", "classifier")
    assert told.quotes[0].text == f"{said[0]} numéro 7"
    assert second(question, heard(f"C: {said[0]}")) is None  # the adviser said nothing
    assert learn(question, examples[:59], embed) is None
    mixed = [Example(one.transcript, "yes" if n % 3 else "no") for n, one in enumerate(examples)]
    assert learn(question, mixed, embed) is None  # what nothing said tells


def test_every_fault_of_a_card_is_told_at_once_with_its_line() -> None:
    broken = CARD.replace('cue = "apology", followed', 'cue = "apologies", followed')
    broken = broken.replace('"je … désolé*"', '"… désolé*"').replace("weight = 3", "weight = -1")
    broken = broken.replace("below = 10", "within = 10").replace("version = 2", "version = 0")
    with pytest.raises(DocumentError) as raised:
        scorecard_of_text(broken, "card.toml")
    lines = {fault.line: str(fault) for fault in raised.value.faults}
    wanted = {3: "Count from 1", 11: "no phrase", 17: "no bound", 22: "no weight",
              24: "Did you mean 'apology'"}  # fmt: skip
    assert {line: words in lines.get(line, "") for line, words in wanted.items()} == dict.fromkeys(
        wanted, True
    ), lines
    with pytest.raises(DocumentError, match=r"card.toml:2: .*no valid TOML"):
        scorecard_of_text('id = "a"\nversion = = 1\n', "card.toml")
    with pytest.raises(DocumentError, match=r"card.toml:11: .*is not a field known here"):
        scorecard_of_text(CARD.replace("said.fr = [", "sayd.fr = ["), "card.toml")


def test_phrases_are_met_as_people_speak() -> None:
    spotter = Spotter({
        "greeting": ["bonjour", "السلام عليكم"],
        "promise": ["je vous promets", "promets", "-ne … promets"],
        "bill": ["factur*", "فاتور*"], "call": ["docteur … à l'appareil"],
    })  # fmt: skip
    for said, wanted in {
        "Oui, je je vous heu PROMETS": [("promise", "je je vous heu PROMETS")],
        "je ne vous promets rien": [],
        "وَالسَّلامُ عليكم": [("greeting", "وَالسَّلامُ عليكم")],
        "وبالفاتورة ديالي": [("bill", "وبالفاتورة")],
        "Docteur le bien nommé C à l’appareil": [
            ("call", "Docteur le bien nommé C à l’appareil")],
        "docteur un deux trois quatre cinq six à l'appareil": [],
        "": [], "…": [],
    }.items():  # fmt: skip
        assert [(hit.cue, said[hit.start : hit.end]) for hit in spotter.spot(said)] == wanted
    for text in ("ﬁn Œuvre ½ é e\u0301", "وَالسَّلامُ ٱ ٤٢\n—", "\U0001f600ß"):
        assert fold(text) == Folded.of(text).text


def test_findings_quote_what_was_said_and_when() -> None:
    events = ({"what": "hold", "at": 30.0, "seconds": 40}, {"what": "transfer", "at": 75.0})
    contact = heard(
        "A: Bonjour, votre numéro de contrat complet s'il vous plaît ?",
        "C: douze. Quand est-ce que je serai remboursé exactement ?",
        "A: Je ne sais pas, je vous rappelle demain",
        "A: Votre numéro de contrat complet, s'il vous plaît ?",
        "C 100-105: Et pour le contrat de ma fille, comment faire ?",
        events=events,
    )
    found = find(Scene(default_scorecard(), contact))
    told = {one.kind: [quote.text for quote in one.quotes] for one in found}
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert told["repeated_question"] == [
        "Bonjour, votre numéro de contrat complet s'il vous plaît ?",
        "Votre numéro de contrat complet, s'il vous plaît ?",
    ]
    gaps = [one for one in found if one.kind == "unanswered_question"]
    assert [one.fields["waited"] for one in gaps] == [False, True]
    assert gaps[0].quotes[1].text == "Je ne sais pas"
    assert told["promise_unkept"] == ["je vous rappelle"]
    assert told.keys() == {"repeated_question", "unanswered_question", "promise_unkept",
                           "hold_unannounced", "transfer", "dead_air"}  # fmt: skip
    quiet = heard("A: je vous rappelle demain")
    assert find(Scene(default_scorecard(), quiet)) == []  # no system told of commitments
    for kind, language in itertools.product(KINDS, ("fr", "ar", "en")):
        fields = {"seconds": 1.5, "count": 2, "times": 2, "what": "x"}
        assert say_finding(kind, language, fields)


def test_measures_of_a_call_and_of_a_chat() -> None:
    call = heard(
        "C 0-10: je voudrais savoir pourquoi la facture",
        "A 8-20: attendez laissez moi vous expliquer",
        "C 34-36: oui",
    )
    one = call.measures
    assert one.talk == {"customer": 0.5, "adviser": 0.5}
    assert (one.overlap_s, one.dead_air, one.first_response_s) == (2.0, ((20.0, 34.0),), 8.0)
    assert [(cut.by, cut.of, cut.at) for cut in one.interruptions or ()] == [
        ("adviser", "customer", 8.0)
    ]
    assert measures_from_json(one.json()) == one
    chat = heard("C 0-0: bonjour", "A 30-30: oui ?", "C 40-40: ma facture", "C 50-50: alors ?",
                 "A 240-240: voilà").measures  # fmt: skip
    assert (chat.spoken, chat.talk, chat.overlap_s) == (False, None, None)
    assert (chat.first_response_s, chat.response_s) == (30.0, {"median": 115.0, "longest": 200.0})
    assert measures_from_json(chat.json()) == chat
    mono = heard("?: a", "?: b").measures
    assert (mono.talk, mono.interruptions, mono.overlap_s) == (None, None, None)
