"""One running house: the store, what is cached from it, and the workers that keep it alive."""

from __future__ import annotations

import gc
import os
import secrets
import socket
import threading
from collections.abc import Callable
from datetime import datetime

from nawba.actions.upkeep import Patience
from nawba.assistant.acting import Acting
from nawba.assistant.driver import Driver
from nawba.assistant.fields import extract
from nawba.assistant.flow_turns import FlowsOf, FlowTurns
from nawba.assistant.language import warm
from nawba.dispatch.runner import Dispatcher
from nawba.domain.words import Centre, Json, Message
from nawba.knowledge import STRICT_THRESHOLD, ArticleIndex
from nawba.models.embed import open_embedder
from nawba.models.kept import KeptEmbedder
from nawba.models.registry import weight
from nawba.settings import Settings
from nawba.store import Store, open_store
from nawba.store.migrate import migrate
from nawba.store.rows import messages_by_id
from nawba.web.known import Known
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


class House:
    """Opens the store, knows the centre and its articles, runs assistant and dispatch.

    ``start`` and ``stop`` bracket its life; between them ``centre`` and ``index`` are safe to read
    from any thread. ``flows_of`` gives the flows of a brand with its operations, connected.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store | None = None,
        flows_of: FlowsOf = lambda brand: None,
    ) -> None:
        self.settings = settings
        self.store = store or open_store(settings.database)
        migrate(self.store)
        self._embed = open_embedder(settings.models_folder)
        weights = weight("use-multilingual-v3").files[0].sha256
        kept = settings.cache_folder / "articles.npz"
        self._embed_articles = KeptEmbedder(self._embed, kept, weights)
        self.known = Known(self.store, self._embed_articles)
        threshold = settings.answer_threshold
        driver = Driver(
            self.store,
            centre=lambda: self.centre,
            search=lambda: self.index.search,
            threshold=STRICT_THRESHOLD if threshold is None else threshold,
            acting=Acting(FlowTurns(self.store, flows_of, extract)),
        )
        self._turns = Turns(driver)
        self.digest = Digest()
        self._stop, self._wake = threading.Event(), threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def centre(self) -> Centre:
        return self.known.centre

    @property
    def history_centre(self) -> Centre:
        """The centre with what was retired: to name people and queues of old contacts."""
        return self.known.history_centre

    @property
    def index(self) -> ArticleIndex:
        return self.known.index

    def start(self) -> None:
        """Start dispatching, and replying to whatever is still owed."""
        dispatcher = Dispatcher(
            self.store,
            centre=lambda: self.centre,
            offer_seconds=self.settings.offer_seconds,
            refusal_dwell_seconds=self.settings.refusal_dwell_seconds,
            patience=Patience(
                self.settings.adviser_lost_seconds, self.settings.customer_gone_seconds
            ),
            lease_seconds=self.settings.lease_seconds,
            holder=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}",
        )
        self._run("dispatch", lambda: dispatcher.run(self._stop, self._wake))
        self._run("owed-turns", self._turns.sweep)
        self._run("known", self.known.keep_fresh)
        self._run("warm-up", self._warm_up)

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()
        self.known.stop()
        self._turns.stop()
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

    def owe_turn(self, contact: str) -> None:
        """Let the assistant reply to ``contact`` as soon as a worker is free."""
        self._turns.owe(contact)

    def take_turn_now(self, contact: str) -> None:
        """Let the assistant reply before going on: the greeting of a contact just opened."""
        self._turns.take(contact)

    def _run(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _warm_up(self) -> None:
        """Load the language detector and the embedder before the first customer needs them."""
        warm()
        self._embed(["bonjour"])
        self._embed_articles.save()
        # What is loaded by now stays: without this each full collection looks through all of it,
        # and every customer waits 150 ms for that.
        gc.collect()
        gc.freeze()
