"""One HTTP attempt: to the address we resolved, without redirects, with limits on everything."""

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final

import httpx2

from alerts.notify.destination import Destination, DestinationRefused, check_address, destination

CONNECT_S_MAX: Final = 2.0
TOTAL_S_MAX: Final = 5.0
ANSWER_BYTES_MAX: Final = 64 * 1024
KEPT_OPEN_S: Final = 2.0
CONNECTIONS_MAX: Final = 10
GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt; ``status`` 0 means that no answer came."""

    status: int
    error: str = ""
    retry_after_s: float = 0.0

    @property
    def taken(self) -> bool:
        """Return whether the receiver took the notice: any 2xx and nothing else."""
        return httpx2.codes.is_success(self.status)

    @property
    def gone(self) -> bool:
        """Return whether the receiver wants no notice any more."""
        return self.status == GONE


class Sender:
    """Talks to one endpoint; nothing else on the network can be reached through it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._addresses: list[str] = []
        self._client = httpx2.AsyncClient(
            verify=ssl.create_default_context(),
            follow_redirects=False,
            trust_env=False,
            timeout=httpx2.Timeout(TOTAL_S_MAX, connect=CONNECT_S_MAX),
            limits=httpx2.Limits(
                max_connections=CONNECTIONS_MAX,
                max_keepalive_connections=CONNECTIONS_MAX,
                keepalive_expiry=KEPT_OPEN_S,
            ),
        )

    async def send(self, headers: Mapping[str, str], body: bytes) -> Outcome:
        """Try once; every way to fail is an outcome, not an exception."""
        try:
            async with asyncio.timeout(TOTAL_S_MAX):
                return await self._post(headers, body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            # The next attempt tries the next address, after the last one asks for the name anew.
            self._addresses = self._addresses[1:]
            return _failure(error)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, DestinationRefused) as error:
            return _failure(error)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _post(self, headers: Mapping[str, str], body: bytes) -> Outcome:
        to = destination(self._url)
        address = await self._address(to)
        request = self._client.build_request(
            "POST",
            to.at(address),
            headers={**headers, "host": to.authority},
            content=body,
            extensions={"sni_hostname": to.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            await _drain(response)
        finally:
            await response.aclose()
        reason = "" if response.is_success else f"status {response.status_code}"
        asked = response.headers.get("retry-after", "")
        return Outcome(response.status_code, reason, retry_after_s(asked, time.time()))

    async def _address(self, to: Destination) -> str:
        if not self._addresses:
            found = await asyncio.get_running_loop().getaddrinfo(
                to.host, to.port, type=socket.SOCK_STREAM
            )
            addresses = [str(entry[4][0]) for entry in found]
            for address in addresses:
                check_address(to, address)
            self._addresses = addresses
        return self._addresses[0]


async def _drain(response: httpx2.Response) -> None:
    """Read the answer so that the connection can be used again; a long one is cut off."""
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        if received > ANSWER_BYTES_MAX:
            return


def retry_after_s(text: str, now_utc_s: float) -> float:
    """Return the seconds a Retry-After header asks for; 0 when it says nothing usable."""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now_utc_s)
    except (ValueError, TypeError):
        return 0.0


def _failure(error: Exception) -> Outcome:
    return Outcome(0, f"{type(error).__name__}: {error}")
