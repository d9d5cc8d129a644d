"""A real call centre, simulated: fitted on all days but one, held against that one, in turn.

In: a folder with logs of calls. Out: waits and abandonment per hour, real and simulated, with
intervals, errors, and what Erlang C and Erlang A would have said. Nothing is learned from the day
that is simulated but who was there, for lack of a rota (``rota``)."""

from nawba.bench.arrivals.calls import read_calls
from nawba.bench.arrivals.measure import ArrivalsFigures, measure_arrivals

__all__ = ["ArrivalsFigures", "measure_arrivals", "read_calls"]
