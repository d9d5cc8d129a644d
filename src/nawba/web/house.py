"""One running house: the store, what is cached from it, and the workers that keep it alive."""

from __future__ import annotations

import gc
import os
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, datetime

from nawba import __version__
from nawba.actions.erasure_files import erasure_files
from nawba.actions.retention import KEEPER
from nawba.actions.upkeep import Patience
from nawba.assistant.acting import Acting
from nawba.assistant.driver import Driver
from nawba.assistant.fields import extract
from nawba.assistant.flow_shelf import FlowShelf
from nawba.assistant.flow_turns import BrandFlows, FlowTurns
from nawba.assistant.gate import Material, read_material
from nawba.assistant.language import warm
from nawba.assistant.operations import allowed_hosts
from nawba.assistant.reading import Reading
from nawba.assistant.silence import Silence
from nawba.assistant.writing import Typing, Writing
from nawba.dispatch import load_policies
from nawba.dispatch.learner import Learner
from nawba.dispatch.runner import Dispatcher
from nawba.domain.decisions import Decision
from nawba.domain.errors import Conflict
from nawba.domain.identity import DemoPerson, Scope
from nawba.domain.purposes import OUTSIDE_MODEL, TRAINING
from nawba.domain.retention import Retention
from nawba.domain.words import Centre, Json, Message
from nawba.knowledge import STRICT_THRESHOLD
from nawba.knowledge.searcher import open_searcher
from nawba.listening.keeping import sweep
from nawba.listening.shelf import Shelf
from nawba.planning.bureau import Bureau
from nawba.settings import Settings
from nawba.store import Store, open_store
from nawba.store.personal import may_process
from nawba.store.rows import messages_by_id
from nawba.store.shelf import Key
from nawba.store.upgrading import migrate_with_copy
from nawba.web.foresight import Foresight, KeptLook, KeptTables
from nawba.web.foreteller import Foreteller
from nawba.web.gap_keeper import GapKeeper
from nawba.web.gate_progress import READING, GateProgress
from nawba.web.hiring_house import HiringHouse
from nawba.web.keeper import Keeper
from nawba.web.known import Known
from nawba.web.listening_house import ListeningHouse
from nawba.web.outbox import Outbox
from nawba.web.outbox import Patience as WebhookPatience
from nawba.web.planning_house import PlanningRuns
from nawba.web.turns import Turns
from nawba.web.views import message_json, named


