"""An intake from its row: what it walks over and with which options, begun by whoever wants."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from nawba.actions import listening as verbs
from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Conflict, NotFound, Unavailable
from nawba.domain.purposes import OUTSIDE_MODEL, SCORING
from nawba.domain.words import Actor
from nawba.listening.engine import STOPPED, Engine, Tell, Totals, why_stopped
from nawba.listening.facts import write_facts
from nawba.listening.keeping import sweep
from nawba.listening.own_choice import wish_of
from nawba.listening.own_contacts import CENTRE, OwnContacts
from nawba.listening.pipeline import all_stages
from nawba.listening.scorecard.admission import admitted_to
from nawba.listening.scorecard.asking import ask_about
from nawba.listening.scorecard.choosing import Shares
from nawba.listening.scorecard.contesting import settle_all
from nawba.listening.scorecard.stages import ADMITTED, CLASSIFIERS, MAY_SCORE, scorecard_of
from nawba.listening.shelf import Shelf
from nawba.listening.sources import Source
from nawba.listening.stages import Options
from nawba.store import Store
from nawba.store.listening import ItemFilter, read_intake
from nawba.store.personal import may_process
from nawba.store.reviews import read_readings

JOBS = 2


def listen_to(
    store: Store,
    actor: Actor,
    shelf: Shelf,
    intake: str,
    base: Options,
    tell: Tell = lambda done, quarantined: None,
    shares: Shares | None = None,
) -> Totals:
    """Do what an intake's row asks, from the beginning or from where it stopped; at its end people
    are asked about ``shares`` of what was heard.

    ``base`` are the options of this machine. Raises NotFound, Conflict where words would leave this
    machine and the register does not let them, and what ``Source`` raises.
    """
    with store.read() as connection:
        row = read_intake(connection, intake)
        may_score = may_process(connection, SCORING, store.clock().date())
    if row is None:
        raise NotFound(f"There is no intake {intake}. `nawba listen status` lists them.")
    told = row.options
    source = open_source(store, row.source, told)
    verbs.set_total(store, actor, intake, source.count(), unnamed=source.unnamed())
    sweep(store, actor, shelf)
    jobs = JOBS if told.get("jobs") is None else int(told["jobs"])
    options = judging(store, options_of(told, base, may_score=may_score), jobs)
    stages = all_stages(judged=options.judge is not None)
    engine = Engine(store, actor, shelf, stages, options, jobs, tell)
    totals = engine.run(intake, source.each(shelf))
    try:
        _draw(store, actor, shelf, totals, shares)
    except (OSError, Unavailable) as error:
        return _stopped(store, actor, totals, error)
    return totals


def _draw(store: Store, actor: Actor, shelf: Shelf, totals: Totals, shares: Shares | None) -> None:
    """What follows from what was heard."""
    if totals.is_whole:
        wanted = ItemFilter(intake=totals.intake, state="done")
        ask_about(store, shelf, actor, wanted, shares)
    settle_all(store, actor, shelf, totals.intake)
    write_facts(store, shelf, totals.intake)
    sweep(store, actor, shelf)


def _stopped(store: Store, actor: Actor, totals: Totals, error: OSError | Unavailable) -> Totals:
    problem = totals.problem or why_stopped(error)
    with suppress(OSError, Unavailable):  # a row that says `running` is resumed as well
        verbs.end_intake(store, actor, totals.intake, STOPPED, problem)
    return replace(totals, state=STOPPED, problem=problem)


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
        further={**base.further, MAY_SCORE: may_score, **_learned(told.get("learned"))},
    )


def judging(store: Store, options: Options, jobs: int) -> Options:
    """``options`` without the language model where no question is for it; else each of ``jobs``
    workers has its part of what may be asked, and it is known to which questions its answers count.

    Raises Conflict where it is on another machine and the register does not let words go there.
    """
    card = scorecard_of(options) if options.judge is not None else None
    if options.judge is None or card is None or not any(one.model for one in card.question):
        return replace(options, judge=None)
    with store.read() as connection:
        may_leave = may_process(connection, OUTSIDE_MODEL, store.clock().date())
        readings = [
            one for one in read_readings(connection, card.id) if one.version == card.version
        ]
    host = urlsplit(options.judge.url).hostname or ""
    if not may_leave and not is_loopback(host):
        raise Conflict(
            f"The register does not let words be sent to {host}. Complete `outside_model` with "
            "`nawba privacy register set`, or set judge_url to a model of this machine."
        )
    workers, ration = max(1, jobs), options.judge.ration
    part = replace(ration, requests_per_minute=max(1, ration.requests_per_minute // workers))
    return replace(
        options,
        judge=replace(options.judge, ration=part),
        judge_requests=max(1, options.judge_requests // workers),
        further={**options.further, ADMITTED: admitted_to(readings, options.judge.model)},
    )


def _learned(path: str | None) -> dict[str, Any]:
    """Where the classifiers are, and the hash of what they say."""
    if path is None:
        return {}
    if not Path(path).is_file():
        raise NotFound(f"There is no {path}. `nawba listen scorecard learn` writes it.")
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    return {CLASSIFIERS: {"path": path, "digest": digest}}


def _digest(card: Path | None) -> str:
    if card is None:
        return ""
    if not card.is_file():
        raise NotFound(f"There is no scorecard {card}.")
    return hashlib.sha256(card.read_bytes()).hexdigest()
