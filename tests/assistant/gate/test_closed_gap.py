"""A closed gap answers what was asked in it, and other wordings of the same question."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gap_scene import placed
from house import House
from nawba.actions import drafts
from nawba.actions.articles import publish_articles
from nawba.assistant.cases import Case
from nawba.assistant.gate import Material, Wish, prepare, publish
from nawba.assistant.reading import Reading
from nawba.assistant.serving import Serving, serve_version
from nawba.domain.drafts import DraftText
from nawba.domain.words import ADMINISTRATOR, Actor, Article
from nawba.knowledge.searcher import Searcher
from nawba.models.kept import KeptEmbedder
from nawba.models.scripted import scripted_embedder
from nawba.store.assistant_versions import read_classifier

WRITER, SECOND = Actor("editor", "noura"), Actor("editor", "omar")
SUBJECTS = {
    "invoice": ("amount", "charged", "money", "total", "expensive"),
    "roaming": ("abroad", "travel", "spain", "border", "holiday"),
    "parcel": ("courier", "box", "doorstep", "truck", "shipment"),
    "router": ("wifi", "signal", "lights", "modem", "cable"),
    "contract": ("cancel", "leave", "terminate", "end", "stop"),
    "number": ("keep", "port", "transfer", "digits", "switch"),
}
ALARM = ("alarm", "morning", "ring", "early", "dawn")
STRANGE = ("weather", "football", "recipe", "horoscope", "concert", "museum")
FILLERS = ("hello", "please", "my", "is", "why", "how", "would", "know", "about", "with", "can")
LIBRARY = [
    Article(name, "waha", "en", name.capitalize(), f"All about the {name}.") for name in SUBJECTS
]


def lines(words: tuple[str, ...], number: int, seed: int) -> list[str]:
    """Different lines of two of the ``words`` and three of any kind."""
    rng, made = random.Random(f"{words[0]}{seed}"), dict[str, None]()
    while len(made) < number:
        line = [*rng.sample(words, 2), *rng.sample(FILLERS, 3)]
        made[" ".join(rng.sample(line, len(line)))] = None
    return list(made)


def labelled(number: int, strange: int, seed: int) -> list[Case]:
    asked = [(one, name) for name, words in SUBJECTS.items() for one in lines(words, number, seed)]
    outside = [(one, None) for one in lines(STRANGE, strange, seed)]
    return [
        Case(text, "en", "waha", intent, text, id=f"{seed}-{at}")
        for at, (text, intent) in enumerate([*asked, *outside])
    ]


def between(number: int) -> list[Case]:
    """Questions with a word of two subjects, labelled with one: from them a threshold rises."""
    rng, made = random.Random(5), list[Case]()
    for at in range(number):
        right, other = rng.sample(list(SUBJECTS), 2)
        words = [rng.choice(SUBJECTS[right]), rng.choice(SUBJECTS[other]), *rng.sample(FILLERS, 3)]
        text = " ".join(words)
        made.append(Case(text, "en", "waha", right, text, id=f"between-{at}"))
    return made


MATERIAL = Material(
    [*labelled(40, 200, seed=2), *between(120)],
    {"waha": dict.fromkeys(SUBJECTS, "all")},
    examples=labelled(40, 60, seed=1),
)


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    embed = scripted_embedder()
    return Reading(Searcher(embed, KeptEmbedder(embed, tmp_path / "kept.npz", "scripted")))


def published(house: House, reading: Reading) -> Serving:
    """The version of what the house holds now, once the gate has let it through."""
    prepared = prepare(house.store, MATERIAL, reading, Wish(0.1, budget=2))
    report, version = publish(house.store, ADMINISTRATOR, prepared)
    assert version is not None, report.lines()
    draft = prepared.trial.draft
    with house.store.read() as connection:
        learned = read_classifier(connection, version)
    return serve_version(reading.of(draft.articles, learned), version)


def close_gap(house: House, asked: list[str]) -> None:
    gap = placed(house, asked, language="en")
    text = DraftText(asked[0], "Dial *55# and the hour.", tuple(asked), "noura")
    draft, _ = drafts.create_draft(house.store, WRITER, "waha", "wake-up", "en", text, gap=gap)
    revision = drafts.propose_draft(house.store, WRITER, draft, 1)
    drafts.approve_draft(house.store, SECOND, draft, revision)


def answered(house: House, serving: Serving, text: str) -> str | None:
    found = serving.search(text, "waha", "en", 1, today=house.clock().date())[0]
    limit = serving.limits("waha", "en", found.article.id).threshold
    return found.article.id if limit is not None and found.score >= limit else None


def test_a_closed_gap_answers_other_wordings_of_its_question(
    house: House, reading: Reading
) -> None:
    publish_articles(house.store, ADMINISTRATOR, LIBRARY)
    asked, others = lines(ALARM, 5, seed=1), lines(ALARM, 20, seed=7)
    before = published(house, reading)
    assert "wake-up" not in {answered(house, before, text) for text in [*asked, *others]}

    close_gap(house, asked)
    after = published(house, reading)
    assert [answered(house, after, text) for text in asked] == ["wake-up"] * len(asked)
    said = [answered(house, after, text) for text in others if text not in asked]
    assert said.count("wake-up") >= 0.75 * len(said)
    assert set(said) <= {"wake-up", None}
    elsewhere = [text for words in SUBJECTS.values() for text in lines(words, 10, seed=9)]
    strange = lines(STRANGE, 20, seed=9)
    assert "wake-up" not in {answered(house, after, text) for text in [*elsewhere, *strange]}
