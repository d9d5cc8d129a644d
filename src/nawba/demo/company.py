"""Install the demo company from the files beside this module."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from nawba.actions.articles import Published, publish_articles
from nawba.actions.register import set_purpose
from nawba.actions.setup import configure
from nawba.domain.documents import read_centre
from nawba.domain.errors import Conflict
from nawba.domain.purposes import ANSWERING, LISTENING, SCORING, SCREENING, TRAINING, Purpose
from nawba.domain.words import ADMINISTRATOR, Article, Centre
from nawba.knowledge import read_folder
from nawba.store import Store
from nawba.store.personal import read_register
from nawba.store.rows import read_centre as stored_centre
from nawba.store.shelf import read_shelf

COMPANY = Path(__file__).parent / "company"
_SINCE = date(2026, 1, 1)


def demo_centre() -> Centre:
    path = COMPANY / "centre.yaml"
    return read_centre(path.read_text(encoding="utf-8"), path.name)


def check_no_other_centre(store: Store) -> None:
    """Raise Conflict when the database holds another centre than the demo's, and so real work."""
    with store.read() as connection:
        strangers = stored_centre(connection).brand.keys() - demo_centre().brand.keys()
    if strangers:
        raise Conflict(
            f"This database holds another centre ({', '.join(sorted(strangers))}), which the demo "
            "would replace. Give the demo a database of its own: --database sqlite:///data/demo.db",
            field="database",
        )


def install_company(store: Store) -> Published:
    """Configure the demo centre and publish its articles; costs little when nothing changed.

    Raises Conflict when the database holds another centre.
    """
    check_no_other_centre(store)
    centre = demo_centre()
    with store.read() as connection:
        unchanged = stored_centre(connection) == centre
    if not unchanged:
        configure(store, ADMINISTRATOR, centre)
    _fill_register(store)
    return publish_articles(store, ADMINISTRATOR, _untouched(store))


def _fill_register(store: Store) -> None:
    """What an invented company would have had authorised: to answer, to learn from contacts, to
    listen to recorded ones and say how advisers did, and to read who applies."""
    with store.read() as connection:
        unwritten = [one.id for one in read_register(connection) if not one.revision]
    for purpose in (ANSWERING, TRAINING, LISTENING, SCORING, SCREENING):
        basis = "contract" if purpose == ANSWERING else "legitimate_interest"
        if purpose in unwritten:
            entry = Purpose(purpose, basis, f"DEMO-{purpose}", "24 months", (), _SINCE, None,
                            _SINCE)  # fmt: skip
            set_purpose(store, ADMINISTRATOR, entry)


def _untouched(store: Store) -> list[Article]:
    """The company's articles less those that somebody has written or withdrawn since."""
    with store.read() as connection:
        shelf = read_shelf(connection)
    touched = {
        one.key
        for one in shelf
        if not one.is_current or one.published_by not in (None, str(ADMINISTRATOR))
    }
    found = read_folder(COMPANY / "articles")
    return [one for one in found if (one.brand, one.id, one.language) not in touched]
