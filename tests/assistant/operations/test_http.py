"""What leaves over HTTP, what comes back, and what is made of it."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.operations.conftest import Bench, free_port
from nawba.assistant.operations import Connected, Secrets, System
from nawba.assistant.operations.http import HttpSystem, build, judge
from nawba.assistant.operations.outcomes import Answered, Lost, Refused, Unsent
from nawba.domain.errors import Invalid
from nawba.domain.operations import BrandOperations, Operation, OperationStatus, Risk

ASK = Operation(
    "find-line",
    Risk.READ,
    "backoffice",
    "GET",
    "/customers/{customer}/lines/{line}",
    fields={"customer": "identity", "line": "phone", "month": "text", "all": "boolean"},
    optional=("month", "all"),
)
CHANGE = replace(
    ASK,
    name="change-line",
    risk=Risk.REVERSIBLE,
    method="POST",
    refusals=("too-late", "slot-taken"),
    arguments={"month": "period.month", "all": "period.whole"},
)
FIELDS = {"customer": "C-1", "line": "+212600000101"}
PATH = "/customers/C-1/lines/%2B212600000101"
DONE, UNKNOWN, FAILED = OperationStatus.DONE, OperationStatus.UNKNOWN, OperationStatus.FAILED


def test_fields_go_into_the_path_and_the_query_of_a_read() -> None:
    wire = build(ASK, {**FIELDS, "month": "a&b=c é", "all": True})
    assert (wire.method, wire.path, wire.body) == ("GET", PATH, None)
    assert wire.query == {"month": "a&b=c é", "all": "true"}


def test_fields_go_into_the_body_of_a_write_where_the_system_wants_them() -> None:
    wire = build(CHANGE, {**FIELDS, "month": "2026-11", "all": False})
    assert (wire.path, wire.query) == (PATH, {})
    assert wire.body == {"period": {"month": "2026-11", "whole": False}}


@given(value=st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_changes_the_path(value: str) -> None:
    fields = {**FIELDS, "customer": value}
    if value in ("", ".", ".."):
        with pytest.raises(Invalid):
            build(ASK, fields)
        return
    wire = build(ASK, fields)
    assert wire.path.count("/") == 4
    assert not set(wire.path) & set(" ?#\\")


def test_text_that_cannot_be_written_does_not_leave(script: Script) -> None:
    script.says(200)
    fields = {**FIELDS, "month": "half \ud83d of a sign"}
    assert connected(script).call("change-line", fields, "k").status is FAILED
    assert script.came == []


# -- what an answer means -----------------------------------------------------------------------


def verdict(status: int, body: Any, operation: Operation = CHANGE, again: bool = False) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return judge(status, content, operation, again=again)


@pytest.mark.parametrize("status", [200, 201])
def test_success_needs_an_object(status: int) -> None:
    assert verdict(status, {"a": 1}) == Answered({"a": 1})
    for body in (b"<html>", b"[]", b'"ok"', b"null"):
        assert isinstance(verdict(status, body), Lost)
    assert verdict(204, b"") == Answered({})
    assert isinstance(verdict(200, b"", replace(CHANGE, result={"x": "id"})), Lost)


@pytest.mark.parametrize("status", [100, 202, 206, 301, 302, 303, 307, 308, 500, 502, 503, 504])
def test_what_is_not_certain_is_lost(status: int) -> None:
    assert isinstance(verdict(status, {"a": 1}), Lost)


@pytest.mark.parametrize("status", [401, 404, 405, 408, 413, 415, 429, 501])
def test_what_was_not_looked_at_did_not_happen(status: int) -> None:
    expected = Lost if status >= 500 else Unsent
    assert isinstance(verdict(status, b"<html>not here</html>"), expected)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, {"code": "not-found"}, "not-found"),
        (409, {"code": "slot-taken"}, "slot-taken"),
        (409, {"reason": "SLOT_TAKEN"}, "slot-taken"),
        (422, {"error": "bad-amount"}, "bad-amount"),
        (403, {"code": "too-late"}, "too-late"),
        (400, {"type": "https://errors.example/too-late", "title": "Too late"}, "too-late"),
        (410, {"code": ["x"], "error": "gone"}, "gone"),
    ],
)
def test_a_refusal_has_a_code(status: int, body: Any, code: str) -> None:
    assert verdict(status, body) == Refused(code)


def test_a_conflict_with_ones_own_earlier_attempt_is_no_refusal() -> None:
    assert isinstance(verdict(409, {"code": "in_progress"}), Lost)
    assert isinstance(verdict(409, {"code": "conflict"}, again=True), Lost)
    assert verdict(409, {"code": "slot-taken"}, again=True) == Refused("slot-taken")
    assert verdict(409, {"code": "conflict"}, ASK, again=True) == Refused("conflict")


@given(status=st.integers(100, 599), content=st.binary(max_size=200))
def test_every_answer_means_something(status: int, content: bytes) -> None:
    assert verdict(status, content) is not None


# -- on the wire --------------------------------------------------------------------------------


class Script:
    """A server that answers each request as told and remembers what came."""

    def __init__(self, port: int) -> None:
        self.came: list[Any] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda handler: None
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                script.came.append((self.path, dict(self.headers), self.rfile.read(size)))
                script.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def says(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answer = answer


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script(free_port())
    yield script
    script.server.shutdown()
    script.server.server_close()


def connected(script: Script, *operations: Operation, **more: Any) -> Connected:
    host, port = script.server.server_address[:2]
    system = System("backoffice", address=f"http://{host!s}:{port}/api", **more)
    secrets = Secrets(environment={"TOKEN": "s3cret"})
    declared = BrandOperations("sahla", operations or (ASK, CHANGE))
    return Connected(declared, {"backoffice": HttpSystem(system, secrets)})


def test_the_key_travels_with_writes_and_the_secret_with_all(script: Script) -> None:
    script.says(200)
    one = connected(script, secret="TOKEN")
    assert one.call("find-line", FIELDS, "k1").status is DONE
    assert one.call("change-line", FIELDS, "k2").status is DONE
    (path, read, _), (_, write, body) = script.came
    assert path == f"/api{PATH}"
    assert "Idempotency-Key" not in read
    assert write["Idempotency-Key"] == "k2"
    assert read["Authorization"] == write["Authorization"] == "Bearer s3cret"
    assert json.loads(body) == {}


def test_without_its_secret_nothing_leaves(script: Script) -> None:
    script.says(200)
    assert connected(script, secret="LOST").call("change-line", FIELDS, "k").status is FAILED
    assert script.came == []


def test_redirects_are_not_followed(script: Script) -> None:
    host, port = script.server.server_address[:2]
    script.says(307, Location=f"http://{host!s}:{port}/elsewhere")
    assert connected(script).call("change-line", FIELDS, "k").status is UNKNOWN
    assert connected(script).call("find-line", FIELDS, "k").status is FAILED
    assert {path.partition("?")[0] for path, *_ in script.came} == {f"/api{PATH}"}


def test_the_proxies_of_the_environment_are_not_used(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    script.says(200)
    assert connected(script).call("find-line", FIELDS, "k").status is DONE


def test_a_compressed_answer_is_not_unpacked(script: Script) -> None:
    script.says(200, gzip.compress(b"{}"), Content_Encoding="gzip")
    assert connected(script).call("find-line", FIELDS, "k").status is FAILED
    assert script.came[0][1]["Accept-Encoding"] == "identity"


def test_a_read_is_retried_once_and_a_write_with_its_key(script: Script) -> None:
    script.says(500)
    one = connected(script)
    assert one.call("find-line", FIELDS, "k1").status is FAILED
    assert one.call("change-line", FIELDS, "k2").status is UNKNOWN
    assert len(script.came) == 4
    assert [headers["Idempotency-Key"] for _, headers, _ in script.came[2:]] == ["k2", "k2"]


def test_what_cannot_be_undone_is_not_retried(script: Script) -> None:
    script.says(500)
    risky = replace(CHANGE, risk=Risk.IRREVERSIBLE)
    assert connected(script, risky).call("change-line", FIELDS, "k").status is UNKNOWN
    assert len(script.came) == 1


def test_a_system_that_rests_is_not_called(script: Script) -> None:
    script.says(500)
    one = connected(script)
    for _ in range(3):
        one.call("find-line", FIELDS, "k")
    assert len(script.came) == 5
    script.says(200)
    assert one.call("change-line", FIELDS, "k").status is FAILED
    assert len(script.came) == 5


def test_a_refusal_does_not_speak_against_the_system(script: Script) -> None:
    script.says(409, b'{"code": "too-late"}')
    one = connected(script)
    for _ in range(8):
        assert one.call("change-line", FIELDS, "k").data == {"reason": "too-late"}
    assert len(script.came) == 8


def test_nobody_there_is_a_failure_and_not_a_doubt() -> None:
    system = System("backoffice", address=f"http://127.0.0.1:{free_port()}")
    way = HttpSystem(system, Secrets())
    one = Connected(BrandOperations("sahla", (CHANGE,)), {"backoffice": way})
    assert one.call("change-line", FIELDS, "k").status is FAILED


def test_an_answer_that_drips_is_given_up(http_bench: Bench) -> None:
    quick = http_bench.connected(seconds=1)
    http_bench.fault("drip", "/invoices")
    asked = {"customer": "C-1001", "invoice": "latest"}
    assert quick.call("find-invoice", asked, "k").status is FAILED


def test_a_wrong_token_is_a_failure_and_a_new_one_is_taken_up(
    http_bench: Bench, tmp_path: Path
) -> None:
    (tmp_path / "SAHLA_TOKEN").write_text("old\n")
    http_bench.secrets, before = Secrets(tmp_path), http_bench.secrets
    one = http_bench.connect(http_bench.text(lookup=True, seconds=6))
    http_bench.secrets = before
    fields = {"customer": "C-1001", "invoice": "latest", "amount": "1.00"}
    assert one.call("dispute-invoice", fields, "k").status is FAILED
    (tmp_path / "SAHLA_TOKEN").write_text(http_bench.handle.token)
    assert one.call("dispute-invoice", fields, "k").status is DONE
    one.close()


def test_no_value_and_no_secret_reaches_the_log(
    script: Script, capsys: pytest.CaptureFixture[str]
) -> None:
    script.says(200, b'{"name": "Samira Alaoui"}')
    one = connected(script, secret="TOKEN")
    one.call("find-line", {**FIELDS, "month": "zzsecretzz"}, "k")
    one.call("find-line", {**FIELDS, "month": 5}, "k")
    said = "".join(capsys.readouterr())
    assert "find-line" in said
    for word in ("zzsecretzz", "Samira", "s3cret", "+2126"):
        assert word not in said
