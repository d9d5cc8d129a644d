"""Commands on what the centre knows: its articles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from nawba.actions.articles import publish_articles
from nawba.cli.console import done, err, load_settings, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.domain.errors import NotFound
from nawba.domain.words import ADMINISTRATOR, Article, Centre
from nawba.knowledge import STRICT_THRESHOLD, ArticleIndex, read_folder
from nawba.models.embed import open_embedder
from nawba.store import Store
from nawba.store.rows import read_articles, read_centre

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]
Check = Annotated[bool, typer.Option("--check", help="Only check; open no database.")]

articles = typer.Typer(no_args_is_help=True, help="Import, list and search approved articles.")


@articles.command("import")
def import_articles(
    folder: Annotated[Path, typer.Argument(help="Folder of Markdown files, searched through.")],
    check: Check = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Publish every article under FOLDER; an unchanged one keeps its version.

    Every fault is told with its file, line and field; on any fault nothing is imported. Articles
    that are not in FOLDER stay as they are. A running server serves the new ones within seconds.

    Example: `nawba articles import articles/ --check`, then without `--check`.
    """
    started = time.perf_counter()
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Reading", total=None)
        found = read_folder(folder, lambda n, of: progress.update(bar, completed=n, total=of))
    if check:
        _say_checked(folder, len(found), as_json)
        return
    store = open_database(database)
    _check_brands(store, found)
    report = publish_articles(store, ADMINISTRATOR, found)
    if as_json:
        print_json({"folder": folder, "imported": True, "articles": len(found), **asdict(report)})
        return
    counted = f"{report.added} added, {report.changed} changed, {report.same} the same"
    done(f"{len(found)} articles in {time.perf_counter() - started:.1f} s: {counted}.")


def _say_checked(folder: Path, count: int, as_json: bool) -> None:
    if as_json:
        print_json({"folder": folder, "imported": False, "articles": count})
    else:
        done(f"{count} articles are sound. Nothing was imported.")


def _check_brands(store: Store, found: Sequence[Article]) -> None:
    """Name every unknown brand at once, and whose articles they are. Raises NotFound."""
    with store.read() as connection:
        known = sorted(read_centre(connection).brand)
    strays: dict[str, list[str]] = {}
    for article in found:
        if article.brand not in known:
            strays.setdefault(article.brand, []).append(f"{article.id} ({article.language})")
    if not strays:
        return
    lines = [f"brand '{brand}': is not configured; {_some(of)}" for brand, of in strays.items()]
    remedy = "Correct `brand:` in them" if known else "Run `nawba config apply config/` first"
    configured = ", ".join(known) or "none yet"
    raise NotFound("\n".join([*lines, f"Configured: {configured}. {remedy}."]), field="brand")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"it is named by {', '.join(names[:5])}{more}"


@articles.command("list")
def list_articles(
    brand: Annotated[str | None, typer.Option(help="Only this brand.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the articles being served, with owner and expiry date.

    Example: `nawba articles list --brand sahla`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        if brand is not None:
            _check_brand(read_centre(connection), brand)
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


def _check_brand(centre: Centre, brand: str) -> None:
    if brand not in centre.brand:
        known = ", ".join(sorted(centre.brand)) or "none yet; `nawba config apply` configures them"
        raise NotFound(f"There is no brand '{brand}'. Known: {known}.", field="brand")


@articles.command("search")
def search_articles(
    text: Annotated[str, typer.Argument(help="A customer's question.")],
    brand: Annotated[str, typer.Option(help="The brand asked.")],
    language: Annotated[str, typer.Option(help="Language to answer in.")] = "fr",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Show which articles a question finds, with score and margin over the next.

    Example: `nawba articles search "mon wifi est lent" --brand sahla`
    """
    settings = load_settings(database=database)
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        _check_brand(read_centre(connection), brand)
        served = read_articles(connection, brand)
    index = ArticleIndex.build(served, open_embedder(settings.models_folder))
    found = index.search(text, brand, language, today=store.clock().date())
    bound = STRICT_THRESHOLD if settings.answer_threshold is None else settings.answer_threshold
    if as_json:
        print_json(
            [{"score": f.score, "margin": f.margin, "article": asdict(f.article)} for f in found]
        )
    elif not found:
        say("Nothing found. `nawba articles list` shows what is served.")
    else:
        rows = [
            (f"{f.score:.3f}", f"{f.margin:.3f}", f.article.id, f.article.language, f.article.title)
            for f in found
        ]
        print_table(("score", "margin", "id", "language", "title"), rows)
        say(f"The assistant answers from a score of {bound:.2f}; below it hands over.")
