"""What can go wrong, as one tree. A message says what to do; ``retryable`` is decided here once.

NawbaError
├── Invalid            the input is wrong: names the field and the remedy      422
│   ├── TooLarge       over a stated limit                                     413
│   ├── KeyReused      an idempotency key came with another request
│   ├── DocumentError  a file: name, line, field, remedy (see ``documents``)
│   └── WeightRefused  a model's file is not the approved one: its hash differs
├── NotPermitted       this actor may not do this                              403
│   ├── SignInNeeded   nobody is signed in, or not any more                     401
│   ├── WrongCredentials  login or password: which of them is not said          401
│   ├── TooMany        too many failures: wait, it says how long                429
│   ├── ForgedRequest  a write by cookie without the session's own token        403
│   ├── ForeignOrigin  a write that another site's page made a browser send     403
│   └── LinkEnded      a one-time link that was used or is too old              410
├── NotFound           no such thing, or it was erased                         404
├── Conflict           the world moved on: offer gone, contact closed          409
│   ├── Repeated       the same client id came with other content
│   ├── Stale          somebody changed it since it was read: says who and what
│   ├── InUse          something else still refers to it: says what
│   ├── Busy           contacts wait in it or are held by it: says how many
│   ├── KeyRunning     the first request with this idempotency key still runs     retryable
│   ├── PlanningCancelled  planning work that somebody gave up
│   └── KeyDone        that request was done, and its answer was lost in a crash
├── Quarantined        a recorded contact that cannot be listened to (``recordings``)
├── Unreadable         a candidate's document that cannot be read (``candidates``)
└── Unavailable        try again: database busy, disk full, starting           503  retryable
    ├── PlanningBusy       as much planning waits as may                         503  retryable
    ├── PlanningStopped    its process died, or the house is about to stop       503  retryable
    └── Restarting     the house is about to stop and opens no contact        503  retryable
"""

from __future__ import annotations

from typing import Any


class NawbaError(Exception):
    """Every error the house raises on purpose. ``field`` names the input at fault, if one is.

    ``message`` is English, and translated by ``problem_texts`` for who reads something else,
    unless ``language`` says that it speaks to its reader already.
    """

    code = "error"
    retryable = False

    def __init__(
        self, message: str, *, field: str | None = None, language: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.language = language

    def members(self) -> dict[str, Any]:
        """What a problem document says beyond the message, as JSON."""
        return {}


class Invalid(NawbaError):
    code = "invalid"


class TooLarge(Invalid):
    code = "too_large"


class KeyReused(Invalid):
    code = "key_reused"


class NotPermitted(NawbaError):
    code = "not_permitted"


class SignInNeeded(NotPermitted):
    code = "sign_in_needed"


class WrongCredentials(NotPermitted):
    code = "wrong_credentials"


class TooMany(NotPermitted):
    """``seconds`` is how long to wait before the next try counts."""

    code = "wait"

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class ForgedRequest(NotPermitted):
    code = "csrf"


class ForeignOrigin(NotPermitted):
    code = "foreign_origin"


class LinkEnded(NotPermitted):
    code = "link_ended"


class NotFound(NawbaError):
    code = "not_found"


class Conflict(NawbaError):
    code = "conflict"


class Stale(Conflict):
    """``current`` is the thing as it stands, ``changes`` what was done since, both as JSON."""

    code = "stale"

    def __init__(
        self, message: str, current: dict[str, Any], changes: list[dict[str, Any]]
    ) -> None:
        super().__init__(message, field="revision")
        self.current, self.changes = current, changes

    def members(self) -> dict[str, Any]:
        return {"current": self.current, "changes": self.changes}


class InUse(Conflict):
    """``used_by`` lists what refers to it: each with ``kind``, ``id`` and ``field``."""

    code = "in_use"

    def __init__(self, message: str, used_by: list[dict[str, Any]]) -> None:
        super().__init__(message)
        self.used_by = used_by

    def members(self) -> dict[str, Any]:
        return {"used_by": self.used_by}


class Busy(Conflict):
    """``contacts`` is how many would be left behind."""

    code = "busy"

    def __init__(self, message: str, contacts: int) -> None:
        super().__init__(message)
        self.contacts = contacts

    def members(self) -> dict[str, Any]:
        return {"contacts": self.contacts}


class Repeated(Conflict):
    code = "repeated"


class KeyRunning(Conflict):
    code = "key_running"
    retryable = True


class KeyDone(Conflict):
    code = "key_done"


class PlanningCancelled(Conflict):
    code = "planning_cancelled"


class Unavailable(NawbaError):
    code = "unavailable"
    retryable = True


class PlanningBusy(Unavailable):
    code = "planning_busy"


class PlanningStopped(Unavailable):
    code = "planning_stopped"


class Restarting(Unavailable):
    code = "restarting"


class WeightRefused(Invalid):
    code = "weight_refused"


class DocumentError(Invalid):
    """One or more faults of one file. ``faults`` lists ``Fault`` values, each with its line."""

    code = "document"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0].within or faults[0].field if faults else None
        super().__init__("\n".join(str(fault) for fault in faults), field=first or None)
        self.faults = faults

    def members(self) -> dict[str, Any]:
        return {"faults": [fault.json() for fault in self.faults]}


class Fault:
    """Where a file is wrong (``file``, 1-based ``line``, ``field``), and what mends it.

    ``kind`` and ``id`` name the noun that is wrong and ``within`` its field, where one is known. A
    fault of what came from no file has no ``file`` and the line 0.
    """

    def __init__(self, file: str, line: int, field: str, problem: str, remedy: str) -> None:
        self.file, self.line, self.field = file, line, field
        self.problem, self.remedy = problem, remedy
        self.kind, self.id, self.within = "", "", ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        named = f"{self.field}: " if self.field else ""
        return f"{where}{named}{self.problem}. {self.remedy}"

    def json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "id": self.id,
            "field": self.within or ("" if self.kind else self.field),
            "problem": self.problem,
            "remedy": self.remedy,
            "file": self.file,
            "line": self.line,
        }
