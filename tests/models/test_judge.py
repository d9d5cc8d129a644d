"""A language model asked a question over real HTTP: one strict answer, or why there is none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from nawba.domain.judging import Judged, JudgeRequest
from nawba.models import scripted_endpoint as wire
from nawba.models.judge import MOST_CHARACTERS, open_judge
from nawba.models.scripted_endpoint import Personality, ScriptedEndpoint, Visit
from nawba.models.scripted_write import completion
from nawba.models.write_endpoint import Endpoint, Ration

REQUEST = JudgeRequest("Was it summed up?", (("adviser", "to recap, two bills"),))
YES = json.dumps({"answer": "yes", "quotes": [{"turn": 0, "text": "to recap"}]})


class Time:
    """Seconds that pass only where somebody waits."""

    def __init__(self) -> None:
        self.now, self.waits = 0.0, list[float]()

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def saying(content: str) -> Personality:
    def answer(visit: Visit) -> None:
        visit.send(completion(content))

    return answer


def asked(
    personality: Personality, times: int = 1, most: int = 100, **limits: Any
) -> tuple[list[Judged], ScriptedEndpoint, Time]:
    time = Time()
    with ScriptedEndpoint(personality).running() as server:
        endpoint = replace(Endpoint(server.url, "small", total_seconds=0.3), **limits)
        judge = open_judge(endpoint, most, clock=time.clock, pause=time.pause)
        return [judge(REQUEST) for _ in range(times)], server, time


def test_an_answer_comes_back_with_its_quotes() -> None:
    (found,), server, _ = asked(saying(YES))
    assert found == Judged("yes", ((0, "to recap"),))
    shown = json.loads(server.asked[0]["messages"][1]["content"])
    assert shown["question"] == REQUEST.question
    assert shown["turns"] == [{"turn": 0, "speaker": "adviser", "text": "to recap, two bills"}]


@pytest.mark.parametrize(
    "content", ["Yes!", '{"answer": "maybe"}', '{"answer": "yes", "mood": "angry"}', "[]", ""]
)
def test_what_says_something_else_is_no_answer_and_not_asked_again(content: str) -> None:
    (found,), server, _ = asked(saying(content))
    assert found == Judged("unknown", problem="wrong_schema")
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("personality", "problem", "tries"),
    [
        (wire.stall, "time_out", 1),
        (wire.drip_body, "time_out", 1),
        (wire.bytes_of(b"<html>sign in</html>"), "garbage", 1),
        (wire.bytes_of(b"no", 401), "refused", 1),
        (wire.bytes_of(b"no", 500), "failed", 3),
        (wire.bytes_of(b"slowly", 429, Retry_After="7"), "overloaded", 3),
    ],
)
def test_where_nobody_answers_the_question_stays_open(
    personality: Personality, problem: str, tries: int
) -> None:
    (found,), server, time = asked(personality)
    assert found == Judged("unknown", problem=problem, is_open=True)
    assert len(server.asked) == tries
    assert time.waits == ([7.0, 7.0] if problem == "overloaded" else [1.0, 4.0][: tries - 1])


def test_what_goes_away_by_itself_is_tried_again() -> None:
    (found,), _, time = asked(wire.in_turn(wire.bytes_of(b"", 503), saying(YES)))
    assert (found.answer, time.waits) == ("yes", [1.0])


def test_an_endpoint_that_fails_rests_and_the_run_goes_on() -> None:
    found, server, _ = asked(wire.bytes_of(b"no", 401), times=20)
    assert {one.is_open for one in found} == {True}
    assert [one.problem for one in found[:4]] == ["refused"] * 3 + ["breaker_open"]
    assert len(server.asked) == 3


def test_too_many_in_a_minute_wait_and_too_many_in_a_run_stay_open() -> None:
    found, server, time = asked(saying(YES), times=6, most=5, ration=Ration(2, 10**9, 10**9, 10**9))
    assert [one.problem for one in found] == [""] * 5 + ["budget"]
    assert found[-1].is_open
    assert time.waits == [60.0, 60.0]
    assert len(server.asked) == 5
    (small,), server, time = asked(saying(YES), ration=Ration(tokens_per_minute=10))
    assert (small.problem, server.asked, time.waits) == ("budget", [], [])


def test_a_contact_too_long_is_not_judged_by_half() -> None:
    judge = open_judge(Endpoint("http://127.0.0.1:9/v1", "small"), 1)
    long = JudgeRequest("?", (("adviser", "x" * (MOST_CHARACTERS + 1)),))
    assert judge(long) == Judged("unknown", problem="too_long")
