"""``nawba listen reasons`` and ``nawba listen trends``: why customers come, and what changed."""

from __future__ import annotations

import csv
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nawba.cli.console import done, err, load_settings, print_json
from nawba.cli.database import open_database
from nawba.cli.listen_intake import Database
from nawba.cli.reasons_printed import names_of, print_changes, print_reasons
from nawba.cli.reasons_source import open_source
from nawba.domain.words import ADMINISTRATOR

if TYPE_CHECKING:
    from nawba.listening.reasons.heard import Heard
    from nawba.listening.reasons.insight import Insight
    from nawba.listening.reasons.taxonomy import Reason
    from nawba.listening.reasons.trends import Change
    from nawba.listening.reasons.versions import Renewed, Version

EMBEDDER = "use-multilingual-v3"

Contacts = Annotated[
    list[Path] | None,
    typer.Option(help="CSV or JSON lines: contact_id, text or turns. None: what was listened to."),
]
Versions = Annotated[
    Path | None,
    typer.Option(help="Folder of the versions of reasons. None: with what was listened to."),
]
Since = Annotated[str, typer.Option(help="Without --contacts: begun from this day on (UTC).")]
Queue = Annotated[str, typer.Option(help="Without --contacts: of this queue only.")]
Brand = Annotated[str, typer.Option(help="Without --contacts: of this brand only.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Language = Annotated[str, typer.Option(help="Language of the names: fr, ar or en.")]


def reasons(
    contacts: Contacts = None,
    taxonomy: Annotated[
        Path | None, typer.Option(help="Reasons known beforehand, TOML. None: the last version's.")
    ] = None,
    articles: Annotated[
        Path | None,
        typer.Option(help="Folder of articles: each is a reason, its questions show it."),
    ] = None,
    examples: Annotated[
        list[Path] | None, typer.Option(help="More sentences: JSON lines of text and intent.")
    ] = None,
    since: Since = "",
    queue: Queue = "",
    brand: Brand = "",
    versions: Versions = None,
    version: Annotated[
        int | None, typer.Option(help="Assign to this version, and look for nothing new.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write contacts.csv and gaps.json to this folder.")
    ] = None,
    language: Language = "en",
    seed: Annotated[int, typer.Option(help="Seed of the search for new reasons.")] = 0,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say why each contact came: a reason that is known, one that is found, or none.

    Contacts are those that were listened to, or those of files. Reasons come from a taxonomy, from
    articles (without files: the centre's own), or from the last version. What none of them takes
    with confidence is grouped; groups become found reasons of a new version. A version never
    changes: `--version 3` says next year what it says today. Reasons whose contacts were mostly
    not answered well are listed for the knowledge editor.

    Example: `nawba listen reasons --since 2026-11-01`

    Example: `nawba listen reasons --contacts november.csv --taxonomy reasons.toml --out insight`
    """
    from nawba.models.embed import open_embedder

    source = open_source(contacts, (since, queue, brand), versions, database)
    heard = source.heard()
    with err.status("Reading what customers said…"):
        embed = open_embedder(cached=50_000)
        seeded = _seeded(taxonomy, articles, examples or []) or source.seeded()
        kept, renewed = _version(source.versions, version, seeded, heard, embed, seed)
        insight, assigned = _gained(heard, kept, embed)
        source.keep(assigned, insight, kept, renewed)
    if out is not None:
        _write(out, heard, assigned, insight)
    if as_json:
        print_json(_document(kept, renewed, insight))
        return
    print_reasons(insight, kept, renewed, language)
    if out is not None:
        done(f"Wrote {out / 'contacts.csv'} and {out / 'gaps.json'}.")


def trends(
    contacts: Contacts = None,
    since: Since = "",
    queue: Queue = "",
    brand: Brand = "",
    versions: Versions = None,
    version: Annotated[int | None, typer.Option(help="Of the reasons. None: the last.")] = None,
    by_intent: Annotated[
        bool, typer.Option("--by-intent", help="By what the contacts tell as `intent`.")
    ] = False,
    language: Language = "en",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tell for which reasons more or fewer contacts came, since when, and how sure that is.

    Weekdays are allowed for. Of the changes told one in twenty may be none. Give a month or more.

    Example: `nawba listen trends --queue sahla-fr`

    Example: `nawba listen trends --contacts october.csv november.csv --versions reasons`
    """
    source = open_source(contacts, (since, queue, brand), versions, database)
    folder = None if by_intent else source.versions
    found, number, names = _changes(source.heard(), folder, version, language)
    if as_json:
        print_json({"version": number, "changes": [asdict(one) for one in found]})
        return
    print_changes(found, names)


def _changes(
    heard: list[Heard], versions: Path | None, number: int | None, language: str
) -> tuple[tuple[Change, ...], int | None, dict[str, str]]:
    """The changes, the version and the names of its reasons; without versions by intent."""
    from nawba.domain.errors import NotFound
    from nawba.listening.reasons.insight import trends as told
    from nawba.listening.reasons.versions import read_version
    from nawba.models.embed import open_embedder

    if versions is None:
        return tuple(told(heard, [one.intent for one in heard])), None, {}
    kept = read_version(versions, number)
    if kept is None:
        raise NotFound(f"{versions} holds no such version. Make one with `nawba listen reasons`.")
    with err.status("Reading what customers said…"):
        insight, _ = _gained(heard, kept, open_embedder(cached=0))
    return insight.changes, kept.number, names_of(kept, language)


def _seeded(
    taxonomy: Path | None, articles: Path | None, examples: list[Path]
) -> tuple[Reason, ...] | None:
    from nawba.knowledge import read_folder
    from nawba.listening.reasons.taxonomy import read_examples, read_taxonomy, reasons_of_articles

    if taxonomy is not None:
        return read_taxonomy(taxonomy.read_text(encoding="utf-8"), str(taxonomy))
    if articles is None:
        return None
    more = [one for path in examples for one in read_examples(path.read_text("utf-8"), str(path))]
    return reasons_of_articles(read_folder(articles), more)


def _version(
    folder: Path,
    number: int | None,
    seeded: tuple[Reason, ...] | None,
    heard: list[Heard],
    embed: Any,
    seed: int,
) -> tuple[Version, Renewed | None]:
    from nawba.domain.errors import Invalid, NotFound
    from nawba.listening.reasons.versions import read_version, renew, write_version

    last = read_version(folder, number)
    if number is not None and last is None:
        raise NotFound(f"{folder} holds no version {number} of reasons.")
    if last is not None and last.embedder != EMBEDDER:
        raise Invalid(f"Version {last.number} was made with {last.embedder}. Make a new one.")
    if number is not None and last is not None:
        return last, None
    known = seeded if seeded is not None else _seeded_of(last)
    texts, languages = [one.text for one in heard], [one.language for one in heard]
    at = datetime.now(UTC)
    renewed = renew(last, known, texts, languages, embed, at=at, embedder=EMBEDDER, seed=seed)
    if last is not None and renewed.version.reasons == last.reasons:
        return last, None
    write_version(folder, renewed.version)
    return renewed.version, renewed


def _seeded_of(last: Version | None) -> tuple[Reason, ...]:
    return tuple(one for one in last.reasons if one.origin == "seeded") if last else ()


def _gained(heard: list[Heard], version: Version, embed: Any) -> tuple[Insight, list[Any]]:
    from nawba.listening.reasons.assign import Assigner
    from nawba.listening.reasons.insight import gain

    assigned = Assigner.fit(version.reasons, embed)([one.text for one in heard])
    return gain(heard, assigned, version.reasons), assigned


def _write(out: Path, heard: list[Heard], assigned: list[Any], insight: Insight) -> None:
    import json

    out.mkdir(parents=True, exist_ok=True)
    with (out / "contacts.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("contact_id", "reason", "score", "margin"))
        for one, got in zip(heard, assigned, strict=True):
            row = (one.contact, got.reason or "", f"{got.score:.4f}", f"{got.margin:.4f}")
            writer.writerow(row)
    gaps = [asdict(one) for one in insight.gaps]
    (out / "gaps.json").write_text(json.dumps(gaps, ensure_ascii=False, indent=1), "utf-8")


def _document(version: Version, renewed: Renewed | None, insight: Insight) -> dict[str, Any]:
    return {
        "version": version.number,
        "found": list(renewed.found) if renewed else [],
        "continued": list(renewed.continued) if renewed else [],
        **asdict(insight),
    }


def gaps(database: Database = None, as_json: Json = False) -> None:
    """Put the reasons that no article covers into the knowledge editor's list of gaps.

    They are those of the last `nawba listen reasons` over what was listened to. Each reason of a
    brand has one gap: to hand over again brings its count and its examples up to date.

    Example: `nawba listen gaps`
    """
    from nawba.listening.reasons.handing import hand_over
    from nawba.listening.reasons.keeping import FOLDER

    store = open_database(database, must_exist=True)
    folder = load_settings().listening_folder / FOLDER
    new, handed = hand_over(store, ADMINISTRATOR, folder)
    if as_json:
        print_json({"new": new, "handed": handed})
    else:
        done(f"{handed} reasons without an article are in the editor's list, {new} of them new.")
