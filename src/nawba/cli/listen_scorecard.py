"""``nawba listen scorecard …`` and ``nawba listen agreement``: is a scorecard sound, what does it
answer, and how far do people agree with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.cli.console import done, err, print_json, print_table, say

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
File = Annotated[Path, typer.Argument(help="A scorecard, TOML; `default` is the one that ships.")]

scorecard = typer.Typer(no_args_is_help=True, help="Check a scorecard, and try it on a transcript.")


@scorecard.command("check")
def check(
    file: File,
    centre: Annotated[
        bool, typer.Option("--centre", help="Whether its queues are those of the centre, too.")
    ] = False,
    database: Annotated[str | None, typer.Option(help="Another database than set.")] = None,
    as_json: Json = False,
) -> None:
    """Read a scorecard and tell every fault with its line and what mends it.

    Example: `nawba listen scorecard check quality.toml --centre`
    """
    card = _read(file, _queues(database) if centre else None)
    facts = {
        "scorecard": card.id, "version": card.version, "questions": len(card.question),
        "weight": sum(one.weight for one in card.question), "cues": len(card.cue),
        "phrases": sum(len(cue.phrases) for cue in card.cue.values()),
        "languages": sorted({code for cue in card.cue.values() for code in cue.said}),
        "knock_outs": [one.id for one in card.question if one.knock_out],
        "for_people": [one.id for one in card.question if not (one.yes or one.no)],
        "for_model": [one.id for one in card.question if one.model],
    }  # fmt: skip
    if as_json:
        print_json(facts)
        return
    heard = f"{facts['phrases']} phrases in {', '.join(facts['languages']) or 'no language'}"
    done(f"{card.id}, version {card.version}, is sound: {facts['questions']} questions, {heard}.")
    say(f"  Knock-outs: {', '.join(facts['knock_outs']) or 'none'}.")
    if facts["for_people"]:
        say(f"  Without a rule, for people to answer: {', '.join(facts['for_people'])}.")
    if facts["for_model"]:
        say(f"  What stays unknown goes to a language model: {', '.join(facts['for_model'])}.")
    say("  Next: `nawba listen scorecard try FILE TRANSCRIPT.jsonl` shows what it answers.")


@scorecard.command("try")
def try_out(
    file: File,
    transcript: Annotated[
        Path, typer.Argument(help="JSON lines: speaker (adviser, customer), start, end, text.")
    ],
    language: Annotated[str, typer.Option(help="Spoken in it: fr, ar, en …")] = "fr",
    queue: Annotated[str, typer.Option(help="The queue it came from, if that matters.")] = "",
    as_json: Json = False,
) -> None:
    """Answer a scorecard about one transcript: each answer with the words that show it.

    Nothing is kept. Example: `nawba listen scorecard try default call.jsonl --language fr`
    """
    from nawba.listening.findings import find, findings_json
    from nawba.listening.scorecard import answer_all
    from nawba.listening.scorecard.scene import Scene
    from nawba.listening.scorecard.trial import read_trial

    card = _read(file)
    contact = read_trial(transcript, language, queue)
    document = answer_all(card, contact).json()
    document |= findings_json(contact, find(Scene(card, contact)))
    document["measures"] = contact.measures.json()
    if as_json:
        print_json(document)
        return
    _tell(document, language)


Recordings = Annotated[
    Path | None, typer.Option("--recordings", help="The folder of recorded contacts; else as set.")
]
Database = Annotated[str | None, typer.Option(help="Another database than the settings'.")]


@scorecard.command("learn")
def learn(
    file: File,
    out: Annotated[Path, typer.Option(help="Where to write what was learned.")],
    recordings: Recordings = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Learn from people's answers what the rules could not tell, where that is shown to be right.

    A question needs 60 answers, 15 of each kind; it is learned only if 80 % of the answers that it
    would give can be shown to be people's (95 %). It stays silent where it is not sure.

    Example: `nawba listen scorecard learn default --out learned.json`
    """
    from nawba.cli.console import load_settings
    from nawba.cli.database import open_database
    from nawba.listening.scorecard.asking import learn_all
    from nawba.listening.scorecard.classifier import write_learned
    from nawba.listening.shelf import Shelf
    from nawba.models.embed import open_embedder

    card, store = _read(file), open_database(database, must_exist=True)
    settings = load_settings()
    embed = open_embedder(settings.models_folder)
    with err.status("Learning…"):
        taught = learn_all(store, Shelf(recordings or settings.listening_folder), card, embed)
    learned = [one.learned for one in taught if one.learned is not None]
    write_learned(out, card, learned)
    if as_json:
        told = [{"question": one.question, "answered": one.answered,
                 "learned": one.learned is not None} for one in taught]  # fmt: skip
        print_json({"questions": told, "out": out})
        return
    print_table(("question", "answers", "learned"), [
        (one.question, one.answered, _learned(one.learned)) for one in taught])  # fmt: skip
    done(f"{len(learned)} of {len(taught)} questions learned; written to {out}.")


def _learned(one: Any) -> str:
    if one is None:
        return "no"
    return f"yes: {one.right} of {one.tested} right from {one.least:.0%} on"


