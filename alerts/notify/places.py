"""From a URL to an address that was checked, and that is the one connected to."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alerts.notify.destination import Allowed, Destination, check_address

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to addresses."""


async def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name as the system knows them; raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How one endpoint is reached: its places, whom we trust, how long an attempt lasts."""

    places: "Places"
    tls: ssl.SSLContext
    total_s: float


@dataclass(slots=True)
class Reach:
    """How far one attempt came."""

    address: str = ""
    """Where it went; empty until one was chosen."""
    stands: bool = False
    """Whether the connection was made: what fails from then on is not the address's fault."""


class Places:
    """The addresses of one endpoint. A name is asked once and used until it fails.

    What is checked is an address, and what is connected to is that address: a name that answers
    otherwise a moment later changes nothing.
    """

    def __init__(self, may: Allowed, resolve: Resolve = look_up) -> None:
        self._may = may
        self._resolve = resolve
        self._addresses: list[str] = []

    async def address(self, to: Destination) -> str:
        """Return an address to connect to; raises DestinationRefused, OSError."""
        if not self._addresses:
            addresses = list(await self._resolve(to.host, to.port))
            for address in addresses:
                check_address(to, address, self._may)
            self._addresses = addresses
        if not self._addresses:
            message = f"{to.host} has no address"
            raise OSError(message)
        return self._addresses[0]

    @contextmanager
    def reached(self) -> Iterator[Reach]:
        """Leave the address when an attempt cannot connect to it, or is thrown out there."""
        reach = Reach()
        try:
            yield reach
        except OSError as error:
            # A silent host is a TimeoutError and a missing route a plain OSError.
            if isinstance(error, ConnectionError) or not reach.stands:
                self.failed(reach.address)
            raise

    def failed(self, address: str) -> None:
        """Leave an address for the next one; after the last one the name is asked anew.

        Attempts run side by side: of several that fail at one address only the first leaves it.
        """
        if self._addresses[:1] == [address]:
            self._addresses = self._addresses[1:]
