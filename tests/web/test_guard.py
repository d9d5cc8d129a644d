"""What stands before every request: this machine's own names only, bounded bodies, safe headers."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest
from pydantic import ValidationError

from nawba.domain.addresses import is_loopback
from nawba.settings import Settings
from nawba.web.guard import MAX_BODY
from web.conftest import Web

MB = 1024 * 1024


def get(web: Web, path: str = "/api/health", **headers: str) -> httpx.Response:
    return web.client.get(path, headers=headers)


def raw(web: Web, request: bytes) -> bytes:
    """The whole answer to bytes that no HTTP library would send."""
    port = httpx.URL(web.base).port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(request)
        wire.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: wire.recv(65536), b""))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8700", "localhost", "LOCALHOST:1", "[::1]", "[::1]:8700"]
)
def test_this_machine_is_answered_under_its_own_names(web: Web, host: str) -> None:
    assert get(web, host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8700",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "192.168.1.10",
        "0.0.0.0",
        "[::1",
        "[::]",
        "[2001:db8::1]:8700",
        "::1",
        "",
    ],
)
def test_any_other_host_is_refused_with_the_reason(web: Web, host: str) -> None:
    reply = get(web, host=host)
    assert (reply.status_code, reply.json()["code"]) == (421, "not_local")
    assert reply.headers["content-type"] == "application/problem+json"
    assert "127.0.0.1" in reply.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/widget.js", "/openapi.json", "/api/contacts", "/nowhere"])
def test_no_path_is_left_out(web: Web, path: str) -> None:
    assert get(web, path, host="evil.example").status_code == 421


def test_two_hosts_are_none(web: Web) -> None:
    answer = raw(web, b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n")
    assert answer.split(b"\r\n")[0].split()[1] in (b"400", b"421")


def test_no_host_is_none(web: Web) -> None:
    answer = raw(web, b"GET /api/health HTTP/1.0\r\n\r\n")
    assert answer.split(b"\r\n")[0].split()[1] in (b"400", b"421")


@pytest.mark.parametrize("size", [MAX_BODY + 1, 10 * MB])
def test_a_body_that_says_it_is_too_large_is_refused(web: Web, size: int) -> None:
    reply = web.client.post("/api/contacts", content=b"x" * size)
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")
    assert "6 MB" in reply.json()["detail"]


def test_a_body_that_does_not_say_its_length_is_cut_off(web: Web) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(10 * 16):
            yield b"x" * (MB // 16)

    headers = {"content-type": "application/json"}
    reply = web.client.post("/api/contacts", content=pieces(), headers=headers)
    assert reply.request.headers["transfer-encoding"] == "chunked"
    assert (reply.status_code, reply.json()["code"]) == (413, "too_large")


def test_a_body_in_pieces_within_the_limit_is_read_whole(web: Web) -> None:
    body = [b'{"brand": "atlas", ', b'"client_id": "in-pieces-', b"%d" % id(web), b'-0123456789"}']
    headers = {"content-type": "application/json"}
    reply = web.client.post("/api/contacts", content=iter(body), headers=headers)
    assert reply.status_code == 201
    token = reply.json()["token"]
    web.client.post("/api/contacts/me/end", headers={"authorization": f"Bearer {token}"})


def test_a_message_of_ten_megabytes_harms_nobody(web: Web) -> None:
    customer = web.customer()
    assert customer.say("x" * 10 * MB).status_code == 413
    assert customer.say("x" * 5 * MB).status_code == 413  # fits the body, not a message
    assert customer.say("bonjour").status_code == 201


def test_the_server_goes_on_after_a_client_that_hangs_up_in_the_middle(web: Web) -> None:
    port = httpx.URL(web.base).port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(
            b"POST /api/contacts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 1000\r\n\r\n{"
        )
    assert get(web).status_code == 200


@pytest.mark.parametrize(
    "length", ["-1", "1e3", "abc", "9" * 5000], ids=["negative", "float", "word", "huge"]
)
def test_a_length_that_is_none_is_refused(web: Web, length: str) -> None:
    head = f"POST /api/contacts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
    answer = raw(web, head.encode())
    assert answer == b"" or answer.split()[1] in (b"400", b"413")


@pytest.mark.parametrize("path", ["/", "/desk", "/wallboard", "/history", "/api/health", "/api/x"])
def test_the_staffs_pages_cannot_be_framed(web: Web, path: str) -> None:
    headers = get(web, path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/widget", "/widget?brand=atlas", "/widget.js", "/demo/sahla"])
def test_the_customers_chat_can_be_framed_by_any_site(web: Web, path: str) -> None:
    policy = get(web, path).headers["content-security-policy"]
    assert "frame-ancestors" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_refusals_carry_the_headers_too(web: Web) -> None:
    refused = get(web, host="evil.example").headers
    assert refused["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in refused["content-security-policy"]


def test_no_site_is_told_that_it_may_read_answers(web: Web) -> None:
    reply = get(web, "/api/centre", origin="https://evil.example")
    assert "access-control-allow-origin" not in reply.headers
    asked = web.client.options(
        "/api/desk/presence",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    assert asked.status_code == 405


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "::1", "[::1]", "localhost"])
def test_settings_take_loopback(host: str) -> None:
    assert is_loopback(host)
    assert Settings(host=host).host == host.strip("[]")


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.10", "10.0.0.1", "nawba.example", "localhost.evil", ""]
)
def test_settings_refuse_anything_else_and_say_why(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ValidationError, match=r"not a loopback address.*use 127\.0\.0\.1"):
        Settings(host=host)
