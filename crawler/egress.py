"""Which address a crawl may connect to; asked at connect time with the resolved address, never with a name.

A name is checked by nobody: whoever answers for it may answer differently a moment later. Only the address that the
connection will really use counts, so redirects, robots.txt, sitemaps, strange spellings and rebinding all end here.
"""

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS = frozenset({80, 443})

_NAT64 = ip_network("64:ff9b::/96")
_CLOSED = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)


class Refusal(StrEnum):
    """Why a connection is not made."""

    NOT_AN_ADDRESS = "not an address"
    NOT_PUBLIC = "not a public address"
    OWN_ADDRESS = "an address of this machine"
    PORT = "a port nobody allowed"


class RefusedAddress(Exception):
    """The guard refused the connection; nothing was sent."""

    def __init__(self, host: str, port: int, reason: Refusal) -> None:
        super().__init__(f"{host} port {port}: {reason}")
        self.host, self.port, self.reason = host, port, reason


@dataclass(frozen=True, slots=True)
class Permit:
    """One `CIDR:port` of a source's 内网许可."""

    network: Network
    port: int

    @classmethod
    def parse(cls, text: str) -> "Permit":
        """Read `10.1.0.0/16:80` or `[fd00::/8]:80`; ValueError (in Chinese) for anything else."""
        network, _, port = text.strip().rpartition(":")
        if not port.isdecimal() or not 0 < int(port) < 65536:
            raise ValueError(f"内网许可“{text}”无法识别，应写成 网段:端口，如 10.1.0.0/16:80")
        try:
            return cls(ip_network(network.strip("[]")), int(port))
        except ValueError as error:
            raise ValueError(f"内网许可“{text}”的网段无法识别（{error}），应写成如 10.1.0.0/16:80") from None

    def covers(self, address: Address, port: int) -> bool:
        """Whether this permit opens the address on the port."""
        return port == self.port and address.version == self.network.version and address in self.network


@dataclass(frozen=True, slots=True)
class Egress:
    """Where one source may go: public addresses on some ports, and its permits."""

    permits: tuple[Permit, ...] = ()
    ports: frozenset[int] = WEB_PORTS

    @classmethod
    def of_source(cls, address: str, permits: Iterable[str]) -> "Egress":
        """The rule of a source: 80, 443, the port its own address names, and its 内网许可."""
        named = urlsplit(address).port
        return cls(tuple(Permit.parse(text) for text in permits), WEB_PORTS | ({named} if named else set()))

    def refusal(self, host: str, port: int) -> Refusal | None:
        """Why a connection to this resolved address must not be made, or None when it may."""
        try:
            address = unwrapped(ip_address(host))
        except ValueError:
            return Refusal.NOT_AN_ADDRESS
        if any(permit.covers(address, port) for permit in self.permits):
            return None
        if not is_public(address):
            return Refusal.NOT_PUBLIC
        if is_own(address):
            return Refusal.OWN_ADDRESS
        return None if port in self.ports else Refusal.PORT


def unwrapped(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped, NAT64, 6to4 or Teredo address, else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    plain = IPv6Address(int(address))
    return IPv4Address(int(plain) & 0xFFFFFFFF) if plain in _NAT64 else plain


def is_public(address: Address) -> bool:
    """Whether the address is one the whole internet shares."""
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_loopback:
        return False
    return not _inside(address, _CLOSED)


def is_own(address: Address) -> bool:
    """Whether the address belongs to this machine; asks the kernel's routes and sends nothing."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket only chooses a route; towards itself a machine chooses the same address.
            probe.connect((str(address), 9))
        except OSError:
            return False
        return str(probe.getsockname()[0]) == str(address)


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
