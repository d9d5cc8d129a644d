"""Where a language model answers, what it may cost, and the proof that its address is allowed.

Nothing leaves the machine by default: an address outside loopback is refused unless its host is
named in the settings, and must then be HTTPS.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Invalid


@dataclass(frozen=True)
class Ration:
    """The most that is asked of an endpoint; a day is 24 hours from the start of the process."""

    requests_per_minute: int = 60
    tokens_per_minute: int = 60_000
    requests_per_day: int = 5_000
    tokens_per_day: int = 2_000_000


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint. ``url`` is its base ("http://127.0.0.1:11434/v1").

    ``key`` is sent as a bearer token and never shown. Times are seconds; ``total_seconds`` bounds
    everything from the name's look-up to the last byte, a retry included. ``most_tokens`` of an
    answer, ``most_bytes`` of a response. After ``failures`` in a row the endpoint rests for
    ``rest_seconds``, doubled at each failed probe up to an hour. ``at_once``: calls under way.
    ``named``: what the names of its settings begin with, for refusals.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    allowed_hosts: tuple[str, ...] = ()
    connect_seconds: float = 1.0
    read_seconds: float = 5.0
    total_seconds: float = 6.0
    most_tokens: int = 500
    most_bytes: int = 262_144
    failures: int = 3
    rest_seconds: float = 30.0
    at_once: int = 8
    ration: Ration = field(default_factory=Ration)
    named: str = "writer"

    def __post_init__(self) -> None:
        _check(self)

    @property
    def address(self) -> str:
        """The full address of chat completions."""
        base = self.url.rstrip("/")
        return f"{base if base.endswith('/v1') else base + '/v1'}/chat/completions"


def _check(endpoint: Endpoint) -> None:
    parts = _split(endpoint.url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host:
        raise _refused(endpoint, "it is no address. Write http://127.0.0.1:11434/v1, for example")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise _refused(endpoint, "it carries more than an address. A key goes in its own setting")
    if not is_loopback(host) and host not in endpoint.allowed_hosts:
        raise _refused(
            endpoint,
            f"{host} is outside this machine. If customers' words, redacted, may go there, name "
            f"it in {endpoint.named}_hosts",
        )
    if not is_loopback(host) and parts.scheme != "https":
        raise _refused(endpoint, "outside this machine it must be https")
    key = endpoint.key
    if key is not None and (not key or not key.isascii() or not key.isprintable() or " " in key):
        field = f"{endpoint.named}_secret"
        raise Invalid("This is no key. Put the key alone on one line.", field=field)


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _refused(endpoint: Endpoint, why: str) -> Invalid:
    shown = endpoint.url.split("?")[0].rpartition("@")[2]
    field = f"{endpoint.named}_url"
    return Invalid(f"The language model's address {shown} is refused: {why}.", field=field)
