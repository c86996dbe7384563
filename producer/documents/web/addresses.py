"""Which addresses of the network may be contacted: public ones, and those that a setting allows.

Also an address inside another is looked at: IPv4 in IPv6, NAT64, 6to4 and Teredo lead to it.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_NEVER = (
    # Metadata services of clouds, whatever a setting allows.
    ipaddress.ip_network("169.254.169.254/32"),
    ipaddress.ip_network("169.254.170.0/24"),
    ipaddress.ip_network("100.100.100.200/32"),
    ipaddress.ip_network("fd00:ec2::254/128"),
    ipaddress.ip_network("168.63.129.16/32"),
)


def may_contact(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Whether a connection may lead to an address. False for what isn't an address."""
    try:
        outer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_fine(one, allowed) for one in (outer, *_inside(outer)))


def _is_fine(address: Address, allowed: Sequence[Network]) -> bool:
    if any(address in network for network in _NEVER):
        return False
    if any(address in network for network in allowed):
        return True
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_private
        or address.is_loopback
        or address.is_link_local
    )


def _inside(address: Address) -> Iterator[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in network for network in _NAT64) or (
        int(address) >> 32 == 0 and int(address) > 1
    ):
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
