"""The report as one page of HTML: no script, nothing fetched, readable without a computer's help.

It is written for whoever is concerned: advisers, a works council, those who answer for the centre.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import Any

from nawba.listening.cause.drawings import days_svg, forest_svg
from nawba.listening.cause.words import Words

Json = dict[str, Any]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def report_html(document: Json, words: Words) -> str:
    """``document`` (of ``Account.document``) as a page in the language of ``words``."""
    side = "rtl" if words.language == "ar" else "ltr"
    style = files("nawba.listening.cause").joinpath("report.css").read_text("utf-8")
    title = escape(words.say("title"))
    return (
        f'<!doctype html>\n<html lang="{words.language}" dir="{side}">\n<head>\n'
        f'<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(_sections(document, words))
        + "\n</main>\n</body>\n</html>\n"
    )


def _sections(document: Json, words: Words) -> Iterator[str]:
    yield f"<h1>{escape(words.say('title'))}</h1>"
    yield _p(_lead(document, words), "lead")
    yield from _causes(document, words)
    yield from _days(document, words)
    yield from _found(document, words)
    yield from _tested(document, words)
    yield from _people(document, words)
    yield from _unknown(document, words)
    if document["notes"]:
        yield _h("h_notes", words)
        yield _list(one["text"] for one in document["notes"])
    yield _h("h_method", words)
    yield _list(words.lines("method"))
    yield _h("h_contest", words)
    yield _p(words.say("contest"))


def _lead(document: Json, words: Words) -> str:
    return words.say(
        "lead",
        failed=words.count(document["failed"]),
        contacts=words.count(document["contacts"]),
        since=words.day(document["since"]),
        until=words.day(document["until"]),
    )


def _causes(document: Json, words: Words) -> Iterator[str]:
    yield _h("h_causes", words)
    rows = [
        (
            _tag(one["cause"], words),
            escape(words.say(f"means_{one['cause']}")),
            words.count(one["verdicts"]),
            words.share(one["share"]),
            words.count(one["expected"]),
        )
        for one in document["causes"]
    ]
    heads = ("th_cause", "th_means", "th_verdict", "th_share", "th_expected")
    yield _table(heads, rows, words, numbers=(2, 3, 4))
    yield _p(words.say("causes_note"), "note")


def _days(document: Json, words: Words) -> Iterator[str]:
    yield _h("h_days", words)
    yield days_svg(document, words)
    legend = "".join(
        f'<li class="{one["cause"]}"><i></i>{escape(words.say("cause_" + one["cause"]))}</li>'
        for one in document["causes"]
    )
    yield f'<ul class="legend">{legend}</ul>'
    yield _p(words.say("days_note"), "note")


def _found(document: Json, words: Words) -> Iterator[str]:
    yield _h("h_cohorts", words)
    found = [one for one in document["cohorts"] if one["found"]]
    if not found:
        yield _p(words.say("cohorts_none"))
        return
    yield forest_svg(found, words)
    rows = [(str(at), *_cohort(one, words)) for at, one in enumerate(found, 1)]
    heads = ("", "th_what", "th_cause", "th_effect", "th_interval", "th_q", "th_n", "th_failed")
    below = [_below(one, words) for one in found]
    yield _table(heads, rows, words, numbers=(3, 4, 5, 6, 7), below=below)
    part = words.say(f"part_{document['held_out']}")
    yield _p(words.say("cohorts_note", part=part), "note")


def _tested(document: Json, words: Words) -> Iterator[str]:
    other = [one for one in document["cohorts"] if not one["found"]]
    if other:
        yield _h("h_tested", words)
        yield _p(words.say("tested_note"), "note")
        heads = ("th_what", "th_cause", "th_effect", "th_interval", "th_q", "th_n", "th_failed")
        rows = [_cohort(one, words) for one in other]
        below = [_below(one, words) for one in other]
        yield _table(heads, rows, words, numbers=(2, 3, 4, 5, 6), below=below)


def _cohort(one: Json, words: Words) -> tuple[str, ...]:
    cause = "none" if not one["found"] else one["cause"]
    interval = f"{words.points(one['low'])} … {words.points(one['high'])}"
    return (
        f"<b>{escape(one['what'])}</b>",
        _tag(cause, words),
        words.points(one["effect"]),
        f'<bdi dir="ltr">{interval}</bdi>',
        words.q(one["q_value"]),
        words.count(one["n"]),
        words.count(one["failures"]),
    )


def _below(one: Json, words: Words) -> str:
    """When it was, how it looked where nothing happened, and what would change the verdict."""
    told = [one["when"]]
    if one["placebo"]:
        told.append(words.say("placebo", one["placebo"]["of"], one["placebo"]["as_bad"]))
    if one["found"]:
        told.append(f"{words.say('th_change')}{words.say('colon')}{one['would_change']}")
    return "".join(f"<small>{escape(text)}</small>" for text in told if text)


def _people(document: Json, words: Words) -> Iterator[str]:
    people = document["people"]
    yield _h("h_people", words)
    yield _p(words.say("people_note", sure=words.share(people["sure"])))
    if people.get("threshold"):
        yield _p(words.say("people_threshold", **people["threshold"]))
    if not people["found"]:
        yield _p(words.say("people_none"))
        return
    yield _p(words.say("people_names" if people["named"] else "people_pseudonyms"))
    rows = [
        (
            f"{escape(one['who'])}<small>{escape(one['intent'] or '')}</small>",
            words.points(one["effect"]),
            f'<bdi dir="ltr">{words.points(one["low"])} … {words.points(one["high"])}</bdi>',
            words.probability(one["probability"]),
            words.count(one["contacts"]),
            words.count(one["failures"]),
        )
        for one in people["found"]
    ]
    heads = ("th_who", "th_effect", "th_interval", "th_probability", "th_n", "th_failed")
    yield _table(heads, rows, words, numbers=(1, 2, 3, 4, 5))
    yield _p(f"{words.say('th_change')}{words.say('colon')}{words.say('change_person')}", "note")


def _unknown(document: Json, words: Words) -> Iterator[str]:
    yield _h("h_unknown", words)
    yield _p(words.say("unknown_note"))
    told = [
        f"{one['what']}, {one['when']}: {one['would_change']}"
        for one in document["cohorts"]
        if one["found"] and one["cause"] == "unknown"
    ]
    if document["unknown"]["would_change"]:
        told.append(document["unknown"]["would_change"])
    yield _list(told) if told else _p(words.say("unknown_none"))


def _h(key: str, words: Words) -> str:
    return f"<h2>{escape(words.say(key))}</h2>"


def _p(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in lines)}</ul>"


def _tag(cause: str, words: Words) -> str:
    return f'<span class="tag {cause}">{escape(words.say("cause_" + cause))}</span>'


def _table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    words: Words,
    numbers: Sequence[int],
    below: Sequence[str] = (),
) -> str:
    """``rows`` are HTML already, and ``below`` what stands below each over the whole width;
    ``numbers`` are the columns that stand at the end of theirs."""

    def cells(tag: str, texts: Sequence[str]) -> str:
        return "".join(
            f'<{tag} class="n">{one}</{tag}>' if at in numbers else f"<{tag}>{one}</{tag}>"
            for at, one in enumerate(texts)
        )

    def row(at: int) -> str:
        text = below[at] if below else ""
        kind = ' class="over"' if text else ""
        under = f'<tr><td colspan="{len(heads)}">{text}</td></tr>' if text else ""
        return f"<tr{kind}>{cells('td', rows[at])}</tr>{under}"

    head = cells("th", [escape(words.say(one)) if one else "" for one in heads])
    body = "".join(row(at) for at in range(len(rows)))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<div class="scroll">{table}</div>'
