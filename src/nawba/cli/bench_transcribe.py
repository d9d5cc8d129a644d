"""``nawba bench transcribe``: words wrong, speed and room of the speech model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from nawba.cli.console import err, load_settings, print_figures
from nawba.domain.errors import Invalid


def bench_transcribe(
    labels: Annotated[Path, typer.Option(help="CSV with columns file, lang and text.")],
    audio: Annotated[Path, typer.Option(help="Folder of the files that it names.")],
    language: Annotated[str, typer.Option(help="Which language's files, as in column lang.")],
    noise: Annotated[Path | None, typer.Option(help="Folder of noises to mix in.")] = None,
    snr: Annotated[str, typer.Option(help="Decibels from noise up to speech, with commas.")] = "",
    rate: Annotated[
        int, typer.Option(min=4000, max=16000, help="Samples a second of the line.")
    ] = 8000,
    long: Annotated[
        bool, typer.Option("--long", help="Also one recording of ten minutes, by all stages.")
    ] = False,
    model: Annotated[str, typer.Option(help="A weight's id, or a model's folder.")] = "",
    threads: Annotated[int, typer.Option(min=1, help="Threads of the model.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Count the words that the speech model gets wrong, and time it.

    Before words are compared, capitals and punctuation go and digits become words. The interval is
    that of files drawn anew. Never judge French on speech of espeak: no model understands it.

    Figures wanted: `long.rtf` at most 0.15 on two cores with the packaged model.

    Example: `nawba bench transcribe --labels labels.csv --audio . --language fr
    --noise ../telephone-noise --snr 20,10,5 --long --json`
    """
    from nawba.bench.transcribe import Wishes, measure_transcription, read_labels
    from nawba.models.transcribe import DEFAULT, open_transcriber

    files = read_labels(labels, audio, language)
    wishes = Wishes(language, noise, _decibels(snr, noise), rate, 600.0 if long else 0.0)
    heard = open_transcriber(model or DEFAULT, load_settings().models_folder, threads=threads)
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Listening", total=None)
        figures = measure_transcription(
            files,
            heard,
            wishes,
            lambda done, total: shown.update(bar, completed=done, total=total),
        )
    print_figures(figures, as_json)


def _decibels(told: str, noise: Path | None) -> tuple[float, ...]:
    try:
        found = tuple(float(one) for one in told.split(",") if one.strip())
    except ValueError:
        raise Invalid(f"'{told}' is no list of decibels. Write 20,10,5.", field="snr") from None
    if found and noise is None:
        raise Invalid("Name the folder of noises with --noise.", field="noise")
    return found
