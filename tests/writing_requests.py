"""A request to a language model that tests of the port and of its users share."""

from __future__ import annotations

from nawba.domain.words import CustomerDetails
from nawba.domain.writing import Allowed, Option, Passage, WriteRequest

PASSAGE = Passage(
    "P1",
    "Vous avez 60 jours après la date de la facture pour la contester. Vous recevez une réponse "
    "écrite sous 10 jours ouvrables.",
    "Comment contester une facture ?",
)
REQUEST = WriteRequest(
    said=("Je suis Sara Benali, 06 61 12 34 56. J'ai combien de temps pour contester ?",),
    language="fr",
    allowed=Allowed(
        answer=True,
        word=True,
        flows=(Option("dispute", "contester une facture"),),
        fields=(Option("phone", "numéro de téléphone"),),
        choices=(Option("invoice", "une facture"), Option("order", "une commande")),
    ),
    passages=(PASSAGE,),
    details=CustomerDetails(name="Sara Benali"),
)
