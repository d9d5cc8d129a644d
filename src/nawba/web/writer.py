"""The house's language model, made from its settings: none unless an address is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from nawba.assistant.operations import Secrets, allowed_hosts
from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Invalid
from nawba.domain.ports import Write
from nawba.domain.writing import Proposal, WriteRequest
from nawba.models.write import open_writer
from nawba.models.write_endpoint import Endpoint, Ration
from nawba.privacy import redact
from nawba.settings import Settings


@dataclass(frozen=True)
class OnlyIf:
    """``write`` while ``may`` says so: words leave the machine only for a purpose in force."""

    write: Write
    may: Callable[[], bool]

    def propose(self, request: WriteRequest) -> Proposal:
        return self.write.propose(request) if self.may() else Proposal(None, "off")


def is_outside(settings: Settings) -> bool:
    """Whether the language model of ``settings`` is on another machine."""
    host = urlsplit(settings.writer_url or "").hostname or ""
    return bool(host) and not is_loopback(host)


def house_writer(settings: Settings) -> Write | None:
    """The ``Write`` that ``settings`` name, redaction included; None when they name none.

    Nothing is sent. Raises Invalid when the address is not allowed, or model or key is missing.
    """
    if settings.writer_url is None:
        return None
    if not settings.writer_model:
        raise Invalid(
            "writer_url needs writer_model: the model's name there.", field="writer_model"
        )
    secrets = Secrets(settings.secrets_folder)
    ration = Ration(
        requests_per_minute=settings.writer_requests_per_minute,
        tokens_per_day=settings.writer_tokens_per_day,
    )
    endpoint = Endpoint(
        settings.writer_url,
        settings.writer_model,
        secrets.find(settings.writer_secret) if settings.writer_secret else None,
        allowed_hosts(settings.writer_hosts),
        read_seconds=settings.writer_seconds,
        total_seconds=settings.writer_seconds,
        ration=ration,
    )
    return open_writer(endpoint, redact)
