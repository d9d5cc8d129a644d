"""A dispute about an invoice as the customer sees it, on a brand's own system, in two languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Customer
from browser.server import Server
from nawba.demo import backoffice

# What the customer says, and what the assistant then says; the day and month are of the machine.
FRENCH = [
    ("Bonjour, je veux contester ma facture", "quel est le numéro de votre ligne"),
    ("06 00 00 01 01", "à quel nom"),
    ("Samira Alaoui", "Quelle facture voulez-vous contester"),
    ("{invoice}", "Quel montant contestez-vous"),
    ("Mon téléphone demande le code PUK : que faire ?", "Revenons à votre demande"),
    ("150 dh", "À quelle date"),
    ("le 12", "Je n'envoie rien sans votre oui"),
    ("non, le 15", "C'est corrigé"),
    ("oui", "votre contestation porte le numéro D-0001"),
]
ARABIC = [
    ("أريد الاعتراض على فاتورتي", "ما هو رقم خطكم"),
    ("0600000101", "ما هو اسم صاحب الخط"),
    ("Samira Alaoui", "ما هي الفاتورة"),
    ("{invoice}", "ما هو المبلغ الذي تعترضون عليه"),
    ("هاتفي يطلب رمز PUK: ماذا أفعل؟", "PUK"),
    ("150 درهم", "ما هو تاريخ هذا المبلغ"),
    ("يوم 12", "لن أرسل"),
    ("لا، 15", "تم التصحيح"),
    ("نعم", "D-0001"),
]


@pytest.mark.parametrize(("language", "lines"), [("fr", FRENCH), ("ar", ARABIC)])
def test_a_dispute_with_a_digression_and_a_correction_ends_in_the_back_office(
    acting: Server,
    office: backoffice.Handle,
    window: Windows,
    language: str,
    lines: list[tuple[str, str]],
) -> None:
    customer = Customer(window(language), acting.base, "sahla", language)
    customer.open_chat()
    expect(customer.said("", by="assistant").first).to_be_visible()
    newest = "SELECT invoice FROM invoices WHERE customer = 'C-1001' ORDER BY issued_on DESC"
    invoice = office.books.all(newest)[0]["invoice"]
    for said, heard in lines:
        assert not office.books.all("SELECT * FROM cases"), "nothing is sent before the yes"
        customer.say(said.format(invoice=invoice))
        expect(customer.said(heard, by="assistant").last).to_be_visible()
    (case,) = office.books.all("SELECT * FROM cases")
    assert '"amount": "150.00"' in str(case["details"])
    assert '-15"' in str(case["details"])
