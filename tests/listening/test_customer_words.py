"""What customers say about the service is quoted, in their words only, and never an adviser's."""

from __future__ import annotations

import pytest

from nawba.domain.recordings import Speaker, Transcript, Turn, holds
from nawba.listening.customer_words import count_contacts, find_signals


def said(*turns: tuple[Speaker, str]) -> Transcript:
    return Transcript("", tuple(Turn(who, 0.0, 0.0, text) for who, text in turns))


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("Franchement c’est inadmissible, trois semaines !", "dissatisfied", "inadmissible"),
        ("Dans ce cas je veux résilier.", "leaving", "je veux résilier"),
        ("I am not happy with this at all", "dissatisfied", "not happy with"),
        ("Fine, I'll switch to another company", "leaving", "switch to another"),
        ("أنا غير راضٍ عن الخدمة", "dissatisfied", "غير راضٍ"),
        ("أريد إلغاء اشتراكي من فضلكم", "leaving", "أريد إلغاء اشتراكي"),
        ("والله ماعجبنيش هاد الشي", "dissatisfied", "ماعجبنيش"),
        ("صافي بغيت نفسخ الكونطرا", "leaving", "بغيت نفسخ"),
    ],
)
def test_a_signal_is_the_customers_own_words(text: str, kind: str, quote: str) -> None:
    transcript = said(("adviser", "Bonjour"), ("customer", text))
    [signal] = find_signals(transcript)
    assert (signal.kind, signal.quote.text, signal.quote.turn) == (kind, quote, 1)
    assert holds(transcript, signal.quote)


@pytest.mark.parametrize(
    "text",
    [
        "Je ne veux pas résilier, juste changer de forfait",
        "I don't want to cancel my contract",
        "Non non, je ne suis pas déçu",
        "Comment payer ma facture ?",
        "كيف أدفع فاتورتي؟",
    ],
)
def test_what_says_the_contrary_or_nothing_is_no_signal(text: str) -> None:
    assert find_signals(said(("customer", text))) == []


@pytest.mark.parametrize("speaker", ["adviser", "assistant", "unknown"])
def test_nobody_but_the_customer_is_read(speaker: Speaker) -> None:
    assert find_signals(said((speaker, "C’est inadmissible, je veux résilier"))) == []


def test_a_contact_counts_once_for_each_kind() -> None:
    both = find_signals(said(("customer", "inadmissible, inacceptable, je veux résilier")))
    assert len(both) == 3
    assert count_contacts([both, []]) == {"dissatisfied": 1, "leaving": 1}
