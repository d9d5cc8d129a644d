"""What one turn is decided with: articles, thresholds, flows, number of one version, never mixed.

The driver asks for it once per turn, so a publication in the middle of a turn changes the next
turn and not this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nawba.assistant.flow_turns import FlowsOf
from nawba.domain.ports import Search
from nawba.domain.versions import AssistantVersion, Limit

Limits = Callable[[str, str, str], Limit]
"""From a brand, a language and the likeliest article to what holds for it."""


@dataclass(frozen=True)
class Serving:
    """``search`` finds the version's articles, ``limits`` says which may be served.

    ``flows_of`` are the version's flows; None leaves them to whoever acts.
    """

    search: Search
    limits: Limits
    version: int | None = None
    flows_of: FlowsOf | None = None


def serve_version(
    search: Search, version: AssistantVersion, flows_of: FlowsOf | None = None
) -> Serving:
    """Serve ``version``: what it does not prove is not answered."""
    return Serving(search, version.document.limit, version.number, flows_of)


def serve_fixed(search: Search, threshold: float, flows_of: FlowsOf | None = None) -> Serving:
    """Serve without a version, with one strict threshold for everything."""
    return Serving(search, lambda brand, language, article: Limit(threshold), None, flows_of)
