"""What stands before every request: this machine's own names only, bounded bodies, safe headers."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest
from pydantic import ValidationError

from nawba.actions import accounts
from nawba.domain.addresses import is_loopback
from nawba.domain.identity import CONSOLE, Account
from nawba.settings import Settings
from nawba.web.guard import MAX_BODY
from web.conftest import Web, serving

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


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.10", "10.0.0.1"])
def test_beyond_loopback_it_must_know_its_name(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ValidationError, match="public_hosts"):
        Settings(host=host)
    known = Settings(host=host, public_url="https://Nawba.example", public_hosts="a.example, b.x")
    assert known.hosts == {"nawba.example", "a.example", "b.x"}


@pytest.mark.parametrize("host", ["nawba.example", "localhost.evil", ""])
def test_a_host_to_listen_on_is_an_address(host: str) -> None:
    with pytest.raises(ValidationError, match=r"is no address.*127\.0\.0\.1"):
        Settings(host=host)


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A house behind a proxy with https, on this machine."""
    folder = tmp_path_factory.mktemp("behind")
    named = {"public_url": "https://nawba.example", "trusted_proxies": "127.0.0.1"}
    with serving(f"sqlite:///{folder}/web.db", folder, **named) as web:
        yield web


PROXIED = {"host": "nawba.example", "x-forwarded-proto": "https"}


def test_the_public_name_is_answered_and_no_other(behind: Web) -> None:
    assert get(behind, host="nawba.example").status_code == 200
    assert get(behind, host="nawba.example:443").status_code == 200
    refused = get(behind, host="evil.example")
    assert (refused.status_code, refused.json()["code"]) == (421, "not_local")
    assert "public_hosts" in refused.json()["detail"]


def test_over_https_the_cookie_is_this_hosts_alone(behind: Web) -> None:
    assert behind.store is not None
    who = Account("lina", "Lina", "lina", ("planner",))
    accounts.add_account(behind.store, CONSOLE, who)
    link = accounts.make_link(behind.store, CONSOLE, "lina")
    body = {"token": link.token, "password": "un cheval de bois rouge"}
    reply = behind.client.post("/api/session/redeem", json=body, headers=PROXIED)
    said = reply.headers["set-cookie"].lower()
    assert said.startswith("__host-nawba=")
    assert {"secure", "httponly", "path=/"} <= {part.strip() for part in said.split(";")}
    plain = {"host": "nawba.example", "cookie": said.partition(";")[0].replace("__host-", "")}
    assert get(behind, "/api/session", **plain).status_code == 401


def test_links_begin_with_what_people_type(behind: Web) -> None:
    wanted = {"name": "Nour", "login": "nour", "roles": ["planner"]}
    mine = behind.headers("administrator:boss")
    mine["cookie"] = mine["cookie"].replace("nawba=", "__Host-nawba=")
    made = behind.client.post("/api/accounts", json=wanted, headers=mine | PROXIED)
    assert made.status_code == 201, made.text
    assert made.json()["link"]["url"].startswith("https://nawba.example/welcome?token=")


@pytest.mark.parametrize(
    ("told", "address"),
    [("203.0.113.9", "203.0.113.9"), ("1.1.1.1, 203.0.113.9", "203.0.113.9"), ("", "127.0.0.1")],
    ids=["one", "invented-before", "none"],
)
def test_a_trusted_proxy_says_who_asks(behind: Web, told: str, address: str) -> None:
    body = {"login": f"who-{len(told)}", "password": "x"}
    behind.client.post("/api/session", json=body, headers=PROXIED | {"x-forwarded-for": told})
    mine = behind.headers("administrator:boss")
    mine["cookie"] = mine["cookie"].replace("nawba=", "__Host-nawba=")
    lines = behind.client.get("/api/access?outcome=refused", headers=mine | PROXIED).json()["rows"]
    assert lines[0]["address"] == address


def test_nobody_else_is_believed(web: Web) -> None:
    headers = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
    reply = web.client.post("/api/session", json={"login": "y", "password": "x"}, headers=headers)
    assert reply.status_code == 401
    lines = web.staff("administrator:boss", "GET", "/api/access?outcome=refused").json()["rows"]
    assert "203.0.113.9" not in {line["address"] for line in lines}
