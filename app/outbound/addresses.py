"""Tells public network addresses, which may be called for others, from all the rest. Pure.

Lists the IANA registries of special-purpose addresses. `ipaddress` is no substitute: its answers
change with the version of Python, and it misses private addresses that are embedded in others.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by the customers of a carrier (RFC 6598)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, where clouds keep their metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and the broadcast address
    )
)
# Every routed address is in here; loopback, mapped, link-local and unique local ones are not.
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in another form
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
# A host behind NAT64 sees every IPv4 address in this form (RFC 6052): the one inside decides.
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_LOW_32 = 0xFFFF_FFFF


def is_public(address: Address) -> bool:
    """Returns whether `address` is one of the public internet.

    >>> is_public(IPv6Address("64:ff9b::7f00:1"))
    False
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address in _NAT64 or address in _MAPPED:
        return is_public(IPv4Address(int(address) & _LOW_32))
    return address in _GLOBAL_6 and not any(address in network for network in _NOT_PUBLIC_6)
