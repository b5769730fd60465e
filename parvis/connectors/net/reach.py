"""Where Parvis may go: the public web, and what the operator names; everything else is refused."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass

from parvis.connectors.contract import Forbidden
from parvis.core.messages import Message

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({80, 443})
VARIABLE = "PARVIS_ALLOW_PRIVATE_HOSTS"

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_NEVER = (
    ipaddress.IPv6Network("::/96"),  # IPv4-compatible, deprecated: ::7f00:1 is 127.0.0.1 to some stacks
    ipaddress.IPv6Network("64:ff9b:1::/48"),  # NAT64 of a local network
    ipaddress.IPv6Network("2001::/32"),  # Teredo carries an IPv4 address inside
    ipaddress.IPv6Network("5f00::/16"),  # segment routing
)


def is_public(address: Address) -> bool:
    """Whether anyone on the internet could be meant, once an IPv4 address hidden in an IPv6 one is unwrapped."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address in _SIX_TO_FOUR:
            return is_public(ipaddress.IPv4Address(int(address) >> 80 & 0xFFFFFFFF))
        if address.is_site_local or any(address in network for network in _NEVER):
            return False
    odd = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not odd


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached beyond public addresses on ports 80 and 443.

    `allowed`: `host` (any port) or `host:port`, as written in the address, lower case; IPv6 in brackets.
    A host that is allowed may be private: whoever lists it vouches for its name.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def allowing(cls, *hosts: str) -> Reach:
        return cls(frozenset(_clean(hosts)))

    @classmethod
    def from_environment(cls) -> Reach:
        """`PARVIS_ALLOW_PRIVATE_HOSTS=intranet.example,10.0.0.5:8080`: the operator's own exceptions."""
        return cls.allowing(*os.environ.get(VARIABLE, "").split(","))

    def vouches_for(self, host: str, port: int) -> bool:
        name = f"[{host}]" if ":" in host else host
        name = name.lower().rstrip(".")
        return name in self.allowed or f"{name}:{port}" in self.allowed

    def check_port(self, host: str, port: int) -> None:
        """Raises Forbidden for a port that no web site uses."""
        if port not in PORTS and not self.vouches_for(host, port):
            raise Forbidden(
                Message("The address uses port %(port)s, which Parvis does not call.", {"port": str(port)}),
                Message(
                    "Use an address on the usual ports, or ask whoever runs Parvis to allow %(host)s.", {"host": host}
                ),
            )

    def check(self, host: str, port: int, addresses: Iterable[str]) -> list[str]:
        """The resolved `addresses`, each of them fit to be called. Raises Forbidden when one is not."""
        self.check_port(host, port)
        found = list(dict.fromkeys(addresses))
        if self.vouches_for(host, port):
            return found
        for text in found:
            if not is_public(ipaddress.ip_address(text.partition("%")[0])):
                raise Forbidden(
                    Message("%(host)s is inside a private network, where Parvis does not go.", {"host": host}),
                    Message("Use a public address, or ask whoever runs Parvis to allow %(host)s.", {"host": host}),
                )
        return found


def _clean(hosts: Iterable[str]) -> Iterable[str]:
    return (host.strip().lower().rstrip(".") for host in hosts if host.strip())
