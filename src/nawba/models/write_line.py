"""One HTTP exchange with a language model that ends in time whatever the other side does.

Not streamed: nothing of an answer may be shown before all of it was checked, so half an answer is
worth nothing. A read time-out alone does not end a server that sends a byte now and then, nor a
name look-up that hangs: the exchange runs in a thread of its own, which is left behind when the
time is up. Its connection is closed under it, and ``at_once`` bounds how many there can be.
"""

from __future__ import annotations

import ssl
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass

import httpx

from nawba.models.outward import Outward
from nawba.models.write_endpoint import Endpoint
from nawba.models.write_faults import WriteFault

_MOST_TOLD = 2_000  # characters of a refusal that are read
_MOST_WAIT = 60.0


@dataclass(frozen=True)
class Line:
    """The way to one endpoint. Thread-safe. Proxies of the environment are not used."""

    endpoint: Endpoint
    _context: ssl.SSLContext
    _places: threading.BoundedSemaphore

    @classmethod
    def to(cls, endpoint: Endpoint) -> Line:
        context = ssl.create_default_context()
        return cls(endpoint, context, threading.BoundedSemaphore(endpoint.at_once))

    def post(self, body: bytes, seconds: float) -> bytes:
        """The body of a 200 answer to ``body``, within ``seconds``. Raises WriteFault."""
        if seconds <= 0:
            raise WriteFault("time_out")
        if not self._places.acquire(blocking=False):
            raise WriteFault("busy")
        client, answer = self._client(seconds), Future[bytes]()
        work = threading.Thread(
            target=self._work, args=(client, body, seconds, answer), name="writer", daemon=True
        )
        work.start()
        try:
            return answer.result(timeout=seconds)
        except TimeoutError:
            client.close()
            raise WriteFault("time_out") from None

    def _work(
        self, client: httpx.Client, body: bytes, seconds: float, answer: Future[bytes]
    ) -> None:
        until = time.monotonic() + seconds
        try:
            with client:
                answer.set_result(self._exchange(client, body, until))
        except WriteFault as fault:
            answer.set_exception(fault)
        except Exception as error:  # noqa: BLE001  whatever a hostile server provokes ends here
            answer.set_exception(WriteFault(_reason(error)))
        finally:
            self._places.release()

    def _client(self, seconds: float) -> httpx.Client:
        limits = self.endpoint
        timeout = httpx.Timeout(
            min(limits.read_seconds, seconds), connect=min(limits.connect_seconds, seconds)
        )
        host = httpx.URL(self.endpoint.address).host
        way = Outward({host}, f"{self.endpoint.named}_hosts", verify=self._context)
        return httpx.Client(timeout=timeout, transport=way, trust_env=False, follow_redirects=False)

    def _exchange(self, client: httpx.Client, body: bytes, until: float) -> bytes:
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if self.endpoint.key is not None:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        address = self.endpoint.address
        with client.stream("POST", address, content=body, headers=headers) as response:
            if response.is_redirect or response.status_code in range(300, 400):
                raise WriteFault("redirect")
            told = self._read(response, until)
        if response.status_code != 200:
            raise _refusal(response, told)
        return told

    def _read(self, response: httpx.Response, until: float) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise WriteFault("garbage")  # not asked for; a small body could unpack to a huge one
        read = bytearray()
        for piece in response.iter_raw():
            read += piece
            if len(read) > self.endpoint.most_bytes:
                raise WriteFault("too_large")
            if time.monotonic() > until:
                raise WriteFault("time_out")
        return bytes(read)


def _reason(error: Exception) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return "unreachable"
    return "time_out" if isinstance(error, httpx.TimeoutException) else "broken"


def _refusal(response: httpx.Response, told: bytes) -> WriteFault:
    status = response.status_code
    reason = "failed" if status >= 500 else "refused" if status >= 400 else "garbage"
    if status in (429, 503):
        reason = "overloaded"
    body = told.decode("utf-8", "replace")[:_MOST_TOLD]
    return WriteFault(reason, retry_after=_retry_after(response), body=body)


def _retry_after(response: httpx.Response) -> float:
    """Seconds of the Retry-After header; a date or nonsense counts as longer than we wait."""
    told = response.headers.get("retry-after", "0").strip()
    return min(float(told), _MOST_WAIT) if told.isascii() and told.isdigit() else _MOST_WAIT
