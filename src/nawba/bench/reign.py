"""Who led when, read from the stream: takeovers timed by it, and offers that should not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from nawba.domain.events import LeaseTaken, OfferEnded, OfferMade, Recorded
from nawba.store import Store, events_after


@dataclass
class Reigns:
    """``look`` follows the stream; ``doubles`` are offers of a contact that had a live one."""

    store: Store
    holder: str = ""
    epoch: int = 0
    doubles: int = 0
    stale: int = 0
    accepted: set[str] = field(default_factory=set)
    _began: dict[int, datetime] = field(default_factory=dict)
    _offered: dict[int, datetime] = field(default_factory=dict)
    _live: dict[str, str] = field(default_factory=dict)
    _cursor: dict[str, int] = field(default_factory=dict)

    def look(self) -> None:
        """Read what has been told since."""
        while True:
            with self.store.read() as connection:
                told = events_after(connection, self._cursor)
            if not told:
                return
            for one in told:
                self.hear(one)

    def hear(self, recorded: Recorded) -> None:
        """Fold one event in, each once and in order."""
        event = recorded.event
        self._cursor[recorded.cell] = recorded.seq
        if isinstance(event, LeaseTaken):
            self.holder, self.epoch = event.holder, event.epoch
            self._began[event.epoch] = recorded.at
        elif isinstance(event, OfferMade):
            self._made(event, recorded.at)
        elif isinstance(event, OfferEnded):
            if self._live.get(event.contact) == event.offer:
                del self._live[event.contact]
            if event.outcome == "accepted":
                self.accepted.add(event.offer)

    def _made(self, event: OfferMade, at: datetime) -> None:
        self.stale += event.epoch != self.epoch
        self.doubles += event.contact in self._live
        self._live[event.contact] = event.offer
        self._offered.setdefault(event.epoch, at)

    def has_offered(self) -> bool:
        """Whether the present holder has made an offer."""
        self.look()
        return self.epoch in self._offered

    def has_offered_after(self, epoch: int) -> bool:
        """Whether an offer was made under a later epoch."""
        self.look()
        return any(later > epoch for later in self._offered)

    def seconds_after(self, epoch: int, struck: datetime) -> tuple[float, float]:
        """From ``struck`` to the lease that followed ``epoch``, and to the first offer after."""
        lease, offer = (
            min(at for later, at in times.items() if later > epoch)
            for times in (self._began, self._offered)
        )
        return (lease - struck).total_seconds(), (offer - struck).total_seconds()
