"""Where a notice may go: the endpoints' own hosts and no other place on the network. Pure.

Private addresses are legitimate here (a police intranet); what is refused is everything that
reaches this machine or its network's machinery by a trick: loopback unless the configuration
names it literally, link-local and metadata services, multicast, unspecified addresses.
"""

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

URL_CHARS_MAX: Final = 2_000
_PORTS: Final = {"http": 80, "https": 443}
_METADATA: Final = frozenset(
    ipaddress.ip_address(text) for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")
)
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class DestinationRefused(Exception):
    """A URL or the address behind it is not a place a notice may go to."""


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


def destination(url: str) -> Destination:
    """Return where a URL points; raises DestinationRefused."""
    if len(url) > URL_CHARS_MAX or any(ord(char) <= ord(" ") or char == "\\" for char in url):
        raise DestinationRefused(url[:80] + ": not a URL")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        message = f"{url}: {error}"
        raise DestinationRefused(message) from error
    if parts.scheme not in _PORTS:
        raise DestinationRefused(url + ": only http and https")
    if parts.username is not None or parts.password is not None:
        raise DestinationRefused(parts.scheme + ": a login does not belong into the URL")
    if not parts.hostname:
        raise DestinationRefused(url + ": no host")
    path = parts.path or "/"
    return Destination(
        scheme=parts.scheme,
        host=parts.hostname,
        port=_PORTS[parts.scheme] if port is None else port,
        path=f"{path}?{parts.query}" if parts.query else path,
    )


def check_address(to: Destination, address: str) -> None:
    """Raise DestinationRefused when a notice must not go to this address."""
    try:
        ip = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError as error:
        message = f"{to.host}: {address} is no address"
        raise DestinationRefused(message) from error
    if ip.is_loopback and to.host in _LOOPBACK_NAMES:
        return
    if ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        message = f"{to.host}: {ip} is not on the network"
        raise DestinationRefused(message)
    if ip in _METADATA or ip.is_reserved or ip == ipaddress.ip_address("255.255.255.255"):
        message = f"{to.host}: {ip} is nobody's receiver"
        raise DestinationRefused(message)
    if ip.version == 4 and int(ip) >> 24 == 0:  # noqa: PLR2004 - 0.0.0.0/8 reaches this machine
        message = f"{to.host}: {ip} is this machine"
        raise DestinationRefused(message)


def _unwrapped(ip: Address) -> Address:
    """Return the IPv4 address that an IPv6 address carries, if it carries one."""
    if isinstance(ip, ipaddress.IPv6Address):
        nat64 = ipaddress.ip_network("64:ff9b::/96")
        if ip in nat64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip
