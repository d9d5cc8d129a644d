"""What the settings say of a scorecard's last resort, and of what people are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nawba.assistant.operations.folder import allowed_hosts
from nawba.assistant.operations.secrets import Secrets
from nawba.domain.errors import Invalid
from nawba.models.write_endpoint import Endpoint, Ration
from nawba.settings import Settings

if TYPE_CHECKING:
    from nawba.listening.scorecard.choosing import Shares

_NO_LIMIT = 10**12  # of tokens: questions are counted


def judge_of(settings: Settings) -> Endpoint | None:
    """Where the language model that ``settings`` name answers; None when they name none.

    Raises Invalid when the address is not allowed, or model or key is missing.
    """
    if settings.judge_url is None:
        return None
    if not settings.judge_model:
        raise Invalid("judge_url needs judge_model: the model's name there.", field="judge_model")
    secret = settings.judge_secret
    ration = Ration(
        settings.judge_requests_per_minute, _NO_LIMIT, settings.judge_requests_per_run, _NO_LIMIT
    )
    return Endpoint(
        settings.judge_url,
        settings.judge_model,
        Secrets(settings.secrets_folder).find(secret) if secret else None,
        allowed_hosts(settings.judge_hosts),
        connect_seconds=min(5.0, settings.judge_seconds),
        read_seconds=settings.judge_seconds,
        total_seconds=settings.judge_seconds,
        ration=ration,
        named="judge",
    )


def shares_of(settings: Settings) -> Shares:
    """How much of what was heard people are asked."""
    from nawba.listening.scorecard.choosing import Shares

    return Shares(
        settings.review_share, settings.review_twice, settings.review_unsure, settings.review_model
    )
