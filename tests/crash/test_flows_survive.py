"""Stop a process at every fail point of a flow's turn: the dispute is made, told, promised once.

The next process finds in the run what was heard and asked for, and in the journal what may have
happened. Before its time is over an attempt counts as running; after that it is given up and
repeated under its key.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import processes
from crash.replying import FLOW, NOON, Place, attend_silence, reply
from house import House, small_centre
from nawba.actions import contacts
from nawba.actions.operations import end_overdue_operations
from nawba.actions.setup import configure
from nawba.demo.backoffice import Handle, start
from nawba.domain.events import FlowPaused
from nawba.domain.words import ADMINISTRATOR, WATCHDOG
from nawba.store import Store, open_store
from nawba.store.failpoints import EXIT_CODE, FLOW_POINTS, SILENCE_POINTS
from nawba.store.journal import read_commitments, read_operations
from nawba.store.migrate import migrate
from virtual_time import VirtualClock

pytestmark = pytest.mark.crash

PATIENCE_SECONDS = 60
RUNS_ON_PAPER = (
    "start_operation.committed",
    "end_operation.locked",
    "end_operation.written",
    "end_operation.recorded",
)
"""Where the journal keeps a start and no end."""
LINES = (
    "Je conteste 250 dh du 8 novembre sur la facture F-202611-01, ligne 0600000101",
    "Samira Alaoui",
)


@dataclass
class Scene:
    """A contact whose customer has read the dispute back and says yes."""

    points: Path
    place: Place
    backoffice: Handle
    store: Store
    now: list[datetime]
    silent: str
    """Another contact, at the same place, whose customer says nothing."""

    def of_the_silent(self) -> Scene:
        return replace(self, place=replace(self.place, contact=self.silent))

    def reply(self, point: str = "", work: Callable[[Place], None] = reply) -> str:
        """One turn in a process of its own, to its end or to ``point``; what it did, or ""."""
        self.points.write_text(point)
        said = Path(self.place.said)
        said.unlink(missing_ok=True)
        process = _FORKS.Process(target=work, args=(self.place,))
        process.start()
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == (EXIT_CODE if point else 0)
        assert self.points.read_text() == ""
        return said.read_text() if said.exists() else ""

    def says(self, text: str) -> None:
        house = House(self.store, VirtualClock(), small_centre())
        customer = house.customer_of(self.place.contact)
        contacts.say(self.store, customer, self.place.contact, text, client_id=text)

    @property
    def cases(self) -> list[Any]:
        return self.backoffice.books.all("SELECT * FROM cases")

    def disputes(self) -> list[Any]:
        with self.store.read() as connection:
            entries = read_operations(connection, self.place.contact)
        return [entry for entry in entries if entry.name == FLOW]

    def promises(self) -> list[Any]:
        with self.store.read() as connection:
            return read_commitments(connection, self.place.contact)

    def told(self) -> list[str]:
        """What the assistant said in reply to the yes."""
        house = House(self.store, VirtualClock(), small_centre())
        rows = sorted(house.rows("messages"), key=lambda row: row.number)
        yes = next(row.number for row in rows if row.text == "oui")
        return [row.text for row in rows if row.number > yes and row.author == "assistant"]

    def is_sound(self) -> bool:
        return processes.violations(self.place.database) == []


_FORKS = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of fail points, which the server of forks watches from its start."""
    file = tmp_path_factory.mktemp("points") / "failpoint"
    file.write_text("")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NAWBA_FAILPOINTS", str(file))
        environment.setenv("PYTHONPATH", str(Path(__file__).parent.parent))  # for what it preloads
        _FORKS.set_forkserver_preload(["crash.replying"])
        idle = _FORKS.Process(target=sorted, args=([],))
        idle.start()
        idle.join(PATIENCE_SECONDS)
    return file


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, points: Path) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("begun")
    backoffice = start(folder, clock=lambda: NOON)
    now = [datetime.now(UTC)]
    url = f"sqlite:///{folder}/crash.db"
    store = open_store(url, lambda: now[0])
    migrate(store)
    configure(store, ADMINISTRATOR, small_centre())
    house = House(store, VirtualClock(), small_centre())
    contact, silent = house.opened("sahla").contact, house.opened("sahla").contact
    place = Place(url, backoffice.address, backoffice.token, contact, str(folder / "said"))
    scene = Scene(points, place, backoffice, store, now, silent)
    for one in (scene, scene.of_the_silent()):
        for line in LINES:
            one.says(line)
            assert one.reply() == "replied"
    scene.says("oui")
    yield scene
    store.dispose()
    backoffice.stop()


@pytest.fixture
def scene(begun: Scene, tmp_path: Path) -> Iterator[Scene]:
    """The same moment in a database of its own, before a back office as on the first day."""
    begun.backoffice.reset()
    url = f"sqlite:///{tmp_path}/crash.db"
    begun.store.dispose()  # the last connection moves the log into the one file that is copied
    source = Path(begun.place.database.removeprefix("sqlite:///"))
    (tmp_path / "crash.db").write_bytes(source.read_bytes())
    now = [datetime.now(UTC)]
    store = open_store(url, lambda: now[0])
    yield replace(begun, place=replace(begun.place, database=url), store=store, now=now)
    store.dispose()


@pytest.mark.parametrize("point", FLOW_POINTS)
def test_a_dispute_is_made_told_and_promised_once(scene: Scene, point: str) -> None:
    scene.reply(point)
    assert scene.is_sound()
    is_told = point == "take_turn.committed"
    assert (len(scene.told()), len(scene.promises())) == (is_told, is_told)
    is_running = [entry.state for entry in scene.disputes()] == ["started"]
    assert is_running == (point in RUNS_ON_PAPER)
    if is_running:
        assert scene.reply() == "later"  # it may still be at work
        scene.now[0] += timedelta(minutes=1)
        assert len(end_overdue_operations(scene.store, WATCHDOG)) == 1
    assert scene.reply() == ("nothing is owed" if is_told else "replied")
    (entry,), (promise,), (case,), (told,) = (
        scene.disputes(),
        scene.promises(),
        scene.cases,
        scene.told(),
    )
    assert entry.reference == promise.reference == case["reference"]
    assert case["reference"] in told
    assert scene.is_sound()


@pytest.mark.parametrize("point", SILENCE_POINTS)
def test_a_silent_customer_is_told_once(scene: Scene, point: str) -> None:
    silent = scene.of_the_silent()
    house = House(silent.store, VirtualClock(), small_centre())
    assert silent.reply(work=attend_silence) == "told 0"
    past = silent.now[0] - timedelta(seconds=1)
    house.raw("UPDATE flow_runs SET silent_at = :at WHERE contact = :c", at=str(past)[:26],
              c=scene.silent)  # fmt: skip
    silent.reply(point, attend_silence)
    assert silent.is_sound()
    is_told = point == "set_flow_aside.committed"
    assert silent.reply(work=attend_silence) == f"told {int(not is_told)}"
    assert silent.reply(work=attend_silence) == "told 0"
    told = [row for row in house.rows("messages", contact=scene.silent) if "de côté" in row.text]
    assert len(told) == len(house.events(FlowPaused)) == 1
    silent.says("oui")
    assert silent.reply() == "replied"
    assert silent.cases == []
    assert silent.is_sound()
