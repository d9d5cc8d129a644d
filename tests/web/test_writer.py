"""A language model is off unless set, and what is set wrongly stops the start with its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from nawba.domain.errors import Invalid
from nawba.models.scripted_endpoint import ScriptedEndpoint, model
from nawba.models.scripted_write import honest
from nawba.settings import Settings
from nawba.web.writer import house_writer
from writing_requests import REQUEST


def test_without_an_address_there_is_no_model() -> None:
    assert house_writer(Settings()) is None


@pytest.mark.parametrize("by_file", [True, False])
def test_a_model_of_the_settings_is_asked_with_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_file: bool
) -> None:
    if by_file:
        (tmp_path / "MODEL_KEY").write_text("sk-1\n")
    else:
        monkeypatch.setenv("MODEL_KEY", "sk-1")
    with ScriptedEndpoint(model(honest)).running() as server:
        settings = Settings(
            writer_url=server.url,
            writer_model="small",
            writer_secret="MODEL_KEY",
            secrets_folder=tmp_path,
        )
        writer = house_writer(settings)
        assert writer is not None
        assert writer.propose(REQUEST).reason == "ok"
    assert server.headers[0]["authorization"] == "Bearer sk-1"
    assert server.asked[0]["model"] == "small"
    assert "Sara" not in str(server.asked)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"writer_model": None}, "writer_model"),
        ({"writer_url": "https://api.example.com/v1"}, "writer_url"),
        ({"writer_url": "https://api.example.com/v1", "writer_hosts": "a.ma"}, "writer_url"),
        ({"writer_secret": "NO_SUCH_KEY"}, None),
    ],
)
def test_what_is_set_wrongly_is_named(told: dict[str, str], field: str | None) -> None:
    settings = Settings(**{"writer_url": "http://127.0.0.1:1/v1", "writer_model": "m"} | told)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        house_writer(settings)
    assert refused.value.field == field


def test_a_host_outside_can_be_allowed_by_name() -> None:
    told = {"writer_url": "https://api.example.com/v1", "writer_model": "m"}
    assert house_writer(Settings(**told, writer_hosts="b.ma, API.example.com")) is not None  # type: ignore[arg-type]
