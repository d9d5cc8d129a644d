"""Commands on what the centre knows: its configuration, its articles, its assistant."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from nawba.actions import setup
from nawba.assistant import person_request_report
from nawba.cli.console import done, err, load_settings, print_json, print_table, say
from nawba.domain.documents import read_centre as parse_centre
from nawba.domain.documents import write_centre
from nawba.domain.errors import Invalid
from nawba.domain.words import ADMINISTRATOR
from nawba.knowledge import ArticleIndex, read_folder
from nawba.models.embed import open_embedder
from nawba.store import Store, open_store
from nawba.store.migrate import migrate
from nawba.store.rows import read_articles, read_centre

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[str | None, typer.Option(help="Database URL; else the setting.")]

articles = typer.Typer(no_args_is_help=True, help="Import, list and search approved articles.")
assistant = typer.Typer(no_args_is_help=True, help="Measure what the assistant understands.")


def _open(database: str | None) -> Store:
    store = open_store(load_settings(database=database).database)
    migrate(store)
    return store


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            f"{path} cannot be read: {error}. Check the path and save it as UTF-8."
        ) from error


def import_centre(
    file: Annotated[Path, typer.Argument(help="The centre as YAML; see `nawba export`.")],
    check: Annotated[bool, typer.Option("--check", help="Only check the file.")] = False,
    database: Database = None,
) -> None:
    """Make FILE the configuration of the centre: sites, brands, queues, advisers, codes.

    Every fault is told with its file, line and field; on any fault nothing is imported. What the
    file no longer has is retired, not deleted.
    """
    centre = parse_centre(_read_text(file), str(file))
    counted = (
        f"{len(centre.brands)} brands, {len(centre.queues)} queues, {len(centre.advisers)} advisers"
    )
    if check:
        done(f"{file} is sound: {counted}.")
        return
    setup.configure(_open(database), ADMINISTRATOR, centre)
    done(f"Configured: {counted}.")


def export_centre(database: Database = None) -> None:
    """Print the configuration of the centre as YAML, ready for `nawba import`."""
    with _open(database).read() as connection:
        say(write_centre(read_centre(connection)))


@articles.command("import")
def import_articles(
    folder: Annotated[Path, typer.Argument(help="Folder of Markdown files, searched through.")],
    check: Annotated[bool, typer.Option("--check", help="Only check the files.")] = False,
    database: Database = None,
) -> None:
    """Publish every article under FOLDER; an unchanged one keeps its version.

    Every fault is told with its file, line and field; on any fault nothing is imported.
    """
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Reading", total=None)
        found = read_folder(folder, lambda n, of: progress.update(bar, completed=n, total=of))
    if check:
        done(f"{len(found)} articles are sound.")
        return
    report = setup.publish_articles(_open(database), ADMINISTRATOR, found)
    done(f"{report.added} articles added, {report.changed} changed, {report.same} the same.")


@articles.command("list")
def list_articles(
    brand: Annotated[str | None, typer.Option(help="Only this brand.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the articles being served, with owner and expiry date."""
    with _open(database).read() as connection:
        found = read_articles(connection, brand)
    if as_json:
        print_json([asdict(article) for article in found])
    elif not found:
        say("No article yet. Import some with `nawba articles import FOLDER`.")
    else:
        print_table(
            ("brand", "id", "language", "version", "owner", "expires", "title"),
            [
                (a.brand, a.id, a.language, a.version, a.owner, a.expires_on or "never", a.title)
                for a in found
            ],
        )


@articles.command("search")
def search_articles(
    text: Annotated[str, typer.Argument(help="A customer's question.")],
    brand: Annotated[str, typer.Option(help="The brand asked.")],
    language: Annotated[str, typer.Option(help="Language to answer in.")] = "fr",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Show which articles a question finds, with score and margin."""
    settings = load_settings(database=database)
    store = _open(database)
    with store.read() as connection:
        served = read_articles(connection, brand)
    index = ArticleIndex.build(served, open_embedder(settings.models_folder))
    found = index.search(text, brand, language, today=store.clock().date())
    rows = [
        (f"{one.score:.3f}", f"{one.margin:.3f}", one.article.id, one.article.title)
        for one in found
    ]
    if as_json:
        print_json(
            [{"score": f.score, "margin": f.margin, "article": asdict(f.article)} for f in found]
        )
    elif rows:
        print_table(("score", "margin", "id", "title"), rows)
    else:
        say("Nothing found.")


@assistant.command("person-requests")
def person_requests(
    file: Annotated[Path, typer.Argument(help="JSONL: text, language, request (true/false).")],
    as_json: Json = False,
) -> None:
    """Measure on a labelled list how well requests for a person are recognised."""
    if not file.is_file():
        raise Invalid(f"{file} is not a file.")
    report = person_request_report(file)
    if as_json:
        print_json(report)
    else:
        for key, value in report.items():
            say(f"{key}: {value}")
