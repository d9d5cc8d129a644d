"""The gate that a version of the assistant passes before it answers anybody.

In: current articles, and a folder of cases, groups, scripted conversations and flows.
Out: a draft document with its thresholds, and a report of named checks with what failed.
Nothing is published here: ``actions.publish_assistant`` refuses what did not pass.
Callers: ``nawba assistant publish`` and the assistant's page.
"""

from nawba.assistant.gate.coverage import Point, coverage_points
from nawba.assistant.gate.draft import Draft, make_draft, with_wish
from nawba.assistant.gate.material import Material, read_material
from nawba.assistant.gate.publishing import (
    Prepared,
    prepare,
    prepare_risk,
    publish,
    version_reads,
)
from nawba.assistant.gate.run import Trial, run_gate
from nawba.assistant.gate.thresholds import Wish
from nawba.knowledge.contradictions import Contradiction, find_contradictions

__all__ = [
    "Contradiction",
    "Draft",
    "Material",
    "Point",
    "Prepared",
    "Trial",
    "Wish",
    "coverage_points",
    "find_contradictions",
    "make_draft",
    "prepare",
    "prepare_risk",
    "publish",
    "read_material",
    "run_gate",
    "version_reads",
    "with_wish",
]
