"""Requests that carry an idempotency key are carried out once, however often they are sent.

What is kept is written in the transaction of the action itself, so there is no moment at which the
action is done and the key is not. The answer follows when it is known, encrypted with a secret of
the caller that is not kept: neither the database nor a back-up can say what it was.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from nawba.domain.errors import KeyDone, KeyReused, KeyRunning
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.api_tables import idempotency_keys

KEPT_FOR = timedelta(hours=24)

_DONE = (
    "The first request with this Idempotency-Key was carried out, but its answer was lost when the "
    "server stopped. Read what it made; do not send it again under another key."
)
_REUSED = (
    "This Idempotency-Key came before with another request. Make up a new one for each thing to do."
)
_RUNNING = "The first request with this Idempotency-Key is still at work. Try again in a moment."
_KEEPER = Actor("system", "keys")


@dataclass(frozen=True)
class Answer:
    """What was answered: ``headers`` are the few that belong to the content."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class KeyedRequest:
    """One attempt at a request: ``key`` and ``caller`` as they came, ``fingerprint`` of its content
    (method, path and body), ``contact`` of the customer who sends it, ``is_safe_again`` when its
    own ids keep it from being done twice."""

    caller: str
    key: str
    fingerprint: str
    attempt: str
    contact: str | None = None
    is_safe_again: bool = False

    @property
    def id(self) -> str:
        return hashlib.sha256(f"{self.caller}\n{self.key}".encode()).hexdigest()


def find_answer(store: Store, request: KeyedRequest) -> Answer | None:
    """What was answered to this request before; None when it is to be carried out.

    Raises KeyReused when the key came with other content, KeyDone when the request was carried out
    and the answer is lost.
    """
    with store.read() as connection:
        row = statements.find(connection, idempotency_keys, id=request.id)
    if row is None or row.at < store.clock() - KEPT_FOR:
        return None
    if row.fingerprint != request.fingerprint:
        raise KeyReused(_REUSED, field="Idempotency-Key")
    if row.answer is not None:
        return _opened(request, row.status, row.answer)
    if request.is_safe_again:
        return None
    raise KeyDone(_DONE)


def alongside(request: KeyedRequest) -> Callable[[Transaction], None]:
    """What each transaction of ``request`` keeps with it. It raises KeyRunning, and undoes the
    transaction, when another attempt was faster."""

    def keep(tx: Transaction) -> None:
        if tx.actor.startswith("system:"):
            return  # the house on its own account: it would be done without the request too
        row = statements.find(tx.connection, idempotency_keys, id=request.id)
        if row is not None and row.attempt == request.attempt:
            return
        if row is not None and not _may_replace(request, row, tx.now):
            raise KeyRunning(_RUNNING)
        statements.remove(tx.connection, idempotency_keys, id=request.id)
        contacts = [getattr(one, "contact", None) for one in tx.pending]
        statements.add(
            tx.connection,
            idempotency_keys,
            id=request.id,
            attempt=request.attempt,
            fingerprint=request.fingerprint,
            contact=request.contact or next((one for one in contacts if one), None),
            at=tx.now,
            status=None,
            answer=None,
        )

    return keep


def _may_replace(request: KeyedRequest, row: statements.Row, now: datetime) -> bool:
    lost = row.answer is None and row.fingerprint == request.fingerprint
    return bool(row.at < now - KEPT_FOR or (lost and request.is_safe_again))


def keep_answer(store: Store, request: KeyedRequest, answer: Answer) -> None:
    """Keep ``answer`` for the next time, if the request wrote anything at all."""
    with store.read() as connection:
        row = statements.find(connection, idempotency_keys, id=request.id)
    if row is None or row.attempt != request.attempt:
        return
    sealed = _sealed(request, answer)
    with store.write("keep_answer", _KEEPER) as tx:
        where = {"id": request.id, "attempt": request.attempt}
        values = {"status": answer.status, "answer": sealed}
        statements.change(tx.connection, idempotency_keys, where, **values)


def forget_old_keys(store: Store) -> int:
    """Delete what was kept for longer than 24 hours; returns how many there were."""
    table = idempotency_keys
    before = store.clock() - KEPT_FOR
    with store.read() as connection:
        old = connection.execute(sa.select(table.c.id).where(table.c.at < before).limit(1)).first()
    if old is None:
        return 0
    with store.write("forget_old_keys", _KEEPER) as tx:
        return int(tx.run(sa.delete(table).where(table.c.at < before)).rowcount)


def _sealed(request: KeyedRequest, answer: Answer) -> bytes:
    told = {"headers": dict(answer.headers), "body": base64.b64encode(answer.body).decode()}
    return bytes(_cipher(request).encrypt(json.dumps(told).encode()))


def _opened(request: KeyedRequest, status: int, sealed: bytes) -> Answer:
    told = json.loads(_cipher(request).decrypt(sealed))
    return Answer(status, told["headers"], base64.b64decode(told["body"]))


def _cipher(request: KeyedRequest) -> Any:
    from cryptography.fernet import Fernet  # only those who send keys need it

    secret = hashlib.sha256(f"answer\n{request.key}\n{request.caller}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(secret))
