"""Runs every check of a draft and puts the report together; publishes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from nawba.assistant.fields import extract
from nawba.assistant.flows.rehearsal import rehearse
from nawba.assistant.gate import perturb, proofs
from nawba.assistant.gate.draft import Draft, version_of
from nawba.assistant.gate.homes import Today
from nawba.assistant.gate.injections import (
    ORDERS,
    START,
    asked_orders,
    speaks_to_machine,
    try_orders,
)
from nawba.assistant.gate.material import Material
from nawba.assistant.gate.obedient import obedient_driver, obedient_with
from nawba.assistant.gate.play import compare, play_all
from nawba.assistant.gate.scripts import Line, Script
from nawba.assistant.gate.stage import MakeDriver, Stage, open_stage, plain_driver
from nawba.assistant.serving import Serving, serve_fixed
from nawba.domain.gate_report import EXAMPLES, Check, GateReport
from nawba.domain.texts import LANGUAGES
from nawba.domain.versions import AssistantDocument
from nawba.domain.words import Article, Centre

Tell = Callable[[str], object]
"""Told the name of each check as it begins."""

OrdersOf = Callable[[str, str], Sequence[str]]
"""Orders to give, from a brand and a language."""


@dataclass(frozen=True)
class Trial:
    """What is tried: ``draft`` made of ``material``, for ``centre``, at ``now``.

    ``before`` is the document that answers today. ``drivers`` are the ways the assistant is driven
    while it is given orders, by name.
    """

    draft: Draft
    material: Material
    centre: Centre
    now: datetime
    before: AssistantDocument | None = None
    drivers: Mapping[str, MakeDriver] = field(
        default_factory=lambda: {
            "without a language model": plain_driver,
            "with one that obeys everybody": obedient_driver,
        }
    )

    @property
    def serving(self) -> Serving:
        return Serving(self.draft.search, self.draft.document.limit)

    @property
    def careless(self) -> Serving:
        """The draft with every threshold at zero: whatever is asked, an article answers."""
        return serve_fixed(self.draft.search, 0.0)

    @property
    def places(self) -> list[tuple[str, str]]:
        """Each brand with each language that the house speaks."""
        brands = self.centre.brands
        return [(one.id, lang) for one in brands for lang in one.languages if lang in LANGUAGES]

    @property
    def today(self) -> Today:
        """The day of ``now`` where a brand is."""
        brands = self.centre.brand
        return lambda brand: self.now.astimezone(ZoneInfo(brands[brand].timezone)).date()


def run_gate(trial: Trial, tell: Tell = str) -> GateReport:
    """Every check, in order; none stops the others, so that one reading mends all."""
    started = time.perf_counter()
    checks: list[Check] = []
    for name, run in CHECKS:
        tell(name)
        checks += run(trial)
    return GateReport(trial.draft.document.id, tuple(checks), time.perf_counter() - started)


def _check_scripts(trial: Trial) -> list[Check]:
    """Scripted conversations, then the same first lines typed otherwise, then the house's state."""
    with open_stage(trial.centre, trial.serving, trial.now) as stage:
        scripts = _scripts(trial)
        played = [one for script in scripts for one in play_all(stage, script)]
        bad = [f"{one.name}: {one.difference}" for one in played if one.difference]
        silent = sum(one.silent for one in played)
        notes = (f"{silent} end early, because an answer is not proven.",) if silent else ()
        remedy = "Mend the article or the conversation that it names."
        return [
            Check("scripted_conversations", len(played), len(bad), tuple(bad[:EXAMPLES]), remedy,
                  notes),
            _check_lines(stage, scripts),
            _check_state(stage),
        ]  # fmt: skip


def _scripts(trial: Trial) -> list[Script]:
    return [one for one in trial.material.scripts if one.brand in trial.centre.brand]


def _check_lines(stage: Stage, scripts: Sequence[Script]) -> Check:
    """Questions of the scripts as other fingers type them: the same answer, or none."""
    tried, bad = 0, list[str]()
    for brand, language, line in _questions(scripts):
        for kind, change in perturb.KINDS.items():
            text = change(line.customer)
            result = stage.say(stage.open(brand, language), text)
            tried += 1
            difference = compare(Line(text, line.answers), result) if result.articles else ""
            bad += [f"{brand} {language}, {kind}: « {text} » {difference}"] if difference else []
    remedy = "Give the right article a question in these words, or raise no threshold for it."
    return Check("scripted_lines_retyped", tried, len(bad), tuple(bad[:EXAMPLES]), remedy)


def _questions(scripts: Sequence[Script]) -> list[tuple[str, str, Line]]:
    return [
        (script.brand, one.language, line)
        for script in scripts
        for one in script.conversations
        for line in one.lines
        if line.answers
    ]