def ask(
    share: Annotated[
        float | None, typer.Option(min=0, max=1, help="Of all answers, drawn at random.")
    ] = None,
    unsure: Annotated[
        float | None, typer.Option(min=0, max=1, help="Of those left unknown.")
    ] = None,
    twice: Annotated[
        float | None, typer.Option(min=0, max=1, help="Of the random, for two people.")
    ] = None,
    model: Annotated[
        float | None, typer.Option(min=0, max=1, help="Of those by a language model.")
    ] = None,
    recordings: Recordings = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Put questions about recorded contacts into the review queue: a random sample, and the unsure.

    Each intake does so at its end, with the shares of the settings; so does this for all of them,
    where none is given. The draw is the same whenever it is made: nothing is asked twice.

    Example: `nawba listen ask --share 0.05`
    """
    from nawba.cli.console import load_settings
    from nawba.cli.database import open_database
    from nawba.cli.listen_settings import shares_of
    from nawba.domain.words import Actor
    from nawba.listening.scorecard.asking import ask_about
    from nawba.listening.shelf import Shelf

    store, settings = open_database(database, must_exist=True), load_settings()
    given = {"random": share, "twice": twice, "unsure": unsure, "model": model}
    said = {name: part for name, part in given.items() if part is not None}
    shares = replace(shares_of(settings), **said)
    shelf = Shelf(recordings or settings.listening_folder)
    count = ask_about(store, shelf, Actor("system", "listening"), shares=shares)
    if as_json:
        print_json({"asked": count})
        return
    done(f"{count} questions are new in the review queue.")


def _tell(document: dict[str, Any], language: str) -> None:
    from nawba.listening.findings import say_finding

    rows = [(one["answer"], one["question"], _shown(one)) for one in document["answers"]]
    print_table(("answer", "question", "because"), rows)
    spoken = language if language in ("fr", "ar", "en") else "en"
    for one in document["findings"]:
        told = say_finding(one["kind"], spoken, one["fields"])
        say(f"{_clock(one['at'][0])}  {told}  {_quotes(one)}".rstrip())
    struck = ", ".join(document["knock_outs"])
    points = f"{document['points']:g} of {document['of']:g} points"
    done(f"{points}{f'; knocked out by {struck}' if struck else ''}.")


def _shown(answer: dict[str, Any]) -> str:
    return _quotes(answer) or answer["because"]


def _quotes(of: dict[str, Any]) -> str:
    return "  ".join(f"{_clock(one['at'][0])} “{one['text']}”" for one in of["quotes"])


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def agreement(
    scorecard: Annotated[str, typer.Option(help="Its id; without it, each that was used.")] = "",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tell how far the machine agrees with people, and people with each other.

    Of questions drawn at random only. Kappa is 1 where they always agree and 0 where chance would
    agree as much; the interval is 95 %. Fewer than 20 pairs say too little: they are marked.

    Example: `nawba listen agreement --scorecard default`
    """
    from nawba.cli.database import open_database
    from nawba.listening.scorecard.agreement import agreements

    with open_database(database, must_exist=True).read() as connection:
        told = agreements(connection, scorecard or None)
    if as_json:
        print_json({"scorecards": told})
        return
    for one in told:
        say(f"{one['scorecard']}, version {one['version']}")
        print_table(_COLUMNS, [_row(question) for question in one["questions"]])
        for question in one["questions"]:
            for model in question["models"]:
                say(f"  {question['question']}, {_by_model(model)}")
    if not told:
        say("Nobody has answered a question yet. The review queue asks them.")


_COLUMNS = ("question", "pairs", "kappa", "people's pairs", "people's kappa", "yes")


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    share = one["share_yes"]
    return (
        one["question"],
        f"{one['n']}{' (too few)' if one['few'] else ''}",
        _kappa(one["kappa"], one["low"], one["high"]),
        f"{one['people_n']}{' (too few)' if one['people_few'] else ''}",
        _kappa(one["people_kappa"], one["people_low"], one["people_high"]),
        "–" if share is None else f"{share:.0%}",
    )


def _by_model(one: dict[str, Any]) -> str:
    counts = "its answers count" if one["counts"] else "its answers do not count"
    pairs = f"{one['n']} pairs{' (too few)' if one['few'] else ''}"
    return f"by {one['model']}: {pairs}, {_kappa(one['kappa'], one['low'], one['high'])}; {counts}."


def _kappa(kappa: float | None, low: float | None, high: float | None) -> str:
    return "–" if kappa is None else f"{kappa:.2f} ({low:.2f} to {high:.2f})"


def _queues(database: str | None) -> list[str]:
    from nawba.cli.database import open_database
    from nawba.store.rows import read_centre

    with open_database(database, must_exist=True).read() as connection:
        return [one.id for one in read_centre(connection).queues]


def _read(file: Path, queues: list[str] | None = None) -> Any:
    from nawba.listening.scorecard import default_scorecard, read_scorecard

    return default_scorecard() if str(file) == "default" else read_scorecard(file, queues)