class Digest:
    """A costly answer that many ask for, kept for a moment. Hold ``lock`` while using it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.value: Json = {}
        self._made_at: datetime | None = None

    def is_fresh(self, now: datetime, seconds: float) -> bool:
        return self._made_at is not None and (now - self._made_at).total_seconds() <= seconds

    def keep(self, now: datetime, value: Json) -> None:
        self._made_at, self.value = now, value


class Remembered:
    """How often each article answered, kept for a minute; two at once may both count it."""

    def __init__(self, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._made: tuple[datetime, Counter[Key]] | None = None

    def get(self, now: datetime, count: Callable[[], Counter[Key]]) -> Counter[Key]:
        known = self._made
        if known is None or not 0 <= (now - known[0]).total_seconds() < self._seconds:
            known = self._made = (now, count())
        return known[1]


class House:
    """Opens the store, knows the centre and its articles, runs assistant and dispatch.

    ``start`` and ``stop`` bracket its life; between them ``centre`` is safe to read
    from any thread. ``shelf`` has the brands' flows, with their operations, connected.
    ``typing`` shows a customer that the assistant is writing, ``decided`` hears of its decisions;
    replace them before ``start``. ``demo_people`` may come in without a password: none but a demo's
    on loopback.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store | None = None,
        shelf: FlowShelf | None = None,
    ) -> None:
        self.settings, shelf = settings, shelf or FlowShelf()
        self.typing: Typing = lambda contact, name: nullcontext()
        self.decided: Callable[[Decision], None] = lambda decision: None
        writing = self._writing()
        self._holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.store = store or open_store(settings.database, serves=self._holder)
        migrate_with_copy(self.store, settings.backup_folder, __version__)
        self._searcher = open_searcher(settings.models_folder, settings.cache_folder)
        self.reading = Reading(self._searcher)
        threshold = settings.answer_threshold
        fixed = STRICT_THRESHOLD if threshold is None else threshold
        self.known = Known(self.store, self.reading, fixed, shelf)
        self._gate, self.gate_progress = threading.Lock(), GateProgress()
        begun_with = shelf.begun_with(self.store)
        self.flow_turns = FlowTurns(self.store, self._flows_of, extract, begun_with)
        self._turns = self._make_turns(writing)
        self.digests: dict[tuple[Scope, Scope], Digest] = {}
        self.redispatch_tables, self.redispatch_looks = KeptTables(), KeptLook()
        self.demo_people: tuple[DemoPerson, ...] = ()
        self.uses = Remembered()
        self.gap_keeper = self._make_gap_keeper()
        self.bureau = Bureau(
            nice=settings.planning_nice
        )  # its process starts when something is to be planned
        self.foresight: Foresight = self._foreteller()
        self.planning_runs = PlanningRuns(self.store, self.bureau, self._holder, self._own_policies)
        self._keeper = Keeper(self.store, lambda: self.retention, self.sweep_recordings)
        self.listening = ListeningHouse(self.store, settings)
        self.hiring = HiringHouse(self.store, settings)
        self.is_warm = self.is_draining = False
        self._stop, self._wake = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    def _make_turns(self, writing: Writing | None) -> Turns:
        """The assistant's work on contacts; the centre and the version are those of each moment."""
        driver = Driver(
            self.store,
            lambda: self.centre,
            lambda: self.known.serving,
            Acting(self.flow_turns),
            self.settings.answer_parts,
            writing,
            lambda decision: self.decided(decision),
        )
        silence = Silence(self.store, lambda: self.centre, self.flow_turns)
        return Turns(driver, silence, waiting=0 if writing is None else writing.places)

    def _make_gap_keeper(self) -> GapKeeper:
        return GapKeeper(
            self.store,
            self._searcher,
            lambda: self.known.serving,
            lambda: self.history_centre,
            lambda: self.may_process(TRAINING),
        )

    @property
    def centre(self) -> Centre:
        return self.known.centre

    @property
    def history_centre(self) -> Centre:
        """The centre with what was retired: to name people and queues of old contacts."""
        return self.known.history_centre

    def may_process(self, purpose: str) -> bool:
        """Whether the register lets personal data be used for ``purpose`` today."""
        with self.store.read() as connection:
            return may_process(connection, purpose, self.store.clock().date())

    def sweep_recordings(self) -> None:
        """Remove from the disk what was erased of recorded contacts."""
        sweep(self.store, KEEPER, Shelf(self.settings.listening_folder))

    @property
    def retention(self) -> Retention:
        """For how long each kind of words is kept."""
        return self.centre.retention

    def _flows_of(self, brand: str) -> BrandFlows | None:
        """The flows of the version that answers now."""
        flows_of = self.known.serving.flows_of
        return None if flows_of is None else flows_of(brand)

    def _foreteller(self) -> Foreteller:
        return Foreteller(
            self.store,
            self.bureau,
            centre=lambda: self.centre,
            policy=self.settings.dispatch_policy,
            policies=self._own_policies,
        )

    @property
    def _own_policies(self) -> tuple[str, ...]:
        named = (one.strip() for one in self.settings.policies.split(","))
        return tuple(one for one in named if one)

    def start(self) -> None:
        """Start dispatching, and replying to whatever is still owed."""
        self._keeper.finish_erasures(
            erasure_files(self.settings.database, self.settings.backup_folder)
        )
        load_policies(self._own_policies)
        self.listening.start()
        self.hiring.start()
        for name, work in self._workers().items():
            self._run(name, work)

    def _workers(self) -> dict[str, Callable[[], None]]:
        """What goes on by itself, each in a thread of that name until the house stops."""
        dispatcher, outbox = self._dispatcher(), self._outbox(self._holder)
        learner = Learner(self.store, lambda: self.centre, lambda: dispatcher.leads)
        self.store.listen(lambda _: outbox.wake())
        return {
            "dispatch": lambda: dispatcher.run(self._stop, self._wake),
            "webhooks": lambda: outbox.run(self._stop),
            "owed-turns": self._turns.sweep,
            "known": self.known.keep_fresh,
            "retention": lambda: self._keeper.run(self._stop),
            "warm-up": self._warm_up,
            "gaps": lambda: self.gap_keeper.run(self._stop),
            "own-contacts": lambda: self.listening.keep_taking(self._stop),
            "rates": lambda: learner.run(self._stop),
        }

    def _dispatcher(self) -> Dispatcher:
        settings = self.settings
        return Dispatcher(
            self.store,
            centre=lambda: self.centre,
            offer_seconds=settings.offer_seconds,
            refusal_dwell_seconds=settings.refusal_dwell_seconds,
            patience=Patience(settings.adviser_lost_seconds, settings.customer_gone_seconds),
            policy=settings.dispatch_policy,
            lease_seconds=settings.lease_seconds,
            holder=self._holder,
            seconds=time.monotonic,
        )

    @property
    def webhook_hosts(self) -> tuple[str, ...]:
        """Hosts at home that webhooks may call."""
        return allowed_hosts(self.settings.webhook_hosts)

    def _outbox(self, holder: str) -> Outbox:
        patience = WebhookPatience(self.settings.webhook_seconds, self.settings.webhook_failures)
        return Outbox(self.store, holder, self.webhook_hosts, patience)

    def drain(self) -> None:
        """From now on no new contact is opened here; the open ones go on until ``stop``."""
        self.is_draining = True

    def is_idle(self) -> bool:
        """Whether no reply is being made in this process. What is owed besides stays in its row."""
        return self._turns.are_idle()

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        self.known.stop()
        self._turns.stop()
        self.bureau.close()
        self.listening.stop()
        self.hiring.stop()
        self.planning_runs.stop()
        for thread in self._threads:
            thread.join(timeout=5)
        self.store.dispose()

    def name_message(self, message: Message, brand: str) -> Message:
        """``message`` with its author's name as shown to people."""
        return named(self.history_centre, brand, message)

    def message(self, message: str) -> Json:
        """One message just said, as pages get it. The id must exist."""
        with self.store.read() as connection:
            found = messages_by_id(connection, [message])[0]
        return message_json(self.name_message(found, brand=""))

    def material(self) -> Material:
        """What versions are made of and tried with, read anew from its folder."""
        folder = self.settings.assistant_folder
        return Material() if folder is None else read_material(folder)

    @contextmanager
    def gate(self) -> Iterator[GateProgress]:
        """One draft at a time goes through the gate. Raises Conflict while another does."""
        if not self._gate.acquire(blocking=False):
            raise Conflict("Another version is in the gate. Try again when it is through.")
        self.gate_progress.begin(READING)
        try:
            yield self.gate_progress
        finally:
            self.gate_progress.begin("")
            self._gate.release()

    def owe_turn(self, contact: str) -> None:
        """Let the assistant reply to ``contact`` as soon as a worker is free."""
        self._turns.owe(contact)

    def take_turn_now(self, contact: str) -> None:
        """Let the assistant reply before going on: the greeting of a contact just opened."""
        self._turns.take(contact)

    def _writing(self) -> Writing | None:
        """The language model of the settings, if they name one. Raises Invalid: named wrongly."""
        if self.settings.writer_url is None:
            return None
        from nawba.web.writer import OnlyIf, house_writer, is_outside  # brings an HTTP client

        write = house_writer(self.settings)
        if write is not None and is_outside(self.settings):
            write = OnlyIf(write, lambda: self.may_process(OUTSIDE_MODEL))
        return None if write is None else Writing(write, self._types)

    def _types(self, contact: str, name: str) -> AbstractContextManager[object]:
        return self.typing(contact, name)

    def _run(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _warm_up(self) -> None:
        """Load what the first question needs: language detector, embedder, dialect, search."""
        warm()
        self._searcher.embed(["bonjour"])
        for brand in self.centre.brands:
            self.known.serving.search("سلام bonjour", brand.id, brand.language, today=date.today())
        self.known.read_flows()
        self._searcher.kept.save()
        # What is loaded by now stays: without this each full collection looks through all of it,
        # and every customer waits 150 ms for that.
        gc.collect()
        gc.freeze()
        self.is_warm = True
