"""Reasons of what was listened to: read from the shelf, kept for the page, gone with an erasure."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from house import House
from nawba.actions.listening import Heard, Listed, begin_intake, keep_items, note_heard
from nawba.actions.listening_erasure import erase_item
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item, Transcript, Turn, transcript_to_json
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.keeping import sweep
from nawba.listening.reasons.assign import Assigner
from nawba.listening.reasons.insight import gain
from nawba.listening.reasons.keeping import (
    FOLDER,
    keep_insight,
    keep_origins,
    read_insight,
)
from nawba.listening.reasons.shelved import Among, heard_on
from nawba.listening.reasons.taxonomy import Reason
from nawba.listening.reasons.telling import document_of
from nawba.listening.reasons.versions import read_version, renew, write_version
from nawba.listening.shelf import Kept, Shelf
from nawba.models.scripted import scripted_embedder
from virtual_time import START

PAY = Reason("pay", {"en": "Paying"}, ("pay my bill", "bill to pay", "how to pay a bill"))
SIM = Reason("sim", {"en": "SIM lost"}, ("my sim is lost", "lost sim card", "sim stolen"))
NEW = ("garden party music dance cake", "roaming abroad travel data country",
       "wifi slow box lights password", "move house fibre address new",
       "cancel contract end fee leave")  # fmt: skip
EMBED = scripted_embedder({}, 256)
ASKED = (
    *["how to pay my bill"] * 10,
    *(" ".join((*some, end)) for one in NEW for some in combinations(one.split(), 3)
      for end in ("please", "thanks")),
)  # fmt: skip
"""Ten about what an article covers, then twenty about each of five new things."""


def named(at: int) -> str:
    return f"rc-{at:024d}"


@pytest.fixture
def shelf(house: House, tmp_path: Path) -> Shelf:
    """Contacts of a brand that has articles on two things only."""
    today = house.clock().date()
    entry = Purpose("listening", "contract", "A-1", "a year", (), today, None, today)
    set_purpose(house.store, ADMINISTRATOR, entry)
    shelf = Shelf(tmp_path)
    intake = begin_intake(house.store, ADMINISTRATOR, "calls", {})
    items = [_item(at) for at in range(len(ASKED))]
    keep_items(house.store, ADMINISTRATOR, intake, [Listed(one) for one in items])
    for item, text in zip(items, ASKED, strict=True):
        turns = (Turn("adviser", 0.0, 0.0, "hello to you all"), Turn("customer", 1.0, 1.0, text))
        document = transcript_to_json(Transcript("en", turns))
        shelf.folder(item.id).mkdir(parents=True)
        shelf.keep(item.id, "redact", Kept("k", 0.0, document))
    note_heard(house.store, ADMINISTRATOR, intake, [Heard(one.id, "done") for one in items])
    return shelf


def _item(at: int) -> Item:
    return Item(
        named(at), "text", (), contact=f"call-{at}", queue="waha-fr" if at % 2 else "waha-billing",
        brand="waha", language="en", started_at=START + timedelta(hours=at), failed=at % 3 == 0,
    )  # fmt: skip


def found(house: House, shelf: Shelf) -> dict[str, Any]:
    """As ``nawba listen reasons`` does."""
    heard, folder = heard_on(house.store, shelf, Among()), shelf.root / FOLDER
    last = read_version(folder)
    texts, languages = [one.text for one in heard], [one.language for one in heard]
    renewed = renew(last, (PAY, SIM), texts, languages, EMBED, at=START, embedder="scripted")
    version = renewed.version
    write_version(folder, version)
    origins: dict[str, list[str]] = {}
    for one in heard:
        origins.setdefault(one.text, []).append(one.item)
    keep_origins(folder, version.number, origins, version.number - 1 or None)
    assigned = Assigner.fit(version.reasons, EMBED)(texts)
    covered = {"waha": frozenset({"pay", "sim"})}
    insight = gain(heard, assigned, version.reasons)
    keep_insight(folder, document_of(heard, assigned, insight, version, covered, START))
    told = read_insight(folder)
    assert told is not None
    return told


def test_what_was_listened_to_is_read_with_filters_and_the_customers_opening(
    house: House, shelf: Shelf
) -> None:
    every = heard_on(house.store, shelf, Among())
    assert [one.item for one in every] == [named(at) for at in range(len(ASKED))]
    assert (every[3].text, every[3].answered, every[4].answered) == (ASKED[3], False, True)
    assert len(heard_on(house.store, shelf, Among(queue="waha-fr"))) == len(ASKED) // 2
    assert len(heard_on(house.store, shelf, Among(brand="sahla"))) == 0
    late = Among(since=START + timedelta(hours=30))
    assert len(heard_on(house.store, shelf, late)) == len(ASKED) - 30


def test_a_reason_that_no_article_covers_is_a_gap_with_words_that_lead_to_their_contact(
    house: House, shelf: Shelf
) -> None:
    told = found(house, shelf)
    assert (told["contacts"], told["version"]) == (len(ASKED), 1)
    assert told["since"] == START.isoformat()
    shares = {one["id"]: one["contacts"] for one in told["reasons"]}
    assert shares["pay"] == 10
    assert len(told["gaps"]) >= 5
    assert sum(one["contacts"] for one in told["gaps"]) == 100
    for gap in told["gaps"]:
        assert gap["brand"] == "waha"
        texts = {one["item"]: one["text"] for one in gap["examples"]}
        assert texts == {item: ASKED[int(item[3:])] for item in texts}
        topics = {next(one for one in NEW if text.split()[0] in one) for text in texts.values()}
        assert len(topics) == 1


def test_erasing_a_recorded_contact_takes_its_sentences_from_versions_and_insight(
    house: House, shelf: Shelf
) -> None:
    found(house, shelf)
    told = found(house, shelf)
    gone = told["gaps"][0]["examples"][0]
    folder = shelf.root / FOLDER
    held = [path for path in folder.iterdir() if gone["text"] in path.read_text("utf-8")]
    assert len(held) == 5  # two versions, where their sentences come from, and the insight
    erase_item(house.store, ADMINISTRATOR, gone["item"], files=())
    sweep(house.store, ADMINISTRATOR, shelf)
    left = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert gone["text"] not in left
    assert gone["item"] not in left
    assert told["gaps"][0]["examples"][1]["text"] in left
    version = read_version(folder)
    assert version is not None
    assert replace(version, number=0).reasons
