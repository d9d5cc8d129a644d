"""Work that was given to a bureau, as who asked holds it."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Task:
    """Work given to a bureau: ``result`` waits for it, ``cancel`` gives it up.

    The rest is the bureau's own: ``until`` is the moment at which the child is killed for it.
    """

    call: bytes
    seconds: float
    first: bool
    progress: Callable[..., None] | None
    wake: Callable[[], None]
    _future: Future[Any] = field(default_factory=Future)
    is_cancelled: bool = False
    until: float = math.inf

    def result(self, timeout: float | None = None) -> Any:
        """What the function returned. Raises what it raised, PlanningCancelled, PlanningStopped
        (its process died, or the house stops), Invalid when it took too long, or TimeoutError
        after ``timeout`` seconds."""
        return self._future.result(timeout)

    @property
    def is_over(self) -> bool:
        return self._future.done()

    def cancel(self) -> None:
        """Give it up, waiting or at work; when it is over already, nothing happens."""
        self.is_cancelled = True
        self.wake()

    def whenever(self, over: Callable[[Task], None]) -> None:
        """Call ``over`` once it is over, however it ended, from the bureau's thread."""
        self._future.add_done_callback(lambda _: over(self))

    def tell(self, told: tuple[Any, ...]) -> None:
        """The child says how far it is."""
        if self.progress is None or self.is_cancelled:
            return
        try:
            self.progress(*told)
        except Exception:  # noqa: BLE001 - of whoever asked: their work ends, that of others goes on
            self.cancel()

    def succeed(self, result: bytes) -> None:
        try:
            value = pickle.loads(result)
        except Exception as error:  # noqa: BLE001 - what does not fit in here: a defect of who asked
            self.fail(error)
        else:
            self._future.set_result(value)

    def fail(self, why: BaseException) -> None:
        if not self.is_over:
            self._future.set_exception(why)
