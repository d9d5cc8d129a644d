"""An intake from its row: what it walks over and with which options, begun by whoever wants."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nawba.actions import listening as verbs
from nawba.domain.errors import NotFound
from nawba.domain.purposes import SCORING
from nawba.domain.words import Actor
from nawba.listening.engine import Engine, Tell, Totals
from nawba.listening.facts import write_facts
from nawba.listening.keeping import sweep
from nawba.listening.own_choice import wish_of
from nawba.listening.own_contacts import CENTRE, OwnContacts
from nawba.listening.pipeline import all_stages
from nawba.listening.shelf import Shelf
from nawba.listening.sources import Source
from nawba.listening.stages import Options
from nawba.store import Store
from nawba.store.listening import read_intake
from nawba.store.personal import may_process

JOBS = 2


def listen_to(
    store: Store,
    actor: Actor,
    shelf: Shelf,
    intake: str,
    base: Options,
    tell: Tell = lambda done, quarantined: None,
) -> Totals:
    """Do what an intake's row asks, from the beginning or from where it stopped.

    ``base`` are the options of this machine. Raises NotFound, and what ``Source`` raises.
    """
    with store.read() as connection:
        row = read_intake(connection, intake)
        may_score = may_process(connection, SCORING, store.clock().date())
    if row is None:
        raise NotFound(f"There is no intake {intake}. `nawba listen status` lists them.")
    told = row.options
    source = open_source(store, row.source, told)
    verbs.set_total(store, actor, intake, source.count())
    sweep(store, actor, shelf)
    options = options_of(told, base, may_score=may_score)
    jobs = int(told.get("jobs") or JOBS)
    engine = Engine(store, actor, shelf, all_stages(), options, jobs, tell)
    totals = engine.run(intake, source.each(shelf))
    write_facts(store, shelf, intake)
    return totals


def open_source(store: Store, source: str, told: Mapping[str, Any]) -> Source | OwnContacts:
    """What an intake's row names: the centre itself, or files. Raises what ``Source`` raises."""
    if source == CENTRE:
        return OwnContacts(store, wish_of(told))
    return Source(source, told.get("manifest") or None)


def options_of(told: Mapping[str, Any], base: Options, *, may_score: bool = False) -> Options:
    """``base`` with what an intake's row says. Raises NotFound: no such scorecard."""
    card = Path(told["scorecard"]) if told.get("scorecard") else None
    return replace(
        base,
        language=told.get("language") or "",
        scorecard=card,
        scorecard_digest=_digest(card),
        transcriber=told.get("transcriber") or base.transcriber,
        further={**base.further, "may_score": may_score},
    )


def _digest(card: Path | None) -> str:
    if card is None:
        return ""
    if not card.is_file():
        raise NotFound(f"There is no scorecard {card}.")
    return hashlib.sha256(card.read_bytes()).hexdigest()
