"""``nawba assistant publish | rollback | versions | diff``: what answers, and since when."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.actions.assistant_versions import rollback_assistant
from nawba.assistant.gate import Material, Prepared, prepare, publish, read_material
from nawba.assistant.gate.proofs import places
from nawba.assistant.gate.run import run_gate
from nawba.assistant.gate.thresholds import Wish, covered, wish_of
from nawba.assistant.reading import Reading
from nawba.cli.assistant import assistant as assistant
from nawba.cli.console import done, fail, gate_progress, load_settings, print_json, print_table, say
from nawba.cli.content import Database, Json
from nawba.cli.database import open_database
from nawba.demo.company import COMPANY, demo_centre
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.gate_report import GateReport, report_json
from nawba.domain.version_diff import diff
from nawba.domain.versions import AssistantVersion, Threshold
from nawba.domain.words import ADMINISTRATOR
from nawba.knowledge.searcher import open_searcher
from nawba.settings import Settings
from nawba.stats import Verdict
from nawba.store import Store
from nawba.store.assistant_versions import (
    current_number,
    current_version,
    find_version,
    read_versions,
)
from nawba.store.rows import read_centre

Brand = Annotated[str | None, typer.Option(help="Move the risk of this brand only.")]
Language = Annotated[str | None, typer.Option(help="Move the risk of this language only.")]
Budget = Annotated[
    int | None,
    typer.Option(help="Readings that the same cases may prove, one after the other. [default: 5]"),
]


@assistant.command("publish")
def publish_assistant(
    risk: Annotated[
        str | None, typer.Option(help="Share of wrong answers to accept, e.g. 5%. [default: kept]")
    ] = None,
    brand: Brand = None,
    language: Language = None,
    oos_share: Annotated[
        str | None, typer.Option(help="Stated share of questions out of scope. [default: kept]")
    ] = None,
    budget: Budget = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder of cases, groups, conversations and flows; else the setting."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only try; publish nothing.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make a version of today's articles and FOLDER, try it in the gate, and publish it.

    What fails is told with its first examples and what to mend; then nothing is published and the
    status is 1. A running server answers with the new version within seconds.

    Example: `nawba assistant publish --folder assistant/ --risk 5%`
    """
    settings = load_settings(database=database, assistant_folder=folder)
    store = open_database(database, must_exist=True)
    wish = _budgeted(_wish(store, risk, oos_share, brand, language), budget)
    with gate_progress() as (count, tell):
        material = _material(settings, store)
        prepared = prepare(store, material, _reading(settings), wish, count)
        report, version = _run(store, prepared, tell, check)
    if as_json:
        number = None if version is None else version.number
        print_json({"published": number is not None, "version": number,
                    "report": report_json(report)})  # fmt: skip
    else:
        _tell_gate(report, version, check)
    raise typer.Exit(0 if report.passed else 1)


