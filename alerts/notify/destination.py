"""Where a notice may go: what notify.toml allows and no other place on the network. Pure.

Deny by default: an address counts only inside a listed network, or as a public address of a listed
name. Private networks are legitimate here (a police intranet), so they are listed like any other.
Never reached, listed or not: link-local and metadata services, multicast, broadcast, unspecified
and reserved addresses; and this machine only where the URL itself says so in plain words.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

URL_CHARS_MAX: Final = 2_000
FILLED_CHARS_MAX: Final = 12_000
"""A url whose words are filled in: 500 characters of text, each nine times as long."""
HTTP: Final = ("http", "https")
_PORTS: Final = {
    "http": 80,
    "https": 443,
    "smtp": 587,
    "smtps": 465,
    "mqtt": 1883,
    "mqtts": 8883,
}
_METADATA: Final = frozenset(
    ipaddress.ip_address(text) for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")
)
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64: Final = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
    ipaddress.IPv6Network("::/96"),
)
"""Networks whose last 32 bits are an IPv4 address."""
_V4_BITS: Final = 0xFFFFFFFF

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class DestinationRefused(Exception):
    """A URL or the address behind it is not a place a notice may go to."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The allow-list of notify.toml."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL taken apart once; ``path`` carries the query too."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Return what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def at(self, address: str) -> str:
        """Return the URL with the address we resolved instead of the name."""
        host = f"[{address}]" if ":" in address else address
        return f"{self.scheme}://{host}:{self.port}{self.path}"


def allowed(entries: Iterable[str]) -> Allowed:
    """Return the list of names and networks; raises DestinationRefused for what is neither."""
    names, networks = [], []
    for entry in entries:
        network = _network(entry)
        if network is not None:
            networks.append(network)
        elif not entry or _wrong_name(entry):
            message = f"{entry} is neither a network nor a host name"
            raise DestinationRefused(message)
        else:
            names.append(entry.lower().rstrip("."))
    return Allowed(names=frozenset(names), networks=tuple(networks))


def destination(
    url: str, schemes: tuple[str, ...] = HTTP, *, chars_max: int = URL_CHARS_MAX
) -> Destination:
    """Return where a URL points; raises DestinationRefused, which never quotes path or query."""
    if len(url) > chars_max or any(ord(char) <= ord(" ") or char == "\\" for char in url):
        message = "the url is too long or holds what no url holds"
        raise DestinationRefused(message)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        message = f"the url cannot be read: {error}"
        raise DestinationRefused(message) from error
    if parts.scheme not in schemes:
        raise DestinationRefused("only " + " and ".join(schemes))
    if parts.username is not None or parts.password is not None:
        raise DestinationRefused(parts.scheme + ": a login does not belong into the url")
    host = (parts.hostname or "").rstrip(".")
    if not host or _wrong_name(host):
        raise DestinationRefused("no host in the url" if not host else f"{host} is no host")
    path = parts.path or "/"
    return Destination(
        scheme=parts.scheme,
        host=host,
        port=_PORTS[parts.scheme] if port is None else port,
        path=f"{path}?{parts.query}" if parts.query else path,
    )


def check_address(to: Destination, address: str, may: Allowed) -> None:
    """Raise DestinationRefused when a notice must not go to this address."""
    try:
        ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError as error:
        message = f"{to.host}: {address} is no address"
        raise DestinationRefused(message) from error
    if _never(ip) or (ip.is_loopback and to.host not in _LOOPBACK_NAMES):
        message = f"{to.host}: {ip} is nobody's receiver"
        raise DestinationRefused(message)
    if any(ip.version == network.version and ip in network for network in may.networks):
        return
    if to.host in may.names and ip.is_global:
        return
    message = f"{to.host}: {ip} is not on the allow list of notify.toml"
    raise DestinationRefused(message)


def _ends_in_a_number(host: str) -> bool:
    """Return whether programs that connect may read a name as an IPv4 address: 0x7f.1, 2130706433.

    Plain addresses are numbers too; callers ask about what is no plain address.
    """
    last = host.rstrip(".").rpartition(".")[2].lower()
    return last.isdecimal() or (last.startswith("0x") and all(c in _HEX for c in last[2:]))


_HEX: Final = "0123456789abcdef"


def _wrong_name(host: str) -> bool:
    """Return whether a host is neither a plain address nor a name in plain letters."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        plain = host.isascii() and all(char.isalnum() or char in "-._" for char in host)
        return not plain or _ends_in_a_number(host)
    return False


def _network(entry: str) -> Network | None:
    try:
        return ipaddress.ip_network(entry)
    except ValueError:
        return None


def _never(ip: Address) -> bool:
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip in _METADATA:
        return True
    if ip.version == 4:  # noqa: PLR2004
        # 0.0.0.0/8 reaches this machine; 240.0.0.0/4 holds the broadcast address.
        return int(ip) >> 24 == 0 or ip.is_reserved
    return ip.is_reserved and not ip.is_loopback


def _unwrapped(ip: Address) -> Address:
    """Return the IPv4 address that an IPv6 address carries, if it carries one."""
    if isinstance(ip, ipaddress.IPv4Address) or ip.is_loopback or ip.is_unspecified:
        return ip
    if any(ip in network for network in _NAT64):
        return ipaddress.IPv4Address(int(ip) & _V4_BITS)
    if ip.teredo is not None:
        return ip.teredo[1]
    return ip.ipv4_mapped or ip.sixtofour or ip
