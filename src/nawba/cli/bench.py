"""``nawba bench``: measure this machine with a real server; nothing here is asserted."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress as Bar

from nawba.bench.chat import measure_chat
from nawba.bench.events import measure_events
from nawba.bench.server import demo_server
from nawba.cli.arrivals import arrivals
from nawba.cli.bench_cause import cause
from nawba.cli.bench_cv import bench_cv
from nawba.cli.bench_cv_render import bench_cv_render
from nawba.cli.bench_dispatch import dispatch
from nawba.cli.bench_durable import offers, takeover
from nawba.cli.bench_hire import bench_cv_swap, bench_hire
from nawba.cli.bench_listen import bench_listen
from nawba.cli.bench_reasons import reasons
from nawba.cli.bench_simulate import bench_simulate
from nawba.cli.bench_transcribe import bench_transcribe
from nawba.cli.console import ManyFiles, err, print_figures
from nawba.cli.queueing import queueing
from nawba.cli.redact import redact
from nawba.cli.tasks import tasks
from nawba.cli.wording import wording
from nawba.domain.errors import Invalid
from nawba.models.embed import open_embedder
from nawba.stats import Promise

app = typer.Typer(no_args_is_help=True, help="Measure a real server over real HTTP.")

Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Measure on this empty database instead of a SQLite file.")
]


@app.command("chat")
def chat(
    contacts: Annotated[int, typer.Option(min=1, help="How many contacts are open at once.")] = 200,
    rate: Annotated[
        float, typer.Option(min=0.1, help="Customers' messages per second, over all contacts.")
    ] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the questions asked.")] = 1,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Time the assistant's turns: from a customer's message to the reply on their page.

    Figures wanted: `turn_ms.p95` at most 100, `errors` 0, `rss_mb` at most 800,
    `events_missing` 0.
    """
    with err.status("Measuring chat…"), demo_server(database) as server:
        figures = asyncio.run(measure_chat(server, contacts, rate, seed))
    print_figures(asdict(figures), as_json)


@app.command("events")
def events(
    viewers: Annotated[int, typer.Option(min=1, help="Pages that follow the stream.")] = 200,
    rate: Annotated[float, typer.Option(min=0.1, help="Events per second.")] = 20,
    seconds: Annotated[float, typer.Option(min=1, help="How long to measure.")] = 30,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Time events from commit to page, cutting every page's connection ten times.

    Figures wanted: `delivery_ms.p95` at most 250, `missing` 0, `duplicated` 0.
    """
    with err.status("Measuring events…"), demo_server(database) as server:
        figures = asyncio.run(measure_events(server, viewers, rate, seconds))
    print_figures(asdict(figures), as_json)


@app.command("understand", cls=ManyFiles)
def understand(
    train: Annotated[list[Path], typer.Option(help="CSV files of texts to learn from.")],
    test: Annotated[list[Path], typer.Option(help="CSV files of texts to be judged on.")],
    risk: Annotated[float, typer.Option(help="Largest share wrong among answered, e.g. 0.05.")],
    oos_train: Annotated[
        list[Path] | None, typer.Option(help="CSV of out-of-scope texts to calibrate on.")
    ] = None,
    oos_test: Annotated[
        list[Path] | None, typer.Option(help="CSV of out-of-scope texts to be judged on.")
    ] = None,
    oos_share: Annotated[
        float, typer.Option(help="Share of out-of-scope texts in the traffic, below 1.")
    ] = 0.0,
    resamples: Annotated[
        int, typer.Option(min=0, help="Calibrations drawn anew to see how many break the promise.")
    ] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Seed of what is held out.")] = 0,
    as_json: Json = False,
) -> None:
    """Train on the given files, promise a risk, and see on the test files whether it is kept.

    Files are CSV, gzip or plain, with a header: `text` and one of `intent`, `category`, `label`.
    The threshold is set on three in ten of the training texts, held out; never on the test files.

    Example: `nawba bench understand --train train.csv val.csv --test test.csv
    --oos-train oos.csv --oos-test oos_test.csv --oos-share 0.18 --risk 0.05`

    Figures wanted: `wrong_rate` at most the risk, `resampled.broken` at most 0.05.
    """
    from nawba.bench.understand import Files, measure_understanding  # takes a second to import

    try:
        promise = Promise(risk, oos_share)
    except ValueError as error:
        raise Invalid(f"Not possible: {error}.") from error
    files = Files(train, test, oos_train or (), oos_test or ())
    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Reading the training texts", total=None)
        figures = measure_understanding(
            files,
            promise,
            open_embedder(cached=0),
            resamples=resamples,
            seed=seed,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    print_figures(asdict(figures), as_json)


@app.command("retrieve")
def retrieve(
    passages: Annotated[Path, typer.Option(help="What is searched, JSON, gzip or plain.")],
    questions: Annotated[Path, typer.Option(help="Questions or dialogues, with their passage.")],
    as_json: Json = False,
) -> None:
    """Find the passage that answers each question: how often first, how often among five.

    Passages are JSON lines with `id`, `text` and perhaps `title`, or one object of domains,
    subjects and documents. Questions are JSON lines with `passage_id` and `question_fr`,
    `question_en` …, or dialogues with `log` and `label`: then the names spoken of before count,
    and what else the recogniser may have heard. Nothing is learned from the questions.

    Example: `nawba bench retrieve --passages knowledge.json.gz --questions dialogues.jsonl.gz`

    Figures wanted on spoken dialogues: `r_at_1` at least 0.40, `r_at_5` at least 0.70.
    """
    from nawba.bench.retrieve import measure_retrieval  # takes a second to import

    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Reading the passages", total=None)
        figures = measure_retrieval(
            passages,
            questions,
            open_embedder(cached=0),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    print_figures(asdict(figures), as_json)


@app.command("access")
def access(
    database: Annotated[str | None, typer.Option(help="An empty database for it.")] = None,
    as_json: Json = False,
) -> None:
    """Ask every route, as every role, for what lies at another brand or site; count the leaks.

    A demo is opened in a database of its own. Exits with status 1 when something leaked.

    Example: `nawba bench access --json`
    """
    from nawba.bench.access_run import measure_access  # brings the application with it

    figures = measure_access(database)
    shown = {**asdict(figures), "leaks": len(figures.leaks), "leaked": figures.leaks}
    print_figures(shown if as_json or figures.leaks else {**shown, "leaked": "nothing"}, as_json)
    raise typer.Exit(1 if figures.leaks else 0)


app.command("arrivals")(arrivals)
app.command("dispatch")(dispatch)
app.command("offers")(offers)
app.command("queueing")(queueing)
app.command("simulate")(bench_simulate)
app.command("reasons", cls=ManyFiles)(reasons)
app.command("cause")(cause)
app.command("cv")(bench_cv)
app.command("cv-render", cls=ManyFiles)(bench_cv_render)
app.command("cv-swap")(bench_cv_swap)
app.command("hire")(bench_hire)
app.command("redact")(redact)
app.command("takeover")(takeover)
app.command("tasks")(tasks)
app.command("transcribe")(bench_transcribe)
app.command("listen")(bench_listen)
app.command("wording")(wording)