@assistant.command("calibrate")
def calibrate(
    risk: Annotated[
        str | None, typer.Option(help="Share of wrong answers to accept, e.g. 5%. [default: kept]")
    ] = None,
    oos_share: Annotated[
        str | None, typer.Option(help="Stated share of questions out of scope. [default: kept]")
    ] = None,
    budget: Budget = None,
    folder: Annotated[
        Path | None, typer.Option(help="Folder of cases and groups; else the setting.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Read the labelled cases of FOLDER and print the threshold of each group, or what is missing.

    For each brand, language and predicted group: from which score on it may be answered so that,
    with 95 % confidence, at most the risk is wrong; "assist-only" where the cases do not prove it.
    Nothing is published. Example: `nawba assistant calibrate --risk 5%`
    """
    settings = load_settings(database=database, assistant_folder=folder)
    store = open_database(database, must_exist=True)
    wish = _budgeted(_wish(store, risk, oos_share, None, None), budget)
    with gate_progress() as (count, _):
        prepared = prepare(store, _material(settings, store), _reading(settings), wish, count)
    rows = prepared.trial.draft.document.thresholds
    if as_json:
        print_json({"rows": [asdict(row) | {"coverage": row.coverage} for row in rows]})
        return
    tell_thresholds(rows)
    if not rows:
        say("No labelled case, so nothing is proven: docs/editor.md says how to write some.")


def _run(
    store: Store, prepared: Prepared, tell: Any, check: bool
) -> tuple[GateReport, AssistantVersion | None]:
    if check:
        return run_gate(prepared.trial, tell), None
    return publish(store, ADMINISTRATOR, prepared, tell)


def _tell_gate(report: GateReport, version: AssistantVersion | None, check: bool) -> None:
    for line in report.lines():
        say(line)
    if not report.passed:
        fail(f"Nothing was published ({report.seconds:.1f} s). Mend what stands after → above.")
    elif version is None:
        done(f"The gate lets it through ({report.seconds:.1f} s)." + " Nothing was published."
             * check)  # fmt: skip
    else:
        done(f"Version {version.number} answers now ({report.seconds:.1f} s in the gate).")
        say("  Undo: `nawba assistant rollback`.")


def _wish(
    store: Store, risk: str | None, oos_share: str | None, brand: str | None, language: str | None
) -> Wish:
    """The risks in force with what the command line says on top."""
    with store.read() as connection:
        base, centre = current_version(connection), read_centre(connection)
    wish = wish_of(base.document) if base is not None else Wish()
    if oos_share is not None:
        wish = replace(wish, oos_share=_share(oos_share, "oos_share"))
    if (brand or language) and risk is None:
        raise Invalid("--brand and --language say where a risk holds: add --risk.", field="risk")
    if risk is None:
        return wish
    if brand is not None and brand not in centre.brand:
        raise NotFound(f"There is no brand '{brand}'. `nawba export` lists them.", field="brand")
    if brand is None and language is None:
        return Wish(_share(risk, "risk"), wish.oos_share, wish.budget)
    where = [
        (one.id, spoken)
        for one in centre.brands
        for spoken in one.languages
        if brand in (None, one.id) and language in (None, spoken)
    ]
    return wish.moved(_share(risk, "risk"), where)


def _budgeted(wish: Wish, budget: int | None) -> Wish:
    return wish if budget is None else replace(wish, budget=budget)


def _share(text: str, field: str) -> float:
    """``5%`` or ``0.05`` as 0.05. Raises Invalid."""
    try:
        number = float(text.strip().rstrip("% ").replace(",", "."))
    except ValueError:
        raise Invalid(f"'{text}' is no share. Write 5% or 0.05.", field=field) from None
    return number / 100 if "%" in text else number


def _material(settings: Settings, store: Store) -> Material:
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


def _reading(settings: Settings) -> Reading:
    return Reading(open_searcher(settings.models_folder, settings.cache_folder))


@assistant.command("rollback")
def roll_back(
    version: Annotated[
        int | None, typer.Argument(help="Number of the version; else the one before.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Let an earlier version answer again; a running server follows within seconds.

    Its articles are served as they stood, less those withdrawn since; nothing is lost, and
    `nawba assistant rollback NUMBER` goes forward again. Example: `nawba assistant rollback 3`
    """
    started = time.perf_counter()
    store = open_database(database, must_exist=True)
    found = rollback_assistant(store, ADMINISTRATOR, version)
    if as_json:
        print_json({"version": found.number, "articles": len(found.document.articles)})
        return
    took = time.perf_counter() - started
    done(f"Version {found.number} of {found.published_at:%Y-%m-%d %H:%M} answers ({took:.1f} s).")


@assistant.command("versions")
def list_versions(
    version: Annotated[int | None, typer.Argument(help="Show this one whole.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the versions of the assistant, or show the report and thresholds of one.

    Example: `nawba assistant versions 3`
    """
    store = open_database(database, must_exist=True)
    if version is not None:
        _show_version(_find(store, version), as_json)
        return
    with store.read() as connection:
        current, found = current_number(connection), read_versions(connection)
    if as_json:
        print_json({"current": current, "versions": [_facts(one) for one in found]})
    elif not found:
        say("None was published yet: one fixed threshold holds. `nawba assistant publish` does.")
    else:
        print_table(
            ("", "version", "published", "by", "articles", "flows", "answers"),
            [_listed(one, current) for one in found],
        )


def _listed(one: AssistantVersion, current: int | None) -> tuple[object, ...]:
    document = one.document
    mark = "→" if one.number == current else ""
    rows = document.thresholds
    share = f"{sum(row.threshold is not None for row in rows)} of {len(rows)} rows"
    return (mark, one.number, f"{one.published_at:%Y-%m-%d %H:%M}", one.published_by,
            len(document.articles), len(document.flows), share)  # fmt: skip


def _facts(one: AssistantVersion) -> dict[str, object]:
    return {
        "number": one.number,
        "id": one.id,
        "published_at": one.published_at.isoformat(),
        "published_by": one.published_by,
        "articles": len(one.document.articles),
        "flows": len(one.document.flows),
    }


def _show_version(version: AssistantVersion, as_json: bool) -> None:
    rows = version.document.thresholds
    if as_json:
        print_json(_facts(version) | {"report": version.report, "rows": [asdict(r) for r in rows]})
        return
    say(f"Version {version.number}, {version.published_at:%Y-%m-%d %H:%M} UTC, by "
        f"{version.published_by}. {version.id[:12]}")  # fmt: skip
    say(str(version.report["text"]))
    tell_thresholds(rows)


def tell_thresholds(rows: Sequence[Threshold]) -> None:
    """The table of thresholds, with what each brand and language answers."""
    if not rows:
        return
    print_table(
        ("brand", "language", "group", "risk", "threshold", "answers", "at most wrong", "cases",
         "says"),
        [_threshold(row) for row in rows],
    )  # fmt: skip
    for (brand, language), part in places(rows).items():
        say(f"{brand} {language}: answers {covered(part):.0%} of the questions in scope.")
    say("With 95 % confidence, for each row by itself and for questions read as its group: at most "
        f"the risk is wrong among answers, if {rows[0].oos_share:.0%} of the questions are out of "
        "scope.")  # fmt: skip


def _threshold(row: Threshold) -> tuple[object, ...]:
    if row.threshold is None:
        shown: tuple[object, ...] = ("assist-only", "0%", "–")
    else:
        shown = (f"{row.threshold:.3f}", f"{row.coverage:.0%}", f"{row.bound:.2%}")
    return (
        row.brand,
        row.language,
        row.group,
        f"{row.risk * 100:g}%",
        *shown,
        row.cases,
        _says(row),
    )


def _says(row: Threshold) -> str:
    """What of its bound holds for, or why there is none."""
    if row.threshold is not None:
        return f"holds on {row.covers}"
    if row.verdict == Verdict.TOO_WRONG:
        return "wrong too often even where it is surest"
    if not row.cases:
        return "no case was read as this group"
    counted = {"in scope": row.missing, "out of scope": row.missing_oos}
    named = " and ".join(f"{number} {kind}" for kind, number in counted.items() if number)
    return f"at least {named} cases missing"


@assistant.command("diff")
def compare(
    was: Annotated[
        int | None, typer.Argument(help="Version before; else the last but one.")
    ] = None,
    now: Annotated[int | None, typer.Argument(help="Version after; else the current.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say what changed between two versions: articles, flows, thresholds, groups.

    Example: `nawba assistant diff 3 4`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        later = now if now is not None else current_number(connection)
    if later is None:
        raise NotFound("No version was published yet. `nawba assistant publish` does.")
    if was is None and later == 1:
        raise NotFound("Version 1 is the first: there is none before it to compare with.")
    after = _find(store, later)
    before = _find(store, was if was is not None else later - 1)
    changes = diff(before.document, after.document)
    if as_json:
        print_json({"was": before.number, "now": after.number,
                    "changes": [asdict(one) for one in changes]})  # fmt: skip
        return
    for change in changes:
        say(str(change))
    done(f"{len(changes)} changes from version {before.number} to version {after.number}.")


def _find(store: Store, number: int) -> AssistantVersion:
    with store.read() as connection:
        found = find_version(connection, number)
    if found is None:
        raise NotFound(f"There is no version {number}. `nawba assistant versions` lists them.")
    return found