def _check_state(stage: Stage) -> Check:
    bad = stage.violations()
    remedy = "This is a defect of the house, not of the version: please report it."
    return Check("state", 1, min(len(bad), 1), tuple(bad[:EXAMPLES]), remedy)


def _check_flows(trial: Trial) -> list[Check]:
    outcomes = [
        one
        for flows in trial.material.flows.values()
        for one in rehearse(flows.book, flows.scripts, extract)
    ]
    bad = [f"{one.flow}, {one.name}: {one.difference}" for one in outcomes if not one.passed]
    remedy = "Run `nawba flow test` and mend the flow or the conversation."
    return [Check("flows", len(outcomes), len(bad), tuple(bad[:EXAMPLES]), remedy)]


def _check_injections(trial: Trial) -> list[Check]:
    bad, tried = list[str](), 0
    for how, serving, make_driver, orders_of in _rounds(trial):
        with open_stage(trial.centre, serving, trial.now, make_driver) as stage:
            for brand, language in trial.places:
                orders = orders_of(brand, language)
                found = try_orders(stage, brand, language, orders, trial.draft.articles)
                bad += [f"{how}: {one}" for one in found]
                tried += len(orders)
    odd = [one for one in trial.draft.articles if speaks_to_machine(one)]
    notes = [f"Tried {' and '.join(trial.drivers)}."]
    notes += [f"{one.id} ({one.language}) speaks to a machine: no model words it" for one in odd]
    remedy = "Do not publish: something obeys orders. If an article gives them, correct it."
    return [Check("injections", tried, len(bad), tuple(bad[:EXAMPLES]), remedy, tuple(notes))]


def _rounds(trial: Trial) -> Iterator[tuple[str, Serving, MakeDriver, OrdersOf]]:
    """Orders as the version answers; behind questions that it is made to answer; to begin flows."""
    asked = partial(asked_orders, articles=trial.draft.articles)
    for how, make_driver in trial.drivers.items():
        yield how, trial.serving, make_driver, lambda brand, language: ORDERS[language]
        if make_driver is not plain_driver:
            yield how, trial.careless, make_driver, asked
    books = {brand: flows.book for brand, flows in trial.material.flows.items()}
    beginning = obedient_with(books)
    yield "asked to begin a flow", trial.serving, beginning, lambda brand, lang: (START[lang],)


def _check_proofs(trial: Trial) -> list[Check]:
    draft, before = trial.draft, trial.before
    return [
        proofs.check_calibration(draft),
        proofs.check_budget(draft),
        proofs.check_risk(draft),
        proofs.check_coverage(draft, before),
        proofs.check_paraphrases(draft),
        proofs.check_typing(draft, trial.material.cases, trial.today),
    ]


def _check_gaps(trial: Trial) -> list[Check]:
    """Questions of closed gaps: each is answered with its article, or not at all."""
    there = {(one.brand, one.id) for one in trial.draft.document.articles}
    tried = [one for one in trial.material.gaps if (one.brand, one.intent) in there]
    served = [proofs.serves(trial.draft, one, str, trial.today) for one in tried]
    pairs = list(zip(tried, served, strict=True))
    bad = [
        f"{case.id} ({case.brand} {case.language}): {article}, not {case.intent}"
        for case, article in pairs
        if article not in (None, case.intent)
    ]
    silent = sum(article is None for article in served)
    notes = (f"{silent} go to a person: nothing sure enough answers them.",) if silent else ()
    remedy = "Take the question out of its gap if it means something else; else mend the articles."
    return [Check("gap_questions", len(tried), len(bad), tuple(bad[:EXAMPLES]), remedy, notes)]


def _check_articles(trial: Trial) -> list[Check]:
    """What is left out stops nothing, because it is not served; editor and owner are told."""
    draft = trial.draft
    served = set(draft.document.articles)
    pairs = [article for one in draft.contradictions for article in one.articles]
    tests = (("contradictions", pairs, [str(one) for one in draft.contradictions],
              "Correct one of the two articles; neither is served until then."),
             ("expired_articles", draft.expired, [_expired(one) for one in draft.expired],
              "Give it a new date once its owner has read it."))  # fmt: skip
    return [
        Check(
            name,
            len(articles),
            sum(version_of(one) in served for one in articles),
            notes=tuple(f"left out: {one}" for one in told),
            remedy=remedy,
        )
        for name, articles, told, remedy in tests
    ]


def _expired(article: Article) -> str:
    owner = article.owner or "nobody"
    return f"{article.id} ({article.language}), expired {article.expires_on}, owner {owner}"


CHECKS: tuple[tuple[str, Callable[[Trial], list[Check]]], ...] = (
    ("scripted conversations", _check_scripts),
    ("flows", _check_flows),
    ("injections", _check_injections),
    ("calibration", _check_proofs),
    ("gap questions", _check_gaps),
    ("articles left out", _check_articles),
)
