"""Service tasks played to their end state: files, a scripted customer, outcomes, figures.

In: tasks, policy and database in the form of tau2-bench's retail set. Out: ``TaskFigures``. The
customer is a script made from the task's own words, no model; a task whose words ask for judgement
(conditions, negotiation, changes of mind) is not scriptable, is said to be so, and counts as not
passed wherever all tasks are counted. Called by ``nawba bench tasks``.
"""

from nawba.bench.tasks.measure import Measured, TaskFigures, measure_tasks
from nawba.bench.tasks.play import Outcome

__all__ = ["Measured", "Outcome", "TaskFigures", "measure_tasks"]
