"""Calls go to addresses that were looked at: never to a cloud's keys, nor where a name turns to."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.errors import Invalid
from nawba.domain.outward import callable_addresses, split_url
from nawba.models.outward import AsyncOutward, Outward, look_up
from receiver import Receiver, receiving

METADATA = "169.254.169.254"
AT_HOME = [
    "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "::1",
    "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "198.18.0.1", "240.0.0.1",
]  # fmt: skip
NEVER = [
    METADATA, "169.254.0.1", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254", "0.0.0.0", "::",
    "64:ff9b::a9fe:a9fe", "224.0.0.1", "ff02::1", "fd00:ec2::254", "100.100.100.200",
]  # fmt: skip


@pytest.mark.parametrize("address", [*AT_HOME, *NEVER])
def test_a_name_may_not_lead_home(address: str) -> None:
    with pytest.raises(Invalid, match="webhook_hosts"):
        callable_addresses("crm.example", [address], (), "webhook_hosts")
    with pytest.raises(Invalid):
        callable_addresses("crm.example", ["93.184.215.14", address], (), "webhook_hosts")


@pytest.mark.parametrize("address", AT_HOME)
def test_a_host_that_the_operator_named_may_be_at_home(address: str) -> None:
    assert callable_addresses("crm.example", [address], ("crm.example",), "x") == [address]


@pytest.mark.parametrize("address", NEVER)
def test_no_name_leads_to_a_clouds_keys_whoever_named_it(address: str) -> None:
    with pytest.raises(Invalid):
        callable_addresses("crm.example", [address], ("crm.example",), "x")


@given(st.ip_addresses())
def test_what_may_be_called_is_public(address: IPv4Address | IPv6Address) -> None:
    try:
        callable_addresses("crm.example", [str(address)], (), "x")
    except Invalid:
        return
    assert address.is_global
    assert not address.is_multicast


@given(
    st.text(max_size=60) | st.builds("http{}://{}/{}".format, st.just("s"), st.text(), st.text())
)
def test_any_address_is_taken_apart_or_refused(url: str) -> None:
    try:
        scheme, host, port = split_url(url, ())
    except Invalid:
        return
    assert (scheme, bool(host)) == ("https", True)
    assert 0 < port < 65536


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


class Turning:
    """A name that leads somewhere else each time that it is looked up (DNS rebinding)."""

    def __init__(self, *addresses: str) -> None:
        self.left = list(addresses)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return [self.left.pop(0)]


def test_the_address_that_was_looked_at_is_the_one_that_is_called(receiver: Receiver) -> None:
    name = Turning("127.0.0.1", METADATA)
    url = receiver.url.replace("127.0.0.1", "crm.example")
    with httpx.Client(transport=Outward({"crm.example"}, "x", find=name)) as client:
        assert client.post(url, content=b"{}").status_code == 204
    assert name.asked == 1
    assert receiver.came[0].headers["host"].startswith("crm.example:")


def test_a_name_that_turns_home_is_not_called(receiver: Receiver) -> None:
    url = receiver.url.replace("127.0.0.1", "crm.example")
    with (
        httpx.Client(transport=Outward((), "x", find=Turning("127.0.0.1"))) as client,
        pytest.raises(httpx.UnsupportedProtocol),
    ):
        client.post(url, content=b"{}")
    assert not receiver.came


@pytest.mark.parametrize("address", [METADATA, "127.0.0.1"])
def test_the_same_for_a_loop(receiver: Receiver, address: str) -> None:
    async def call() -> None:
        way = AsyncOutward((), "x", find=Turning(address))
        async with httpx.AsyncClient(transport=way) as client:
            await client.post("https://crm.example/", content=b"{}")

    with pytest.raises(httpx.UnsupportedProtocol):
        anyio.run(call)


def test_a_name_without_an_address_is_told_apart() -> None:
    with (
        httpx.Client(transport=Outward((), "x")) as client,
        pytest.raises(httpx.ConnectError),
    ):
        client.get("https://nowhere.invalid/")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "[::1]"])
def test_an_address_needs_no_looking_up(host: str) -> None:
    assert look_up(host, 80) == [host.strip("[]")]
