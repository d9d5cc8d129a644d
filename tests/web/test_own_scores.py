"""An adviser sees why they were scored so, and contests it; a person decides, and that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from nawba.actions.listening import Heard, Listed, begin_intake, keep_items, note_heard
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item, Speaker, Transcript, Turn, transcript_to_json
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.measures import measure
from nawba.listening.scorecard import Contact, answer_all, default_scorecard
from nawba.listening.scorecard.contesting import settle_all
from nawba.listening.shelf import AUDIO, Kept, Shelf
from nawba.store import Store
from nawba.store.access_log import Wanted, read_access
from web.conftest import Web, eventually, serving

DAY = date(2026, 1, 1)
OWN, OTHER, MONO = ("rc-" + letter * 24 for letter in "abc")
AMINA, BRAHIM, LEAD = "adviser:amina", "adviser:brahim", "quality:salma"
SAID = "Donnez-moi le cryptogramme de votre carte"
ROOT = "/api/listening"


def allow(store: Store, purpose: str) -> None:
    entry = Purpose(purpose, "consent", "D-1", "12 months", since=DAY, notice=DAY)
    set_purpose(store, ADMINISTRATOR, entry)


def take_in(store: Store, shelf: Shelf) -> str:
    """Three contacts as an intake leaves them: two advisers', and one on a single track."""
    intake = begin_intake(store, ADMINISTRATOR, "calls", {})
    told = ((OWN, "amina", "adviser"), (OTHER, "brahim", "adviser"), (MONO, "amina", "unknown"))
    for id, adviser, speaker in told:
        keep(store, shelf, intake, Item(id, "audio", (), adviser=adviser, language="fr"), speaker)
    return intake


def keep(store: Store, shelf: Shelf, intake: str, item: Item, speaker: Any) -> None:
    who: Speaker = speaker
    turns = (Turn(who, 0, 2, "Bonjour"), Turn(who, 2, 4, SAID))
    transcript = Transcript("fr", turns)
    contact = Contact(item, transcript, measure(item, transcript))
    scored = answer_all(default_scorecard(), contact).json()
    documents = {
        "redact": transcript_to_json(transcript) | {"spans": [], "audio": [], "speakers": []},
        "measures": contact.measures.json(),
        "scorecard": scored,
    }
    shelf.folder(item.id).mkdir(parents=True)
    for stage, document in documents.items():
        shelf.keep(item.id, stage, Kept("k", 0.0, document))
    keep_items(store, ADMINISTRATOR, intake, [Listed(item, item.id)])
    facts = {name: scored[name] for name in ("score", "knocked_out")} | {"audio": "kept"}
    note_heard(store, ADMINISTRATOR, intake, [Heard(item.id, "done", facts=facts)])


class Scored:
    def __init__(self, web: Web, shelf: Shelf, intake: str) -> None:
        assert web.store is not None
        self.web, self.shelf, self.intake, self.store = web, shelf, intake, web.store

    def asked(self, who: str, method: str, path: str, body: Any = None, code: int = 200) -> Any:
        reply = self.web.staff(who, method, f"{ROOT}{path}", body)
        assert reply.status_code == code, reply.text
        return reply.json()

    def answer(self, question: str = "no_card_code", item: str = OWN) -> dict[str, Any]:
        card = self.asked(AMINA, "GET", f"/mine/{item}")["scorecard"]
        return next(one for one in card["answers"] if one["question"] == question)


@pytest.fixture
def scored(tmp_path: Path) -> Iterator[Scored]:
    folder = tmp_path / "listening"
    with serving(f"sqlite:///{tmp_path}/web.db", tmp_path, listening_folder=folder) as web:
        assert web.store is not None
        shelf = Shelf(folder)
        allow(web.store, "listening")
        yield Scored(web, shelf, take_in(web.store, shelf))


