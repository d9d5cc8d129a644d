"""The brief says what was said and done, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import count

import pytest

from nawba.assistant import BriefMaterial, say, write_brief
from nawba.assistant.texts import catalogue
from nawba.domain.words import Brief, CustomerDetails, Message, MessageKind, Party, Source

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TRACKING = Source("suivi", 2, "fr", "Suivre un colis")
REFUND = Source("remboursement", 1, "fr", "Délai de remboursement")
NUMBERS = count(1)


def line(author: Party, text: str, *sources: Source) -> Message:
    number = next(NUMBERS)
    return Message(
        id=f"m{number}",
        contact="c1",
        number=number,
        author=author,
        author_id=author.value,
        author_name="",
        kind=MessageKind.TEXT,
        text=text,
        at=NOW,
        client_id=f"k{number}",
        sources=sources,
    )


def customer(text: str) -> Message:
    return line(Party.CUSTOMER, text)


def assistant(text: str, *sources: Source) -> Message:
    return line(Party.ASSISTANT, text, *sources)


def brief(*messages: Message, reason: str = "person_requested", **more: object) -> Brief:
    return write_brief(BriefMaterial(messages, reason, **{"language": "fr", **more}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "goal"),
    [
        (["bonjour", "où est mon colis ?", "un conseiller svp"], "où est mon colis ?"),
        (
            ["j'ai un souci", "ma box clignote rouge et internet est coupé", "humain"],
            "ma box clignote rouge et internet est coupé",
        ),
        (
            ["Ma facture de mars est deux fois trop élevée", "Non, pas vraiment", "oui merci"],
            "Ma facture de mars est deux fois trop élevée",
        ),
        (
            ["je voudrais parler à un conseiller de ma facture impayée du mois dernier"],
            "je voudrais parler à un conseiller de ma facture impayée du mois dernier",
        ),
        (["أين طلبي رقم WH123456789؟", "أريد التحدث إلى شخص"], "أين طلبي رقم WH123456789؟"),
        (["es-tu un robot ?", "panne fibre"], "panne fibre"),
    ],
)
def test_goal_is_the_most_informative_message(told: list[str], goal: str) -> None:
    assert brief(*map(customer, told)).goal == goal


@pytest.mark.parametrize("told", [[], ["bonjour"], ["un conseiller"], ["Parler à une personne"]])
def test_goal_unknown_is_said(told: list[str]) -> None:
    assert brief(*map(customer, told)).goal == say("brief_goal_unknown", "fr")


@pytest.mark.parametrize(
    "told", ["ma ligne est coupée depuis hier", "il y a 3 ans", "البارح ضاع هاتفي", "yesterday"]
)
def test_a_day_in_the_past_is_no_reason_to_fail(told: str) -> None:
    assert brief(customer(told)).goal


def test_goal_is_the_customers_not_the_assistants() -> None:
    long = assistant("Voici comment suivre votre colis pas à pas depuis notre site", TRACKING)
    assert brief(customer("suivi colis"), long).goal == "suivi colis"


def test_a_very_long_message_is_cut() -> None:
    assert len(brief(customer("mon internet est lent " * 500)).goal) == 400


@pytest.mark.parametrize(
    ("after", "result"),
    [
        (["Oui, c'est réglé"], "helped"),
        (["oui merci"], "helped"),
        (["Non, pas vraiment"], "not_helped"),
        (["No, not really"], "not_helped"),
        (["non"], "not_helped"),
        (["et pour l'étranger ?"], "continued"),
        (["un conseiller"], "continued"),
        ([], "no_reply"),
    ],
)
def test_done_tells_each_answer_with_its_result(after: list[str], result: str) -> None:
    made = brief(customer("où est mon colis"), assistant("…", TRACKING), *map(customer, after))
    assert made.done == (say(f"brief_done_{result}", "fr", title="Suivre un colis"),)
    assert made.sources == (TRACKING,)


def test_several_answers_each_have_their_own_result() -> None:
    made = brief(
        customer("où est mon colis"),
        assistant("…", TRACKING),
        customer("Non, pas vraiment"),
        assistant("Désolé."),
        customer("quand suis-je remboursé"),
        assistant("…", REFUND),
        assistant("Est-ce que cela répond ?"),
        assistant("…", TRACKING),
    )
    results = ["not_helped", "no_reply", "no_reply"]
    titles = [TRACKING.title, REFUND.title, TRACKING.title]
    assert made.done == tuple(
        say(f"brief_done_{result}", "fr", title=title)
        for result, title in zip(results, titles, strict=True)
    )
    assert made.sources == (TRACKING, REFUND)


@pytest.mark.parametrize(
    ("details", "identity"),
    [
        (CustomerDetails(), "Anonymous customer: nothing told, nothing verified"),
        (CustomerDetails(name="  "), "Anonymous customer: nothing told, nothing verified"),
        (CustomerDetails(name="Sara B."), "Sara B. (told by the customer, not verified)"),
        (
            CustomerDetails("Sara", "s@x.ma", "0661123456", "WH1"),
            "Sara · s@x.ma · 0661123456 · WH1 (told by the customer, not verified)",
        ),
    ],
)
def test_identity_says_how_it_is_known(details: CustomerDetails, identity: str) -> None:
    assert brief(language="en", details=details).identity == identity


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_reason_is_told_in_the_advisers_language(language: str) -> None:
    keys = [key for key in catalogue("fr") if key.startswith("brief_why_")]
    for key in keys:
        made = brief(reason=key.removeprefix("brief_why_"), language=language)
        assert made.why == say(key, language)
    assert brief(reason="else", language=language).why == say("brief_why_unknown", language)


def test_a_fresh_brief_promises_nothing_and_is_not_mended() -> None:
    made = brief(customer("bonjour"), revision=4)
    assert (made.commitments, made.revision, made.mended) == ((), 4, False)


def test_fields_come_from_the_customers_words_only() -> None:
    made = brief(customer("colis WH123456789, payé 250 DH"), assistant("Appelez le 0522998877"))
    assert made.fields == {"Commande": "WH123456789", "Montant": "250 DH"}
    assert json.dumps(made.fields)
