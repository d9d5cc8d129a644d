"""A centre worth looking at: somebody waits, somebody is being helped, some are done.

What the pages would send is sent to the server directly; the pages are then opened on the result.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from browser.server import Server
from web import described

PATIENCE_SECONDS = 60

# A brand's contacts in one language: who comes, what they ask, and the words for a person.
VISITS = {
    "fr": ("sahla", "Lalla Zineb Ouahbi", "Mon téléphone demande le code PUK", "un conseiller svp"),
    "ar": ("waha", "عبد الرحمن بن جلون", "كيف أتتبع طردي؟", "بغيت نهضر مع شي واحد"),
    "en": ("sahla", "Charlotte O'Neill", "My phone asks for a PUK code", "a person please"),
}
ADVISERS = {"fr": "fatou.seck", "ar": "rim.jebali", "en": "ghita.bennani"}
REPLIES = {
    "fr": ("Bonjour, je regarde votre ligne tout de suite.", "Merci ! C'est le 06 12 34 56 78."),
    "ar": ("مرحبا، أطلع على ملفكم حالا.", "شكرا، الرقم هو WH204518377."),
    "en": ("Hello, I am looking at your line now.", "Thanks, it is 06 12 34 56 78."),
}


@dataclass(frozen=True)
class Visit:
    """A customer's way in: the token that opens the conversation, and the contact's id."""

    token: str
    contact: str


@dataclass
class Scene:
    server: Server
    client: httpx.Client

    def visit(self, language: str) -> Visit:
        """A customer asks the assistant, is answered, and asks for a person."""
        brand, name, question, person = VISITS[language]
        body = {
            "brand": brand,
            "language": language,
            "name": name,
            "email": "client@example.com",
            "client_id": secrets.token_hex(16),
        }
        opened = self._post("/api/contacts", {}, body)
        visit = Visit(opened["token"], opened["view"]["contact"]["id"])
        self.say(visit, question)
        self.until(lambda: any(m["sources"] for m in self.look(visit)["messages"]))
        self.say(visit, person)
        self.until(lambda: self.look(visit)["contact"]["state"] == "waiting")
        return visit

    def look(self, visit: Visit) -> Any:
        headers = {"authorization": f"Bearer {visit.token}"}
        return self.client.get("/api/contacts/me", headers=headers).raise_for_status().json()

    def say(self, visit: Visit, text: str) -> None:
        headers = {"authorization": f"Bearer {visit.token}"}
        body = {"client_id": secrets.token_hex(16), "text": text}
        self._post("/api/contacts/me/messages", headers, body)

    def staff(self, adviser: str, path: str, body: Any = None) -> Any:
        return self._post(path, self.server.headers(f"adviser:{adviser}"), body)

    def available(self, adviser: str) -> None:
        self.staff(adviser, "/api/desk/presence", {"state": "available"})

    def held(self, language: str) -> Visit:
        """A conversation under way with the adviser of that language."""
        adviser = ADVISERS[language]
        visit = self.visit(language)
        self.available(adviser)
        self.until(lambda: self._accepted(adviser, visit.contact))
        reply, thanks = REPLIES[language]
        body = {"client_id": secrets.token_hex(16), "text": reply, "attachments": [], "note": False}
        self.staff(adviser, f"/api/contacts/{visit.contact}/messages", body)
        note = {"client_id": secrets.token_hex(16), "text": "VIP", "attachments": [], "note": True}
        self.staff(adviser, f"/api/contacts/{visit.contact}/messages", note)
        self.say(visit, thanks)
        return visit

    def closed(self, language: str) -> Visit:
        """A conversation that is over and wrapped up."""
        visit, adviser = self.held(language), ADVISERS[language]
        self.staff(adviser, f"/api/contacts/{visit.contact}/end")
        wrap_up = {"code": "answered", "summary": REPLIES[language][0], "follow_ups": ""}
        self.staff(adviser, f"/api/contacts/{visit.contact}/wrap-up", wrap_up)
        return visit

    def offered(self, language: str) -> Visit:
        """A contact that rings at the adviser of that language, on top of what they have."""
        visit, adviser = self.visit(language), ADVISERS[language]
        self.available(adviser)
        self.until(lambda: self._ringing(adviser, visit.contact) is not None)
        return visit

    def _accepted(self, adviser: str, contact: str) -> bool:
        offer = self._ringing(adviser, contact)
        if offer is None:
            return False
        self.staff(adviser, f"/api/offers/{offer['id']}/accept", {"epoch": offer["epoch"]})
        return True

    def _ringing(self, adviser: str, contact: str) -> Any:
        headers = self.server.headers(f"adviser:{adviser}")
        desk = self.client.get("/api/desk", headers=headers).raise_for_status().json()
        return next((one for one in desk["offers"] if one["contact"] == contact), None)

    def _post(self, path: str, headers: dict[str, str], body: Any) -> Any:
        reply = self.client.post(path, json=body, headers=headers)
        assert reply.is_success, reply.text
        return reply.json() if reply.content else None

    @staticmethod
    def until(look: Callable[[], bool]) -> None:
        """Look again until it is so."""
        deadline, pause = time.monotonic() + PATIENCE_SECONDS, threading.Event()
        while not look():
            assert time.monotonic() < deadline, "it did not happen in time"
            pause.wait(0.05)


def play(server: Server) -> dict[str, Visit]:
    """Per language: one contact closed, one held and one ringing; the customers of those held."""
    with described.Client(base_url=server.base, timeout=60) as client:
        scene = Scene(server, client)
        held = {}
        for language in VISITS:
            scene.closed(language)
            held[language] = scene.held(language)
            scene.offered(language)
        return held
