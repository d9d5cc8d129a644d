"""What the command line asks of the gate: risks, the folder of cases, and a reading of them."""

from __future__ import annotations

from dataclasses import replace

from nawba.assistant.gate import Material, read_material
from nawba.assistant.gate.thresholds import Wish, wish_of
from nawba.assistant.reading import Reading
from nawba.cli.assistant import assistant as assistant
from nawba.cli.shares import share_of
from nawba.demo.company import COMPANY, demo_centre
from nawba.domain.errors import Invalid, NotFound
from nawba.knowledge.searcher import open_searcher
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.assistant_versions import (
    current_version,
)
from nawba.store.rows import read_centre


def wish_from(
    store: Store, risk: str | None, oos_share: str | None, brand: str | None, language: str | None
) -> Wish:
    """The risks in force with what the command line says on top."""
    with store.read() as connection:
        base, centre = current_version(connection), read_centre(connection)
    wish = wish_of(base.document) if base is not None else Wish()
    if oos_share is not None:
        wish = replace(wish, oos_share=share_of(oos_share, "oos_share"))
    if (brand or language) and risk is None:
        raise Invalid("--brand and --language say where a risk holds: add --risk.", field="risk")
    if risk is None:
        return wish
    if brand is not None and brand not in centre.brand:
        raise NotFound(
            f"There is no brand '{brand}'. `nawba config export` lists them.", field="brand"
        )
    if brand is None and language is None:
        return Wish(share_of(risk, "risk"), wish.oos_share, wish.budget)
    where = [
        (one.id, spoken)
        for one in centre.brands
        for spoken in one.languages
        if brand in (None, one.id) and language in (None, spoken)
    ]
    return wish.moved(share_of(risk, "risk"), where)


def budgeted(wish: Wish, budget: int | None) -> Wish:
    return wish if budget is None else replace(wish, budget=budget)


def material_of(settings: Settings, store: Store) -> Material:
    """From the folder configured; for the demo's centre, the demo's own."""
    if settings.assistant_folder is not None:
        return read_material(settings.assistant_folder)
    with store.read() as connection:
        is_demo = read_centre(connection).brand.keys() == demo_centre().brand.keys()
    if is_demo:
        return read_material(COMPANY)
    raise Invalid(
        "No folder of cases and conversations is given, so nothing could be proven. Name it with "
        "--folder, or in the setting assistant_folder; docs/editor.md says what it holds.",
        field="folder",
    )


def reading_of(settings: Settings) -> Reading:
    return Reading(open_searcher(settings.models_folder, settings.cache_folder))
