"""A language model asked a question over real HTTP: one strict answer, or none."""

from __future__ import annotations

import json

from nawba.domain.judging import Judged, JudgeRequest
from nawba.models.judge import MOST_CHARACTERS, open_judge
from nawba.models.scripted_endpoint import ScriptedEndpoint, Visit
from nawba.models.scripted_write import completion
from nawba.models.write_endpoint import Endpoint

REQUEST = JudgeRequest("Was it summed up?", (("adviser", "to recap, two bills"),))


def told(content: str) -> tuple[Judged | None, list[dict[str, object]]]:
    def answer(visit: Visit) -> None:
        visit.send(completion(content))

    with ScriptedEndpoint(answer).running() as server:
        judge = open_judge(Endpoint(server.url, "small"))
        return judge(REQUEST), server.asked


def test_an_answer_comes_back_with_its_quotes() -> None:
    said = {"answer": "yes", "quotes": [{"turn": 0, "text": "to recap"}]}
    found, asked = told(json.dumps(said))
    assert found == Judged("yes", ((0, "to recap"),))
    shown = json.loads(asked[0]["messages"][1]["content"])  # type: ignore[index]
    assert shown["question"] == REQUEST.question
    assert shown["turns"] == [{"turn": 0, "speaker": "adviser", "text": "to recap, two bills"}]


def test_anything_else_is_no_answer() -> None:
    for content in ("Yes!", '{"answer": "maybe"}', '{"answer": "yes", "mood": "angry"}', "[]"):
        assert told(content)[0] is None
    judge = open_judge(Endpoint("http://127.0.0.1:9/v1", "small"))
    assert judge(REQUEST) is None  # nobody listens there
    assert judge(JudgeRequest("?", (("adviser", "x" * (MOST_CHARACTERS + 1)),))) is None