def test_an_adviser_is_told_why_and_contests_it(scored: Scored) -> None:
    assert scored.asked(AMINA, "GET", "/mine") == {"scoring": False, "notice": None, "rows": []}
    scored.asked(AMINA, "GET", f"/mine/{OWN}", code=409)
    allow(scored.store, "scoring")
    told = scored.asked(AMINA, "GET", "/mine")
    assert (told["notice"], {row["id"] for row in told["rows"]}) == ("2026-01-01", {OWN, MONO})
    answer = scored.answer()
    assert (answer["answer"], answer["by"], answer["counts"]) == ("no", "rule", True)
    assert "cryptogramme" in answer["quotes"][0]["text"]
    scored.asked(AMINA, "GET", f"/mine/{OTHER}", code=404)
    scored.asked(LEAD, "GET", "/mine", code=403)
    body = {"question": "no_card_code", "words": "It was a drill, card 4111 1111 1111 1111"}
    scored.asked(AMINA, "POST", f"/mine/{OTHER}/contests", body, 404)
    made = scored.asked(AMINA, "POST", f"/mine/{OWN}/contests", body)
    assert made["answer"] is None
    assert "4111" not in made["words"]
    scored.asked(AMINA, "POST", f"/mine/{OWN}/contests", body, 409)
    strange = {"question": "no_such_question"}
    scored.asked(AMINA, "POST", f"/mine/{OWN}/contests", strange, 404)
    assert (scored.answer()["counts"], scored.answer()["because"]) == (False, "contested")
    rows = scored.asked(AMINA, "GET", "/mine")["rows"]
    assert {row["knocked_out"] for row in rows} == {False}


def test_a_person_decides_and_it_stands_when_all_is_answered_anew(scored: Scored) -> None:
    allow(scored.store, "scoring")
    before = scored.asked(LEAD, "GET", f"/contacts/{OWN}")
    assert (before["row"]["knocked_out"], before["row"]["score"]) == (True, 0)
    body = {"question": "no_card_code"}
    made = scored.asked(AMINA, "POST", f"/mine/{OWN}/contests", body)
    (waiting,) = scored.asked(LEAD, "GET", "/contests")
    assert waiting["id"] == made["id"]
    assert waiting["texts"]["fr"]
    scored.asked(AMINA, "GET", "/contests", code=403)
    decided = {"answer": "yes", "reason": "It was asked in a drill."}
    scored.asked(LEAD, "POST", f"/contests/{made['id']}", {**decided, "reason": ""}, 422)
    assert scored.asked(LEAD, "POST", f"/contests/{made['id']}", decided)["answer"] == "yes"
    scored.asked(LEAD, "POST", f"/contests/{made['id']}", decided, 409)
    scored.asked(LEAD, "POST", "/contests/ct-none", decided, 404)
    detail = scored.asked(LEAD, "GET", f"/contacts/{OWN}")
    assert detail["row"]["knocked_out"] is False
    assert detail["row"]["score"] == detail["scorecard"]["score"] > 0
    answer = scored.answer()
    assert (answer["answer"], answer["by"], answer["points"]) == ("yes", "person", 3)
    assert scored.asked(AMINA, "GET", f"/mine/{OWN}")["contests"][0]["reason"] == decided["reason"]
    again = [Heard(OWN, "done", work=(), facts={"score": 0.0, "knocked_out": True})]
    note_heard(scored.store, ADMINISTRATOR, scored.intake, again)
    settle_all(scored.store, ADMINISTRATOR, scored.shelf, scored.intake)
    row = scored.asked(LEAD, "GET", f"/contacts/{OWN}")["row"]
    assert (row["knocked_out"], row["score"]) == (False, detail["row"]["score"])


def test_who_spoke_on_one_track_is_not_known_and_nobody_is_scored(scored: Scored) -> None:
    allow(scored.store, "scoring")
    detail = scored.asked(LEAD, "GET", f"/contacts/{MONO}")
    of_advisers = [one for one in detail["scorecard"]["answers"] if one["because"] == "mono"]
    assert "greeting" in {one["question"] for one in of_advisers}
    assert {one["answer"] for one in of_advisers} == {"unknown"}
    assert scored.answer(item=MONO)["because"] == "mono"


def test_an_adviser_hears_their_own_contacts_only(scored: Scored) -> None:
    scored.asked(AMINA, "GET", f"/mine/{OWN}/audio", code=409)
    allow(scored.store, "scoring")
    assert scored.asked(AMINA, "GET", f"/mine/{OWN}")["audio"] is False
    scored.asked(AMINA, "GET", f"/mine/{OWN}/audio", code=404)
    for item in (OWN, OTHER):
        (scored.shelf.folder(item) / AUDIO).write_bytes(b"fLaC")
    assert scored.asked(AMINA, "GET", f"/mine/{OWN}")["audio"] is True
    heard = scored.web.staff(AMINA, "GET", f"{ROOT}/mine/{OWN}/audio")
    assert (heard.status_code, heard.content) == (200, b"fLaC")
    scored.asked(AMINA, "GET", f"/mine/{OTHER}/audio", code=404)

    def listened() -> bool | None:
        with scored.store.read() as connection:
            log = read_access(connection, Wanted(resource=OWN, action="listened"), 10)
        return True if log else None

    assert eventually(listened)
