"""A brand's operations, connected: the port ``Operations`` over whatever systems the brand has.

Checks what leaves, tries at most twice and only under the same key, asks the look-up operation
about a write whose answer was lost, and leaves a system alone that is down.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from nawba.assistant.operations.breaker import Breaker
from nawba.assistant.operations.outcomes import (
    Lost,
    Sent,
    Unsent,
    done,
    is_outage,
    settle,
)
from nawba.assistant.operations.secrets import Secrets
from nawba.assistant.operations.systems import BrandSystems, System
from nawba.domain.errors import Invalid
from nawba.domain.kinds import fits
from nawba.domain.operations import (
    BrandOperations,
    Fields,
    Operation,
    OperationResult,
    OperationStatus,
    Risk,
)

log = structlog.get_logger()

KEY_FIELD = "key"
"""A field of this name is filled with the idempotency key: look-ups ask by it."""
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_MARGIN_SECONDS = 2.0


class Way(Protocol):
    """How one of the brand's systems is reached; judges its answers, never raises for them.

    ``connect_seconds`` is what a first call may take more than its operation's time-out.
    """

    connect_seconds: float

    def send(self, operation: Operation, fields: Fields, key: str, *, again: bool) -> Sent: ...

    def close(self) -> None: ...


@dataclass
class _Connection:
    way: Way
    breaker: Breaker


class Connected:
    """Implements ``domain.ports.Operations`` for one brand. Thread-safe; ``close`` it at the end.

    ``ways`` is by the name of the system. Raises Invalid when an operation names a system that is
    not among them. ``clock`` gives seconds that only go forward. ``breakers`` are shared with
    others who call the same systems.
    """

    def __init__(
        self,
        declared: BrandOperations,
        ways: Mapping[str, Way],
        clock: Callable[[], float] = time.monotonic,
        breakers: Mapping[str, Breaker] | None = None,
    ) -> None:
        self.declared, self._clock = declared, clock
        shared = breakers or {}
        self._connections = {
            name: _Connection(way, shared.get(name) or Breaker()) for name, way in ways.items()
        }
        for operation in declared.operations:
            if operation.system not in ways:
                raise Invalid(
                    f"Operation {operation.name} of {declared.brand} needs the system "
                    f"'{operation.system}'. Add it to the brand's systems.yaml.",
                    field="systems",
                )

    def find(self, name: str) -> Operation:
        """The declared operation of that name. Raises Invalid: what is not declared, is not."""
        operation = self.declared.operation.get(name)
        if operation is None:
            raise Invalid(f"{self.declared.brand} has no operation '{name}'.", field="operation")
        return operation

    def call(self, name: str, fields: Fields, key: str, *, again: bool = False) -> OperationResult:
        """Call the operation. ``again`` says that ``key`` was sent before, as before a crash.

        Raises Invalid for an operation that is not declared, and for nothing that a system does.
        """
        operation, started = self.find(name), self._clock()
        given = self._given(operation, fields, key)
        problem = check_fields(operation, given, key)
        if problem:
            log.error("operation_not_sent", operation=name, problem=problem)
            return OperationResult(OperationStatus.FAILED)
        sent, result = self._attempts(operation, given, key, again=again)
        if result.status is OperationStatus.UNKNOWN and operation.lookup:
            result = self._look_up(operation, given, key)
        self._tell(operation, sent, result, started)
        return result

    def longest_seconds(self, name: str) -> float:
        """How long a call takes when all goes wrong: both attempts and the look-up."""
        operation = self.find(name)
        looked = self.find(operation.lookup).timeout_seconds if operation.lookup else 0.0
        connecting = self._connections[operation.system].way.connect_seconds
        return 2 * operation.timeout_seconds + looked + connecting + _MARGIN_SECONDS

    def close(self) -> None:
        for connection in self._connections.values():
            connection.way.close()

    def _given(self, operation: Operation, fields: Fields, key: str) -> Fields:
        wants_key = KEY_FIELD in operation.fields and KEY_FIELD not in fields
        return {**fields, KEY_FIELD: key} if wants_key else fields

    def _attempts(
        self, operation: Operation, fields: Fields, key: str, *, again: bool
    ) -> tuple[Sent, OperationResult]:
        started = self._clock()
        sent, result = self._attempt(operation, fields, key, again=again)
        took = self._clock() - started
        if not _is_worth_another(operation, sent, took):
            return sent, result
        before = again or isinstance(sent, Lost)
        second, settled = self._attempt(operation, fields, key, again=before)
        if isinstance(sent, Lost) and isinstance(second, Unsent):
            return sent, result  # the second did not arrive; the first may have
        return second, settled

    def _attempt(
        self, operation: Operation, fields: Fields, key: str, *, again: bool
    ) -> tuple[Sent, OperationResult]:
        connection = self._connections[operation.system]
        if not connection.breaker.allows(self._clock()):
            return settle(operation, Unsent("the system rests after many failures"))
        sent, result = settle(operation, connection.way.send(operation, fields, key, again=again))
        connection.breaker.note(self._clock(), is_outage=is_outage(sent))
        return sent, result

    def _look_up(self, operation: Operation, fields: Fields, key: str) -> OperationResult:
        """Whether the write happened after all. Only a clear yes changes what is known.

        Not found is no proof: the request may still be on its way.
        """
        lookup = self.find(operation.lookup)
        known = {name: value for name, value in fields.items() if name in lookup.fields}
        asked = self._given(lookup, known, key)
        if check_fields(lookup, asked, key):
            return OperationResult(OperationStatus.UNKNOWN)
        _, looked = self._attempts(lookup, asked, key, again=False)
        data = {name: looked.data[name] for name in operation.result if name in looked.data}
        is_done = looked.status is OperationStatus.DONE and looked.data.get("done") is not False
        if not is_done or data.keys() != operation.result.keys():
            return OperationResult(OperationStatus.UNKNOWN)
        return done(operation, data)

    def _tell(
        self, operation: Operation, sent: Sent, result: OperationResult, started: float
    ) -> None:
        """Names, codes and times only: what the customer gave stays out of the log."""
        note = log.debug if result.status is OperationStatus.DONE else log.warning
        note(
            "operation_called",
            brand=self.declared.brand,
            operation=operation.name,
            status=result.status.value,
            came_to=type(sent).__name__.lower(),
            why=getattr(sent, "why", ""),
            milliseconds=round(1000 * (self._clock() - started)),
        )


def _is_worth_another(operation: Operation, sent: Sent, took: float) -> bool:
    """One more attempt: never at what cannot be undone; at a read only while nobody waits long."""
    if operation.risk is Risk.IRREVERSIBLE or not is_outage(sent):
        return False
    return operation.writes or took < operation.timeout_seconds / 2


def check_fields(operation: Operation, fields: Fields, key: str) -> str:
    """What is wrong with ``fields``, naming no value; "" when they can leave."""
    if not _KEY.fullmatch(key):
        return "the key is no code of 1 to 80 characters"
    if unknown := sorted(fields.keys() - operation.fields.keys()):
        return f"not declared: {', '.join(unknown)}"
    needed = operation.fields.keys() - fields.keys() - {*operation.optional}
    if needed:
        return f"missing: {', '.join(sorted(needed))}"
    unfit = [name for name, value in fields.items() if not fits(operation.fields[name], value)]
    return f"not of their kind: {', '.join(sorted(unfit))}" if unfit else ""


def connect(
    declared: BrandOperations,
    systems: BrandSystems,
    secrets: Secrets = Secrets(),  # noqa: B008
) -> Connected:
    """The brand's operations over its real systems; nothing is called yet.

    Raises Invalid when a system is missing, is another brand's, or is not of the kind that an
    operation needs.
    """
    return Connections(systems, secrets).connect(declared)


class Connections:
    """One brand's systems, reached once for every version of its operations.

    A system that rests after many failures rests for all of them. Thread-safe; ``close`` at the
    end, when none of what it connected is used any more.
    """

    def __init__(self, systems: BrandSystems, secrets: Secrets = Secrets()) -> None:  # noqa: B008
        self._systems, self._secrets = systems, secrets
        self._ways: dict[str, Way] = {}
        self._breakers = {one.name: Breaker() for one in systems.systems}
        self._lock = threading.Lock()

    def connect(self, declared: BrandOperations) -> Connected:
        """The declared operations over these systems; nothing is called. Raises as ``connect``."""
        if declared.brand != self._systems.brand:
            raise Invalid(
                f"The operations are of {declared.brand}, the systems of {self._systems.brand}. "
                "Give each brand its own two files.",
                field="brand",
            )
        used = {operation.system for operation in declared.operations}
        for system in self._systems.systems:
            _check_kind(declared.operations, system)
        reached = [one for one in self._systems.systems if one.name in used]
        with self._lock:
            ways = {one.name: self._reach(one) for one in reached}
        return Connected(declared, ways, breakers=self._breakers)

    def _reach(self, system: System) -> Way:
        if system.name not in self._ways:
            self._ways[system.name] = _way(system, self._secrets)
        return self._ways[system.name]

    def close(self) -> None:
        for way in self._ways.values():
            way.close()


def _check_kind(operations: Iterable[Operation], system: System) -> None:
    for operation in operations:
        if operation.system == system.name and bool(operation.tool) != (system.kind == "mcp"):
            needed = "a tool of an MCP system" if system.kind == "mcp" else "a method and a path"
            raise Invalid(
                f"Operation {operation.name} must name {needed}: that is what '{system.name}' is.",
                field="operations",
            )


def _way(system: System, secrets: Secrets) -> Way:
    # Both bring a client with them that takes long to import, and most houses need one at most.
    if system.kind == "http":
        from nawba.assistant.operations.http import HttpSystem

        return HttpSystem(system, secrets)
    from nawba.assistant.operations.mcp import McpSystem

    return McpSystem(system, secrets)
