"""The files a diagnosis leaves behind: all of them whole, or none."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nawba.listening.cause.account import Account, Json
from nawba.listening.cause.report import report_html

FILES = ("contacts.csv", "cohorts.csv", "report.json", "report.html")
_GIVEN = ("human", "technology", "process", "none")


def write_results(account: Account, folder: Path) -> Json:
    """Write ``FILES`` into ``folder``, made if needed; what stood there is replaced at the end.

    Returns the report's document. Raises OSError when the folder cannot be written; what stood
    there then still does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    document = account.document()
    contents = {
        "contacts.csv": _contacts(account),
        "cohorts.csv": _cohorts(document),
        "report.json": iter([json.dumps(document, ensure_ascii=False, indent=2) + "\n"]),
        "report.html": iter([report_html(document, account.words)]),
    }
    _write(folder, contents)
    return document


def _write(folder: Path, contents: Mapping[str, Iterator[str]]) -> None:
    made = [(folder / f".{name}.partial", folder / name) for name in contents]
    try:
        for (partial, _), texts in zip(made, contents.values(), strict=True):
            with partial.open("w", encoding="utf-8", newline="") as file:
                file.writelines(texts)
                file.flush()
                os.fsync(file.fileno())
        for partial, path in made:
            partial.replace(path)
    finally:
        for partial, _ in made:
            partial.unlink(missing_ok=True)


def _contacts(account: Account) -> Iterator[str]:
    diagnosis = account.diagnosis
    columns = [diagnosis.probabilities[cause].tolist() for cause in _GIVEN]
    yield _line(["contact_id", *(f"p_{cause}" for cause in _GIVEN), "verdict", "evidence"])
    for contact, verdict, evidence, *shares in zip(
        diagnosis.contacts.ids, diagnosis.verdicts, account.evidence(), *columns, strict=True
    ):
        yield _line([contact, *(f"{one:.4f}" for one in shares), verdict, evidence])


def _cohorts(document: Json) -> Iterator[str]:
    yield _line(["what", "effect", "interval", "q_value", "n", "failures", "kind", "cause", "found",
                 "would_change"])  # fmt: skip
    for one in document["cohorts"]:
        what = f"{one['what']} ({one['when']})" if one["when"] else one["what"]
        yield _line([
            what, f"{one['effect']:.4f}", f"{one['low']:.4f}..{one['high']:.4f}",
            f"{one['q_value']:.4g}", one["n"], one["failures"], one["kind"], one["cause"],
            int(one["found"]), one["would_change"],
        ])  # fmt: skip


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
