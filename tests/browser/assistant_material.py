"""Labelled questions for the assistant's page: enough to prove something in French, elsewhere not.

They are made from the demo's own articles, so that they are answered; what the page shows of them
is a picture, not a measurement.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from nawba.demo.company import COMPANY
from nawba.knowledge import read_folder

OPENINGS = ("", "Bonjour, ", "Svp : ", "Une question : ")
PLACES = (
    "Rabat", "Fès", "Agadir", "Oujda", "Tanger", "Safi", "Nador", "Taza", "Essaouira", "Ifrane",
    "Lisbonne", "Dakar", "Tunis", "Lyon", "Madrid", "Liège", "Turin", "Bergen", "Cracovie", "Split",
)  # fmt: skip
SUBJECTS = (
    "le temps qu'il fait à", "les horaires des trains vers", "un restaurant de poisson à",
    "le stade de football de", "la population de", "une recette de", "un hôtel avec piscine à",
    "la distance jusqu'à", "le maire de", "un dentiste à", "les musées de", "l'histoire de",
    "le marché aux fleurs de", "les écoles de musique de", "un plombier à",
)  # fmt: skip


def write_material(folder: Path) -> None:
    """Fill ``folder`` with cases of both brands, and with the groups of their articles."""
    (folder / "cases").mkdir(parents=True)
    lines = [json.dumps(case, ensure_ascii=False) for case in [*_asked(), *_beside()]]
    (folder / "cases" / "invented.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "groups.yaml").write_text(yaml.safe_dump(_groups()), encoding="utf-8")


def _asked() -> Iterator[dict[str, Any]]:
    for article in read_folder(COMPANY / "articles"):
        if article.language != "fr":
            continue
        openings = OPENINGS if article.brand == "sahla" else OPENINGS[:1]
        for question in (article.title, *article.questions):
            for opening in openings:
                yield _case(article.brand, opening + question, article.id)
        if article.brand == "sahla":  # half a question: read less surely, and often wrongly
            for question in article.questions[:2]:
                yield _case(article.brand, " ".join(question.split()[2:5]), article.id)


def _beside() -> Iterator[dict[str, Any]]:
    for subject in SUBJECTS:
        for place in PLACES:
            yield _case("sahla", f"Parlez-moi de {subject} {place}", None)


def _case(brand: str, text: str, intent: str | None) -> dict[str, Any]:
    return {"text": text, "language": "fr", "brand": brand, "intent": intent}


def _groups() -> dict[str, dict[str, list[str]]]:
    """Each brand's articles in four groups by the order of their ids."""
    groups: dict[str, dict[str, list[str]]] = {}
    for article in read_folder(COMPANY / "articles"):
        if article.language == "fr":
            named = groups.setdefault(article.brand, {})
            place = sum(map(len, named.values()))
            name = ("contract", "invoices", "devices", "delivery")[min(place // 6, 3)]
            named.setdefault(name, []).append(article.id)
    return groups
