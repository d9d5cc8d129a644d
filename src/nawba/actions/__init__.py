"""The verbs of the house: the only writers, each checked against the permissions table.

In: a ``Store``, an ``Actor`` and the verb's own arguments. Out: ids and values, or an error of
``domain.errors``; the rows and the events of one verb are committed together.
Callers: every room of the mission, ``web``, ``demo`` and ``cli``. Verbs never call each other;
what they share stands in ``actions.steps`` and works inside a transaction already open.
"""
