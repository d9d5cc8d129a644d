"""What is asked of the simulator from afar: a scenario as plain values in, figures in rows out.

Here nothing of the simulator is imported before it is needed, so that who asks needs no compiler.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nawba.domain.words import Json
from nawba.planning.scenario_document import Document, clock_of, seconds_of
from nawba.planning.scenario_faults import document_of

COMPARE = "nawba.planning.comparing:compare_days"
"""How a bureau is asked for it."""


def compare_days(
    scenario: Json,
    alternatives: Sequence[str],
    replications: int,
    seed: int,
    modules: Sequence[str],
    progress: Callable[[str, int, int], None],
) -> list[Json]:
    """Every figure of the day in ``scenario`` (a ``Document``) and of the ``alternatives`` named,
    as ``Figure.row`` has them: of the whole day, by queue, by site, and by interval, whose id is
    the time at which it begins. ``modules`` register policies of this house's own. Raises
    DocumentError, Invalid."""
    from nawba.dispatch.kernel import load_policies
    from nawba.planning.simulation.compared import compare
    from nawba.planning.simulation.what_if import scenarios_of

    load_policies(modules)
    document = document_of(scenario)
    chosen = tuple(one for one in document.alternative if one.name in alternatives)
    figures = compare(
        scenarios_of(document.model_copy(update={"alternative": chosen})),
        replications=replications,
        seed=seed,
        progress=progress,
        intervals=True,
    )
    return [_timed(document, one.row()) for one in figures]


def _timed(document: Document, row: dict[str, Any]) -> Json:
    if row["kind"] != "interval":
        return row
    begins = seconds_of(document.start) + int(row["id"]) * document.minutes * 60
    return row | {"id": clock_of(begins)}
