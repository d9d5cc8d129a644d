"""How far a draft is in the gate, for whoever waits at a page: a gate may take a minute."""

from __future__ import annotations

from dataclasses import dataclass, field

from nawba.assistant.gate.run import CHECKS
from nawba.domain.words import Json

READING = "reading cases"
_STEPS = (READING, *(name for name, _ in CHECKS))


@dataclass
class GateProgress:
    """Told by the gate's thread, read by any other; ``step`` is empty while nothing is tried."""

    step: str = ""
    counted: tuple[int, int] = field(default=(0, 0))

    def begin(self, step: str) -> None:
        """``step`` begins: reading the cases, or a check of the gate; "" once all is over."""
        self.step, self.counted = step, (0, 0)

    def count(self, done: int, of: int) -> None:
        """``done`` of ``of`` cases are read."""
        self.counted = (done, of)

    def view(self) -> Json:
        """``place`` of the step among ``steps``, from 1; ``done`` of ``of`` cases within it."""
        step, (done, of) = self.step, self.counted
        place = _STEPS.index(step) + 1 if step in _STEPS else 0
        return {
            "running": bool(step),
            "step": step.replace(" ", "_"),
            "place": place,
            "steps": len(_STEPS),
            "done": done,
            "of": of,
        }
