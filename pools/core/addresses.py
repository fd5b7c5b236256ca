"""Which network addresses a request of ours may be sent to: none inside our own network, unless allowed."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Well-known IPv6 prefixes that carry an IPv4 address in their last 32 bits (RFC 6052, RFC 4291 2.5.5.1).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")


def is_public(address: Address) -> bool:
    """False for loopback, private, link-local, shared (CGNAT), multicast, reserved and IPv4 hidden in IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _ipv4_inside(address)
        if inner is not None:
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def is_allowed(address: Address, *, allow: list[str]) -> bool:
    """Whether the operator's allow list names the address or a network around it."""
    return any(network is not None and address in network for network in map(_network, allow))


def _ipv4_inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in NAT64 or (address in IPV4_COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _network(word: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(word, strict=False)
    except ValueError:
        return None  # a host name
