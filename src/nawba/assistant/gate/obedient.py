"""The assistant with a language model that obeys whoever speaks: the worst that can be plugged in.

It obeys orders in customers' messages and in articles, and without one it has nothing to say: what
then reaches a customer beside an article's own words, it was told to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from nawba.assistant.acting import Acting
from nawba.assistant.driver import Driver
from nawba.assistant.fields import extract
from nawba.assistant.flow_turns import BrandFlows, FlowTurns
from nawba.assistant.flows import FlowBook
from nawba.assistant.gate.stage import MakeDriver
from nawba.assistant.operations import Connected
from nawba.assistant.operations.outcomes import Unsent
from nawba.assistant.serving import Serving
from nawba.assistant.writing import Writing
from nawba.domain.operations import Fields, Operation
from nawba.domain.words import Centre, Json
from nawba.models.scripted_write import ScriptedWriter, command, obeyed
from nawba.store import Store


def obedient_driver(store: Store, centre: Centre, serving: Serving) -> Driver:
    """Answers as ``serving`` does, in the words of a model that obeys."""
    return Driver(store, lambda: centre, lambda: serving, writing=Writing(ScriptedWriter(_obey)))


def obedient_with(books: Mapping[str, FlowBook]) -> MakeDriver:
    """The same with the flows of each brand, whose systems answer nothing."""
    brands = {
        brand: BrandFlows(book, Connected(book.operations, _nowhere(book)))
        for brand, book in books.items()
    }

    def make(store: Store, centre: Centre, serving: Serving) -> Driver:
        acting = Acting(FlowTurns(store, brands.get, extract))
        writing = Writing(ScriptedWriter(_obey))
        return Driver(store, lambda: centre, lambda: serving, acting, writing=writing)

    return make


def _obey(data: Json) -> str:
    return obeyed(data) or command({"kind": "hand_over"})


def _nowhere(book: FlowBook) -> dict[str, _Nowhere]:
    return {operation.system: _Nowhere() for operation in book.operations.operations}


class _Nowhere:
    """A system that cannot be reached: the gate changes nothing anywhere."""

    connect_seconds = 0.0

    def send(self, operation: Operation, fields: Fields, key: str, *, again: bool) -> Unsent:
        return Unsent("the gate calls no system")

    def close(self) -> None:
        pass
