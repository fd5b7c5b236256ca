"""Which addresses are inside our own network, however they are written (checklist 61)."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from pools.core import addresses

INSIDE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("text", INSIDE)
def test_an_inside_address_is_not_public(text: str) -> None:
    assert not addresses.is_public(ip_address(text))


@pytest.mark.parametrize("text", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_an_outside_address_is_public(text: str) -> None:
    assert addresses.is_public(ip_address(text))


def test_the_allow_list_names_addresses_and_networks_and_passes_over_host_names() -> None:
    allow = ["webhooks.internal", "10.0.0.0/8", "192.168.1.7"]

    assert addresses.is_allowed(ip_address("10.9.9.9"), allow=allow)
    assert addresses.is_allowed(ip_address("192.168.1.7"), allow=allow)
    assert not addresses.is_allowed(ip_address("192.168.1.8"), allow=allow)
    assert not addresses.is_allowed(ip_address("::1"), allow=allow)
