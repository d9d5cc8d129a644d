"""A language model behind its limits: asks for one command, and believes nothing that comes back.

Off unless configured. Words are redacted before anything else happens; there is no way round it.
Each proposal: budget, breaker, at most two requests within one total time, then the three gates of
``write_reply``. Whatever goes wrong is a reason, never an exception: the dialogue goes on without.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from nawba.domain.ports import Redact
from nawba.domain.words import Json
from nawba.domain.writing import Command, Proposal, Redacted, WriteRequest
from nawba.models.write_endpoint import Endpoint
from nawba.models.write_faults import FAILURES, NOT_SENT, WORTH_A_RETRY, WriteFault
from nawba.models.write_limits import Breaker, Budget, Seconds
from nawba.models.write_line import Line
from nawba.models.write_prompt import messages, schema
from nawba.models.write_reply import dumps, read_command

_BYTES_PER_TOKEN = 3  # of UTF-8: pessimistic for Latin letters, about right for Arabic ones
_LEAST_SECONDS = 0.2  # a retry with less time left than this is not made


def open_writer(
    endpoint: Endpoint,
    redact: Redact,
    *,
    clock: Seconds = time.monotonic,
    pause: Callable[[float], object] = time.sleep,
) -> Writer:
    """The ``Write`` of ``endpoint``. Nothing is sent before the first proposal.

    ``clock`` gives monotonic seconds to breaker and budget; ``pause`` waits as long as a server
    asked for before the one retry.
    """
    return Writer(endpoint, redact, clock, pause)


@dataclass
class _Dialect:
    """What the endpoint was found not to understand; learned from its refusals, kept in process."""

    schema: bool = True
    token_key: str = "max_tokens"

    def learn(self, told: str) -> bool:
        """Change one habit that a refusal complains of; False when it complains of none."""
        if self.schema and ("response_format" in told or "json_schema" in told):
            self.schema = False
            return True
        if self.token_key == "max_tokens" and "max_completion_tokens" in told:
            self.token_key = "max_completion_tokens"
            return True
        return False


class Writer:
    """A ``Write`` over HTTP; see ``open_writer``. Thread-safe."""

    def __init__(
        self, endpoint: Endpoint, redact: Redact, clock: Seconds, pause: Callable[[float], object]
    ) -> None:
        self._endpoint, self._redact, self._pause = endpoint, redact, pause
        self._line = Line.to(endpoint)
        self._budget = Budget(endpoint.ration, clock)
        self._breaker = Breaker(endpoint.failures, endpoint.rest_seconds, clock)
        self._dialect = _Dialect()

    def propose(self, request: WriteRequest) -> Proposal:
        """One command that ``request`` allows, or None and why; in ``total_seconds`` at most."""
        started = time.monotonic()
        redacted = self._redact(request.said, request.details)
        call = _Call(replace(request, said=redacted.texts), redacted, started)
        if not self._breaker.allows():
            return Proposal(None, "breaker_open")
        reason, command = "broken", None
        try:
            command, reason = self._ask(call), "ok"
        except WriteFault as fault:
            reason = fault.reason
        finally:
            self._breaker.report(None if reason in NOT_SENT else reason in FAILURES)
        return Proposal(command, reason, call.tokens, time.monotonic() - started)

    def _ask(self, call: _Call) -> Command:
        try:
            return self._ask_once(call)
        except WriteFault as fault:
            if not self._may_retry(fault, call):
                raise
            return self._ask_once(call)

    def _may_retry(self, fault: WriteFault, call: _Call) -> bool:
        if fault.reason == "refused" and self._dialect.learn(fault.body):
            return True
        worth = fault.reason in WORTH_A_RETRY
        if not worth or fault.retry_after + _LEAST_SECONDS > self._left(call):
            return False
        if fault.retry_after:
            self._pause(fault.retry_after)
        return True

    def _ask_once(self, call: _Call) -> Command:
        body = dumps(self._body(call.request))
        reserved = len(body) // _BYTES_PER_TOKEN + self._endpoint.most_tokens
        if not self._budget.take(reserved):
            raise WriteFault("budget")
        used: int | None = None
        try:
            answer = self._line.post(body, self._left(call))
            command, used = read_command(answer, call.request, call.redacted)
            return command
        finally:
            # Servers may count nothing or nonsense: at most what was reserved, as much if in doubt.
            spent = min(used, reserved) if used else reserved
            self._budget.settle(reserved, spent)
            call.tokens += spent

    def _left(self, call: _Call) -> float:
        return call.started + self._endpoint.total_seconds - time.monotonic()

    def _body(self, request: WriteRequest) -> Json:
        body: Json = {
            "model": self._endpoint.model,
            "messages": messages(request),
            "temperature": 0,
            "stream": False,
            self._dialect.token_key: self._endpoint.most_tokens,
        }
        if self._dialect.schema:
            shape = {"name": "proposal", "strict": True, "schema": schema(request)}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        return body


@dataclass
class _Call:
    """One proposal under way: the redacted request, when it began, what it has cost so far."""

    request: WriteRequest
    redacted: Redacted
    started: float
    tokens: int = 0
