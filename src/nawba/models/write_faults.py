"""Why a model's proposal did not come, as codes fit for events and logs, and what each one means.

``FAILURES`` speak against the endpoint and open the breaker; the others speak against one answer,
and those ``NOT_SENT`` against nobody.
``WORTH_A_RETRY`` may go away by themselves within a second.
"""

from __future__ import annotations

REASONS = {
    "ok": "a command that was allowed",
    "budget": "the budget of requests or tokens is used up; nothing was sent",
    "breaker_open": "the endpoint failed several times and rests; nothing was sent",
    "off": "the register of purposes does not let words leave this machine; nothing was sent",
    "busy": "too many calls are under way; nothing was sent",
    "unreachable": "no connection",
    "time_out": "no whole answer in time",
    "broken": "the connection ended in the middle",
    "overloaded": "status 429 or 503",
    "failed": "another status of 500 or more",
    "refused": "status 400 to 499: wrong key, unknown model, wrong address",
    "redirect": "it wanted to send us elsewhere",
    "too_large": "more bytes than allowed",
    "garbage": "no JSON, or not that of chat completions",
    "cut_short": "the model ran out of tokens",
    "declined": "the model declined to answer",
    "wrong_schema": "JSON, but no command that we know",
    "not_allowed": "a command, passage, flow, field or choice that was not on the list",
    "placeholder": "it wrote a placeholder that stands for nothing, or for a card number",
}
FAILURES = frozenset(
    (
        *("unreachable", "time_out", "broken", "overloaded", "failed", "refused", "redirect"),
        *("too_large", "garbage"),
    )
)
NOT_SENT = frozenset({"budget", "breaker_open", "busy", "off"})
WORTH_A_RETRY = frozenset({"unreachable", "broken", "overloaded", "failed"})


class WriteFault(Exception):
    """``reason`` is a key of ``REASONS``; ``retry_after`` seconds were asked for by the server.

    ``body``: the beginning of what a refusing server said, to learn its dialect; never logged.
    """

    def __init__(self, reason: str, *, retry_after: float = 0.0, body: str = "") -> None:
        super().__init__(REASONS[reason])
        self.reason, self.retry_after, self.body = reason, retry_after, body
