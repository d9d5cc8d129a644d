"""Puts a version together before the gate tries it: what is served, read, proven and left out.

Left out are expired articles and those that contradict each other: neither is served, whatever the
checks say; the report names them and their owners.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from nawba.assistant.calibration import Read
from nawba.assistant.cases import Case
from nawba.assistant.gate.homes import Today, with_homes
from nawba.assistant.gate.material import Flows, Material
from nawba.assistant.gate.outgrown import without_outgrown
from nawba.assistant.gate.thresholds import Wish, count_uses, dump_reads, load_reads, thresholds_of
from nawba.assistant.normalise import fold
from nawba.assistant.reading import Reads
from nawba.domain.ports import Progress, Search
from nawba.domain.versions import ArticleVersion, AssistantDocument, digest
from nawba.domain.words import Article
from nawba.knowledge.contradictions import (
    Contradiction,
    contradicting,
    find_contradictions,
)


@dataclass(frozen=True)
class Draft:
    """A ``document`` that is not published, with what it was made of.

    ``parts`` holds the content of what the document names by SHA-256. ``articles`` are those of
    the document, ``search`` finds them, ``reads`` is what became of each case.
    """

    document: AssistantDocument
    parts: Mapping[str, bytes]
    articles: Sequence[Article]
    search: Search
    reads: Sequence[Read] = ()
    expired: Sequence[Article] = ()
    contradictions: Sequence[Contradiction] = field(default_factory=tuple)


@dataclass(frozen=True)
class Last:
    """Of the latest version: what it ``learned``, taken over if nothing else was to learn, and the
    ``reads`` that proved it, so that the uses of each case are counted."""

    learned: bytes | None = None
    reads: Sequence[Read] = ()


def make_draft(
    articles: Sequence[Article],
    material: Material,
    wish: Wish,
    reading: Reads,
    today: Today,
    progress: Progress | None = None,
    last: Last = Last(),
) -> Draft:
    """The version that ``articles`` and ``material`` make today under ``wish``.

    ``progress`` counts the examples learned from, then the cases read; milliseconds each.
    ``last`` is what is known of the version before.
    """
    found = find_contradictions(articles)
    expired = [one for one in articles if _is_over(one, today(one.brand))]
    out = contradicting(found) | {version_of(one) for one in expired}
    served = [one for one in articles if version_of(one) not in out]
    learned = reading.learn(served, _apart(material), last.learned, progress)
    search = reading.of(served, learned)
    read = load_reads(dump_reads(read_all(material.cases, search, today, progress)))
    reads = count_uses(read, last.reads)
    kept = dump_reads(reads)
    groups = with_homes(material.groups, served, material.gaps, search, today)
    flows = _flow_files(material.flows)
    document = AssistantDocument(
        articles=tuple(version_of(one) for one in served),
        thresholds=thresholds_of(reads, groups, wish),
        groups=groups,
        flows={name: digest(content) for name, content in flows.items()},
        classifier=None if learned is None else digest(learned),
        calibration=digest(kept),
    )
    pieces = [kept, *flows.values(), *([] if learned is None else [learned])]
    parts = {digest(content): content for content in pieces}
    return Draft(document, parts, served, search, reads, expired, found)


def _apart(material: Material) -> list[Case]:
    """The examples that are no case too: what proves must not have taught. Nor do those that an
    article has answered since."""
    proving = {fold(one.text) for one in material.cases}
    examples = without_outgrown(material.examples, material.gaps)
    return [one for one in examples if fold(one.text) not in proving]


def with_wish(draft: Draft, wish: Wish) -> Draft:
    """The same draft under another risk: only its thresholds change."""
    rows = thresholds_of(draft.reads, draft.document.groups, wish)
    return replace(draft, document=replace(draft.document, thresholds=rows))


def version_of(article: Article) -> ArticleVersion:
    return ArticleVersion(article.brand, article.id, article.language, article.version)


def read_all(
    cases: Sequence[Case], search: Search, today: Today, progress: Progress | None = None
) -> list[Read]:
    """What the assistant would answer to each case, and with which score."""
    reads = []
    for place, case in enumerate(cases, start=1):
        found = search(case.text, case.brand, case.language, 1, today=today(case.brand))
        best = (found[0].article.id, round(found[0].score, 6)) if found else ("", 0.0)
        reads.append(Read(case, *best))
        if progress:
            progress(place, len(cases))
    return reads


def _is_over(article: Article, day: date) -> bool:
    return article.expires_on is not None and article.expires_on < day.isoformat()


def _flow_files(flows: Mapping[str, Flows]) -> dict[str, bytes]:
    return {
        f"{brand}/{name}": content
        for brand, one in flows.items()
        for name, content in one.files.items()
    }
