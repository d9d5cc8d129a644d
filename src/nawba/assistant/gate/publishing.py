"""From what the house holds to a version that answers: prepare, try, publish or move the risk.

The command line and the pages do the same through here. Preparing reads; only ``publish`` writes,
by the verb that refuses what did not pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from nawba.actions.assistant_versions import publish_assistant
from nawba.assistant.calibration import Read
from nawba.assistant.cases import Case, CaseSource
from nawba.assistant.gate.draft import Draft, Last, make_draft, with_wish
from nawba.assistant.gate.homes import Today
from nawba.assistant.gate.material import Material
from nawba.assistant.gate.run import Tell, Trial, run_gate
from nawba.assistant.gate.thresholds import Place, Wish, load_reads, wish_of
from nawba.assistant.reading import Reads
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.gate_report import GateReport
from nawba.domain.ports import Progress
from nawba.domain.versions import AssistantVersion
from nawba.domain.words import Actor, Centre
from nawba.store import Store
from nawba.store.assistant_versions import (
    current_version,
    read_article_versions,
    read_classifier,
    read_part,
    read_versions,
)
from nawba.store.gaps import read_examples
from nawba.store.rows import read_articles, read_centre


@dataclass(frozen=True)
class Prepared:
    """A ``trial`` ready for the gate; ``base`` is the version that answers meanwhile."""

    trial: Trial
    base: AssistantVersion | None


def prepare(
    store: Store,
    material: Material,
    reading: Reads,
    wish: Wish | None = None,
    progress: Progress | None = None,
) -> Prepared:
    """A draft of the current articles and ``material``, under ``wish``, else the risks in force.

    Raises NotFound when no brand is configured or no article is published.
    """
    now = store.clock()
    with store.read() as connection:
        base, centre = current_version(connection), read_centre(connection)
        articles = read_articles(connection)
        last, examples = _last(connection), gap_cases(connection)
    if not articles:
        raise NotFound("No article is published. `nawba articles import FOLDER` does.")
    in_force = wish_of(base.document) if base is not None else Wish()
    known = _of_centre(with_gaps(material, examples), centre)
    wish, today = wish or in_force, _today(store, centre)
    draft = make_draft(articles, known, wish, reading, today, progress, last)
    if wish.budget > in_force.budget and any(read.uses > 1 for read in draft.reads):
        raise Invalid(
            f"These cases were declared to prove {in_force.budget} readings, and have begun to. "
            "A larger budget is for fresh cases only.",
            field="budget",
        )
    before = None if base is None else base.document
    return Prepared(Trial(draft, known, centre, now, before), base)


def with_gaps(material: Material, gaps: Sequence[Case]) -> Material:
    """``material`` with the questions of gaps as examples, to be tried again; never as cases."""
    return replace(material, examples=(*material.examples, *gaps), gaps=tuple(gaps))


def gap_cases(connection: Connection) -> list[Case]:
    """The questions of gaps whose article was approved, each with that article."""
    return [
        Case(row.text, row.language, row.brand, row.article, row.key, CaseSource.GAP, row.id)
        for row in read_examples(connection)
    ]


def _last(connection: Connection) -> Last:
    """Of the version published last, whichever answers now."""
    latest = next(iter(read_versions(connection)), None)
    if latest is None:
        return Last()
    return Last(read_classifier(connection, latest), version_reads(connection, latest))


def _of_centre(material: Material, centre: Centre) -> Material:
    """Without what belongs to brands that are not configured here."""
    brands = centre.brand
    return Material(
        tuple(case for case in material.cases if case.brand in brands),
        {brand: groups for brand, groups in material.groups.items() if brand in brands},
        tuple(script for script in material.scripts if script.brand in brands),
        {brand: flows for brand, flows in material.flows.items() if brand in brands},
        tuple(one for one in material.examples if one.brand in brands),
        tuple(one for one in material.gaps if one.brand in brands),
    )


def _today(store: Store, centre: Centre) -> Today:
    now, brands = store.clock(), centre.brand
    return lambda brand: now.astimezone(ZoneInfo(brands[brand].timezone)).date()


def prepare_risk(
    store: Store, material: Material, reading: Reads, risk: float, places: Sequence[Place]
) -> Prepared:
    """The version that answers now with another ``risk`` at ``places``: nothing else changes.

    Raises Conflict when no version was published yet.
    """
    with store.read() as connection:
        base, centre = _base(connection), read_centre(connection)
        articles = read_article_versions(connection, base.document.articles)
        parts = {part: read_part(connection, part) for part in base.document.parts}
        reads, examples = version_reads(connection, base), gap_cases(connection)
    search = reading.of(articles, parts.get(base.document.classifier or ""))
    draft = Draft(base.document, parts, articles, search, reads)
    moved = with_wish(draft, wish_of(base.document).moved(risk, places))
    known = _of_centre(with_gaps(material, examples), centre)
    return Prepared(Trial(moved, known, centre, store.clock(), base.document), base)


def _base(connection: Connection) -> AssistantVersion:
    base = current_version(connection)
    if base is None:
        raise Conflict("No version was published yet: publish one, then move its risk.")
    return base


def version_reads(connection: Connection, version: AssistantVersion) -> list[Read]:
    """What became of the cases when ``version`` was made; empty when it had none."""
    part = version.document.calibration
    return [] if part is None else load_reads(read_part(connection, part))


def publish(
    store: Store, actor: Actor, prepared: Prepared, tell: Tell = str
) -> tuple[GateReport, AssistantVersion | None]:
    """Run the gate and publish what passes it; the report, and the version if there is one."""
    report = run_gate(prepared.trial, tell)
    if not report.passed:
        return report, None
    draft, base = prepared.trial.draft, prepared.base
    number = None if base is None else base.number
    version = publish_assistant(store, actor, draft.document, report, draft.parts, base=number)
    return report, version
