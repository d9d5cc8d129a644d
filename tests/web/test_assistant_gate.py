"""Publishing from a page: through the gate, with its report; risk moved, previewed, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.conftest import Web, serving

SALMA = "supervisor:salma"
SOUND = """
brand: atlas
conversations:
  - name: cancelling
    language: fr
    lines:
      - {customer: Je veux résilier mon abonnement, answers: resilier}
"""


def cases() -> list[dict[str, object]]:
    """Questions that the one article answers, and others about something else."""
    inside = [f"Je veux résilier mon abonnement numéro {i}" for i in range(160)]
    outside = [f"Quelle heure est-il dans le pays {i} ?" for i in range(120)]
    return [
        {"text": text, "language": "fr", "brand": "atlas", "intent": intent, "id": f"{intent}-{i}"}
        for intent, texts in (("resilier", inside), (None, outside))
        for i, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("material")
    (made / "cases").mkdir()
    (made / "conversations").mkdir()
    lines = [json.dumps(case, ensure_ascii=False) for case in cases()]
    (made / "cases" / "atlas.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (made / "groups.yaml").write_text("atlas:\n  contract: [resilier]\n", encoding="utf-8")
    return made


@pytest.fixture
def own(server_of: Web, folder: Path) -> Web:
    (folder / "conversations" / "atlas.yaml").write_text(SOUND, encoding="utf-8")
    return server_of


@pytest.fixture(scope="module")
def server_of(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[Web]:
    place = tmp_path_factory.mktemp("gate")
    with serving(f"sqlite:///{place}/gate.db", place, assistant_folder=folder) as web:
        yield web


def get(web: Web, path: str, code: int = 200) -> Any:
    reply = web.staff(SALMA, "GET", f"/api/assistant/{path}")
    assert reply.status_code == code, reply.text
    return reply.json()


def post(web: Web, path: str, code: int = 200, actor: str = SALMA, **body: object) -> Any:
    reply = web.staff(actor, "POST", f"/api/assistant/{path}", body)
    assert reply.status_code == code, reply.text
    return reply.json()


def test_a_version_is_published_moved_refused_and_taken_back(own: Web, folder: Path) -> None:
    assert get(own, "versions") == {"current": None, "versions": []}
    get(own, "coverage?brand=atlas&language=fr", code=409)

    first = post(own, "publish")
    assert first["published"], first["report"]["text"]
    assert (first["version"], first["report"]["passed"]) == (1, True)
    (line,) = get(own, "versions")["versions"]
    assert (line["number"], line["is_current"], line["articles"]) == (1, True, 3)
    assert line["published_by"] == "supervisor:salma"

    coverage = get(own, "coverage?brand=atlas&language=fr")
    shares = [point["coverage"] for point in coverage["points"]]
    assert (coverage["version"], coverage["risk"]) == (1, 0.05)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] > 0
    assert coverage["points"][0]["missing"] > 0
    assert coverage["points"][-1]["groups"][0]["threshold"] is not None

    wish = {"brand": "atlas", "language": "fr", "risk": 0.1}
    (place,) = post(own, "risk", **wish)["preview"]
    assert place["now"]["risk"] == 0.05
    assert place["then"]["risk"] == 0.1
    assert get(own, "versions")["current"] == 1  # a preview changes nothing
    moved = post(own, "risk", apply=True, **wish)
    assert (moved["published"], moved["version"]) == (True, 2)
    changes = get(own, "diff?was=1&now=2")
    assert {change["kind"] for change in changes} == {"threshold"}
    assert get(own, "coverage?brand=atlas&language=fr")["risk"] == 0.1

    broken = SOUND.replace("answers: resilier", "answers: autre, surely: true")
    (folder / "conversations" / "atlas.yaml").write_text(broken, encoding="utf-8")
    refused = post(own, "publish", risk=0.02)
    assert (refused["published"], refused["version"]) == (False, None)
    failed = [check["name"] for check in refused["report"]["checks"] if not check["passed"]]
    assert "scripted_conversations" in failed
    assert get(own, "versions")["current"] == 2

    assert post(own, "rollback")["number"] == 1
    assert get(own, "versions")["current"] == 1
    whole = get(own, "versions/1")
    assert whole["report"]["passed"] is True
    assert whole["rows"][0]["group"] in ("contract", "others")
    post(own, "rollback", code=409)
    post(own, "rollback", code=404, version=9)


def test_who_may_what(own: Web) -> None:
    for path, body in (
        ("publish", {}),
        ("rollback", {}),
        ("risk", {"brand": "atlas", "risk": 0.05, "apply": True}),
        ("risk", {"brand": "atlas", "risk": 0.05}),
    ):
        post(own, path, code=403, actor="adviser:amina", **body)
    reply = own.staff("adviser:amina", "GET", "/api/assistant/versions")
    assert reply.status_code == 403


def test_what_is_no_risk_or_not_there_is_told(own: Web) -> None:
    post(own, "risk", code=422, brand="atlas", risk=0.9)
    post(own, "publish", code=422, risk=-1)
    post(own, "risk", code=404, brand="nobody", risk=0.05)
    get(own, "versions/77", code=404)
    get(own, "diff?was=77&now=78", code=404)


def test_a_fault_in_the_folder_is_told_with_its_line(own: Web, folder: Path) -> None:
    (folder / "conversations" / "atlas.yaml").write_text(SOUND.replace("lines", "line"))
    told = post(own, "publish", code=422)
    assert "conversations/atlas.yaml:" in told["detail"]
