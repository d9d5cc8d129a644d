"""``nawba bench redact``: how much personal data is found, and how much else is taken with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from nawba.bench.personal.texts import LANGUAGES, Said, generate
from nawba.domain.words import Json
from nawba.privacy.personal import TYPES, Entity
from nawba.privacy.personal.files import Find
from nawba.stats import wilson

COVERED = 0.8  # of the characters of what was put in, to count as found


@dataclass
class Tally:
    """Counts of one cell: put in, found (covered), found to the character, wrongly found."""

    wanted: int = 0
    found: int = 0
    exact: int = 0
    claimed: int = 0
    right: int = 0
    missed: list[Json] = field(default_factory=list)

    def figures(self) -> Json:
        """Recall and precision with their 95 % Wilson intervals, None without cases."""
        return {
            "n": self.wanted,
            "recall": _share(self.found, self.wanted),
            "recall_interval": wilson(self.found, self.wanted) if self.wanted else None,
            "exact": _share(self.exact, self.wanted),
            "claimed": self.claimed,
            "precision": _share(self.right, self.claimed),
        }


def measure_redact(
    find: Find,
    each: int = 50,
    seed: int = 1,
    part: str = "held",
    progress: Callable[[int], object] = lambda done: None,
) -> Json:
    """Recall and precision per type: over all, by form, by language and by noise.

    Found: an entity of the same type covers 80 % of the characters of what was put in. A claim is
    right if half of it is something of its type. On generated texts, not on any traffic.
    """
    cells: dict[tuple[str, str], Tally] = {}
    seconds, characters = 0.0, 0
    for done, said in enumerate(generate(each, seed, part), 1):
        began = perf_counter()
        found = find(said.text, said.language)
        seconds, characters = seconds + perf_counter() - began, characters + len(said.text)
        for group in _groups(said):
            _count(cells, group, said, found)
        progress(done)
    return {
        "texts": done,
        "characters_per_second": round(characters / seconds),
        **{group: _types(cells, group) for group in ("all", *_named_groups())},
        "missed": _examples(cells),
    }


def _named_groups() -> Iterable[str]:
    return ("written", "spoken", "clean", "noisy", *LANGUAGES,
            *(f"{form}_{one}" for form in ("written", "spoken") for one in LANGUAGES))  # fmt: skip


def _groups(said: Said) -> Iterable[str]:
    form = "spoken" if said.spoken else "written"
    noise = "noisy" if said.noisy else "clean"
    return ("all", form, noise, said.language, f"{form}_{said.language}")


def _count(
    cells: dict[tuple[str, str], Tally], group: str, said: Said, found: Sequence[Entity]
) -> None:
    for wanted in said.entities:
        tally = cells.setdefault((group, wanted.type), Tally())
        tally.wanted += 1
        covered = sum(_overlap(wanted, one) for one in found if one.type == wanted.type)
        hit = covered >= COVERED * (wanted.end - wanted.start)
        tally.found += hit
        tally.exact += wanted in found
        if group == "all" and not hit:
            tally.missed.append(_example(said, wanted, "missed"))
    for one in found:
        tally = cells.setdefault((group, one.type), Tally())
        tally.claimed += 1
        inside = sum(_overlap(one, true) for true in said.entities if true.type == one.type)
        right = inside * 2 >= one.end - one.start
        tally.right += right
        if group == "all" and not right:
            tally.missed.append(_example(said, one, "wrong"))


def _example(said: Said, entity: Entity, why: str) -> Json:
    shown = said.text[entity.start : entity.end]
    return {"why": why, "type": entity.type, "value": shown, "text": said.text}


def _overlap(one: Entity, other: Entity) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _types(cells: dict[tuple[str, str], Tally], group: str) -> Json:
    return {kind: cells[group, kind].figures() for kind in TYPES if (group, kind) in cells}


def _examples(cells: dict[tuple[str, str], Tally], most: int = 5) -> list[Json]:
    """A few of what went wrong, so that it can be mended."""
    shown: Counter[tuple[str, str]] = Counter()
    chosen = []
    for (group, _), tally in cells.items():
        for one in tally.missed if group == "all" else ():
            shown[one["type"], one["why"]] += 1
            if shown[one["type"], one["why"]] <= most:
                chosen.append(one)
    return chosen
