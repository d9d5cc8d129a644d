"""Checks of what a version proves with its cases: bounds that hold, a risk that is respected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from nawba.assistant.calibration import Read
from nawba.assistant.cases import Case
from nawba.assistant.gate import perturb
from nawba.assistant.gate.draft import Draft
from nawba.assistant.gate.homes import Today
from nawba.assistant.gate.thresholds import covered, load_reads, thresholds_of, wish_of
from nawba.domain.gate_report import EXAMPLES, Check
from nawba.domain.versions import AssistantDocument, Threshold
from nawba.stats import lower_bound

SAMPLE = 240  # cases typed anew; each costs a search
LOST = 0.5  # of the coverage before: a version that answers less than this part of it is stopped

Place = tuple[str, str]


def check_calibration(draft: Draft) -> Check:
    """The thresholds are those that the kept reads prove, each within its risk, and some answer."""
    document = draft.document
    rows = document.thresholds
    kept = load_reads(draft.parts[document.calibration or ""])
    again = thresholds_of(kept, document.groups, wish_of(document))
    bad = [f"{_row(row)}: is not what its cases prove" for row in rows if row not in again]
    bad += [f"{_row(row)}: its bound does not keep {row.risk:.0%}" for row in rows if _breaks(row)]
    if rows and not any(row.threshold is not None for row in rows):
        bad.append("nothing may be answered in any brand or language")
    if not rows:
        bad.append("there is no case, so nothing may be answered")
    remedy = "Add labelled cases to cases/, or check that the articles still answer what they did."
    return Check("calibration", max(len(rows), 1), len(bad), tuple(bad[:EXAMPLES]), remedy,
                 tuple(_told(rows)))  # fmt: skip


def _breaks(row: Threshold) -> bool:
    return row.threshold is not None and (row.bound is None or row.bound > row.risk)


def _row(row: Threshold) -> str:
    return f"{row.brand} {row.language} {row.group}"


def _told(rows: Sequence[Threshold]) -> Iterable[str]:
    """One line for each brand and language: what is answered, or how many cases are missing."""
    for (brand, language), part in places(rows).items():
        share, open_rows = covered(part), [row for row in part if row.threshold is not None]
        if open_rows:
            bound = max(row.bound or 0 for row in open_rows)
            yield (
                f"{brand} {language}: answers {share:.0%} of the questions in scope, at most "
                f"{bound:.1%} wrong (95 %, on {part[0].covers})"
            )
        else:
            least = min(part, key=lambda row: row.missing)
            why = f"{least.missing} more cases" if least.missing else "a better reading"
            yield f"{brand} {language}: assist-only, {why} needed at {part[0].risk:.0%}"


def places(rows: Iterable[Threshold]) -> dict[Place, list[Threshold]]:
    parts: dict[Place, list[Threshold]] = {}
    for row in rows:
        parts.setdefault((row.brand, row.language), []).append(row)
    return parts


def check_budget(draft: Draft) -> Check:
    """No case proves more readings than were declared before the first."""
    wish, parts = wish_of(draft.document), dict[Place, int]()
    for read in draft.reads:
        place = (read.case.brand, read.case.language)
        parts[place] = max(parts.get(place, 0), read.uses)
    spent = [place for place, uses in parts.items() if uses > wish.budget]
    bad = [f"{' '.join(one)}: its cases would prove reading number {parts[one]}" for one in spent]
    remedy = f"Label fresh cases in place of those: {wish.budget} readings were declared for them."
    uses = max(parts.values(), default=0)
    notes = (f"use {uses} of the {wish.budget} declared",) if uses else ()
    return Check("fresh_cases", max(len(parts), 1), len(bad), tuple(bad[:EXAMPLES]), remedy, notes)


def check_risk(draft: Draft) -> Check:
    """On the kept cases, counted anew and one by one, no row answers more wrongly than its risk.

    A count of its own, not the calibration's: every wording of a cluster counts here.
    """
    document = draft.document
    kept = load_reads(draft.parts[document.calibration or ""])
    rows = [row for row in document.thresholds if row.threshold is not None]
    shares = [(row, _observed(document, row, kept)) for row in rows]
    bad = [
        f"{_row(row)}: {share:.2%} wrong, more than {row.risk:.0%}"
        for row, share in shares
        if share > row.risk
    ]
    remedy = "This is a defect of the calibration: please report it."
    return Check("risk_respected", len(rows), len(bad), tuple(bad[:EXAMPLES]), remedy)


def _observed(document: AssistantDocument, row: Threshold, reads: Sequence[Read]) -> float:
    """Share wrong among the answers of ``row``, out-of-scope questions weighed at their share."""
    here = [r for r in reads if (r.case.brand, r.case.language) == (row.brand, row.language)]
    inside = [r for r in here if r.case.intent is not None]
    outside = [r for r in here if r.case.intent is None]
    answered = [r for r in inside if _row_answers(document, row, r)]
    oos = sum(_row_answers(document, row, r) for r in outside)
    share = row.oos_share if outside else 0.0
    o, c = oos / max(len(outside), 1), len(answered) / max(len(inside), 1)
    wrong = sum(r.wrong for r in answered) / max(len(answered), 1)
    total = (1 - share) * c + share * o
    return ((1 - share) * c * wrong + share * o) / total if total else 0.0


def _row_answers(document: AssistantDocument, row: Threshold, read: Read) -> bool:
    own = document.row(row.brand, row.language, read.predicted)
    return own == row and row.threshold is not None and read.score >= row.threshold


def check_coverage(draft: Draft, before: AssistantDocument | None) -> Check:
    """A brand and language that could be answered is not lost at the same risk."""
    old = places(before.thresholds) if before is not None else {}
    new = places(draft.document.thresholds)
    same = [place for place, rows in old.items() if _risk(new.get(place, rows)) >= _risk(rows)]
    lost = [place for place in same if covered(new.get(place, [])) < LOST * covered(old[place])]
    told = [
        f"{brand} {language}: {covered(old[brand, language]):.0%} of the questions in scope were "
        f"answered, now {covered(new.get((brand, language), [])):.0%}"
        for brand, language in lost
    ]
    remedy = "Look at what changed with `nawba assistant diff`; an article may have been emptied."
    return Check("coverage_kept", len(same), len(lost), tuple(told[:EXAMPLES]), remedy)


def _risk(rows: Sequence[Threshold]) -> float:
    return max(row.risk for row in rows)


def check_typing(draft: Draft, cases: Sequence[Case], today: Today) -> Check:
    """Cases typed by other fingers: more wrong answers than the risk allows are shown by none."""
    wrong: dict[str, int] = {}
    answered: dict[str, int] = {}
    examples: list[str] = []
    for place, case in enumerate(_sample(cases)):
        kind = list(perturb.KINDS)[place % len(perturb.KINDS)]
        article = serves(draft, case, perturb.KINDS[kind], today)
        answered[kind] = answered.get(kind, 0) + (article is not None)
        if article is not None and article != case.intent:
            wrong[kind] = wrong.get(kind, 0) + 1
            examples.append(f"{case.id or 'a case'} {kind}: {article}, not {case.intent}")
    risk = max((row.risk for row in draft.document.thresholds), default=0.0)
    total = sum(answered.values())
    failed = sum(wrong.values()) if _shows_more(sum(wrong.values()), total, risk) else 0
    notes = tuple(f"{kind}: {wrong.get(kind, 0)} of {n} answers wrong" for kind, n in
                  sorted(answered.items()))  # fmt: skip
    remedy = "These wordings are answered wrongly: give the articles questions that tell them apart"
    return Check("typing", total, failed, tuple(examples[:EXAMPLES]), remedy, notes)


def _shows_more(wrong: int, answered: int, risk: float) -> bool:
    """Whether so many wrong answers prove (95 %) that more than ``risk`` of them are wrong."""
    return answered > 0 and bool(lower_bound(wrong, answered, 0.95) > risk)


def _sample(cases: Sequence[Case]) -> list[Case]:
    """Evenly from the whole list, the same ones each time."""
    step = max(1, len(cases) // SAMPLE)
    return list(cases[::step])[:SAMPLE]


def serves(draft: Draft, case: Case, change: Callable[[str], str], today: Today) -> str | None:
    """The article that the version would answer ``case`` with once changed; None: none."""
    day = today(case.brand)
    found = draft.search(change(case.text), case.brand, case.language, 1, today=day)
    if not found:
        return None
    article, score = found[0].article.id, found[0].score
    limit = draft.document.limit(case.brand, case.language, article)
    is_served = limit.threshold is not None and score >= limit.threshold
    return article if is_served else None


def check_paraphrases(draft: Draft) -> Check:
    """Cases that say one sentence in other words are not answered with different articles."""
    clusters: dict[tuple[str, str, str], list[Read]] = {}
    for read in draft.reads:
        key = (read.case.brand, read.case.language, read.case.cluster)
        clusters.setdefault(key, []).append(read)
    several = [reads for reads in clusters.values() if len(reads) > 1]
    answers = [{r.predicted for r in reads if _answers(draft, r)} for reads in several]
    told = [
        f"{reads[0].case.id or 'a cluster'}: {', '.join(sorted(found))}"
        for reads, found in zip(several, answers, strict=True)
        if len(found) > 1
    ]
    risk = max((row.risk for row in draft.document.thresholds), default=0.0)
    failed = len(told) if _shows_more(len(told), len(several), 2 * risk) else 0
    notes = (f"{len(told)} of {len(several)} sentences are answered in two ways.",)
    remedy = "These articles are told apart by wording alone: merge them, or sharpen their titles."
    return Check("paraphrases", len(several), failed, tuple(told[:EXAMPLES]), remedy, notes)


def _answers(draft: Draft, read: Read) -> bool:
    limit = draft.document.limit(read.case.brand, read.case.language, read.predicted)
    return limit.threshold is not None and read.score >= limit.threshold
